import { warning } from '@actions/core';
import { collectResults, type ResultFile, type Unreadable } from '../collect-results.ts';
import { UserError } from '../errors.ts';
import { apiChanges, fileAtCommit } from '../github/api-changes.ts';
import type { Changes, Span } from '../github/changes.ts';
import { changesOf } from '../github/changes-of.ts';
import type { Octokit } from '../github/client.ts';
import { failStep } from '../github/outputs.ts';
import { pullRequestOf } from '../github/pull-request-of.ts';
import { judgeResults } from '../judge-results.ts';
import { planCheck } from '../plan.ts';
import { failureOfStep, overridden, publish } from '../publish-on-github.ts';
import { resultsInArtifacts } from '../results-in-artifacts.ts';
import { resultsInDirectory } from '../results-in-directory.ts';
import { publishOnBranch } from './branch-pages.ts';
import { keepOverrides } from './keep-overrides.ts';
import { intoOf, mergeGroupOf, recordsBaselines } from './run-check.ts';
import { readStep, type Step } from './step.ts';

/**
 * Judges and reports what other jobs or runs measured, and records it where it is of the default branch. Nothing of
 * theirs counts but raw rounds and items' scores: which pull request it is, which models it touches and whose rules
 * judge, this run finds out for itself.
 */
export async function reportPart(): Promise<void> {
  const step = await readStep();
  const { inputs, event, octokit } = step;
  if (!octokit) throw new UserError('The report needs `github-token`, to look up what changed.');
  const subject = await subjectOf(step, octokit);
  if ('why' in subject) {
    warning(`Nothing is reported: ${subject.why}.`);
    return;
  }
  const { changes, headCommit, pullRequest, into, record } = subject;
  const headText = await fileAtCommit(octokit, event.repository, headCommit, inputs.config);
  if (headText === null) {
    throw new UserError(`There is no ${inputs.config} at ${headCommit}, so there is nothing to judge.`);
  }
  const plan = await planCheck({
    root: inputs.workingDirectory,
    configPath: inputs.config,
    changes,
    only: inputs.models,
    record,
    headText,
  });
  // Of a change that touches no model there are none to be missed.
  const collected = await collectResults(plan.changed.length > 0 ? resultsOf(step, octokit) : []);
  const judged = await judgeResults(collected, {
    plan,
    store: step.openStore(plan.config),
    record,
    context: {
      event: event.kind === 'workflow-run' ? event.of : event.name,
      repository: `${event.repository.owner}/${event.repository.name}`,
      pullRequest,
      headCommit,
      baseCommit: changes?.baseCommit ?? null,
      runUrl: event.runUrl,
    },
  });
  const changedFiles = changes?.changedFiles ?? [];
  const mergeGroup = mergeGroupOf(event);
  const to = { ...step, repository: event.repository, pullRequest, mergeGroup, into, changedFiles };
  const result = await overridden(judged, to);
  await publish(result, to);
  await publishOnBranch(result, plan.config, step);
  await keepOverrides(result, plan.config, step);
  const failure = failureOfStep(result, inputs);
  // What is merged is the baseline, whatever became worse by it.
  if (failure !== null && (result.error !== null || !record)) failStep(failure);
}

/** From the directory that is named, or else from the artifacts of the run that measured. */
function resultsOf({ inputs, event }: Step, octokit: Octokit): AsyncIterable<ResultFile | Unreadable> {
  if (inputs.results !== null) return resultsInDirectory(inputs.results);
  if (event.runId === null) {
    throw new UserError(
      'Outside a run there are no artifacts: name the directory of the results in `results`.',
    );
  }
  const { headSha = null, headRepositoryId = null } = event.kind === 'workflow-run' ? event : {};
  return resultsInArtifacts({
    octokit,
    repository: event.repository,
    run: { id: event.runId, headSha, headRepositoryId },
    pattern: inputs.artifacts,
  });
}

/** What the results are of. */
interface Subject {
  changes: Changes | null;
  headCommit: string;
  pullRequest: number | null;
  /** The branch that it is to get into, where that is not the default one. */
  into: string | null;
  /** Whether they become the baselines of later checks. */
  record: boolean;
}

async function subjectOf({ event, inputs }: Step, octokit: Octokit): Promise<Subject | { why: string }> {
  if (event.kind === 'push' || event.kind === 'other') {
    const { changes } = await changesOf(event, inputs.workingDirectory, octokit);
    return {
      changes,
      headCommit: event.headCommit,
      pullRequest: null,
      into: intoOf(event),
      record: recordsBaselines(event),
    };
  }
  const pull = event.kind === 'pull-request' ? event : await pullRequestOf(octokit, event.repository, event);
  if ('why' in pull) return pull;
  const span: Span = {
    base: { branch: pull.baseRef, sha: pull.baseSha },
    head: pull.headSha,
    merge: null,
    from: 'merge-base',
    pullRequest: pull.number,
  };
  const { changes } = await apiChanges(octokit, event.repository, span, 'the report reads no clone');
  return {
    changes,
    headCommit: pull.headSha,
    pullRequest: pull.number,
    into: pull.intoDefault ? null : pull.baseRef,
    record: false,
  };
}
