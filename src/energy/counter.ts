import type { Domain } from '../measurement/measurement.ts';

/**
 * One readable source of energy or power.
 *
 * An energy counter (`measured`) gives joules since some origin; a power source (`integrated`) gives watts.
 * A read that fails throws, and its round is then unknown: no counter ever answers 0 for "cannot tell".
 */
export interface Counter {
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
  /** Joules at which an energy counter starts again from 0; null where it does not wrap. */
  wrapsAtJ: number | null;
  /** Seconds between two updates of the source: as documented, or the longest that was seen. */
  updatePeriodS: number;
  /** The hardware's own name, the same on every machine that has it: "NVIDIA H100 80GB HBM3". */
  device?: string;
  read(): number;
}

/** A source that exists but cannot be used, or was asked for and is not there. */
export interface UnavailableCounter {
  id: string;
  reason: string;
  /** The command or setting that makes it readable, where one is known. */
  fix: string | null;
}
