import { join } from 'node:path';
import * as core from '@actions/core';
import { findOverride } from './find-override.ts';
import { checkIdentity } from './github/check-identity.ts';
import { upsertCheckRun } from './github/check-run.ts';
import type { Octokit } from './github/client.ts';
import { upsertComment } from './github/comment.ts';
import type { MergeGroup, Repository } from './github/event.ts';
import type { Inputs } from './github/inputs.ts';
import { annotate, writeOutputs, writeSummary } from './github/outputs.ts';
import type { CheckResult } from './measurement/result.ts';
import type { Progress } from './progress.ts';
import { writeReports } from './publish.ts';
import { checkRunText } from './report/check-run.ts';
import { plainText } from './report/escape.ts';
import { annotations, terminalSummary } from './report/summary.ts';
import { type Conclusion, conclusionOf } from './verdict/conclusion.ts';

export interface PublishOptions {
  /** For the reports. */
  directory: string;
  inputs: Inputs;
  repository: Repository;
  pullRequest: number | null;
  /** Null where it is none. It is no pull request's own: nothing is said there. */
  mergeGroup: MergeGroup | null;
  /** The branch that the pull request or merge group is to get into, where that is not the default one. */
  into: string | null;
  /** Relative to the repository's root. */
  changedFiles: readonly string[];
  /** Null where nothing may be asked of GitHub. */
  octokit: Octokit | null;
  progress: Progress;
}

/**
 * The result with the override that lets it pass, where it would fail and somebody overrode it. What is said of
 * overrides that do not count becomes warnings of the step.
 */
export async function overridden(
  result: CheckResult,
  { inputs, repository, pullRequest, mergeGroup, octokit }: PublishOptions,
): Promise<CheckResult> {
  const issue = pullRequest ?? mergeGroup?.pullRequest ?? null;
  const { overrideDays: days } = result.policy;
  // It excuses broken rules alone.
  const judged = { ...result, error: null };
  const wouldFail = conclusionOf(judged) === 'failure' || failureOfStep(judged, inputs) !== null;
  if (!wouldFail || days === null || issue === null || octokit === null) return result;
  const place = { owner: repository.owner, repo: repository.name, issue };
  const { override, warnings } = await findOverride(octokit, place, {
    // A merge group's own commit is nobody's to look at: what counts is what the pull request is at.
    commit: mergeGroup ? null : result.headCommit,
    days,
    now: new Date(),
  });
  for (const warning of warnings.slice(0, mostWarnings)) core.warning(plainText(warning));
  return { ...result, override };
}

/** Anybody can write comments that do not count. */
const mostWarnings = 5;

/** Writes the reports, and shows them wherever this run may: job summary, annotations, comment, check run, outputs. */
export async function publish(result: CheckResult, to: PublishOptions): Promise<void> {
  const { directory, inputs, repository, pullRequest, mergeGroup, octokit, progress } = to;
  const { marker } = checkIdentity(inputs.config, to.into);
  const body = await writeReports(result, directory, marker);
  progress.line(`\n${terminalSummary(result)}`);
  for (const annotation of annotations(result)) annotate(annotation);
  await writeSummary(body);

  let commentUrl: string | null = null;
  if (pullRequest !== null && inputs.comment && octokit) {
    const { owner, name: repo } = repository;
    const outcome = await upsertComment(octokit, { owner, repo, issue: pullRequest, marker, body });
    if (outcome.posted) {
      commentUrl = outcome.url;
      progress.line(`Comment ${outcome.action}: ${outcome.url}`);
    } else {
      core.warning(
        `The comment was not posted: ${outcome.reason} The report is in the job summary, and the verdict stands.`,
      );
    }
  }
  if ((pullRequest !== null || mergeGroup) && inputs.checkRun !== false && octokit)
    await showCheckRun(result, octokit, to);
  writeOutputs({
    verdict: result.verdict,
    conclusion: conclusionOf(result),
    results: directory,
    result: join(directory, 'result.json'),
    report: join(directory, 'report.html'),
    badge: join(directory, 'badge.json'),
    commentUrl,
    modelsChanged: result.models.map((model) => model.id),
  });
}

async function showCheckRun(
  result: CheckResult,
  octokit: Octokit,
  { inputs, repository, into, changedFiles, progress }: PublishOptions,
): Promise<void> {
  if (result.headCommit === null) return;
  const outcome = await upsertCheckRun(octokit, {
    owner: repository.owner,
    repo: repository.name,
    name: checkIdentity(inputs.config, into).checkRun,
    headSha: result.headCommit,
    conclusion: conclusionShown(result, inputs),
    ...checkRunText(result, changedFiles),
    detailsUrl: result.runUrl,
  });
  if (outcome.shown) {
    progress.line(`Check run ${outcome.action}: ${outcome.url}`);
    return;
  }
  const tell = outcome.mayNot && inputs.checkRun === 'auto' ? core.notice : core.warning;
  tell(`There is no check run of its own: ${outcome.reason} The verdict stands without it.`);
}

/** What the check run concludes: red where the step fails, and only there. */
function conclusionShown(result: CheckResult, inputs: Pick<Inputs, 'failOn'>): Conclusion {
  if (failureOfStep(result, inputs) !== null) return 'failure';
  const conclusion = conclusionOf(result);
  return conclusion === 'failure' ? 'neutral' : conclusion;
}

/**
 * Why the step is to fail, in words; null where it is not. Nothing fails one that shall only report, and no verdict one
 * that somebody overrode.
 */
export function failureOfStep(result: CheckResult, { failOn }: Pick<Inputs, 'failOn'>): string | null {
  if (failOn.length === 0) return null;
  if (result.error !== null) return result.error;
  if (result.override !== null) return null;
  const failing = conclusionOf(result) === 'failure';
  if (!failOn.includes(result.verdict) && !failing) return null;
  const open = failing && result.verdict !== 'fail';
  return `Verdict: ${result.verdict}${open ? '; what is inconclusive fails here (on-inconclusive: fail)' : ''}.`;
}
