import type { Domain } from '../../measurement/measurement.ts';

/** What bounds the steps that an energy counter can take. */
export interface StepLimits {
  /** Joules at which the counter starts again from 0; null where it does not, or where that is unknown. */
  wrapsAtJ: number | null;
  updatePeriodS: number;
  /** More power than the source can draw; what would need more did not happen. */
  maxPowerW: number;
}

/** A value and the times, in seconds of a monotonic clock, at which it was first and last read. */
export interface SeenValue {
  valueJ: number;
  firstSeenS: number;
  lastSeenS: number;
}

/**
 * How a counter came from one value to the next.
 * `glitch` is a step back too small for a wrap and too high for a fresh start: it may still recover.
 * `jump` is a step forward that no power could have made; `gap` a silence in which whole wraps may hide.
 */
export type Step =
  | { kind: 'forward' | 'wrap'; energyJ: number }
  | { kind: 'glitch' | 'reset' | 'jump' | 'gap' };

/**
 * Generous ceilings, in watts, on what one counter of each domain can cover: about twice the hungriest
 * part on sale. They only have to be far below what a false wrap implies (262 kJ within seconds).
 */
export const maxPowerW: Record<Domain, number> = {
  gpu: 3000,
  cpu: 2000,
  dram: 1000,
  module: 6000,
  board: 20_000,
  wall: 20_000,
};

/** Classifies the step from the last good value to `valueJ`, read at `atS`. */
export function classifyStep(from: SeenValue, valueJ: number, atS: number, limits: StepLimits): Step {
  const { wrapsAtJ, updatePeriodS, maxPowerW } = limits;
  if (wrapsAtJ !== null && (atS - from.lastSeenS) * maxPowerW >= wrapsAtJ) return { kind: 'gap' };

  // A value may be one update old when it is read, and the next one early by as much.
  const plausibleJ = (atS - from.firstSeenS + 2 * updatePeriodS) * maxPowerW;
  const stepJ = valueJ - from.valueJ;
  if (stepJ >= 0) return stepJ <= plausibleJ ? { kind: 'forward', energyJ: stepJ } : { kind: 'jump' };

  if (wrapsAtJ !== null) {
    const wrappedJ = wrapsAtJ + stepJ;
    if (wrappedJ >= 0 && wrappedJ <= plausibleJ) return { kind: 'wrap', energyJ: wrappedJ };
  }
  // What a restarted counter can have reached by now looks like a restart, however small the step.
  const freshStart = valueJ <= plausibleJ;
  return !freshStart && -stepJ <= 2 * updatePeriodS * maxPowerW ? { kind: 'glitch' } : { kind: 'reset' };
}
