import { UserError } from '../errors.ts';
import { deadline } from './client.ts';
import type { Endurance } from './endurance.ts';
import { type Failure, failureOf, limitedMs } from './failure.ts';

export interface Patience {
  /** All attempts and the waits between them. */
  limitMs: number;
  /** The first wait is up to this long; each later one up to twice the one before. */
  retryUnitMs: number;
}

/** For what a step cannot go on without. */
export const usualPatience = ({ retryUnitMs }: Endurance): Patience => ({ limitMs: 120_000, retryUnitMs });

/** Another writer was first: what was read is no longer what is there. */
export class Overtaken extends Error {}

/** Waits double this often. */
const mostDoublings = 5;
/** Attempts that GitHub may fail to answer; each was repeated by the client already. */
const mostUnanswered = 8;

/**
 * Repeats work until it is done: at once more patiently where another writer was first, after a failure that may pass,
 * and after a rate limit where that ends in time.
 *
 * @param adviceFor what to do about a failure, as a sentence; empty for nothing
 * @throws UserError where it cannot be done, or not in time
 */
export async function persist<T>(
  endurance: Endurance,
  work: (signal: AbortSignal) => Promise<T>,
  { limitMs, retryUnitMs }: Patience,
  adviceFor: (failure: Failure) => string,
): Promise<T> {
  const end = performance.now() + limitMs;
  const limit = deadline(limitMs);
  try {
    for (let attempt = 0, unanswered = 0; ; attempt++) {
      const outcome = await work(limit.signal).then(
        (done) => ({ done }),
        (error) =>
          error instanceof Overtaken ? { overtaken: error.message } : { failure: failureOf(error) },
      );
      if ('done' in outcome) return outcome.done;
      const failure = 'failure' in outcome ? outcome.failure : null;
      if (failure?.kind === 'unavailable') unanswered++;
      // Random, so that writers that met once do not meet again.
      const backOffMs = Math.random() * retryUnitMs * 2 ** Math.min(attempt, mostDoublings);
      const waitMs = Math.max(backOffMs, (failure && limitedMs(failure)) ?? 0);
      const mayPass = !failure || failure.kind === 'rate-limited' || failure.kind === 'unavailable';
      if (!mayPass || unanswered >= mostUnanswered || !endurance.bears(waitMs, end)) {
        if (failure) throw new UserError(`${failure.reason} ${adviceFor(failure)}`.trim());
        throw new UserError(`${(outcome as { overtaken: string }).overtaken} (${attempt + 1} attempts).`);
      }
      await endurance.wait(waitMs).catch(() => {});
    }
  } finally {
    limit.clear();
  }
}
