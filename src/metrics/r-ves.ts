import { type QueryTimes, vesTimeRatio } from './ves-time-ratio.ts';

/**
 * The reward-based valid efficiency score of one correct query, as a fraction of BIRD's 0–100 scale: the root of a
 * reward for how many times as fast as the gold query it is. At most 1.118. A wrong query scores 0; R-VES is the mean
 * over the items.
 *
 * Source: `iterated_execute_sql` and `compute_ves` of `evaluation_ves.py`, bird-bench/mini_dev at 4d970a9.
 */
export function rVes(times: readonly QueryTimes[]): number {
  const ratio = vesTimeRatio(times);
  return ratio === 0 ? 0 : Math.sqrt(reward(ratio));
}

/** R-VES with counted steps in place of times; see `vesOfSteps`. */
export function rVesOfSteps({ gold, predicted }: { gold: number; predicted: number }): number {
  return Math.sqrt(reward(gold / predicted));
}

function reward(ratio: number): number {
  if (ratio >= 2) return 1.25;
  if (ratio >= 1) return 1;
  if (ratio >= 0.5) return 0.75;
  return ratio >= 0.25 ? 0.5 : 0.25;
}
