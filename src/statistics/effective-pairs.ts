import type { Estimate } from '../measurement/result.ts';
import { clusteredOrPlainMean } from './clusters.ts';
import { designEffect } from './design-effect.ts';
import { mapEstimate } from './interval.ts';
import { pairedProportionsInterval } from './paired-proportions.ts';
import { extent } from './sample.ts';
import { studentTTwoSided } from './student-t.ts';

/**
 * The mean of paired differences of which few are not 0, or that hang together within clusters: Tango's score interval
 * of as many pairs, each right or wrong by `largest`, as would have the same error. Their number is divided by the
 * {@link designEffect}.
 *
 * In simulations it holds in 92 % of the cases and more, and where many differ it is t's interval.
 *
 * @param differences at least two, in at least two clusters
 * @param clusters of each difference the number of its cluster, from 0 without a gap; null where each stands alone
 * @param largest how far a pair may differ, where that is more than any here does
 */
export function effectivePairsInterval(
  differences: readonly number[],
  clusters: readonly number[] | null,
  confidence: number,
  largest = largestOf(differences),
): Estimate {
  const parts = differences.map((difference) => difference / largest);
  const pairs = parts.length;
  const gained = parts.reduce((sum, part) => sum + Math.max(0, part), 0);
  const lost = parts.reduce((sum, part) => sum + Math.max(0, -part), 0);
  const { errorVariance, degreesOfFreedom } = clusteredOrPlainMean(parts, clusters)!;
  const effect = designEffect({
    errorVariance,
    independentVariance: ((gained + lost) / pairs - ((gained - lost) / pairs) ** 2) / (pairs - 1),
    telling: parts.filter((part) => part !== 0).length,
    clusters,
  });
  const counts = { pairs: pairs / effect, gained: gained / effect, lost: lost / effect };
  const found = pairedProportionsInterval(counts, studentTTwoSided(confidence, degreesOfFreedom));
  return mapEstimate(found, (part) => part * largest);
}

function largestOf(differences: readonly number[]): number {
  const { least, most } = extent(differences);
  return Math.max(-least, most) || 1;
}
