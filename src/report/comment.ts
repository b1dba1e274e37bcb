import { markdownTable } from 'markdown-table';
import type { CheckResult, ModelResult } from '../measurement/result.ts';
import { modelTables, resultTables, type Table } from './details.ts';
import { linkAddress, markdownCode, markdownText } from './escape.ts';
import { overviewHead, overviewRow } from './figure-cells.ts';
import { headline } from './headline.ts';
import { cegiUnit, plural, verdictText } from './words.ts';

/** GitHub's limit on the body of a comment. */
const githubLimit = 65_536;

/** What a comment holds, from everything to the least; each step is taken only where the one before is too long. */
interface Detail {
  /** Left out of every model's details. */
  without: Table['kind'][];
  /** Whose details are shown. */
  detailsOf: 'all' | 'not-passing' | 'none';
  rowsOf: 'all' | 'not-passing';
  /** Characters of a reason. */
  reason: number;
  /** Models that are not passing and shown with a row. */
  most: number;
}

const everything: Detail = { without: [], detailsOf: 'all', rowsOf: 'all', reason: 600, most: Infinity };
const shedding: Partial<Detail>[] = [
  {},
  { without: ['rounds'] },
  { without: ['rounds', 'hardware'] },
  { detailsOf: 'not-passing' },
  { rowsOf: 'not-passing' },
  { without: ['rounds', 'hardware', 'settings', 'items'] },
  { without: ['rounds', 'hardware', 'settings', 'items', 'figures'] },
  { detailsOf: 'none' },
  { reason: 160 },
  { reason: 0 },
  ...[200, 100, 50, 25].map((most) => ({ most })),
];

/**
 * The comparison as a comment in GitHub's Markdown: a marker, a sentence, a table with a row a model, reasons, and
 * folded details. Where it would pass `limit`, counted in bytes of UTF-8, it sheds details, then passing models'
 * rows; a failing model is dropped only where hundreds fail, and then counted.
 */
export function commentMarkdown(
  result: CheckResult,
  { marker, limit = githubLimit }: { marker: string; limit?: number },
): string {
  let detail = everything;
  let body = '';
  for (const less of shedding) {
    detail = { ...detail, ...less };
    body = render(result, marker, detail);
    if (bytes(body) <= limit) break;
  }
  return body;
}

const bytes = (text: string) => new TextEncoder().encode(text).length;

function render(result: CheckResult, marker: string, detail: Detail): string {
  const { title, sentence } = headline(result);
  const concerning = result.models.filter((model) => !passing(model));
  const shown = [
    ...failingFirst(concerning).slice(0, detail.most),
    ...(detail.rowsOf === 'all' ? result.models.filter(passing) : []),
  ];
  const detailed =
    detail.detailsOf === 'none'
      ? []
      : detail.detailsOf === 'all'
        ? shown
        : shown.filter((model) => !passing(model));
  const parts = [
    marker,
    `## CEGI: ${title}`,
    markdownText(sentence),
    errorNote(result),
    shown.length > 0 ? overview(shown) : '',
    ...leftOut(result, shown),
    shown.length > 0 ? unitNote(result) : '',
    reasons(shown, detail.reason),
    policyNote(result),
    ...detailed.map((model) => modelDetails(model, result, detail)),
    folded('How it was calculated, and the rules', resultTables(result).map(tableMarkdown).join('\n\n')),
    shedNote(detail),
    runNote(result),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const passing = ({ verdict }: ModelResult) => verdict === 'pass' || verdict === 'skipped';

const failingFirst = (models: ModelResult[]) =>
  [...models].sort((a, b) => Number(b.verdict === 'fail') - Number(a.verdict === 'fail'));

function overview(models: ModelResult[]): string {
  const rows = models.map((model) => {
    const [[id], ...cells] = overviewRow(model) as [[string], ...string[][]];
    return [markdownCode(id), ...cells.map((lines) => lines.map((line) => markdownText(line)).join('<br>'))];
  });
  // Padding would spend the limit on blanks.
  return markdownTable([[...overviewHead], ...rows], {
    align: ['l', 'l', 'r', 'r', 'r', 'r'],
    alignDelimiters: false,
  });
}

function unitNote({ gain }: CheckResult): string {
  return (
    `<sub>Below a value: its change against the baseline, with the 95 % interval. CEGI in ${cegiUnit(gain)}; lower is better. ` +
    'Measured: read from an energy counter. Integrated: summed up from samples of power. Estimated: calculated, not measured.</sub>'
  );
}

function leftOut({ models }: CheckResult, shown: ModelResult[]): string[] {
  const missing = models.filter((model) => !shown.includes(model));
  if (missing.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { verdict } of missing) {
    counts.set(verdictText[verdict], (counts.get(verdictText[verdict]) ?? 0) + 1);
  }
  const each = [...counts].map(([verdict, count]) => `${verdict}: ${count}`).join(', ');
  return [
    `Not shown, for want of room: ${plural(missing.length, 'model')} (${each}). The report of the run has them all.`,
  ];
}

function reasons(models: ModelResult[], limit: number): string {
  if (limit === 0) return '';
  return models
    .flatMap((model) => [
      `- ${markdownCode(model.id)} ${verdictText[model.verdict]}: ${markdownText(model.reason, limit)}`,
      ...model.warnings.map((warning) => `  - Warning: ${markdownText(warning, limit)}`),
    ])
    .join('\n');
}

const errorNote = ({ error }: CheckResult) =>
  error === null ? '' : `**The check ended early:** ${markdownText(error)}`;

function policyNote({ policy }: CheckResult): string {
  return policy.proposed === null
    ? ''
    : 'This change proposes other rules than the base’s. **The base’s rules judged**; both are below.';
}

function modelDetails(model: ModelResult, result: CheckResult, { without }: Detail): string {
  const tables = modelTables(model, result).filter(({ kind }) => !without.includes(kind));
  if (tables.length === 0) return '';
  return folded(`${markdownCode(model.id)}: details`, tables.map(tableMarkdown).join('\n\n'));
}

function tableMarkdown({ caption, head, rows }: Table): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => markdownText(cell)));
  return `**${markdownText(caption)}**\n\n${markdownTable(cells, { alignDelimiters: false })}`;
}

/** A blank line after the summary makes GitHub read the content as Markdown. */
const folded = (summary: string, content: string) =>
  `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;

const shedNote = ({ without, detailsOf }: Detail) =>
  without.length > 0 || detailsOf !== 'all'
    ? '<sub>Details were left out to stay within the limit of a comment; the report of the run has them.</sub>'
    : '';

function runNote({ runUrl, version }: CheckResult): string {
  const address = linkAddress(runUrl);
  const by = `cegi-action ${markdownText(version, 40)}`;
  return address ? `<sub>[Run and full report](${address}) · ${by}</sub>` : `<sub>${by}</sub>`;
}
