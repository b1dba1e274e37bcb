import type { Estimate } from '../measurement/result.ts';
import { clusteredOrPlainMean, largestDesignEffect } from './clusters.ts';
import { mapEstimate } from './interval.ts';
import { pairedProportionsInterval } from './paired-proportions.ts';
import { extent } from './sample.ts';
import { studentTTwoSided } from './student-t.ts';

/**
 * The mean of paired differences of which few are not 0, or that hang together within clusters: Tango's score interval
 * of as many pairs, each right or wrong by the largest difference, as would have the same error. Their number is divided
 * by the design effect (J. N. K. Rao and A. J. Scott, A simple method for the analysis of clustered binary data,
 * Biometrics 48, 1992). Few changed items show little of that effect: what they show is averaged with the largest that
 * clusters of these sizes can have, which weighs as much as one changed item.
 *
 * In simulations it holds in 92 % of the cases and more, and where many differ it is t's interval.
 *
 * @param differences at least two, in at least two clusters
 * @param clusters of each difference the number of its cluster, from 0 without a gap; null where each stands alone
 */
export function effectivePairsInterval(
  differences: readonly number[],
  clusters: readonly number[] | null,
  confidence: number,
): Estimate {
  const { least, most } = extent(differences);
  const largest = Math.max(-least, most) || 1;
  const parts = differences.map((difference) => difference / largest);
  const pairs = parts.length;
  const gained = parts.reduce((sum, part) => sum + Math.max(0, part), 0);
  const lost = parts.reduce((sum, part) => sum + Math.max(0, -part), 0);
  const changed = parts.filter((part) => part !== 0).length;
  const { errorVariance, degreesOfFreedom } = clusteredOrPlainMean(parts, clusters)!;
  const binaryVariance = ((gained + lost) / pairs - ((gained - lost) / pairs) ** 2) / (pairs - 1);
  const largestEffect = clusters ? largestDesignEffect(clusters) : 1;
  const effect =
    binaryVariance > 0
      ? (changed * (errorVariance / binaryVariance) + largestEffect) / (changed + 1)
      : largestEffect;
  const counts = { pairs: pairs / effect, gained: gained / effect, lost: lost / effect };
  const found = pairedProportionsInterval(counts, studentTTwoSided(confidence, degreesOfFreedom));
  return mapEstimate(found, (part) => part * largest);
}
