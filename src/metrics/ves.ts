import { type QueryTimes, vesTimeRatio } from './ves-time-ratio.ts';

/**
 * The valid efficiency score of one correct query, as a fraction of BIRD's 0–100 scale: the root of how many times as
 * fast as the gold query it is. Above 1 where it is faster. A wrong query scores 0; VES is the mean over the items.
 *
 * Source: `compute_ves` of `evaluation_ves.py`, AlibabaResearch/DAMO-ConvAI at 03898f5.
 */
export function ves(times: readonly QueryTimes[]): number {
  return Math.sqrt(vesTimeRatio(times));
}

/**
 * VES with counted steps in place of times. The same steps are counted every time, so that there is nothing to repeat,
 * and nothing to trim: a query as long as the gold one scores 1, where equal times would be trimmed away and score 0.
 */
export function vesOfSteps({ gold, predicted }: { gold: number; predicted: number }): number {
  return Math.sqrt(gold / predicted);
}
