import type { Estimate } from '../measurement/result.ts';
import { clusteredOrPlainMean, numberOfClusters } from '../statistics/clusters.ts';
import { intervalOfConstant } from '../statistics/constant.ts';
import { gradedDifferencesInterval } from '../statistics/graded-differences.ts';
import { interval, logRatioToPercent, mapEstimate } from '../statistics/interval.ts';
import { expandedConfidence, percentileInterval } from '../statistics/percentiles.ts';
import { extent } from '../statistics/sample.ts';
import { independentRows, type PairedScores, scoresOf } from './paired-scores.ts';
import { scoreDifference, scoreSpan, tiny } from './score-difference.ts';

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
 * The gain with its interval over items, or clusters of them. Points are a difference of scores, and have that one's
 * interval. A relative gain's is formed on ln(s / s_ref) by the delta method, on which the error is nearly symmetric also
 * where the reference scores low, and carried back; a t interval on the percentage itself would reach below 0 for models
 * that clearly gain. Of a metric of the whole corpus, which is no mean that a delta method could start from, it lies
 * between the percentiles of a bootstrap.
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
  if (kind === 'points') {
    return mapEstimate(scoreDifference(paired, resampled, confidence).change, (fraction) => 100 * fraction);
  }
  const [own, reference] = scoresOf(paired) as [number, number];
  if (!(reference > 0)) return { undetermined: 'the reference scores 0' };
  return paired.corpus
    ? relativeOfCorpus(paired, resampled, confidence)
    : relativeOfItems(paired, { own, reference }, confidence);
}

function relativeOfItems(
  { perItem, clusters }: PairedScores,
  { own, reference }: { own: number; reference: number },
  confidence: number,
): Estimate {
  const [scores, references] = perItem as [number[], number[]];
  const span = scoreSpan(perItem);
  // A model that scores 0 has no logarithm: its −100 % are of a reference that is taken for known.
  const unit = own > 0 ? own : reference;
  // Each item's part in ln(s / s_ref), or in the gain, linearised at the means.
  const centre = own > 0 ? Math.log(own / reference) : -1;
  const parts = scores.map((score, i) => score / unit - references[i]! / reference);
  const { least, most } = extent(parts);
  const found = () => {
    if (most - least < tiny) {
      const rows = clusters ? numberOfClusters(clusters) : parts.length;
      const bounds = { least: centre - span / reference, most: centre + span / unit };
      return intervalOfConstant(centre, rows, confidence, bounds);
    }
    // Answers that are right or wrong all differ by as much as they can: t has seen how much that is.
    const isBinary = perItem.flat().every((score) => score === 0 || score === 1);
    const around = isBinary
      ? interval(clusteredOrPlainMean(parts, clusters)!, confidence)
      : gradedDifferencesInterval(parts, clusters, confidence, span / Math.min(unit, reference));
    return mapEstimate(around, (end) => centre + (end - around.value));
  };
  return mapEstimate(found(), own > 0 ? logRatioToPercent : (part) => 100 * part);
}

function relativeOfCorpus(
  paired: PairedScores,
  resampled: () => readonly Float64Array[],
  confidence: number,
): Estimate | { undetermined: string } {
  const [own, reference] = scoresOf(paired) as [number, number];
  const value = gain(own, reference, 'relative');
  const draws = gains(resampled(), 'relative');
  const found = percentileInterval(draws, value, expandedConfidence(confidence, independentRows(paired)));
  if (!(Number.isFinite(found.high) && Number.isFinite(found.low)))
    return { undetermined: 'the reference scores nearly 0' };
  // The difference knows of losses that hardly an item here has shown, which no resample does.
  const { change } = scoreDifference(paired, resampled, confidence);
  return {
    value,
    low: Math.min(found.low, (100 * change.low) / reference),
    high: Math.max(found.high, (100 * change.high) / reference),
  };
}

/** Of every resample; never NaN: a model that scores 0 gains nothing over a reference that does too. */
export function gains([own, reference]: readonly Float64Array[], kind: GainKind): Float64Array {
  return own!.map((score, i) => (score === reference![i] ? 0 : gain(score, reference![i]!, kind)));
}
