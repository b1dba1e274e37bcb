import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { deadline } from './client.ts';
import { type Failure, failureOf } from './failure.ts';

export interface Patience {
  /** All attempts and the waits between them. */
  limitMs: number;
  /** The first wait is up to this long; each later one up to twice the one before. */
  retryUnitMs: number;
}

/** Another writer was first: what was read is no longer what is there. */
export class Overtaken extends Error {}

/** Waits double this often. */
const mostDoublings = 5;
/** Attempts that GitHub may fail to answer; each was repeated by the client already. */
const mostUnanswered = 8;
/** What GitHub asks for where it does not say how long its limit lasts. */
const unsaidLimitS = 60;

/**
 * Repeats work until it is done: at once more patiently where another writer was first, after a failure that may pass,
 * and after a rate limit where that ends in time.
 *
 * @param adviceFor what to do about a failure, as a sentence; empty for nothing
 * @throws UserError where it cannot be done, or not in time
 */
export async function persist<T>(
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
      let waitMs = Math.random() * retryUnitMs * 2 ** Math.min(attempt, mostDoublings);
      if (failure?.kind === 'rate-limited') waitMs = 1000 * (failure.waitS ?? unsaidLimitS);
      const mayPass = !failure || failure.kind === 'rate-limited' || failure.kind === 'unavailable';
      if (!mayPass || unanswered >= mostUnanswered || performance.now() + waitMs >= end) {
        if (failure) throw new UserError(`${failure.reason} ${adviceFor(failure)}`.trim());
        throw new UserError(`${(outcome as { overtaken: string }).overtaken} (${attempt + 1} attempts).`);
      }
      await sleep(waitMs);
    }
  } finally {
    limit.clear();
  }
}
