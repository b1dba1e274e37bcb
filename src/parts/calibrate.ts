import { calibrate, usualRuns } from '../calibrate.ts';
import { failStep, writeSummary } from '../github/outputs.ts';
import { thisHost } from '../host.ts';
import { calibrationSummary } from '../report/calibration.ts';
import type { Step } from './step.ts';

/** Finds out what this machine measures where nothing changes, instead of a check. */
export async function calibratePart({ inputs, openStore, progress, cancelled }: Step): Promise<void> {
  const { workingDirectory: root, config, models, nativeDirectory: nativeCache } = inputs;
  const report = await calibrate({
    openStore,
    host: thisHost(progress, { root, nativeCache }),
    root,
    configPath: config,
    model: models[0] ?? null,
    runs: usualRuns,
    rounds: null,
    progress,
    signal: cancelled,
  });
  progress.line(`\n${calibrationSummary(report, 'text')}`);
  await writeSummary(calibrationSummary(report, 'markdown'));
  if (report.ended !== null) failStep(`The calibration ended early: ${report.ended}`);
  else if (!report.kept) failStep('The calibration could not be stored.');
}
