import { weakestProvenance } from '../cegi/energy.ts';
import { type FigureSettings, figures } from '../cegi/figures.ts';
import type { Measurement, Provenance } from '../measurement/measurement.ts';
import type { ModelResult, Rules, RuleVerdict, Verdict } from '../measurement/result.ts';
import { confidenceAtEachLook } from '../statistics/looks.ts';
import { changes } from './changes.ts';
import { differences } from './comparable.ts';
import { judgeAgainstBaseline, judgeBudget } from './rules.ts';
import { worst } from './worst.ts';

export interface Evidence {
  head: Measurement;
  baseline: Measurement | null;
  reference: Measurement | null;
  /** One sentence on why there is no baseline, where there is none. */
  noBaseline: string | null;
}

export interface Policy extends FigureSettings {
  rules: Rules;
  /** Provenances that may decide. */
  accept: readonly Provenance[];
  /** Number of planned looks at the data, for which the intervals pay in width. */
  looks: number;
}

export type Judgement = Pick<
  ModelResult,
  'verdict' | 'reason' | 'rules' | 'change' | 'head' | 'baseline' | 'differences'
>;

/** Judges one model: from raw measurements and a policy to figures, changes, rules and a verdict. Pure. */
export function judge(evidence: Evidence, policy: Policy): Judgement {
  const { head, baseline, reference } = evidence;
  const headFigures = figures(head, reference, policy);
  const baselineFigures = baseline && figures(baseline, reference, policy);
  const differing = baseline ? differences(head, baseline) : [];
  const provenance = weakestProvenance(head);
  const mayDecide = policy.accept.includes(provenance);

  let change: Judgement['change'] = { energyPercent: null, scorePoints: null, cegiPercent: null };
  const rules: RuleVerdict[] = [];
  if (baseline && baselineFigures && differing.length === 0) {
    const sides = { head: headFigures, baseline: baselineFigures };
    const cegiDetermined = !('undetermined' in sides.head.cegi) && !('undetermined' in sides.baseline.cegi);
    change = changes(head, baseline, reference, cegiDetermined, confidenceAtEachLook(policy.looks));
    rules.push(...judgeAgainstBaseline(change, sides, policy.rules));
  }
  if (policy.rules.budgetGPer1000Items !== null) {
    rules.push(judgeBudget(headFigures, policy.rules.budgetGPer1000Items));
  }
  const judged = mayDecide ? rules : rules.map((rule) => undecided(rule, provenance, policy.accept));

  const parts = judged.map((rule) => rule.verdict);
  const reasons = judged.filter((rule) => rule.verdict !== 'skipped').map((rule) => rule.reason);
  if (!mayDecide) {
    parts.push('incomparable');
    reasons.unshift(unacceptable(head, provenance, policy.accept));
  } else if (!baseline) {
    parts.push('no-baseline');
    reasons.push(`There is no baseline to compare with. ${evidence.noBaseline ?? ''}`.trim());
  } else if (differing.length > 0) {
    parts.push('incomparable');
    reasons.push(
      `The stored baseline differs in ${differing.map((difference) => difference.what).join(', ')}, ` +
        'so nothing was compared.',
    );
  }
  if (head.status === 'partial') {
    parts.push('incomparable');
    reasons.unshift(`The measurement ended early: ${head.error ?? 'no reason was recorded'}`);
  }
  const verdict = worst(parts);
  return {
    verdict,
    reason: headline(verdict, judged, reasons),
    rules: judged,
    change,
    head: headFigures,
    baseline: baselineFigures,
    differences: differing,
  };
}

/** A rule on energy cannot be decided by a figure whose provenance is not accepted; a rule on the score can. */
function undecided(rule: RuleVerdict, provenance: Provenance, accept: readonly Provenance[]): RuleVerdict {
  if (rule.rule === 'score' || rule.verdict === 'skipped') return rule;
  return {
    ...rule,
    verdict: 'incomparable',
    reason: `The energy is ${provenance}; only ${accept.join(' or ')} may decide (energy.accept): not judged.`,
  };
}

function unacceptable(head: Measurement, provenance: Provenance, accept: readonly Provenance[]): string {
  const why = head.rounds.find((round) => round.energy.reason)?.energy.reason;
  return (
    `The energy is ${provenance}${why ? ` (${why})` : ''}, and only ${accept.join(' or ')} may decide ` +
    '(energy.accept): no verdict on it.'
  );
}

/** The reasons of the rules that made the verdict, or all reasons where none did alone. */
function headline(verdict: Verdict, rules: readonly RuleVerdict[], reasons: readonly string[]): string {
  const deciding = rules.filter((rule) => rule.verdict === verdict).map((rule) => rule.reason);
  const chosen = verdict === 'fail' || verdict === 'inconclusive' ? deciding : reasons;
  return chosen.join(' ') || 'No rule is on: nothing was judged.';
}

/**
 * Whether more rounds could still tell more: an energy rule is inconclusive, or what seems to have fallen by more than
 * it may rise is not yet clear of 0, so that it passes and cannot be called an improvement.
 */
export function moreRoundsWouldHelp(judgement: Judgement): boolean {
  return (
    judgement.verdict !== 'fail' &&
    judgement.rules.some(
      (rule) => rule.rule !== 'score' && (rule.verdict === 'inconclusive' || fallUnclear(rule)),
    )
  );
}

function fallUnclear({ verdict, change, tolerance }: RuleVerdict): boolean {
  return verdict === 'pass' && change !== null && change.value < -tolerance && change.high >= 0;
}
