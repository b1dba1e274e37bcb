import type { CounterDescription } from '../counter.ts';

/** The counters whose energies may be added: those that no other one here already includes. */
export function countedCounters<C extends Pick<CounterDescription, 'id' | 'includes'>>(
  counters: readonly C[],
): C[] {
  const included = new Set(counters.flatMap((counter) => counter.includes));
  return counters.filter((counter) => !included.has(counter.id));
}

/** What the sum over the counted ones covers, in words: "GPU 0, NVIDIA H100 + CPU package 0 + DRAM 0". */
export function boundaryInWords(counters: readonly CounterDescription[]): string {
  return countedCounters(counters)
    .map((counter) => counter.covers)
    .join(' + ');
}
