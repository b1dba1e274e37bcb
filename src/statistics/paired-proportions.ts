import type { Estimate } from '../measurement/result.ts';
import { incompleteBeta } from './incomplete-beta.ts';

/** Pairs of right (1) and wrong (0): how many there are, and how many differ, in either direction. */
export interface DiscordantPairs {
  pairs: number;
  /** First right, second wrong. */
  gained: number;
  /** First wrong, second right. */
  lost: number;
}

/**
 * The score interval of the difference of paired proportions, first − second (T. Tango, Equivalence test and confidence
 * interval for the difference in proportions for the paired-sample design, Statistics in Medicine 17, 1998): where the
 * score test at the quantile `z` rejects nothing. It has a width also where no pair differs.
 *
 * @param counts need not be whole: effective numbers of pairs serve too
 * @param z two-sided quantile of the normal, or of t
 */
export function pairedProportionsInterval({ pairs, gained, lost }: DiscordantPairs, z: number): Estimate {
  const value = (gained - lost) / pairs;
  const statistic = (difference: number) => {
    // The chance of a lost pair that is likeliest, given the difference.
    const a = 2 * pairs;
    const b = (2 * pairs - gained + lost) * difference - gained - lost;
    const c = -lost * difference * (1 - difference);
    const chance = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
    const variance = pairs * (2 * chance + difference * (1 - difference));
    return Math.abs(gained - lost - pairs * difference) / Math.sqrt(variance);
  };
  // The statistic grows away from the value, where it is 0 (or 0/0), to the ends.
  const end = (outermost: number) => {
    let [inside, outside] = [value, outermost];
    for (let i = 0; i < 60; i++) {
      const middle = (inside + outside) / 2;
      if (statistic(middle) < z) inside = middle;
      else outside = middle;
    }
    return (inside + outside) / 2;
  };
  return { value, low: end(-1), high: end(1) };
}

/**
 * McNemar's exact test of no difference: of the pairs that differ, whether as many do in either direction (Q. McNemar,
 * Psychometrika 12, 1947). Two-sided, by the binomial; 1 where none differs.
 *
 * @param counts whole
 */
export function mcNemarP({ gained, lost }: Omit<DiscordantPairs, 'pairs'>): number {
  const fewer = Math.min(gained, lost);
  // P(X ≤ k) of n fair coins is I½(n − k, k + 1).
  return Math.min(1, 2 * incompleteBeta(0.5, Math.max(gained, lost), fewer + 1));
}
