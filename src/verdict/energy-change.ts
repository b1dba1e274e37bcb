import { type LogEnergy, logEnergiesPerItem, uncertainLogEnergy } from '../cegi/energy.ts';
import type { Calibration, Measurement, PastRun } from '../measurement/measurement.ts';
import type { Comparison, Estimate } from '../measurement/result.ts';
import { interval, type Uncertain, uncertainDifference, uncertainMean } from '../statistics/interval.ts';
import { confidence } from '../statistics/looks.ts';
import { mean } from '../statistics/sample.ts';
import { betweenRuns, knownRuns } from './between-runs.ts';

/** Two measurements that can be compared. */
export interface Sides {
  mode: Comparison['mode'];
  head: Measurement;
  baseline: Measurement;
  /** Of a stored baseline: runs before it, the newest first. */
  history: readonly PastRun[];
  calibration: Calibration | null;
}

export interface EnergyChange {
  /** ln(head / baseline), joules per item. */
  logRatio: Estimate;
  /** Half the width of the interval that rounds leave, and of that which whole runs leave: their squares add. */
  halfWidths: { rounds: number; runs: number };
  rounds: Comparison['rounds'];
  betweenRuns: Comparison['betweenRuns'];
  method: string;
}

/**
 * The change of energy per item from baseline to head; null where a side has too few rounds of known energy.
 *
 * @param lookConfidence of what is looked at more than once
 */
export function energyChange(sides: Sides, lookConfidence: number): EnergyChange | null {
  return sides.mode === 'side-by-side' ? paired(sides, lookConfidence) : stored(sides, lookConfidence);
}

/** Rounds of a side in one block, as in A B B A. */
export const roundsInBlock = 2;

/**
 * Side by side: each block of two rounds a side gives one difference of logarithms, and t its interval. The order within
 * a block is drawn anew each time, so that whatever drifts or hangs together from round to round has no side (R. A.
 * Fisher, The Design of Experiments, 1935).
 */
function paired({ head, baseline }: Sides, lookConfidence: number): EnergyChange | null {
  const blocks = blocksOf(logEnergiesPerItem(head), logEnergiesPerItem(baseline));
  const differences = uncertainMean(blocks.map(({ difference }) => difference));
  if (!differences) return null;
  // Blocks that happen to agree hide the counters' ticks.
  const ticks = mean(blocks.map(({ tickVariance }) => tickVariance)) / blocks.length;
  const logRatio = interval(
    { ...differences, errorVariance: differences.errorVariance + ticks },
    lookConfidence,
  );
  const rounds = roundsInBlock * blocks.length;
  return {
    logRatio,
    halfWidths: { rounds: logRatio.high - logRatio.value, runs: 0 },
    rounds: { head: rounds, baseline: rounds },
    betweenRuns: null,
    method: `paired t over ${blocks.length} blocks of A B B A in random order`,
  };
}

function blocksOf(head: readonly (LogEnergy | null)[], baseline: readonly (LogEnergy | null)[]) {
  const blocks: { difference: number; tickVariance: number }[] = [];
  const length = Math.min(head.length, baseline.length);
  for (let start = 0; start + roundsInBlock <= length; start += roundsInBlock) {
    const [ours, theirs] = [head, baseline].map((side) => side.slice(start, start + roundsInBlock)) as [
      (LogEnergy | null)[],
      (LogEnergy | null)[],
    ];
    const all = [...ours, ...theirs];
    // A block with a round of unknown energy compares nothing.
    if (!all.every((log) => log !== null)) continue;
    const centre = (logs: (LogEnergy | null)[]) => mean(logs.map((log) => log!.value));
    blocks.push({
      difference: centre(ours) - centre(theirs),
      tickVariance: all.reduce((sum, log) => sum + log!.tickVariance, 0) / roundsInBlock ** 2,
    });
  }
  return blocks;
}

/**
 * Against a store: Welch's interval for what rounds leave unknown, paid for every look, and t for what whole runs differ
 * by, which is drawn but once however often is looked; the squares of both half-widths add. Runs are taken as far as the
 * head and baseline both have gone, so that machines that warm up meanwhile are compared at the same stage; an earlier run
 * that was shorter tells nothing of that stage.
 */
function stored(
  { head, baseline, history, calibration }: Sides,
  lookConfidence: number,
): EnergyChange | null {
  const ours = logEnergiesPerItem(head).filter((log) => log !== null);
  const theirs = logEnergiesPerItem(baseline).filter((log) => log !== null);
  const length = Math.min(ours.length, theirs.length);
  const headMean = uncertainLogEnergy(ours.slice(0, length));
  const baselineMean = uncertainLogEnergy(theirs.slice(0, length));
  if (!headMean || !baselineMean) return null;

  const logs = theirs.map(({ value }) => value);
  const [first, ...others] = knownRuns({ measurement: baseline, logs }, history, calibration);
  // Runs of other groups are compared with each other alone, as far as they go.
  const known = [first!, ...others]
    .filter((run) => run.group !== first!.group || run.logs.length >= length)
    .map((run) => ({ ...run, mean: uncertainMean(run.logs.slice(0, length)) }));
  const own = known.flatMap((run) => (run.group === known[0]!.group && run.mean ? [run.mean] : []));
  const groups = [...new Set(known.map(({ group }) => group))].map((wanted) =>
    known.filter(({ group }) => group === wanted).map((run) => mean(run.logs.slice(0, length))),
  );
  const between = betweenRuns(groups);
  const pooled = own.length > 1 ? meanOfRuns(own) : baselineMean;
  const logRatio = uncertainDifference(headMean, pooled);
  const rounds = interval(logRatio, 1 - (1 - lookConfidence) / 2);
  const runs = interval(
    {
      value: 0,
      errorVariance: between.variance * (1 + 1 / own.length),
      degreesOfFreedom: between.degreesOfFreedom,
    },
    1 - (1 - confidence) / 2,
  );
  const halfWidths = { rounds: rounds.high - rounds.value, runs: runs.high };
  const half = Math.hypot(halfWidths.rounds, halfWidths.runs);
  return {
    logRatio: { value: logRatio.value, low: logRatio.value - half, high: logRatio.value + half },
    halfWidths,
    rounds: { head: length, baseline: length },
    betweenRuns: { percent: 100 * Math.sqrt(between.variance), from: between.from },
    method: `Welch's t over rounds, and t over ${own.length} run${own.length === 1 ? '' : 's'} of the baseline`,
  };
}

/** The mean of the means of runs that all measured the same. */
function meanOfRuns(runs: readonly Uncertain[]): Uncertain {
  const errorVariances = runs.map(({ errorVariance }) => errorVariance / runs.length ** 2);
  const errorVariance = errorVariances.reduce((sum, part) => sum + part, 0);
  const denominator = errorVariances.reduce(
    (sum, part, index) => sum + part ** 2 / runs[index]!.degreesOfFreedom,
    0,
  );
  return {
    value: mean(runs.map(({ value }) => value)),
    errorVariance,
    degreesOfFreedom: denominator > 0 ? errorVariance ** 2 / denominator : runs[0]!.degreesOfFreedom,
  };
}
