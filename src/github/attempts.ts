import { setTimeout as sleep } from 'node:timers/promises';
import { deadline } from './client.ts';
import { type Failure, failureOf } from './failure.ts';

export interface Limits {
  /** All attempts and the waits between them. */
  limitMs: number;
  /** Unit of the waits between attempts: 1, 4 of it. */
  retryUnitMs: number;
}

const mostAttempts = 3;

/**
 * Repeats work that GitHub failed to answer, and gives up at once where it answered with a refusal or its rate limit:
 * for what is nice to have. Never throws for what GitHub does, and ends within `limitMs`.
 *
 * Work that creates something looks first whether it is there: a broken connection may hide that it was made.
 */
export async function attempts<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { limitMs, retryUnitMs }: Limits,
): Promise<{ done: T } | { failure: Failure }> {
  const limit = deadline(limitMs);
  try {
    for (let attempt = 1; ; attempt++) {
      const outcome = await work(limit.signal).then(
        (done) => ({ done }),
        (error) => ({ failure: failureOf(error) }),
      );
      if ('done' in outcome) return outcome;
      const mayPass =
        outcome.failure.kind === 'unavailable' && attempt < mostAttempts && !limit.signal.aborted;
      if (!mayPass) return outcome;
      await sleep(attempt ** 2 * retryUnitMs);
    }
  } finally {
    limit.clear();
  }
}
