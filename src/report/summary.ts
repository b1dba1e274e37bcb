import type {
  CheckResult,
  ModelResult,
  OnInconclusive,
  RuleVerdict,
  Verdict,
} from '../measurement/result.ts';
import { energyAndGrid, energyAndGridSentence, oneGridSentence } from './energy-and-grid.ts';
import { linkAddress, plainText } from './escape.ts';
import { overviewHead, overviewRow } from './figure-cells.ts';
import { findingsOf } from './findings.ts';
import { headline } from './headline.ts';
import {
  cegiUnit,
  comparisonText,
  detectableText,
  improvements,
  listText,
  overrideText,
  ruleText,
} from './words.ts';

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  title: string;
  message: string;
}

/** The result for a terminal or a log: plain text without colours, a block a model with its verdict and reason. */
export function terminalSummary(result: CheckResult): string {
  const { title, sentence } = headline(result);
  const lines = [`CEGI: ${title}`];
  if (result.override !== null) {
    const { who, why } = overrideText(result.override, result.error);
    lines.push(`${who}: ${why}`);
  }
  lines.push(plainText(sentence));
  if (result.error !== null) lines.push(`The check ended early: ${plainText(result.error)}`);
  const columns = overviewHead.slice(2);
  const nameWidth = Math.max(...columns.map((name) => name.length));
  for (const model of result.models) {
    const cells = overviewRow(model).slice(2);
    lines.push('', `${word[model.verdict].padEnd(wordWidth)}  ${plainText(model.id, 100)}`);
    lines.push(
      ...columns.map((name, i) => `  ${name.padEnd(nameWidth)}  ${plainText(cells[i]!.join('; '))}`),
    );
    lines.push(...whatWasFound(model, result));
    for (const { what, baseline, head } of model.differences) {
      lines.push(`  differs: ${plainText(what, 60)}: ${plainText(baseline, 100)} → ${plainText(head, 100)}`);
    }
    lines.push(...model.warnings.map((warning) => `  warning: ${plainText(warning)}`));
  }
  if (result.models.length > 0) lines.push('', `CEGI in ${cegiUnit(result.gain)}; lower is better.`);
  const oneGrid = oneGridSentence(result);
  if (oneGrid !== '') lines.push(oneGrid);
  const address = linkAddress(result.runUrl);
  if (address) lines.push(`Run: ${address}`);
  return `${lines.join('\n')}\n`;
}

/** A line a rule, with what would decide it, and how sure it could be; then how the sides were compared. */
function whatWasFound(model: ModelResult, result: CheckResult): string[] {
  const { beyond, findings } = findingsOf(model);
  const split = energyAndGrid(model, result);
  return [
    ...(beyond === '' ? [] : [plainText(beyond)]),
    ...findings.map(
      ({ verdict, text, advice, notable }) =>
        `${notable && verdict === 'pass' ? 'improved' : word[verdict].toLowerCase()}: ${plainText(text)}${advice === null ? '' : ` ${plainText(advice)}`}`,
    ),
    ...(split ? [energyAndGridSentence(split)] : []),
    ...(model.comparison ? [`compared ${comparisonText(model.comparison)}`] : []),
    ...detectableLine(model.rules),
  ].map((line) => `  ${line}`);
}

function detectableLine(rules: readonly RuleVerdict[]): string[] {
  const told = rules.flatMap((rule) => {
    const text = detectableText(rule);
    return text === null ? [] : [`${ruleText(rule)} ${text}`];
  });
  return told.length === 0 ? [] : [`smallest detectable change: ${told.join(', ')}`];
}

/** What a run annotates: failures, what could not be decided, and improvements. Plain text. */
export function annotations(result: CheckResult): Annotation[] {
  const early: Annotation[] =
    result.error === null
      ? []
      : [
          {
            level: 'error' as const,
            title: 'The check ended early',
            message: plainText(result.error),
          },
        ];
  return [...early, ...result.models.flatMap((model) => modelAnnotations(model, result))];
}

/** What there is to annotate of one model; nothing is an error that somebody overrode. */
export function modelAnnotations(model: ModelResult, { policy, override }: CheckResult): Annotation[] {
  const found: Annotation[] = [];
  const id = plainText(model.id, 100);
  const note = noteOf(model, policy.onInconclusive);
  if (note) {
    const advice = findingsOf(model).findings.flatMap((finding) => finding.advice ?? []);
    found.push({
      level: note.level === 'error' && override !== null ? 'warning' : note.level,
      title: `${id}: ${note.title}`,
      message: plainText([model.reason, ...advice].join(' ')),
    });
  }
  const better = improvements(model);
  if (better.length > 0) {
    found.push({
      level: 'notice',
      title: `${id}: improved (${listText(better.map(ruleText))})`,
      message: plainText(better.map(({ reason }) => reason).join(' ')),
    });
  }
  return found;
}

function noteOf(
  { verdict, rules }: ModelResult,
  onInconclusive: OnInconclusive,
): Pick<Annotation, 'level' | 'title'> | null {
  switch (verdict) {
    case 'fail':
      return {
        level: 'error',
        title: rules.every((rule) => rule.verdict !== 'fail' || rule.rule === 'budget')
          ? 'over budget'
          : 'regression',
      };
    case 'inconclusive':
      return { level: inconclusiveLevel[onInconclusive], title: 'inconclusive' };
    case 'incomparable':
      return { level: 'warning', title: 'not comparable' };
    default:
      return null;
  }
}

const inconclusiveLevel = { neutral: 'warning', fail: 'error', pass: 'notice' } as const;

const word: Record<Verdict, string> = {
  pass: 'PASS',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
  incomparable: 'INCOMPARABLE',
  'no-baseline': 'NO BASELINE',
  skipped: 'SKIPPED',
};
const wordWidth = Math.max(...Object.values(word).map((text) => text.length));
