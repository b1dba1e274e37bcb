import { countedCounters } from './boundary.ts';
import type { Counter } from './counter.ts';

/** The share of a round that one update of a counter may be. */
const quantisationShare = 0.01;

/**
 * Seconds that a round must last for its quantisation to stay under 1 %: a hundred updates of the slowest
 * counter that is added. 10 s where a counter updates every 100 ms; 0 for the estimate, which has no ticks.
 */
export function shortestRoundS(counters: readonly Counter[]): number {
  return (
    Math.max(0, ...countedCounters(counters).map((counter) => counter.updatePeriodS)) / quantisationShare
  );
}
