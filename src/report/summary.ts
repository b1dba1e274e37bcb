import type { CheckResult, Verdict } from '../measurement/result.ts';
import { linkAddress, plainText } from './escape.ts';
import { overviewHead, overviewRow } from './figure-cells.ts';
import { headline } from './headline.ts';
import { cegiUnit, improvements, listText } from './words.ts';

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  title: string;
  message: string;
}

/** The result for a terminal or a log: plain text without colours, a block a model with its verdict and reason. */
export function terminalSummary(result: CheckResult): string {
  const { title, sentence } = headline(result);
  const lines = [`CEGI: ${title}`, plainText(sentence)];
  if (result.error !== null) lines.push(`The check ended early: ${plainText(result.error)}`);
  const columns = overviewHead.slice(2);
  const nameWidth = Math.max(...columns.map((name) => name.length));
  for (const model of result.models) {
    const cells = overviewRow(model).slice(2);
    lines.push('', `${word[model.verdict].padEnd(wordWidth)}  ${plainText(model.id, 100)}`);
    lines.push(
      ...columns.map((name, i) => `  ${name.padEnd(nameWidth)}  ${plainText(cells[i]!.join('; '))}`),
    );
    lines.push(`  ${plainText(model.reason)}`);
    for (const { what, baseline, head } of model.differences) {
      lines.push(`  differs: ${plainText(what, 60)}: ${plainText(baseline, 100)} → ${plainText(head, 100)}`);
    }
    lines.push(...model.warnings.map((warning) => `  warning: ${plainText(warning)}`));
  }
  if (result.models.length > 0) lines.push('', `CEGI in ${cegiUnit(result.gain)}; lower is better.`);
  const address = linkAddress(result.runUrl);
  if (address) lines.push(`Run: ${address}`);
  return `${lines.join('\n')}\n`;
}

/** What a run annotates: failures, what could not be decided, and improvements. Plain text. */
export function annotations(result: CheckResult): Annotation[] {
  const found: Annotation[] = [];
  if (result.error !== null) {
    found.push({ level: 'error', title: 'The check ended early', message: plainText(result.error) });
  }
  for (const model of result.models) {
    const id = plainText(model.id, 100);
    const better = improvements(model);
    const note = noted[model.verdict];
    if (note)
      found.push({ level: note.level, title: `${id}: ${note.title}`, message: plainText(model.reason) });
    if (better.length > 0) {
      const title = `${id}: improved (${listText(better)})`;
      found.push({ level: 'notice', title, message: plainText(model.reason) });
    }
  }
  return found;
}

const noted: Partial<Record<Verdict, Pick<Annotation, 'level' | 'title'>>> = {
  fail: { level: 'error', title: 'regression' },
  inconclusive: { level: 'warning', title: 'inconclusive' },
  incomparable: { level: 'warning', title: 'not comparable' },
};

const word: Record<Verdict, string> = {
  pass: 'PASS',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
  incomparable: 'INCOMPARABLE',
  'no-baseline': 'NO BASELINE',
  skipped: 'SKIPPED',
};
const wordWidth = Math.max(...Object.values(word).map((text) => text.length));
