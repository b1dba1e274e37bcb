import type { Estimate } from '../measurement/result.ts';
import {
  interval,
  logRatioToPercent,
  mapEstimate,
  type Uncertain,
  uncertainMean,
} from '../statistics/interval.ts';
import { mean } from '../statistics/sample.ts';

export type GainKind = 'relative' | 'points';

/**
 * The gain of a model over its reference with its sampling error over items, from scores of the same items in the
 * same order (fractions): G = 100 · (s − s_ref) / s_ref percent (`relative`; Kumar et al. 2024, arXiv 2412.02602,
 * "percentage improvement") or 100 · (s − s_ref) points.
 *
 * The error of the ratio is the delta method's, paired by item. Null below two items, or where a relative gain is
 * asked for and the reference scores 0.
 */
export function gain(
  scores: readonly number[],
  referenceScores: readonly number[],
  kind: GainKind,
): Uncertain | null {
  if (kind === 'points') {
    return uncertainMean(scores.map((score, i) => 100 * (score - referenceScores[i]!)));
  }
  const reference = mean(referenceScores);
  if (!(reference > 0)) return null;
  const ratio = mean(scores) / reference;
  // Each item's part in s / s_ref − 1, linearised at the means; their mean is exactly the gain.
  return uncertainMean(
    scores.map((score, i) => 100 * (ratio - 1 + (score - ratio * referenceScores[i]!) / reference)),
  );
}

/**
 * The interval of {@link gain}. A relative gain's is formed on ln(s / s_ref), on which the error is nearly symmetric
 * also where the reference scores low, and carried back; a t interval on the percentage itself would reach below 0
 * for models that clearly gain.
 */
export function gainInterval(
  scores: readonly number[],
  referenceScores: readonly number[],
  kind: GainKind,
  confidence: number,
): Estimate | null {
  const [own, reference] = [mean(scores), mean(referenceScores)];
  if (kind === 'relative' && own > 0 && reference > 0) {
    const logRatio = Math.log(own / reference);
    const uncertain = uncertainMean(
      scores.map((score, i) => logRatio + score / own - referenceScores[i]! / reference),
    );
    return uncertain && mapEstimate(interval(uncertain, confidence), logRatioToPercent);
  }
  const uncertain = gain(scores, referenceScores, kind);
  return uncertain && interval(uncertain, confidence);
}

/**
 * ln(G_head / G_baseline), both against the same reference, with its sampling error over items. The reference's
 * score divides out of a relative gain, so both kinds have the same logarithm. Null where a gain is not positive.
 */
export function logGainRatio(
  head: readonly number[],
  baseline: readonly number[],
  reference: readonly number[],
): Uncertain | null {
  const headGain = mean(head) - mean(reference);
  const baselineGain = mean(baseline) - mean(reference);
  if (!(headGain > 0 && baselineGain > 0)) return null;
  const logRatio = Math.log(headGain / baselineGain);
  return uncertainMean(
    head.map(
      (score, i) =>
        logRatio + (score - reference[i]!) / headGain - (baseline[i]! - reference[i]!) / baselineGain,
    ),
  );
}
