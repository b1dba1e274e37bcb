import type { Comparison, Estimate, Figures, Rules, RuleVerdict, Verdict } from '../measurement/result.ts';
import { logRatioToPercent, mapEstimate } from '../statistics/interval.ts';
import { roundsAdvice } from './advice.ts';
import type { Change, Changes } from './changes.ts';
import type { EnergyChange } from './energy-change.ts';
import { limitText, tell } from './sentence.ts';

/** What rules are judged by. */
export interface Judged {
  changes: Changes;
  sides: { head: Figures; baseline: Figures };
  /** The metric that judges where the rule names none. */
  metric: string;
  mode: Comparison['mode'];
  mostRounds: number;
}

/** Where `interval` lies against the most that is allowed: beyond it, inside it, or across it. */
function placed(interval: Estimate, most: number): Verdict {
  if (interval.low > most) return 'fail';
  return interval.high <= most ? 'pass' : 'inconclusive';
}

const unsaid = { metric: null, method: null, detectable: null, improved: false, advice: null };

/** A rise that may be at most so large: "Energy rose 12 % (10 to 14 %), beyond the 5 % allowed: fail." */
function riseInWords(name: string, change: Estimate, verdict: Verdict, tolerance: number): string {
  const { size, range } = tell(change, tolerance);
  const moved =
    size === '0' ? `${name} did not change` : `${name} ${change.value > 0 ? 'rose' : 'fell'} ${size} %`;
  const seen = `${moved} (${range} %)`;
  if (verdict === 'fail') return `${seen}, beyond the ${limitText(tolerance)} % allowed: fail.`;
  if (verdict === 'inconclusive')
    return `${seen}; ${limitText(tolerance)} % is allowed, and the interval reaches across that: inconclusive.`;
  return change.high < 0
    ? `${seen}: an improvement.`
    : `${seen}, within the ${limitText(tolerance)} % allowed: pass.`;
}

function judgeRise(
  rule: 'cegi' | 'emissions',
  name: string,
  found: Change & Pick<RuleVerdict, 'detectable' | 'advice'>,
  tolerance: number,
): RuleVerdict {
  const { change, method, detectable, advice } = found;
  const verdict = placed(change, tolerance);
  return {
    rule,
    verdict,
    reason: riseInWords(name, change, verdict, tolerance),
    change,
    tolerance,
    metric: null,
    method,
    detectable,
    improved: change.high < 0,
    advice: verdict === 'inconclusive' ? advice : null,
  };
}

function notCompared(
  rule: 'cegi' | 'emissions',
  name: string,
  why: string | null,
  tolerance: number,
): RuleVerdict {
  const reason = `${name} could not be compared${why ? `: ${why}` : ''}.`;
  return { rule, verdict: 'incomparable', reason, change: null, tolerance, ...unsaid };
}

/** Emissions, compared at one intensity for both sides, may rise by at most `tolerance` percent. */
function judgeEmissions(judged: Judged, tolerance: number): RuleVerdict {
  const { energy, uncompared } = judged.changes;
  if (!energy) return notCompared('emissions', 'Energy', uncompared.energy, tolerance);
  const change = mapEstimate(energy.logRatio, logRatioToPercent);
  const found = {
    change,
    method: energy.method,
    detectable: logRatioToPercent(energy.logRatio.high - energy.logRatio.value),
    advice: roundsAdvice(energy, Math.log1p(tolerance / 100), judged),
  };
  return judgeRise('emissions', 'Energy', found, tolerance);
}

/** CEGI may rise by at most `tolerance` percent; where it is undetermined on a side, it does not judge. */
function judgeCegi(judged: Judged, tolerance: number): RuleVerdict {
  const { changes, sides } = judged;
  for (const side of ['head', 'baseline'] as const) {
    const { cegi } = sides[side];
    if ('undetermined' in cegi) {
      const reason = `CEGI is undetermined for the ${side}, as ${cegi.undetermined}: not judged.`;
      return { rule: 'cegi', verdict: 'skipped', reason, change: null, tolerance, ...unsaid };
    }
  }
  if (!changes.cegi) return notCompared('cegi', 'CEGI', changes.uncompared.cegi, tolerance);
  const { change } = changes.cegi;
  const found = {
    ...changes.cegi,
    detectable: change.high - change.value,
    advice: cegiAdvice(change, changes.energy!, judged, tolerance),
  };
  return judgeRise('cegi', 'CEGI', found, tolerance);
}

