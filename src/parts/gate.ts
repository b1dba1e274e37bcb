import { warning } from '@actions/core';
import type { GitData } from '../baseline/git-data.ts';
import { recordedRuns } from '../baseline/recorded-runs.ts';
import { UserError } from '../errors.ts';
import { gateRelease } from '../gate-release.ts';
import type { GithubEvent } from '../github/event.ts';
import { gitData } from '../github/git-data.ts';
import { failStep } from '../github/outputs.ts';
import { attach, commitOf, commitsUpTo, leadsTo, releaseBefore } from '../github/releases.ts';
import { failureOfStep, publish } from '../publish-on-github.ts';
import { readConfiguration } from '../read-configuration.ts';
import { readStep } from './step.ts';

/** Compares a release with the last one, from what the history's branch holds of both; measures nothing. */
export async function gatePart(): Promise<void> {
  const step = await readStep();
  const { inputs, event, octokit, progress } = step;
  const { repository } = event;
  if (!octokit) throw new UserError('The gate needs `github-token`, to read the history and the releases.');
  const config = await readConfiguration(inputs.workingDirectory, inputs.config);
  const { store, branch } = config.baseline;
  if (store !== 'branch') {
    throw new UserError(
      `The gate reads the history of a branch, and baseline.store is ${store}: set it to branch (docs/history.md), and ` +
        'let the default branch measure.',
    );
  }
  const tag = tagOf(event);
  const last = inputs.against
    ? { tag: inputs.against, commit: await commitOf(octokit, repository, inputs.against) }
    : await releaseBefore(octokit, repository, { tag, commit: event.headCommit });
  progress.line(
    last ? `Compared with ${last.tag} (${last.commit.slice(0, 12)}).` : 'There is no earlier release.',
  );
  const git = readOnce(gitData(octokit, { repository, branch }));
  const models = config.models.map(({ id }) => id);
  const recordedAt = async (commit: string) => {
    const includes = (earlier: string) => leadsTo(octokit, repository, earlier, commit);
    const commits = await commitsUpTo(octokit, repository, commit);
    return recordedRuns(git, { commits, includes }, models, warning);
  };
  const result = gateRelease({
    config,
    runs: {
      head: await recordedAt(event.headCommit),
      last: last ? await recordedAt(last.commit) : new Map(),
    },
    last: last?.tag ?? null,
    context: {
      event: event.name,
      repository: `${repository.owner}/${repository.name}`,
      headCommit: event.headCommit,
      baseCommit: last?.commit ?? null,
      runUrl: event.runUrl,
    },
  });
  await publish(result, {
    ...step,
    repository,
    pullRequest: null,
    mergeGroup: null,
    into: null,
    changedFiles: [],
  });
  if (inputs.attach) {
    if (tag === null) warning('Nothing was attached: this run is of no release.');
    else
      await attach(octokit, repository, tag, {
        name: 'cegi-result.json',
        text: JSON.stringify(result),
      }).catch((error: Error) => warning(error.message));
  }
  const failure = failureOfStep(result, inputs);
  if (failure !== null) failStep(failure);
}

/** The head and the last release are looked up in one and the same history, whoever writes meanwhile. */
function readOnce({ readFile }: Pick<GitData, 'readFile'>): Pick<GitData, 'readFile'> {
  const read = new Map<string, Promise<string | null>>();
  return {
    readFile(path) {
      const known = read.get(path) ?? readFile(path);
      read.set(path, known);
      return known;
    },
  };
}

function tagOf(event: GithubEvent): string | null {
  return event.kind === 'other' ? (/^refs\/tags\/(.+)$/.exec(event.ref)?.[1] ?? null) : null;
}
