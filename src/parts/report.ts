import { setFailed, warning } from '@actions/core';
import { collectResults } from '../collect-results.ts';
import { UserError } from '../errors.ts';
import { apiChanges, fileAtCommit } from '../github/api-changes.ts';
import type { Span } from '../github/changes.ts';
import type { Octokit } from '../github/client.ts';
import type { GithubEvent } from '../github/event.ts';
import { type PullRequest, pullRequestOf } from '../github/pull-request-of.ts';
import { judgeResults } from '../judge-results.ts';
import { planCheck } from '../plan.ts';
import { failureOfStep, overridden, publish } from '../publish-on-github.ts';
import { readStep } from './step.ts';

/**
 * Judges and reports what other jobs or runs measured. Nothing of theirs counts but raw rounds and items' scores: which
 * pull request it is, which models it touches and whose rules judge, this run finds out for itself.
 */
export async function reportPart(): Promise<void> {
  const step = await readStep();
  const { inputs, event, octokit } = step;
  if (!octokit) throw new UserError('The report needs `github-token`, to look up what changed.');
  if (inputs.results === null) {
    throw new UserError('Name the directory that the results were downloaded to in the input `results`.');
  }
  const pull = await pullRequest(event, octokit);
  if ('why' in pull) {
    warning(`Nothing is reported: ${pull.why}.`);
    return;
  }
  const collected = await collectResults(inputs.results);
  const span: Span = {
    base: { branch: pull.baseRef, sha: pull.baseSha },
    head: pull.headSha,
    from: 'merge-base',
    pullRequest: pull.number,
  };
  const { changes } = await apiChanges(octokit, event.repository, span, 'the report reads no clone');
  const headText = await fileAtCommit(octokit, event.repository, pull.headSha, inputs.config);
  if (headText === null)
    throw new UserError(`The change has no ${inputs.config}, so there is nothing to judge.`);
  const plan = await planCheck({
    root: inputs.workingDirectory,
    configPath: inputs.config,
    changes,
    only: inputs.models,
    record: false,
    headText,
  });
  const judged = await judgeResults(collected, {
    plan,
    store: step.openStore(plan.config),
    context: {
      event: event.kind === 'workflow-run' ? event.of : event.name,
      repository: `${event.repository.owner}/${event.repository.name}`,
      pullRequest: pull.number,
      headCommit: pull.headSha,
      baseCommit: changes?.baseCommit ?? null,
      runUrl: event.runUrl,
    },
  });
  const to = {
    ...step,
    repository: event.repository,
    pullRequest: pull.number,
    changedFiles: changes?.changedFiles ?? [],
  };
  const result = await overridden(judged, to);
  await publish(result, to);
  const failure = failureOfStep(result, inputs);
  if (failure !== null) setFailed(failure);
}

async function pullRequest(event: GithubEvent, octokit: Octokit): Promise<PullRequest | { why: string }> {
  if (event.kind === 'pull-request') return event;
  if (event.kind === 'workflow-run') return pullRequestOf(octokit, event.repository, event);
  return { why: `the event ${event.name} is of no pull request` };
}
