import type { Estimate } from '../measurement/result.ts';
import { clusteredOrPlainMean } from './clusters.ts';
import { designEffect } from './design-effect.ts';
import { normalTwoSided } from './normal.ts';
import { studentTTwoSided } from './student-t.ts';

/**
 * The score interval of a proportion (E. B. Wilson, Probable inference, the law of succession, and statistical inference,
 * J. Am. Stat. Assoc. 22, 1927), which has a width also where all are right.
 *
 * @param observations need not be whole: an effective number serves too
 * @param z two-sided quantile of the normal, or of t
 */
export function proportionInterval(value: number, observations: number, z: number): Estimate {
  const weight = z ** 2 / observations;
  const centre = (value + weight / 2) / (1 + weight);
  const half =
    (z / (1 + weight)) * Math.sqrt((value * (1 - value)) / observations + weight ** 2 / z ** 2 / 4);
  // What rounding leaves beyond an end at which all are wrong, or right.
  return { value, low: Math.min(value, centre - half), high: Math.max(value, centre + half) };
}

/**
 * The same of answers, each right (1) or wrong (0); where they hang together within clusters, over their effective
 * number (J. N. K. Rao and A. J. Scott, Biometrics 48, 1992).
 *
 * @param answers at least two, in at least two clusters
 * @param clusters of each answer the number of its cluster, from 0 without a gap; null where each stands alone
 */
export function answersInterval(
  answers: readonly number[],
  clusters: readonly number[] | null,
  confidence: number,
): Estimate {
  const { value, errorVariance, degreesOfFreedom } = clusteredOrPlainMean(answers, clusters)!;
  if (!clusters) return proportionInterval(value, answers.length, normalTwoSided(confidence));
  const effect = designEffect({
    errorVariance,
    independentVariance: (value * (1 - value)) / (answers.length - 1),
    telling: answers.length * Math.min(value, 1 - value),
    clusters,
  });
  return proportionInterval(value, answers.length / effect, studentTTwoSided(confidence, degreesOfFreedom));
}
