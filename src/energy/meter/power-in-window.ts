import type { Sample, Window } from '../counter.ts';

export type PowerInWindow =
  | { energyJ: number; uncertaintyJ: number; lowestW: number; highestW: number }
  | { energyJ: null; reason: string };

/** Samples further apart than this many polls, and than a second, leave too much unseen to draw a line between. */
const longestGapPolls = 10;
const longestGapS = 1;
/** A gap this much longer than a period is one in which updates were missed. */
const missedPeriods = 3;
/** A round of which more than this was missed is unknown. */
const mostMissed = 1 / 4;
/** Standard errors that are stated: two hold the truth in 95 of 100 cases. */
const standardErrors = 2;

/**
 * The integral of power samples over a window, by the trapezoidal rule; at its ends on the line between the samples
 * around them. What it cannot know is one period of the highest power, as samples lag by up to that much; what power did
 * between samples, by how much they differ from each other (J. von Neumann, Distribution of the Ratio of the Mean Square
 * Successive Difference to the Variance, 1941: a slow change costs nothing, swings do); and in a gap with missed updates,
 * all that the power was seen to swing by.
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
  let [squaredSteps, missedS] = [0, 0];
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
    squaredSteps += (to.value - from.value) ** 2;
    if (gapS > missedPeriods * Math.max(periodS, pollIntervalS)) missedS += toS - fromS;
    lowestW = Math.min(lowestW, from.value, to.value);
    highestW = Math.max(highestW, from.value, to.value);
  }
  if (energyJ <= 0) return { energyJ: null, reason: `it read no power in ${durationS.toFixed(3)} s` };
  if (missedS > mostMissed * durationS) {
    return { energyJ: null, reason: `it was not read for ${missedS.toFixed(1)} s of the round in all` };
  }
  const steps = inside.length - 1;
  const sampledJ = standardErrors * durationS * Math.sqrt(squaredSteps / 2 / steps / inside.length);
  const missedJ = missedS * (highestW - lowestW);
  const uncertaintyJ = Math.min(energyJ, periodS * highestW + sampledJ + missedJ);
  return { energyJ, uncertaintyJ, lowestW, highestW };
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
