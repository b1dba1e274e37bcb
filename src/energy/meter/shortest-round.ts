import type { CounterDescription } from '../counter.ts';
import { countedCounters } from './boundary.ts';

/**
 * Seconds that a round must last for its quantisation to stay small: the updates that each counter asks for, of the
 * one for which that takes longest. 10 s where a GPU updates every 100 ms; 0 for the estimate, which has no ticks.
 */
export function shortestRoundS(counters: readonly CounterDescription[]): number {
  return Math.max(
    0,
    ...countedCounters(counters).map(({ updatePeriodS, updatesPerRound }) => updatePeriodS * updatesPerRound),
  );
}
