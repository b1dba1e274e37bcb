import type { Estimate } from '../measurement/result.ts';
import { mean, variance } from './sample.ts';
import { studentTTwoSided } from './student-t.ts';

/** A mean (or a sum of means) with the variance of its error and the degrees of freedom that variance was estimated with. */
export interface Uncertain {
  value: number;
  /** Variance of `value` itself, not of a single observation. */
  errorVariance: number;
  degreesOfFreedom: number;
}

/** The mean of independent observations; null below two, which say nothing of their spread. */
export function uncertainMean(values: readonly number[]): Uncertain | null {
  if (values.length < 2) return null;
  return {
    value: mean(values),
    errorVariance: variance(values) / values.length,
    degreesOfFreedom: values.length - 1,
  };
}

/**
 * `a` − `b` for independent means with unequal variances. The degrees of freedom are Welch and Satterthwaite's
 * (B. L. Welch, The generalization of "Student's" problem, Biometrika 34, 1947).
 */
export function uncertainDifference(a: Uncertain, b: Uncertain): Uncertain {
  return uncertainSum(a, { ...b, value: -b.value });
}

/** `a` + `b` for independent means, by the same rule as {@link uncertainDifference}. */
function uncertainSum(a: Uncertain, b: Uncertain): Uncertain {
  const errorVariance = a.errorVariance + b.errorVariance;
  const denominator = a.errorVariance ** 2 / a.degreesOfFreedom + b.errorVariance ** 2 / b.degreesOfFreedom;
  return {
    value: a.value + b.value,
    errorVariance,
    degreesOfFreedom:
      denominator > 0 ? errorVariance ** 2 / denominator : Math.min(a.degreesOfFreedom, b.degreesOfFreedom),
  };
}

/** The two-sided t interval around an uncertain value. */
export function interval(uncertain: Uncertain, confidence: number): Estimate {
  const half =
    uncertain.errorVariance > 0
      ? studentTTwoSided(confidence, uncertain.degreesOfFreedom) * Math.sqrt(uncertain.errorVariance)
      : 0;
  return { value: uncertain.value, low: uncertain.value - half, high: uncertain.value + half };
}

/** Applies an increasing function to an estimate and to both ends of its interval. */
export function mapEstimate(estimate: Estimate, increasing: (x: number) => number): Estimate {
  return {
    value: increasing(estimate.value),
    low: increasing(estimate.low),
    high: increasing(estimate.high),
  };
}

/** A difference of natural logarithms as a change in percent. */
export function logRatioToPercent(logRatio: number): number {
  return 100 * Math.expm1(logRatio);
}
