import { largestDesignEffect } from './clusters.ts';

/**
 * By how much the variance of a mean is larger than that of as many independent observations that are each right or wrong
 * (J. N. K. Rao and A. J. Scott, A simple method for the analysis of clustered binary data, Biometrics 48, 1992). Few
 * telling observations show little of it: what they show is averaged with the largest that clusters of these sizes can
 * have, which weighs as much as one of them.
 */
export function designEffect({
  errorVariance,
  independentVariance,
  telling,
  clusters,
}: {
  errorVariance: number;
  independentVariance: number;
  /** How many observations show the effect: those that differ from what is usual. */
  telling: number;
  /** Numbers of clusters, from 0 without a gap; null where each observation stands alone. */
  clusters: readonly number[] | null;
}): number {
  const largest = clusters ? largestDesignEffect(clusters) : 1;
  if (!(independentVariance > 0)) return largest;
  return (telling * (errorVariance / independentVariance) + largest) / (telling + 1);
}
