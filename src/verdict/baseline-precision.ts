import { logEnergyPerItem } from '../cegi/energy.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { Rules } from '../measurement/result.ts';
import { interval } from '../statistics/interval.ts';
import { confidence } from '../statistics/looks.ts';

/** Of what emissions may rise by, the part that rounds may leave unknown of what others will be judged by. */
const share = 1 / 4;
/** Where nothing says by how much they may rise. */
const usualTolerance = 5;

/**
 * The least rounds of a baseline: a head is compared over no more than it has, and rounds that agree by chance, with one
 * that is far off still to come, must not end it early.
 */
export function leastBaselineRounds({ max }: { max: number }): number {
  return Math.ceil(max / 2);
}

/**
 * Whether a measurement has rounds enough to be a baseline: later checks cannot be surer than it is.
 *
 * @param shards of how many such measurements the baseline is made; their noise averages out
 */
export function preciseEnough(measurement: Measurement, rules: Rules, shards = 1): boolean {
  const energy = logEnergyPerItem(measurement);
  if (!energy) return false;
  const { value, high } = interval(energy, confidence);
  return high - value <= share * Math.sqrt(shards) * logTolerance(rules);
}

/**
 * Whether a shard's comparison side by side has rounds enough. Its own verdict is no matter, lest shards that err in
 * different directions stop at different times: the whole has only as many rounds as the shortest of them.
 *
 * @param change of the energy, percent, with its interval; where none can be formed, more rounds would not help
 */
export function shardPreciseEnough(
  change: { low: number; high: number } | null,
  rules: Rules,
  shards: number,
): boolean {
  if (!change) return true;
  const halfWidth = (Math.log1p(change.high / 100) - Math.log1p(change.low / 100)) / 2;
  return halfWidth <= share * Math.sqrt(shards) * logTolerance(rules);
}

function logTolerance({ emissionsPercent }: Rules): number {
  return Math.log1p((emissionsPercent ?? usualTolerance) / 100);
}
