import type { Domain } from '../measurement/measurement.ts';

/** What is known of one source of energy or power, apart from its readings. Plain data: it crosses processes. */
export interface CounterDescription {
  /** Stable name, as a user writes it under `energy.counters`: `nvml:GPU-…`, `rapl:package-0`, `hwmon:amdgpu-0`. */
  id: string;
  /** What kind it is, without the device: `nvml-energy`, `rapl`, `hwmon-power`. Part of the hardware fingerprint. */
  kind: string;
  domain: Domain;
  provenance: 'measured' | 'integrated';
  /** In words, what it covers: "GPU 0, NVIDIA H100". */
  covers: string;
  /** Ids of counters that this one already includes, so that they are shown but not added. */
  includes: readonly string[];
  reading: 'energyJ' | 'powerW';
  /** The smallest step of its values, in joules or watts as `reading` says. */
  resolution: number;
  /** Joules at which an energy counter starts again from 0; null where it does not wrap. */
  wrapsAtJ: number | null;
  /** Seconds between two updates of the source: as documented, or the longest that was seen. */
  updatePeriodS: number;
  /** Updates that a round must last, so that what one update leaves unknown stays small beside it. */
  updatesPerRound: number;
  /** The hardware's own name, the same on every machine that has it: "NVIDIA H100 80GB HBM3". */
  device?: string;
  /**
   * How the device is set up, read once when the counter was opened: "power limit of NVIDIA L4" is "72 W". What the
   * device does not tell is left out. Part of the hardware fingerprint, so nothing that changes by itself, and no
   * serial number.
   */
  settings?: Readonly<Record<string, string>>;
  /** The share of the time in which the device senses its power, where that is known to be less than all of it. */
  sensedShare?: number;
  /** What a reader of its figures should know, in a sentence: "senses power a quarter of the time". */
  caution?: string;
}

/** Updates in a round that keep one of them under 1 % of it. */
export const updatesForOnePercent = 100;

/** A value, and when it was true: seconds of `systemClock`. Joules or watts, as its counter's `reading` says. */
export interface Sample {
  atS: number;
  value: number;
}

/** A span of time, in seconds of `systemClock`. */
export interface Window {
  startS: number;
  endS: number;
}

/**
 * A source on this machine, read whenever it is asked.
 *
 * An energy counter (`measured`) gives joules since some origin; a power source (`integrated`) gives watts.
 * A read that fails throws, and its round is then unknown: no counter ever answers 0 for "cannot tell".
 */
export interface LocalCounter extends CounterDescription {
  read(): number;
  /**
   * Watts of the very same thing from other registers, by which an energy counter is checked; the most momentary one
   * first. Momentary power can keep step with work that swings; an average shows it late.
   */
  power?: readonly PowerRegister[];
  /** How the device is at this moment. */
  conditions?(): DeviceConditions;
  /** Ends what the counter keeps open. */
  close?(): void;
}

export interface PowerRegister {
  readW(): number;
  /** Seconds that a value averages over, or between two updates, whichever is longer. */
  periodS: number;
}

/** A source that records itself elsewhere, and is asked for a span of time after it. */
export interface RemoteCounter extends CounterDescription {
  /**
   * Raw samples with their own timestamps, oldest first, from the last one before the window to the first one
   * after it, for which it waits. Throws in words where it cannot answer.
   */
  samples(window: Window): Promise<Sample[]>;
}

export type Counter = LocalCounter | RemoteCounter;

/** A source that exists but cannot be used, or was asked for and is not there. */
export interface UnavailableCounter {
  id: string;
  reason: string;
  /** The command or setting that makes it readable, where one is known. */
  fix: string | null;
}

/** What a kind of counter finds where it looks. */
export interface FoundCounters<C extends Counter = Counter> {
  counters: C[];
  unavailable: UnavailableCounter[];
}

/** What besides the model can change a device's energy. Null, or left out of a list, is what cannot be told. */
export interface DeviceConditions {
  temperatureC: number | null;
  /** Why the clocks are held down right now, in words: "power limit", "too hot". Empty where they are not. */
  throttled: string[] | null;
  /** Processes that use the device, those of this check included. Null where the driver does not say. */
  processes: { pid: number; name: string | null }[] | null;
}
