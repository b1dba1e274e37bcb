import { join } from 'node:path';
import * as core from '@actions/core';
import { branchStore } from '../baseline/branch-store.ts';
import { cacheStore } from '../baseline/cache-store.ts';
import { fileStore } from '../baseline/file-store.ts';
import type { BaselineStore } from '../baseline/store.ts';
import { cancellation } from '../cancellation.ts';
import type { Config } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { githubClient, type Octokit } from '../github/client.ts';
import { type GithubEvent, readEvent } from '../github/event.ts';
import { gitData } from '../github/git-data.ts';
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
  /** Fires when the run is cancelled. */
  cancelled: AbortSignal;
}

export const progress = streamProgress({ write: (text) => process.stdout.write(plainForRunner(text)) });

/** @throws UserError where inputs or the event are not right. */
export async function readStep(): Promise<Step> {
  const inputs = loadInputs();
  const event = await readEvent();
  const cancelled = cancellation();
  const octokit = inputs.githubToken
    ? githubClient({ token: inputs.githubToken, apiUrl: event.apiUrl, cancelled })
    : null;
  return {
    inputs,
    event,
    octokit,
    directory: join(process.env.RUNNER_TEMP ?? inputs.workingDirectory, 'cegi'),
    openStore: (config) => openStore(config, event, octokit),
    progress,
    cancelled,
  };
}

/** @throws UserError where the branch is to be the store, and no token is there to reach it. */
function openStore({ baseline, gain }: Config, event: GithubEvent, octokit: Octokit | null): BaselineStore {
  const run = event.runKey ?? event.headCommit;
  const warn = core.warning;
  if (baseline.store === 'file') return fileStore(baseline.directory, warn);
  if (baseline.store === 'cache') return cacheStore({ runKey: run, warn });
  if (!octokit) {
    throw new UserError(
      'The branch store needs the input github-token, which is empty. Leave the input out, or choose another store.',
    );
  }
  const { repository, runUrl } = event;
  const { branch } = baseline;
  return branchStore({
    git: gitData(octokit, { repository, branch }),
    branch,
    run,
    ref: refOf(event),
    runUrl,
    gain,
    warn,
  });
}

/** The branch or tag that is measured; null where it is neither. */
function refOf(event: GithubEvent): string | null {
  if (event.kind === 'push') return event.branch;
  return event.kind === 'other' ? event.ref.replace(/^refs\/(heads|tags)\//, '') : null;
}
