import type { Estimate } from '../measurement/result.ts';
import { clusteredOrPlainMean } from '../statistics/clusters.ts';
import { interval, logRatioToPercent, mapEstimate } from '../statistics/interval.ts';
import { expandedConfidence, percentileInterval } from '../statistics/percentiles.ts';
import { independentRows, type PairedScores, scoresOf } from './paired-scores.ts';

export type GainKind = 'relative' | 'points';

/**
 * The gain of a model over its reference, from their scores (fractions): G = 100 · (s − s_ref) / s_ref percent
 * (`relative`; Kumar et al. 2024, arXiv 2412.02602, "percentage improvement") or 100 · (s − s_ref) points. A relative
 * gain over a reference that scores 0 is infinite, or NaN where the model scores 0 too.
 */
export function gain(score: number, reference: number, kind: GainKind): number {
  return 100 * (kind === 'relative' ? score / reference - 1 : score - reference);
}

/**
 * The gain with its interval over items, or clusters of them. A relative gain's is formed on ln(s / s_ref) by the delta
 * method, on which the error is nearly symmetric also where the reference scores low, and carried back; a t interval on
 * the percentage itself would reach below 0 for models that clearly gain. Of a metric of the whole corpus, which is no
 * mean that a delta method could start from, it lies between the percentiles of a bootstrap.
 *
 * @param paired the model's scores, then its reference's
 * @param resampled gives the same of every resample
 * @returns why there is none, in a few words, where the reference scores 0 or may do so
 */
export function gainInterval(
  paired: PairedScores,
  resampled: () => readonly Float64Array[],
  kind: GainKind,
  confidence: number,
): Estimate | { undetermined: string } {
  const [own, reference] = scoresOf(paired) as [number, number];
  if (kind === 'relative' && !(reference > 0)) return { undetermined: 'the reference scores 0' };
  const value = gain(own, reference, kind);
  if (paired.corpus) {
    const draws = gains(resampled(), kind);
    const found = percentileInterval(draws, value, expandedConfidence(confidence, independentRows(paired)));
    return Number.isFinite(found.high) && Number.isFinite(found.low)
      ? found
      : { undetermined: 'the reference scores nearly 0' };
  }
  const [scores, references] = paired.perItem as [number[], number[]];
  if (kind === 'relative' && own > 0) {
    const logRatio = Math.log(own / reference);
    // Each item's part in ln(s / s_ref), linearised at the means.
    const parts = scores.map((score, i) => logRatio + score / own - references[i]! / reference);
    return mapEstimate(
      interval(clusteredOrPlainMean(parts, paired.clusters)!, confidence),
      logRatioToPercent,
    );
  }
  // A model that scores 0 has no logarithm: its −100 % are of a reference that is taken for known.
  const parts = scores.map((score, i) =>
    kind === 'relative' ? (100 * (score - references[i]!)) / reference : gain(score, references[i]!, kind),
  );
  return interval(clusteredOrPlainMean(parts, paired.clusters)!, confidence);
}

/** Of every resample; never NaN: a model that scores 0 gains nothing over a reference that does too. */
export function gains([own, reference]: readonly Float64Array[], kind: GainKind): Float64Array {
  return own!.map((score, i) => (score === reference![i] ? 0 : gain(score, reference![i]!, kind)));
}
