import type { Sample, Window } from '../counter.ts';
import { powerInWindow } from './power-in-window.ts';
import type { CrossCheck } from './recorder.ts';

/** What a counter and the integral of its device's power may differ by in any case: sensors agree to a few percent. */
const allowedShare = 0.05;

const standardErrors = 2;

/**
 * An energy counter's figure beside the integral of the device's own power samples; null where there are too few.
 * They may differ by 5 %, by what the counter leaves unknown, by what power that averages over `periodS` shows too
 * late at both ends of the window (at most that period of the difference between the highest and lowest power), and
 * by what samples of a power that swings faster than they are taken say of its mean: two standard errors.
 */
export function crossCheck(
  energy: { energyJ: number; uncertaintyJ: number },
  power: readonly Sample[],
  window: Window,
  options: { periodS: number; pollIntervalS: number },
): CrossCheck | null {
  const integrated = powerInWindow(power, window, options);
  if (integrated.energyJ === null) return null;
  const lateJ = options.periodS * (highestIn(power) - lowestIn(power));
  const sampledJ = standardErrors * standardErrorW(power) * (window.endS - window.startS);
  return {
    integratedJ: integrated.energyJ,
    allowedJ: allowedShare * energy.energyJ + energy.uncertaintyJ + lateJ + sampledJ,
  };
}

/**
 * Of several checks the one that its counter comes closest to, as a share of what they may differ by: each register has
 * a weakness of its own, and one that agrees is enough. Null where there is none.
 */
export function closest(energyJ: number, checks: readonly (CrossCheck | null)[]): CrossCheck | null {
  const share = ({ integratedJ, allowedJ }: CrossCheck) => Math.abs(energyJ - integratedJ) / allowedJ;
  return checks
    .filter((check) => check !== null)
    .reduce<CrossCheck | null>(
      (best, check) => (best === null || share(check) < share(best) ? check : best),
      null,
    );
}

/** Whether the two say the same, as far as they can. */
export function agrees(energyJ: number, { integratedJ, allowedJ }: CrossCheck): boolean {
  return Math.abs(energyJ - integratedJ) <= allowedJ;
}

function standardErrorW(samples: readonly Sample[]): number {
  if (samples.length < 2) return 0;
  const meanW = samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
  const squares = samples.reduce((sum, { value }) => sum + (value - meanW) ** 2, 0);
  return Math.sqrt(squares / (samples.length - 1) / samples.length);
}

// Samples from before the window count too: power that averages still shows them in it.
function highestIn(samples: readonly Sample[]): number {
  return samples.reduce((highest, { value }) => Math.max(highest, value), 0);
}

function lowestIn(samples: readonly Sample[]): number {
  return samples.reduce((lowest, { value }) => Math.min(lowest, value), Number.POSITIVE_INFINITY);
}
