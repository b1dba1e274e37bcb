import { join } from 'node:path';
import * as core from '@actions/core';
import packageJson from '../package.json' with { type: 'json' };
import { cacheStore } from './baseline/cache-store.ts';
import { fileStore } from './baseline/file-store.ts';
import { type CalibrateOptions, calibrate, usualRuns } from './calibrate.ts';
import { cancellation } from './cancellation.ts';
import { check } from './check.ts';
import type { Config } from './config/config.ts';
import { UserError } from './errors.ts';
import { changesOf } from './github/changes-of.ts';
import { githubClient, type Octokit } from './github/client.ts';
import { commentMarker, upsertComment } from './github/comment.ts';
import { type GithubEvent, readEvent } from './github/event.ts';
import { type Inputs, loadInputs } from './github/inputs.ts';
import { plainForRunner } from './github/log.ts';
import { annotate, writeOutputs, writeSummary } from './github/outputs.ts';
import { thisHost } from './host.ts';
import type { CheckResult } from './measurement/result.ts';
import { streamProgress } from './progress.ts';
import { writeReports, writeResult } from './publish.ts';
import { calibrationSummary } from './report/calibration.ts';
import { annotations, terminalSummary } from './report/summary.ts';
import { conclusionOf } from './verdict/conclusion.ts';

const marker = commentMarker('check');
const progress = streamProgress({ write: (text) => process.stdout.write(plainForRunner(text)) });

async function run(): Promise<void> {
  const inputs = loadInputs();
  const event = await readEvent();
  const openStore = ({ baseline }: Config) =>
    baseline.store === 'file'
      ? fileStore(baseline.directory, core.warning)
      : cacheStore({ runKey: event.runKey ?? event.headCommit, warn: core.warning });
  const host = thisHost(progress, { root: inputs.workingDirectory, nativeCache: inputs.nativeDirectory });
  if (inputs.calibrate) return runCalibration(inputs, { openStore, host });
  const octokit = inputs.githubToken
    ? githubClient({ token: inputs.githubToken, apiUrl: event.apiUrl })
    : null;
  const { changes, ...noBase } = await changesOf(event, inputs.workingDirectory, octokit);
  if ('reason' in noBase) progress.line(`Every model counts as changed: ${noBase.reason}.`);

  const directory = join(process.env.RUNNER_TEMP ?? inputs.workingDirectory, 'cegi');
  const record = recordsBaselines(event);
  const result = await check({
    root: inputs.workingDirectory,
    configPath: inputs.config,
    changes,
    only: inputs.models,
    record,
    openStore,
    host,
    context: {
      event: event.name,
      repository: `${event.repository.owner}/${event.repository.name}`,
      pullRequest: event.kind === 'pull-request' ? event.number : null,
      headCommit: event.headCommit,
      runUrl: event.runUrl,
    },
    progress,
    signal: cancellation(),
    onResult: async (soFar) => {
      await writeResult(soFar, directory);
    },
  });

  await publish(result, { directory, inputs, event, octokit });
  // The report is out; only now may the step fail.
  if (result.error !== null) {
    core.setFailed(result.error);
  } else if (failsStep(result, inputs) && !record) {
    const open = conclusionOf(result) === 'failure' && result.verdict !== 'fail';
    core.setFailed(
      `Verdict: ${result.verdict}${open ? '; what is inconclusive fails here (on-inconclusive: fail)' : ''}.`,
    );
  }
}

/** Finds out what this machine measures where nothing changes, instead of a check. */
async function runCalibration(
  { workingDirectory: root, config, models }: Inputs,
  machine: Pick<CalibrateOptions, 'openStore' | 'host'>,
): Promise<void> {
  const report = await calibrate({
    ...machine,
    root,
    configPath: config,
    model: models[0] ?? null,
    runs: usualRuns,
    rounds: null,
    progress,
    signal: cancellation(),
  });
  progress.line(`\n${calibrationSummary(report, 'text')}`);
  await writeSummary(calibrationSummary(report, 'markdown'));
  if (report.ended !== null) core.setFailed(`The calibration ended early: ${report.ended}`);
  else if (!report.kept) core.setFailed('The calibration could not be stored.');
}

/** Nothing fails a step that shall only report, which names no verdict. */
function failsStep(result: CheckResult, { failOn }: Inputs): boolean {
  return failOn.length > 0 && (failOn.includes(result.verdict) || conclusionOf(result) === 'failure');
}

/** Runs on the default branch store what they measure; they report a regression, but what is merged is the baseline. */
function recordsBaselines(event: GithubEvent): boolean {
  return event.kind !== 'pull-request' && event.defaultBranch;
}

async function publish(
  result: CheckResult,
  to: { directory: string; inputs: Inputs; event: GithubEvent; octokit: Octokit | null },
): Promise<void> {
  const { directory, inputs, event, octokit } = to;
  const body = await writeReports(result, directory, marker);
  progress.line(`\n${terminalSummary(result)}`);
  for (const annotation of annotations(result)) annotate(annotation);
  await writeSummary(body);

  let commentUrl: string | null = null;
  if (event.kind === 'pull-request' && inputs.comment && octokit) {
    const { owner, name: repo } = event.repository;
    const outcome = await upsertComment(octokit, { owner, repo, issue: event.number, marker, body });
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
    result: join(directory, 'result.json'),
    report: join(directory, 'report.html'),
    badge: join(directory, 'badge.json'),
    commentUrl,
    modelsChanged: result.models.map((model) => model.id),
  });
}

progress.line(`CEGI carbon check ${packageJson.version}`);
try {
  await run();
} catch (error) {
  core.setFailed(
    error instanceof UserError
      ? error.message
      : `A defect of this action, please report it:\n${(error as Error).stack}`,
  );
}
// What a library left open (a socket, a worker) must not keep the runner waiting.
process.exit();
