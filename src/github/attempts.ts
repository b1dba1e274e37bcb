import { deadline } from './client.ts';
import type { Endurance } from './endurance.ts';
import { type Failure, failureOf, limitedMs } from './failure.ts';

export interface Limits {
  /** All attempts and the waits between them. */
  limitMs: number;
  /** Unit of the waits between attempts: 1, 4 of it. */
  retryUnitMs: number;
}

/** Attempts that GitHub may fail to answer; most calls were repeated by the client already. */
const mostAttempts = 3;

/**
 * Repeats work that GitHub failed to answer, or that met a rate limit which ends in time, and gives up at once where it
 * was refused: for what is nice to have. Never throws for what GitHub does, and ends within `limitMs`.
 *
 * Work that creates something looks first whether it is there: a broken connection may hide that it was made.
 */
export async function attempts<T>(
  endurance: Endurance,
  work: (signal: AbortSignal) => Promise<T>,
  { limitMs, retryUnitMs }: Limits,
): Promise<{ done: T } | { failure: Failure }> {
  const end = performance.now() + limitMs;
  const limit = deadline(limitMs);
  try {
    for (let attempt = 1, unanswered = 0; ; attempt++) {
      const outcome = await work(limit.signal).then(
        (done) => ({ done }),
        (error) => ({ failure: failureOf(error) }),
      );
      if ('done' in outcome) return outcome;
      const { kind } = outcome.failure;
      const waitMs = Math.max(attempt ** 2 * retryUnitMs, limitedMs(outcome.failure) ?? 0);
      if (kind === 'unavailable') unanswered++;
      const mayPass = kind === 'rate-limited' || (kind === 'unavailable' && unanswered < mostAttempts);
      if (!mayPass || limit.signal.aborted || !endurance.bears(waitMs, end)) return outcome;
      await endurance.wait(waitMs).catch(() => {});
    }
  } finally {
    limit.clear();
  }
}
