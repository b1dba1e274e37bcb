/** Time, as the meter needs it; tests hand in one that they move themselves. */
export interface Clock {
  /** Seconds of a monotonic clock of unspecified origin. */
  nowS(): number;
  wallTime(): Date;
  sleep(seconds: number): Promise<void>;
  /** Calls `tick` every `periodS` seconds until the returned function is called. Keeps no process alive. */
  every(periodS: number, tick: () => void): () => void;
}

/** The machine's own clock. Its origin is the same in all processes, so that one can say when another should look. */
export const systemClock: Clock = {
  nowS: () => Number(process.hrtime.bigint()) / 1e9,
  wallTime: () => new Date(),
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  every(periodS, tick) {
    const timer = setInterval(tick, periodS * 1000);
    timer.unref();
    return () => clearInterval(timer);
  },
};
