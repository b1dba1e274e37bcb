import { weakestProvenance } from '../cegi/energy.ts';
import { emissionsPer1000Items, type FigureSettings, figures } from '../cegi/figures.ts';
import type { Calibration, Measurement, PastRun, Provenance } from '../measurement/measurement.ts';
import type { Comparison, ModelResult, Rules, RuleVerdict, Verdict } from '../measurement/result.ts';
import { logRatioToPercent, mapEstimate } from '../statistics/interval.ts';
import { confidenceAtEachLook, plannedLooks } from '../statistics/looks.ts';
import { changes } from './changes.ts';
import { differences } from './comparable.ts';
import { roundsInBlock } from './energy-change.ts';
import { judgeAgainstBaseline, judgeBudget, scoreTolerances } from './rules.ts';
import { worst } from './worst.ts';

export interface Evidence {
  mode: Comparison['mode'];
  /** Why not side by side, where it is not; in a few words. */
  why: string | null;
  head: Measurement;
  baseline: Measurement | null;
  /** Of a stored baseline: runs before it, the newest first. */
  history: readonly PastRun[];
  calibration: Calibration | null;
  reference: Measurement | null;
  /** One sentence on why there is no baseline, where there is none. */
  noBaseline: string | null;
}

export interface Policy extends FigureSettings {
  rules: Rules;
  /** Provenances that may decide. */
  accept: readonly Provenance[];
  /** Least and most rounds of a side, which plan the looks at the data that intervals pay for in width. */
  rounds: { min: number; max: number };
}

export type Judgement = Pick<
  ModelResult,
  'verdict' | 'reason' | 'rules' | 'change' | 'head' | 'baseline' | 'differences' | 'comparison'
>;

/** Rounds of a side at which it may be decided: blocks of a comparison side by side only come whole. */
export function looksOf(mode: Comparison['mode'], { min, max }: Policy['rounds']): number[] {
  return plannedLooks(min, max, mode === 'side-by-side' ? roundsInBlock : 1);
}

/** Judges one model: from raw measurements and a policy to figures, changes, rules and a verdict. Pure. */
export function judge(evidence: Evidence, policy: Policy): Judgement {
  const { head, baseline, reference } = evidence;
  const headFigures = figures(head, reference, policy);
  const baselineFigures = baseline && figures(baseline, reference, policy);
  const differing = baseline ? differences(head, baseline) : [];
  const provenance = weakestProvenance(head);
  const mayDecide = policy.accept.includes(provenance);

  let change: Judgement['change'] = { energyPercent: null, scorePoints: null, cegiPercent: null };
  let comparison: Comparison | null = null;
  const rules: RuleVerdict[] = [];
  const looks = looksOf(evidence.mode, policy.rounds);
  if (baseline && baselineFigures && differing.length === 0) {
    const sides = { head: headFigures, baseline: baselineFigures };
    const { metric } = head.task;
    const { mode, history, calibration } = evidence;
    const judging = scoreTolerances(policy.rules, metric).map(([name]) => name);
    // What the baseline has and the head no longer computes is judged, lest leaving out a metric leave out its rule.
    const computed = new Set([head, baseline].flatMap(({ scores }) => scores.map((score) => score.metric)));
    const found = changes(
      { mode, head, baseline, history, calibration },
      {
        reference,
        cegiDetermined: !('undetermined' in sides.head.cegi) && !('undetermined' in sides.baseline.cegi),
        metrics: [...new Set([metric, ...judging])].filter((name) => computed.has(name)),
        looks: looks.length,
        bootstrap: policy.bootstrap,
      },
    );
    change = {
      energyPercent: found.energy && mapEstimate(found.energy.logRatio, logRatioToPercent),
      scorePoints: found.scores.get(metric)?.change ?? null,
      cegiPercent: found.cegi?.change ?? null,
    };
    comparison = {
      mode,
      why: evidence.why,
      rounds: found.energy?.rounds ?? { head: head.rounds.length, baseline: baseline.rounds.length },
      looks: {
        used: looks.filter((look) => look <= head.rounds.length).length,
        planned: looks.length,
      },
      betweenRuns: found.energy?.betweenRuns ?? null,
    };
    const judged = { changes: found, sides, metric, mode, mostRounds: policy.rounds.max };
    rules.push(...judgeAgainstBaseline(judged, policy.rules));
  }
  if (policy.rules.budgetGPer1000Items !== null) {
    const lookConfidence = confidenceAtEachLook(looks.length);
    const used = emissionsPer1000Items(head, policy, lookConfidence);
    rules.push(judgeBudget(used, policy.rules.budgetGPer1000Items));
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
    comparison,
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