/** Of CEGI's own interval the rounds have as much as of the energy's; what is left is the items'. */
function cegiAdvice(change: Estimate, energy: EnergyChange, judged: Judged, tolerance: number): string {
  const limit = Math.log1p(tolerance / 100);
  const { value, low, high } = mapEstimate(change, (percent) => Math.log1p(percent / 100));
  const towards = value < limit ? high - value : value - low;
  const ofEnergy = Math.hypot(energy.halfWidths.rounds, energy.halfWidths.runs);
  const halfWidth = Math.sqrt(Math.max(0, towards ** 2 - ofEnergy ** 2));
  return roundsAdvice(energy, limit, judged, { value, halfWidth });
}

/** The score may fall by at most `-tolerance` points (`tolerance` < 0). */
function judgeScore({ changes, metric: own }: Judged, metric: string, tolerance: number): RuleVerdict {
  const found = changes.scores.get(metric) ?? null;
  const name = metric === own ? 'The score' : `The score ${metric}`;
  if (!found) {
    const reason = `${name} could not be compared: the sides share fewer than two items that are scored by it.`;
    return { rule: 'score', verdict: 'incomparable', reason, change: null, tolerance, ...unsaid, metric };
  }
  const { change, method } = found;
  const loss = { value: -change.value, low: -change.high, high: -change.low };
  const verdict = placed(loss, -tolerance);
  const { size, range } = tell(change, tolerance);
  const moved =
    size === '0' ? `${name} did not move` : `${name} ${change.value > 0 ? 'rose' : 'fell'} ${size} points`;
  const seen = `${moved} (${range})`;
  const allowed = `a loss of ${limitText(tolerance)} ${Math.abs(tolerance) === 1 ? 'point' : 'points'}`;
  const improved = change.low > 0;
  return {
    rule: 'score',
    verdict,
    reason:
      verdict === 'fail'
        ? `${seen}; ${allowed} is allowed: fail.`
        : verdict === 'inconclusive'
          ? `${seen}; ${allowed} is allowed, and the interval reaches across that: inconclusive.`
          : improved
            ? `${seen}: an improvement.`
            : `${seen}, within ${allowed}: pass.`,
    change,
    tolerance,
    metric,
    method,
    detectable: Math.max(change.high - change.value, change.value - change.low),
    improved,
    advice:
      verdict === 'inconclusive'
        ? 'Rounds do not change scores: only more items decide this, or a larger loss that is allowed.'
        : null,
  };
}

/**
 * Emissions per 1,000 items stay within an absolute budget, whatever the baseline.
 *
 * @param used grams; at a confidence that pays for every look
 */
export function judgeBudget(used: Estimate | null, tolerance: number): RuleVerdict {
  if (!used) {
    const reason = 'The emissions are unknown, so the budget cannot be judged.';
    return { rule: 'budget', verdict: 'incomparable', reason, change: null, tolerance, ...unsaid };
  }
  const verdict = placed(used, tolerance);
  const { size, range } = tell(used, tolerance);
  const seen = `1,000 items emit ${size} g (${range} g)`;
  return {
    rule: 'budget',
    verdict,
    reason:
      verdict === 'fail'
        ? `${seen}, beyond the budget of ${limitText(tolerance)} g: fail.`
        : verdict === 'inconclusive'
          ? `${seen}, and the interval reaches across the budget of ${limitText(tolerance)} g: inconclusive.`
          : `${seen}, within the budget of ${limitText(tolerance)} g: pass.`,
    change: used,
    tolerance,
    ...unsaid,
    method: 't over the logarithms of the rounds',
    advice: verdict === 'inconclusive' ? 'More rounds (rounds.max) make the interval narrower.' : null,
  };
}

/** The metrics whose scores are judged, with the points that each may lose. */
export function scoreTolerances(rules: Rules, metric: string): [metric: string, tolerance: number][] {
  const { scorePoints } = rules;
  if (scorePoints === null) return [];
  return typeof scorePoints === 'number' ? [[metric, scorePoints]] : Object.entries(scorePoints);
}

/** The rules that need a baseline, judged where each is on. */
export function judgeAgainstBaseline(judged: Judged, rules: Rules): RuleVerdict[] {
  const verdicts: RuleVerdict[] = [];
  if (rules.cegiPercent !== null) verdicts.push(judgeCegi(judged, rules.cegiPercent));
  if (rules.emissionsPercent !== null) verdicts.push(judgeEmissions(judged, rules.emissionsPercent));
  // A task that has never computed a metric is not judged by it.
  for (const [metric, tolerance] of scoreTolerances(rules, judged.metric))
    if (judged.changes.scores.has(metric)) verdicts.push(judgeScore(judged, metric, tolerance));
  return verdicts;
}
