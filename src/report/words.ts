import type {
  Comparison,
  Figures,
  ModelResult,
  Override,
  RuleVerdict,
  Verdict,
} from '../measurement/result.ts';
import { plainText } from './escape.ts';
import { massText, numberText, worth } from './number.ts';

type Provenance = Figures['provenance'];

/** Signs that can be told apart without colour. */
export const verdictSign: Record<Verdict, string> = {
  pass: '✅',
  fail: '❌',
  inconclusive: '🟡',
  incomparable: '🟠',
  'no-baseline': '🔵',
  skipped: '⚪',
};

const verdictWords: Record<Verdict, string> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'inconclusive',
  incomparable: 'incomparable',
  'no-baseline': 'no baseline',
  skipped: 'skipped',
};

/** A verdict as a person reads it. */
export const verdictText = (verdict: Verdict) => `${verdictSign[verdict]} ${verdictWords[verdict]}`;

/** What each provenance says of a figure. */
export const provenanceMeaning: Record<Provenance, string> = {
  measured: 'read from an energy counter',
  integrated: 'summed up from samples of power',
  estimated: 'calculated by a model of the hardware, not measured',
  unavailable: 'not known, which is not zero',
};

const ruleNames: Record<RuleVerdict['rule'], string> = {
  cegi: 'CEGI',
  emissions: 'emissions',
  score: 'score',
  budget: 'budget',
};

/** A rule as it is called, a score's with its metric. Plain text. */
export function ruleText({ rule, metric }: Pick<RuleVerdict, 'rule' | 'metric'>): string {
  return metric === null ? ruleNames[rule] : `${ruleNames[rule]} ${plainText(metric, 60)}`;
}

/** Unit of a rule's change and tolerance, where it is relative to a baseline. */
export const ruleUnit = { cegi: '%', emissions: '%', score: 'pt' } as const;

/** The unit of CEGI, in full. */
export function cegiUnit(gain: 'relative' | 'points'): string {
  const of = gain === 'relative' ? '% of gain' : 'point of gain';
  return `g CO2e per 1k items per ${of} per M trainable parameters`;
}

export const gainText = (value: number, gain: 'relative' | 'points') =>
  `${numberText(value)} ${gain === 'relative' ? '%' : 'points'}`;

/** A rule that passed, and whose whole interval is on the better side of none. */
export const isImprovement = ({ rule, verdict, improved }: RuleVerdict) =>
  improved && verdict === 'pass' && rule !== 'budget';

/** A rule that passed although its whole interval is on the worse side of none: worse, but within what is allowed. */
export function isAllowedLoss({ rule, verdict, change }: RuleVerdict): boolean {
  if (verdict !== 'pass' || change === null || rule === 'budget') return false;
  return rule === 'score' ? change.high < 0 : change.low > 0;
}

export const improvements = ({ rules }: ModelResult) => rules.filter(isImprovement);

/** What a rule saw, in a few words: `energy fell 12 %`. Plain text. */
export function movementText(of: RuleVerdict): string {
  const { rule, metric, change, tolerance } = of;
  if (!change) return ruleText(of);
  if (rule === 'budget') {
    return `1k items emit ${massText(change.value)}, and the budget is ${massText(tolerance)}`;
  }
  const what = { cegi: 'CEGI', emissions: 'energy', score: plainText(metric ?? 'score', 60) }[rule];
  const size = numberText(Math.abs(worth(change, 1).value));
  if (size === '0') return `${what} did not move`;
  const unit = rule === 'score' ? (size === '1' ? 'point' : 'points') : '%';
  return `${what} ${change.value > 0 ? 'rose' : 'fell'} ${size} ${unit}`;
}

/** The smallest change that a rule could have told from none, with its unit; null where that is not known. */
export function detectableText({ rule, detectable }: RuleVerdict): string | null {
  if (detectable === null) return null;
  const rounded = Number(detectable.toPrecision(2));
  return rule === 'budget' ? massText(rounded) : `${numberText(rounded)} ${ruleUnit[rule]}`;
}

/** How the sides were compared, in a line: `side by side, 10 rounds a side, 3 of 5 looks`. Plain text. */
export function comparisonText({ mode, why, rounds, looks, betweenRuns }: Comparison): string {
  const parts = [
    why === null ? modeText[mode] : `${modeText[mode]} (${plainText(why, 200)})`,
    rounds.head === rounds.baseline
      ? `${plural(rounds.head, 'round')} a side`
      : `${plural(rounds.head, 'round')} of the head and ${rounds.baseline} of the baseline`,
    looksText(looks),
  ];
  if (betweenRuns) parts.push(`whole runs taken to differ by ${betweenRunsText(betweenRuns)}`);
  return parts.join(', ');
}

export const modeText: Record<Comparison['mode'], string> = {
  'side-by-side': 'side by side',
  stored: 'with the stored baseline',
};

export const looksText = ({ used, planned }: Comparison['looks']) => `${used} of ${plural(planned, 'look')}`;

export const betweenRunsText = ({ percent, from }: NonNullable<Comparison['betweenRuns']>) =>
  `${numberText(percent)} % (${plainText(from, 200)})`;

/**
 * Who overrode, why, and until when. Plain text that may hold hostile names.
 *
 * @param error why the check ended early; null where it did not
 */
export function overrideText(
  { by, reason, until, source }: Override,
  error: string | null,
): { who: string; why: string } {
  return {
    who: `Overridden by @${plainText(by, 100)}`,
    why: `${plainText(reason)} (by ${source}, until ${until.slice(0, 10)}). ${error === null ? 'What failed counts as neutral.' : 'Broken rules count as neutral, but not that the check ended early.'}`,
  };
}

/** `a`, `a and b`, `a, b and c`; of many, the first five and how many more. */
export function listText(parts: readonly string[]): string {
  const shown = parts.length > 5 ? [...parts.slice(0, 5), `${parts.length - 5} more`] : parts;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${count} ${count === 1 ? one : many}`;
