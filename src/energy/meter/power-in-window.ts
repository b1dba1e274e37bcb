import type { Sample, Window } from '../counter.ts';

export type PowerInWindow =
  | { energyJ: number; uncertaintyJ: number; lowestW: number; highestW: number }
  | { energyJ: null; reason: string };

/** Samples further apart than this many polls, and than a second, leave too much unseen to draw a line between. */
const longestGapPolls = 10;
const longestGapS = 1;

/**
 * The integral of power samples over a window, by the trapezoidal rule; at its ends on the line between the samples
 * around them. What it cannot know is one period of the highest power: samples lag by up to that much.
 *
 * `periodS` is that over which a sample averages, or between two updates, whichever is longer.
 */
export function powerInWindow(
  samples: readonly Sample[],
  { startS, endS }: Window,
  { periodS, pollIntervalS }: { periodS: number; pollIntervalS: number },
): PowerInWindow {
  const durationS = endS - startS;
  const first = samples.findIndex(({ atS }) => atS > startS) - 1;
  const last = samples.findIndex(({ atS }) => atS >= endS);
  if (first < 0) return { energyJ: null, reason: 'it was not read before the round started' };
  if (last < 0) return { energyJ: null, reason: 'it was not read after the round ended' };

  const inside = samples.slice(first, last + 1);
  const gapLimitS = Math.max(longestGapS, longestGapPolls * pollIntervalS);
  let energyJ = 0;
  let [lowestW, highestW] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 1; i < inside.length; i += 1) {
    const [from, to] = [inside[i - 1] as Sample, inside[i] as Sample];
    const gapS = to.atS - from.atS;
    if (gapS > gapLimitS) {
      return { energyJ: null, reason: `it was not read for ${gapS.toFixed(1)} s of the round` };
    }
    const [fromS, toS] = [Math.max(startS, from.atS), Math.min(endS, to.atS)];
    if (toS <= fromS) continue;
    const lineW = (atS: number) => from.value + ((to.value - from.value) * (atS - from.atS)) / gapS;
    energyJ += ((lineW(fromS) + lineW(toS)) / 2) * (toS - fromS);
    lowestW = Math.min(lowestW, from.value, to.value);
    highestW = Math.max(highestW, from.value, to.value);
  }
  if (energyJ <= 0) return { energyJ: null, reason: `it read no power in ${durationS.toFixed(3)} s` };
  return { energyJ, uncertaintyJ: Math.min(energyJ, periodS * highestW), lowestW, highestW };
}

/** Watts that were read last by a moment, or first after it; null where nothing was read. */
export function powerAt(atS: number, samples: readonly Sample[]): number | null {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((samples[mid] as Sample).atS > atS) high = mid;
    else low = mid + 1;
  }
  return (samples[low - 1] ?? samples[low])?.value ?? null;
}
