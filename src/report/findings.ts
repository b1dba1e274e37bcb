import type { ModelResult, RuleVerdict, Verdict } from '../measurement/result.ts';
import { isImprovement } from './words.ts';

export interface Finding {
  verdict: Verdict;
  /** The rule's sentence. */
  text: string;
  /** What would decide it, where it is inconclusive. */
  advice: string | null;
  /** Neither a regression nor an improvement is to be overlooked. */
  notable: boolean;
}

/** What is to be said of a model: what its reason says beyond its rules, if anything, and a sentence a rule. */
export function findingsOf({ reason, rules }: ModelResult): { beyond: string; findings: Finding[] } {
  // Rules that could not be judged for one and the same reason say so once.
  const told = new Map(rules.map((rule) => [`${rule.verdict} ${rule.reason}`, findingOf(rule)]));
  const beyond = rules.reduce(
    (text, rule) => (rule.reason ? text.replaceAll(rule.reason, ' ') : text),
    reason,
  );
  const findings = [...told.values()].sort((a, b) => place(a) - place(b));
  return { beyond: beyond.replaceAll(/\s+/g, ' ').trim(), findings };
}

const order: Verdict[] = ['fail', 'inconclusive', 'incomparable', 'no-baseline', 'pass', 'skipped'];

/** What decided comes first, and what improved before what only passed. */
const place = ({ verdict, notable }: Finding) => order.indexOf(verdict) - (notable ? 0.5 : 0);

function findingOf(rule: RuleVerdict): Finding {
  const { verdict, reason, advice } = rule;
  return {
    verdict,
    text: reason,
    advice: verdict === 'inconclusive' ? advice : null,
    notable: verdict === 'fail' || isImprovement(rule),
  };
}
