import { calibrate } from './calibrate.ts';
import { thisHost } from './host.ts';
import { repositoryRoot } from './local-changes.ts';
import type { Progress } from './progress.ts';
import type { CalibrationReport } from './report/calibration.ts';
import { storeHere } from './store-here.ts';

export interface CalibrateHereOptions {
  config: string;
  runs: number;
  rounds?: number;
  progress: Progress;
  signal: AbortSignal;
}

/** A calibration at a terminal, stored in files beside the baselines. */
export async function calibrateHere(
  model: string | undefined,
  { config, runs, rounds, progress, signal }: CalibrateHereOptions,
): Promise<CalibrationReport> {
  const root = await repositoryRoot(process.cwd());
  return calibrate({
    root,
    configPath: config,
    model: model ?? null,
    runs,
    rounds: rounds ?? null,
    // The Actions cache cannot be reached from a terminal.
    openStore: (config) => storeHere(config, progress),
    host: thisHost(progress, { root }),
    progress,
    signal,
  });
}
