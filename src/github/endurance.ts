import { setTimeout as sleep } from 'node:timers/promises';

/** GitHub was given up for the rest of this step: it failed for too long, or the run was cancelled. */
export class GivenUp extends Error {
  /** An AbortError is not taken for one attempt that failed, which would be repeated. */
  override name = 'AbortError';
}

/**
 * What a step bears of GitHub's failures in all. A check makes many calls, each of which may be waited for; together
 * their attempts in vain and the waits after them must not keep a runner from its next job.
 */
export class Endurance {
  /** Fires a few seconds after the run was cancelled: time to post what there is, and no more. */
  readonly over: AbortSignal;
  /** Unit of the waits between attempts. */
  readonly retryUnitMs: number;
  readonly #limitMs: number;
  #lostMs = 0;
  /** The newest stretch of lost time: what overlaps it is lost once. */
  #newest = { startMs: 0, endMs: 0 };

  constructor(
    limitMs: number,
    { cancelled, graceMs, retryUnitMs }: { cancelled: AbortSignal; graceMs: number; retryUnitMs: number },
  ) {
    this.#limitMs = limitMs;
    this.retryUnitMs = retryUnitMs;
    const over = new AbortController();
    const end = () => {
      const timer = setTimeout(() => over.abort(new GivenUp('the run was cancelled')), graceMs);
      timer.unref();
    };
    if (cancelled.aborted) end();
    else cancelled.addEventListener('abort', end, { once: true });
    this.over = over.signal;
  }

  /** How much more time may be lost. */
  get leftMs(): number {
    const { startMs, endMs } = this.#newest;
    return Math.max(0, this.#limitMs - this.#lostMs - (endMs - startMs));
  }

  /** Whether there is time to wait for so long before `end`, by `performance.now()`. */
  bears(waitMs: number, end: number): boolean {
    return !this.over.aborted && waitMs < this.leftMs && performance.now() + waitMs < end;
  }

  /** Notes that everything since then was in vain; by `performance.now()`. */
  lostSince(startMs: number): void {
    const now = performance.now();
    if (startMs <= this.#newest.endMs) {
      this.#newest = { startMs: Math.min(startMs, this.#newest.startMs), endMs: now };
      return;
    }
    this.#lostMs += this.#newest.endMs - this.#newest.startMs;
    this.#newest = { startMs, endMs: now };
  }

  /** Waits before another attempt. @throws GivenUp where the run is cancelled meanwhile */
  async wait(ms: number): Promise<void> {
    const start = performance.now();
    try {
      await sleep(ms, undefined, { signal: this.over });
    } catch {
      throw this.over.reason;
    } finally {
      this.lostSince(start);
    }
  }

  /** @throws GivenUp where nothing more may be asked */
  check(): void {
    this.over.throwIfAborted();
    if (this.leftMs > 0) return;
    const minutes = Math.round(this.#limitMs / 60_000);
    throw new GivenUp(`it has failed for ${minutes} minutes of this step already`);
  }
}
