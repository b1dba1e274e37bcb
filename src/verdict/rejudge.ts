import { judgingScore } from '../cegi/figures.ts';
import type { Baseline, Calibration } from '../measurement/measurement.ts';
import type { ModelResult } from '../measurement/result.ts';
import { contradiction, withOwnScores } from './consistency.ts';
import { type Evidence, judge, type Policy } from './judge.ts';

/** What a judge knows for himself, whatever a result says. */
export interface Trusted {
  policy: Policy;
  /** The baseline that is stored under the model's key; null where there is none. */
  stored: Baseline | null;
  /** One sentence on why there is none. */
  noBaseline: string | null;
  /** Of the head's hardware, in the judge's own store; null where there is none. */
  calibration: Calibration | null;
}

/**
 * Judges a model anew, from nothing of its result but the raw rounds and the scores of items: scores, figures, changes
 * and verdicts are made again, by the rules that are handed in. A stored baseline is the judge's own. Of a comparison
 * side by side both sides are what the result says they are, as both were measured in the same place.
 */
export function rejudged(
  given: ModelResult,
  { policy, stored, noBaseline, calibration }: Trusted,
): ModelResult {
  const head = given.measurement && withOwnScores(given.measurement);
  if (!head) {
    return {
      ...given,
      verdict: 'incomparable',
      reason: 'Nothing was measured.',
      rules: [],
      comparison: null,
    };
  }
  const reference = given.referenceMeasurement && withOwnScores(given.referenceMeasurement);
  const beside = given.comparison?.mode === 'side-by-side';
  const baseline = beside
    ? given.baselineMeasurement && withOwnScores(given.baselineMeasurement)
    : (stored?.measurement ?? null);
  const wrong = [head, baseline, reference].flatMap((part) => (part && contradiction(part)) ?? []);
  if (wrong.length > 0) return contradicted(given, wrong[0]!);
  const evidence: Evidence = {
    mode: beside ? 'side-by-side' : 'stored',
    why: given.comparison?.why ?? null,
    head,
    baseline,
    history: beside ? [] : (stored?.history ?? []),
    // Side by side, both sides are of one run.
    calibration: beside ? null : calibration,
    reference,
    noBaseline,
  };
  return {
    ...given,
    metric: head.task.metric,
    task: head.task.kind,
    ...judge(evidence, policy),
    reference: given.reference && {
      id: given.reference.id,
      score: (reference && judgingScore(reference)?.value) ?? null,
    },
    measurement: head,
    baselineMeasurement: baseline,
    history: [...evidence.history],
    baselineCarbon: beside ? null : (stored?.carbon ?? null),
    calibration: evidence.calibration,
    referenceMeasurement: reference,
  };
}

function contradicted(given: ModelResult, why: string): ModelResult {
  return {
    ...given,
    verdict: 'incomparable',
    reason: `The measurement contradicts itself (${why}), so nothing was judged.`,
    rules: [],
    change: { energyPercent: null, scorePoints: null, cegiPercent: null },
    head: null,
    baseline: null,
    comparison: null,
    measurement: null,
    baselineMeasurement: null,
    referenceMeasurement: null,
  };
}
