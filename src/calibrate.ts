import { pastRun } from './baseline/next-baseline.ts';
import type { BaselineStore } from './baseline/store.ts';
import { logEnergiesPerItem, weakestProvenance } from './cegi/energy.ts';
import type { Config, ModelConfig } from './config/config.ts';
import { checkFiles } from './config/load.ts';
import { UserError } from './errors.ts';
import { measure } from './measure.ts';
import type { Calibration, Measurement } from './measurement/measurement.ts';
import type { Comparison } from './measurement/result.ts';
import { inWords, type Progress } from './progress.ts';
import { modelOf, readConfiguration } from './read-configuration.ts';
import type { CalibrationReport } from './report/calibration.ts';
import { mean } from './statistics/sample.ts';
import { noiseFloorPercent, spreadPercent, toleranceBelowFloor } from './verdict/noise-floor.ts';
import { type Host, openWorkbench } from './workbench.ts';

export interface CalibrateOptions {
  root: string;
  configPath: string;
  /** Id of the model to measure; null for the first that runs here. */
  model: string | null;
  /** Whole runs: {@link usualRuns} where nobody says, at least three. */
  runs: number;
  /** Rounds of a run; null for the usual number. */
  rounds: number | null;
  openStore(config: Config): Pick<BaselineStore, 'saveCalibration'>;
  host: Host;
  progress: Progress;
  signal: AbortSignal;
}

export const usualRuns = 6;
/** Six runs of so many tell the noise of a comparison side by side to about an eighth. */
const usualRounds = 12;
/** What may be asked for: so few tell it to about a quarter. */
const least = { runs: 3, rounds: 8 };
/** What is of any use: two runs, to tell how much they differ, of four rounds each, which make a block. */
const leastKept = { runs: 2, rounds: 4 };

/**
 * Measures one model several times, each a whole run of its own, to find out what this machine measures where nothing
 * changed. What is known after each run is stored, so that an end ahead of time loses one run at most.
 *
 * @throws UserError where fewer than two runs could be measured
 */
export async function calibrate(options: CalibrateOptions): Promise<CalibrationReport> {
  const { root, configPath, host, progress, signal } = options;
  atLeast(least.runs, options.runs, 'runs');
  if (options.rounds !== null) atLeast(least.rounds, options.rounds, 'rounds');
  const config = await readConfiguration(root, configPath);
  const model = options.model === null ? firstHere(config) : modelOf(config, options.model);
  checkFiles(config, [model.id]);
  const store = options.openStore(config);
  const rounds = options.rounds ?? Math.max(usualRounds, config.rounds.min);

  const records: Measurement[] = [];
  let ended: string | null = null;
  let calibration: Calibration | null = null;
  let kept = false;
  const workbench = await openWorkbench(config, host, { progress, signal, commit: null, shard: null });
  try {
    const prepared = await workbench.tasks.of(model);
    const startedMs = performance.now();
    while (records.length < options.runs) {
      const done = records.length;
      const leftS = ((performance.now() - startedMs) / 1000 / done) * (options.runs - done);
      const left = done === 0 ? '' : `, about ${inWords(leftS)} left in all`;
      progress.line(`${model.id}: run ${done + 1} of ${options.runs}${left}`);
      const record = await measure(model, prepared, workbench, {
        moreRounds: (soFar) => rounds - soFar.rounds.length,
        onRound: async (soFar) => mayDecide(soFar, config),
      });
      const why = whyNotWhole(record);
      if (why !== null) {
        ended = signal.aborted ? 'it was cancelled' : why;
        break;
      }
      records.push(record);
      if (records.length < leastKept.runs) continue;
      calibration = calibrationOf(records);
      kept = await store.saveCalibration(calibration);
    }
  } finally {
    await workbench.close();
  }
  if (calibration === null) {
    throw new UserError(
      `${model.id} was not calibrated: run ${records.length + 1} of ${options.runs} ended early, and at least ` +
        `${leastKept.runs} whole runs are needed: ${ended}`,
    );
  }
  return { ...reportOf(calibration, config), wantedRuns: options.runs, ended, kept };
}

function atLeast(fewest: number, given: number, what: string): void {
  if (!(Number.isInteger(given) && given >= fewest))
    throw new UserError(`--${what} must be a whole number of at least ${fewest}.`);
}

/** The first model that this machine runs itself, else the first. */
function firstHere({ models }: Config): ModelConfig {
  const runsHere = ({ evaluator }: ModelConfig) => evaluator.kind !== 'openai' || evaluator.serve !== null;
  return models.find(runsHere) ?? models[0]!;
}

/** A calibration of figures that decide nothing would say nothing of a check; the first round shows it. */
function mayDecide(record: Measurement, { energy: { accept } }: Config): void {
  const provenance = weakestProvenance(record);
  if (record.rounds.length > 1 || accept.includes(provenance)) return;
  const reason = record.rounds[0]!.energy.reason;
  throw new UserError(
    `The energy is ${provenance}${reason ? ` (${reason})` : ''}, and only ${accept.join(' or ')} may decide ` +
      '(energy.accept): node dist/cli.js doctor tells what this machine can measure.',
  );
}

function whyNotWhole(record: Measurement): string | null {
  if (record.status === 'partial') return record.error ?? 'no reason was recorded';
  const known = pastRun(record).energyJPerItem.length;
  return known < least.rounds
    ? `Only ${known} of its ${record.rounds.length} rounds have a known energy.`
    : null;
}

function calibrationOf(records: readonly Measurement[]): Calibration {
  const first = records[0]!;
  const tickVariances = records.flatMap((record) =>
    logEnergiesPerItem(record).flatMap((log) => (log === null ? [] : [log.tickVariance])),
  );
  return {
    schema: 'cegi/calibration',
    schemaVersion: 1,
    createdAt: new Date().toISOString(),
    hardwareFingerprint: first.hardware.fingerprint,
    model: first.model,
    runs: records.map((record) => pastRun(record).energyJPerItem),
    // Ticks are uniform over ± the uncertainty.
    relativeUncertainty: Math.sqrt(3 * mean(tickVariances)),
  };
}

function reportOf(
  calibration: Calibration,
  { rules: { emissionsPercent }, rounds, compare }: Config,
): Pick<CalibrationReport, 'calibration' | 'spread' | 'floors' | 'judgements'> {
  const modes: Comparison['mode'][] = compare === 'auto' ? ['side-by-side', 'stored'] : [compare];
  const numbers = [...new Set([10, 20, 50, 100, rounds.max])].filter((max) => max >= rounds.min);
  return {
    calibration,
    spread: spreadPercent(calibration),
    floors: numbers
      .sort((a, b) => a - b)
      .map((max) => ({
        rounds: max,
        sideBySidePercent: noiseFloorPercent(calibration, 'side-by-side', { ...rounds, max }),
        storedPercent: noiseFloorPercent(calibration, 'stored', { ...rounds, max }),
      })),
    judgements:
      emissionsPercent === null
        ? []
        : modes.map((mode) => ({
            mode,
            tolerancePercent: emissionsPercent,
            rounds: rounds.max,
            tooSmall: toleranceBelowFloor(emissionsPercent, calibration, mode, rounds),
          })),
  };
}
