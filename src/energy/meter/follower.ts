/** What one counter says about one round. */
export type Outcome =
  | { energyJ: number; uncertaintyJ: number; note: string | null }
  | { energyJ: null; reason: string };

/**
 * Reads one counter through one round. The meter calls `align`, then `start` as the work starts, `sample`
 * while it runs, `stop` as it ends, `settle` once after, and then asks for the `outcome`.
 * None of them throws for a counter that cannot be read: the outcome says so.
 */
export interface Follower {
  align(): Promise<void>;
  start(): void;
  sample(): void;
  stop(): void;
  settle(): Promise<void>;
  outcome(): Outcome;
}

/** "2 of 31 reads failed", or null when none did. */
export function failedReadsNote(failed: number, reads: number): string | null {
  return failed === 0 ? null : `${failed} of ${reads} reads failed`;
}
