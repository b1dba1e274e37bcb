import { join } from 'node:path';
import * as core from '@actions/core';
import { cacheStore } from '../baseline/cache-store.ts';
import { fileStore } from '../baseline/file-store.ts';
import type { BaselineStore } from '../baseline/store.ts';
import type { Config } from '../config/config.ts';
import { githubClient, type Octokit } from '../github/client.ts';
import { type GithubEvent, readEvent } from '../github/event.ts';
import { type Inputs, loadInputs } from '../github/inputs.ts';
import { plainForRunner } from '../github/log.ts';
import { type Progress, streamProgress } from '../progress.ts';

/** What every part of the action starts from. */
export interface Step {
  inputs: Inputs;
  event: GithubEvent;
  /** Null where no token is given: nothing is then asked of GitHub. */
  octokit: Octokit | null;
  /** For results and reports. */
  directory: string;
  openStore(config: Config): BaselineStore;
  progress: Progress;
}

export const progress = streamProgress({ write: (text) => process.stdout.write(plainForRunner(text)) });

/** @throws UserError where inputs or the event are not right. */
export async function readStep(): Promise<Step> {
  const inputs = loadInputs();
  const event = await readEvent();
  return {
    inputs,
    event,
    octokit: inputs.githubToken ? githubClient({ token: inputs.githubToken, apiUrl: event.apiUrl }) : null,
    directory: join(process.env.RUNNER_TEMP ?? inputs.workingDirectory, 'cegi'),
    openStore: ({ baseline }) =>
      baseline.store === 'file'
        ? fileStore(baseline.directory, core.warning)
        : cacheStore({ runKey: event.runKey ?? event.headCommit, warn: core.warning }),
    progress,
  };
}
