import type { CounterDescription, DeviceConditions, Window } from '../counter.ts';

/** What one counter says about one window of time. */
export type Outcome =
  | {
      energyJ: number;
      /** Half-width in joules of what ticks and sampling leave unknown. */
      uncertaintyJ: number;
      /** What happened on the way that a reader should know: a wrap, a glitch, reads that failed. */
      note: string | null;
      crossCheck: CrossCheck | null;
    }
  | { energyJ: null; reason: string };

/** An energy counter beside the integral of the same device's power over the same window. */
export interface CrossCheck {
  integratedJ: number;
  /** By how much the two may differ for what is known of their delays. */
  allowedJ: number;
}

export interface CounterConditions extends DeviceConditions {
  counter: string;
}

/**
 * Reads counters through windows of time. `begin` resolves when a window may start, just after the counters that
 * update slowly have done so; `end` waits for the first update after the window and says what each counter, in
 * the order of `counters`, saw in it.
 */
export interface Recorder {
  readonly counters: readonly CounterDescription[];
  begin(): Promise<void>;
  end(window: Window): Promise<Outcome[]>;
  /** Stops reading a window that will not be ended. */
  abandon(): Promise<void>;
  /** How the devices are now, and were at worst in the windows since this was last asked, of those that can tell. */
  conditions(): Promise<CounterConditions[]>;
  close(): Promise<void>;
}
