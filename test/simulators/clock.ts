import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/energy/clock.ts';

interface Timer {
  atS: number;
  run: () => void;
}

/** A clock that stands still until `drive` moves it from timer to timer. */
export class SimulatedClock implements Clock {
  #nowS = 1000;
  #timers: Timer[] = [];

  nowS(): number {
    return this.#nowS;
  }

  wallTime(): Date {
    return new Date(this.#nowS * 1000);
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => this.#after(seconds, resolve));
  }

  every(periodS: number, tick: () => void): () => void {
    let stopped = false;
    const again = () => {
      if (stopped) return;
      tick();
      this.#after(periodS, again);
    };
    this.#after(periodS, again);
    return () => {
      stopped = true;
    };
  }

  /** Moves on without running what falls due on the way: a process that was stopped. */
  freeze(seconds: number): void {
    this.#nowS += seconds;
  }

  /** Lets time pass until the promise is settled. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await nextTurn();
      if (settled) return promise;
      const next = this.#timers.sort((a, b) => a.atS - b.atS).shift();
      if (next === undefined) throw new Error('the simulated clock has nothing left to wait for');
      this.#nowS = Math.max(this.#nowS, next.atS);
      next.run();
    }
  }

  #after(seconds: number, run: () => void): void {
    this.#timers.push({ atS: this.#nowS + seconds, run });
  }
}
