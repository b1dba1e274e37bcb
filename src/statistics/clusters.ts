import { type Uncertain, uncertainMean } from './interval.ts';
import { mean } from './sample.ts';

/** @param clusters numbers of clusters, from 0 without a gap */
export function numberOfClusters(clusters: readonly number[]): number {
  return clusters.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
}

/** Of each cluster, by its number, the sum over its members and how many they are. */
function clusterSums(
  values: readonly number[],
  clusters: readonly number[],
): { sum: number; size: number }[] {
  const sums = Array.from({ length: numberOfClusters(clusters) }, () => ({ sum: 0, size: 0 }));
  for (const [i, value] of values.entries()) {
    sums[clusters[i]!]!.sum += value;
    sums[clusters[i]!]!.size += 1;
  }
  return sums;
}

/**
 * By how much clusters of these sizes can at most raise the variance of a mean: where all members of each are equal
 * (L. Kish, Survey Sampling, 1965).
 */
export function largestDesignEffect(clusters: readonly number[]): number {
  const sizes = clusterSums(clusters, clusters).map(({ size }) => size);
  return total(sizes.map((size) => size ** 2)) / clusters.length;
}

/**
 * The mean of observations that hang together within clusters and not between them: all observations count alike, and
 * the error comes from the clusters' residual sums (K.-Y. Liang and S. L. Zeger, Biometrika 73, 1986), corrected for few
 * or unequal clusters (CR2; R. M. Bell and D. F. McCaffrey, Bias reduction in standard errors for linear regression with
 * multi-stage samples, Survey Methodology 28, 2002). With m_c of n observations in a cluster, h_c = m_c / n:
 *
 *   V = Σ r_c² / (1 − h_c) / n²
 *
 * The degrees of freedom are Satterthwaite's of that V, the less of those for observations that are independent and for
 * those that are equal within a cluster; for C equal clusters C − 1.
 *
 * @param clusters of each value the number of its cluster, from 0 without a gap
 * @returns null below two clusters
 */
export function clusteredMean(values: readonly number[], clusters: readonly number[]): Uncertain | null {
  const sums = clusterSums(values, clusters);
  if (sums.length < 2) return null;
  const value = mean(values);
  const shares = sums.map(({ size }) => size / values.length);
  let squares = 0;
  for (const [c, { sum, size }] of sums.entries()) squares += (sum - value * size) ** 2 / (1 - shares[c]!);
  return {
    value,
    errorVariance: squares / values.length ** 2,
    degreesOfFreedom: Math.min(freedomOfIndependent(shares), freedomOfEqual(shares)),
  };
}

/**
 * The mean of observations with the error of clusters, but no less than that of observations which each stand alone;
 * null where there are too few of either.
 *
 * @param clusters as for {@link clusteredMean}; null where each observation stands alone
 */
export function clusteredOrPlainMean(
  values: readonly number[],
  clusters: readonly number[] | null,
): Uncertain | null {
  const plain = uncertainMean(values);
  if (!clusters || !plain) return plain;
  const clustered = clusteredMean(values, clusters);
  return clustered && { ...clustered, errorVariance: Math.max(plain.errorVariance, clustered.errorVariance) };
}

/** (Σλ)² / Σλ² over the eigenvalues of V's quadratic form, where all observations are independent. */
function freedomOfIndependent(shares: readonly number[]): number {
  const parts = shares.map((h) => h ** 2 / (1 - h));
  return 1 / (total(shares.map((h) => h ** 2)) + total(parts) ** 2 - total(parts.map((part) => part ** 2)));
}

/** The same where those of a cluster are equal. */
function freedomOfEqual(shares: readonly number[]): number {
  const s = total(shares.map((h) => h ** 2));
  const w = shares.map((h) => h ** 2 / (1 - h));
  const [w0, w1, w2] = [0, 1, 2].map((power) => total(shares.map((h, c) => w[c]! * h ** power))) as [
    number,
    number,
    number,
  ];
  // Entry (c, d) of the form is √(w_c w_d) (δ_cd − h_c − h_d + s).
  const trace = total(shares.map((h, c) => w[c]! * (1 - 2 * h + s)));
  const diagonal = total(shares.map((h, c) => w[c]! ** 2 * ((1 - 2 * h + s) ** 2 - (s - 2 * h) ** 2)));
  const all = s ** 2 * w0 ** 2 + 2 * w0 * w2 - 4 * s * w0 * w1 + 2 * w1 ** 2;
  return trace ** 2 / (all + diagonal);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
