import type { Estimate } from '../measurement/result.ts';
import { intervalOfConstant } from '../statistics/constant.ts';
import { gradedDifferencesInterval } from '../statistics/graded-differences.ts';
import { mapEstimate } from '../statistics/interval.ts';
import { expandedConfidence, percentileInterval } from '../statistics/percentiles.ts';
import { answersInterval } from '../statistics/proportion.ts';
import { extent, median } from '../statistics/sample.ts';
import { independentRows, type PairedScores, scoresOf } from './paired-scores.ts';
import { scoreSpan, tiny } from './score-difference.ts';

/**
 * A model's own score, a fraction, with its interval over items or clusters of them: Wilson's of answers that are right
 * or wrong, the rule of three where all score alike, else that of
 * graded differences, and a bootstrap's of a metric of the whole corpus.
 *
 * @param paired one side
 * @param resampled gives its score in every resample; of a corpus alone
 */
export function scoreInterval(
  paired: PairedScores,
  resampled: () => Float64Array,
  confidence: number,
): Estimate {
  const scores = paired.perItem[0]!;
  const [value] = scoresOf(paired) as [number];
  const rows = independentRows(paired);
  const ofConstant = () =>
    intervalOfConstant(value, rows, confidence, { least: Math.min(0, value), most: Math.max(1, value) });
  if (paired.corpus) {
    const found = percentileInterval(resampled().slice(), value, expandedConfidence(confidence, rows));
    return found.high - found.low > tiny ? found : ofConstant();
  }
  if (scores.every((score) => score === 0 || score === 1))
    return answersInterval(scores, paired.clusters, confidence);
  const { least, most } = extent(scores);
  if (most - least < tiny) return ofConstant();
  // Against the usual score, from which the few that are far are told.
  const usual = median(scores);
  const found = gradedDifferencesInterval(
    scores.map((score) => score - usual),
    paired.clusters,
    confidence,
    scoreSpan(paired.perItem),
  );
  return mapEstimate(found, (end) => usual + end);
}
