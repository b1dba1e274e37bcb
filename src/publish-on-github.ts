import { join } from 'node:path';
import * as core from '@actions/core';
import type { Octokit } from './github/client.ts';
import { commentMarker, upsertComment } from './github/comment.ts';
import type { Repository } from './github/event.ts';
import type { Inputs } from './github/inputs.ts';
import { annotate, writeOutputs, writeSummary } from './github/outputs.ts';
import type { CheckResult } from './measurement/result.ts';
import type { Progress } from './progress.ts';
import { writeReports } from './publish.ts';
import { annotations, terminalSummary } from './report/summary.ts';
import { conclusionOf } from './verdict/conclusion.ts';

const marker = commentMarker('check');

export interface PublishOptions {
  /** For the reports. */
  directory: string;
  inputs: Inputs;
  repository: Repository;
  pullRequest: number | null;
  /** Null where nothing may be asked of GitHub. */
  octokit: Octokit | null;
  progress: Progress;
}

/** Writes the reports, and shows them wherever this run may: job summary, annotations, comment, outputs. */
export async function publish(result: CheckResult, to: PublishOptions): Promise<void> {
  const { directory, inputs, repository, pullRequest, octokit, progress } = to;
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

/** Why the step is to fail, in words; null where it is not. Nothing fails one that shall only report. */
export function failureOfStep(result: CheckResult, { failOn }: Pick<Inputs, 'failOn'>): string | null {
  if (result.error !== null) return result.error;
  const failing = conclusionOf(result) === 'failure';
  if (failOn.length === 0 || !(failOn.includes(result.verdict) || failing)) return null;
  const open = failing && result.verdict !== 'fail';
  return `Verdict: ${result.verdict}${open ? '; what is inconclusive fails here (on-inconclusive: fail)' : ''}.`;
}
