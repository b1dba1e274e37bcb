import { pairedScores } from '../cegi/paired-scores.ts';
import { resampledScores } from '../cegi/resampled-scores.ts';
import { scoreDifference } from '../cegi/score-difference.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { Estimate } from '../measurement/result.ts';
import type { BootstrapSettings } from '../statistics/bootstrap.ts';
import { mapEstimate } from '../statistics/interval.ts';

export interface ScoreChange {
  /** Head − baseline, in points. */
  change: Estimate;
  /** How the interval was formed, in a few words. */
  method: string;
  /** Where answers are right or wrong and each stands alone, McNemar's exact p of no change. */
  unchangedP: number | null;
}

export interface ScoreChangeSettings {
  metric: string;
  /** Of the interval. */
  confidence: number;
  bootstrap: BootstrapSettings;
}

/**
 * The change of a score from baseline to head, over the items that both have, pair by pair. However alike the answers
 * are, the interval has a width: what did not change on these items may on others.
 *
 * @returns null where the sides share fewer than two scored items, all of these are of one cluster, a side lacks the
 *   metric, or a score is not a number
 */
export function scoreChange(
  head: Measurement,
  baseline: Measurement,
  { metric, confidence, bootstrap }: ScoreChangeSettings,
): ScoreChange | null {
  const paired = pairedScores([head, baseline], metric);
  if ('unpaired' in paired) return null;
  const resampled = () => resampledScores(paired, bootstrap);
  const { change, method, unchangedP } = scoreDifference(paired, resampled, confidence);
  return {
    change: mapEstimate(change, (fraction) => 100 * fraction),
    method,
    unchangedP: unchangedP ?? null,
  };
}
