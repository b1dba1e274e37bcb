import type { Estimate } from '../measurement/result.ts';
import { normalCdf, normalQuantile, normalTwoSided } from './normal.ts';
import { studentTTwoSided } from './student-t.ts';

/**
 * The confidence of a bootstrap's percentiles that makes them hold with `confidence`: those of few rows are too narrow,
 * by what t is wider than a normal and by √(n/(n−1)) (T. C. Hesterberg, What teachers should know about the bootstrap,
 * The American Statistician 69, 2015, §3.2, "expanded percentile").
 *
 * @param rows how many were resampled, at least two
 */
export function expandedConfidence(confidence: number, rows: number): number {
  return 1 - 2 * normalCdf(-Math.sqrt(rows / (rows - 1)) * studentTTwoSided(confidence, rows - 1));
}

/**
 * The interval between a bootstrap's percentiles, widened to `value` where that lies outside. Ends are infinite where
 * that many draws are.
 *
 * @param draws in any order; they are put in order
 */
export function percentileInterval(draws: Float64Array, value: number, confidence: number): Estimate {
  draws.sort();
  // Of the order statistics on either side of a percentile the outer one.
  const outside = Math.max(1, Math.floor(((1 - confidence) / 2) * (draws.length + 1)));
  return {
    value,
    low: Math.min(value, draws[outside - 1]!),
    high: Math.max(value, draws[draws.length - outside]!),
  };
}

/**
 * Draws of an estimate's error, such that their percentiles at `level` are the ends of its interval: what resampling
 * leaves out, as the differences between whole runs or counters' ticks, and what it makes too narrow, is then in them.
 *
 * @param errors from resampling, about 0 and in any order; where they have no spread on a side, as all were equal,
 *   those of a normal are taken in their stead
 * @returns in the order of `errors`
 */
export function stretchedErrors(errors: Float64Array, estimate: Estimate, level: number): Float64Array {
  const { low, high } = percentileInterval(errors.slice(), 0, level);
  if (!(low < 0 && high > 0)) return normalErrors(errors.length, estimate, level);
  const below = (estimate.low - estimate.value) / low;
  const above = (estimate.high - estimate.value) / high;
  return errors.map((error) => error * (error < 0 ? below : above));
}

/**
 * The errors, stretched on either side until their percentiles at `level` reach as far as the estimate's interval, which
 * knows of what no row has shown; where they reach further already, as they are.
 *
 * @param errors from resampling, about 0 and in any order
 * @returns in that order; null where they have no spread on a side
 */
export function widenedErrors(errors: Float64Array, estimate: Estimate, level: number): Float64Array | null {
  const { low, high } = percentileInterval(errors.slice(), 0, level);
  if (!(low < 0 && high > 0)) return null;
  const below = Math.max(1, (estimate.low - estimate.value) / low);
  const above = Math.max(1, (estimate.high - estimate.value) / high);
  return errors.map((error) => error * (error < 0 ? below : above));
}

/** Draws of a normal that has the estimate's interval: its quantiles at equal steps, in order, for use beside draws that are in none. */
export function normalErrors(draws: number, estimate: Estimate, level: number): Float64Array {
  const z = normalTwoSided(level);
  const below = (estimate.value - estimate.low) / z;
  const above = (estimate.high - estimate.value) / z;
  return Float64Array.from({ length: draws }, (_, i) => {
    const quantile = normalQuantile((i + 0.5) / draws);
    return quantile * (quantile < 0 ? below : above);
  });
}
