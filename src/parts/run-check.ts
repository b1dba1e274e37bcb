import { type CheckOptions, check } from '../check.ts';
import type { Config } from '../config/config.ts';
import { changesOf } from '../github/changes-of.ts';
import { checkedOut, headCheckedOut } from '../github/checked-out.ts';
import type { GithubEvent } from '../github/event.ts';
import { thisHost } from '../host.ts';
import type { CheckResult } from '../measurement/result.ts';
import { writeResult } from '../publish.ts';
import type { Step } from './step.ts';

/**
 * Evaluates and judges the models that this event changes, whose files are named beside the result, with the
 * configuration in force where anything was evaluated; the result so far is always in `result.json`.
 */
export async function runCheck(
  step: Step,
  { keeps }: Pick<CheckOptions, 'keeps'>,
): Promise<{ result: CheckResult; changedFiles: readonly string[]; config: Config | null }> {
  let config: Config | null = null;
  const { inputs, event, octokit, directory, openStore, progress } = step;
  const { workingDirectory } = inputs;
  // What is measured for a report must be what the report looks up.
  if (!keeps) await headCheckedOut(workingDirectory, event);
  const merge = await checkedOut(workingDirectory, event);
  const { changes, ...noBase } = await changesOf(event, workingDirectory, octokit, merge);
  if ('reason' in noBase) progress.line(`Every model counts as changed: ${noBase.reason}.`);
  const result = await check({
    root: inputs.workingDirectory,
    configPath: inputs.config,
    changes,
    only: inputs.models,
    record: recordsBaselines(event),
    keeps,
    shard: inputs.shard,
    openStore(inForce) {
      config = inForce;
      return openStore(inForce);
    },
    host: thisHost(progress, { root: inputs.workingDirectory, nativeCache: inputs.nativeDirectory }),
    context: {
      event: event.name,
      repository: `${event.repository.owner}/${event.repository.name}`,
      pullRequest: pullRequestNumber(event),
      headCommit: event.headCommit,
      runUrl: event.runUrl,
    },
    progress,
    signal: step.cancelled,
    onResult: async (soFar) => {
      await writeResult(soFar, directory);
    },
  });
  return { result, changedFiles: changes?.changedFiles ?? [], config };
}

export const pullRequestNumber = (event: GithubEvent) =>
  event.kind === 'pull-request' ? event.number : null;

/** The branch that a pull request or a merge group is to get into, where that is not the default one. */
export function intoOf(event: GithubEvent): string | null {
  if (event.kind === 'pull-request') return event.intoDefault ? null : event.baseRef;
  return mergeGroupOf(event)?.into ?? null;
}

export const mergeGroupOf = (event: GithubEvent) => (event.kind === 'other' ? event.mergeGroup : null);

/** Of other events the default branch is only where the workflow is taken from. */
const recording = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch'];

/** Runs on the default branch store what they measure; they report a regression, but what is merged is the baseline. */
export function recordsBaselines(event: GithubEvent): boolean {
  return (
    (event.kind === 'push' || event.kind === 'other') && event.defaultBranch && recording.includes(event.name)
  );
}
