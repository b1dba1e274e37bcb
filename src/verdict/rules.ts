import type { Estimate, Figures, Rules, RuleVerdict, Verdict } from '../measurement/result.ts';
import type { Changes } from './changes.ts';

const unsaid = { metric: null, method: null, detectable: null, improved: false, advice: null };

/** Where `interval` lies against the most that is allowed: beyond it, inside it, or across it. */
function placed(interval: Estimate, most: number): Verdict {
  if (interval.low > most) return 'fail';
  return interval.high <= most ? 'pass' : 'inconclusive';
}

const signed = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${round(Math.abs(value))}`;

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}

const outcome: Partial<Record<Verdict, string>> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'the interval reaches across the limit: inconclusive',
};

/** Where the interval lies, in words. */
const position: Partial<Record<Verdict, string>> = {
  pass: 'within',
  fail: 'beyond',
  inconclusive: 'against',
};

function rise(
  rule: 'cegi' | 'emissions',
  name: string,
  change: Estimate | null,
  tolerance: number,
): RuleVerdict {
  if (!change) {
    return {
      rule,
      verdict: 'incomparable',
      reason: `${name} could not be compared: one side has fewer than two rounds with a known energy.`,
      change,
      tolerance,
      ...unsaid,
    };
  }
  const verdict = placed(change, tolerance);
  const direction = change.value >= 0 ? 'rose' : 'fell';
  return {
    rule,
    verdict,
    reason:
      `${name} ${direction} ${round(Math.abs(change.value))} % (${signed(change.low)} to ${signed(change.high)} %), ` +
      `${position[verdict]} the ${signed(tolerance)} % allowed: ${outcome[verdict]}.`,
    change,
    tolerance,
    ...unsaid,
  };
}

/** Emissions, compared at one intensity for both sides, may rise by at most `tolerance` percent. */
export function judgeEmissions(changes: Changes, tolerance: number): RuleVerdict {
  return rise('emissions', 'Energy, and with it emissions,', changes.energyPercent, tolerance);
}

/** CEGI may rise by at most `tolerance` percent; where it is undetermined on a side, it does not judge. */
export function judgeCegi(
  changes: Changes,
  sides: { head: Figures; baseline: Figures },
  tolerance: number,
): RuleVerdict {
  for (const side of ['head', 'baseline'] as const) {
    const { cegi } = sides[side];
    if ('undetermined' in cegi) {
      const reason = `CEGI is undetermined for the ${side}, as ${cegi.undetermined}: not judged.`;
      return { rule: 'cegi', verdict: 'skipped', reason, change: null, tolerance, ...unsaid };
    }
  }
  return rise('cegi', 'CEGI', changes.cegiPercent, tolerance);
}

/** The score may fall by at most `-tolerance` points (`tolerance` ≤ 0). */
export function judgeScore(changes: Changes, tolerance: number): RuleVerdict {
  const change = changes.scorePoints;
  if (!change) {
    const reason = 'The scores could not be compared: the sides share fewer than two scored items.';
    return { rule: 'score', verdict: 'incomparable', reason, change, tolerance, ...unsaid };
  }
  const loss = { value: -change.value, low: -change.high, high: -change.low };
  const verdict = placed(loss, -tolerance);
  const moved =
    change.value === 0
      ? 'The score did not move'
      : `The score ${change.value > 0 ? 'rose' : 'fell'} ${round(Math.abs(change.value))} points`;
  return {
    rule: 'score',
    verdict,
    reason:
      `${moved} (${signed(change.low)} to ${signed(change.high)}), ` +
      `${position[verdict]} the ${signed(tolerance)} points allowed: ${outcome[verdict]}.`,
    change,
    tolerance,
    ...unsaid,
  };
}

/** Emissions per 1,000 items stay within an absolute budget, whatever the baseline. */
export function judgeBudget(head: Figures, tolerance: number): RuleVerdict {
  const used = head.emissionsGPer1000Items;
  if (!used) {
    const reason = 'The emissions are unknown, so the budget cannot be judged.';
    return { rule: 'budget', verdict: 'incomparable', reason, change: null, tolerance, ...unsaid };
  }
  const verdict = placed(used, tolerance);
  return {
    rule: 'budget',
    verdict,
    reason:
      `1,000 items emit ${round(used.value)} g (${round(used.low)} to ${round(used.high)} g), ` +
      `${position[verdict]} the budget of ${round(tolerance)} g: ${outcome[verdict]}.`,
    change: used,
    tolerance,
    ...unsaid,
  };
}

/** The rules that need a baseline, judged where each is on. */
export function judgeAgainstBaseline(
  changes: Changes,
  sides: { head: Figures; baseline: Figures },
  rules: Rules,
): RuleVerdict[] {
  const judged: RuleVerdict[] = [];
  if (rules.cegiPercent !== null) judged.push(judgeCegi(changes, sides, rules.cegiPercent));
  if (rules.emissionsPercent !== null) judged.push(judgeEmissions(changes, rules.emissionsPercent));
  if (typeof rules.scorePoints === 'number') judged.push(judgeScore(changes, rules.scorePoints));
  return judged;
}
