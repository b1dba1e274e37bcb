import { markdownTable } from 'markdown-table';
import type { CheckResult, ModelResult } from '../measurement/result.ts';
import { modelTables, resultTables, type Table } from './details.ts';
import { energyAndGrid, energyAndGridSentence, oneGridSentence } from './energy-and-grid.ts';
import { energyScoreChart } from './energy-score-chart.ts';
import { linkAddress, markdownCode, markdownText } from './escape.ts';
import { overviewHead, overviewRow } from './figure-cells.ts';
import { type Finding, findingsOf } from './findings.ts';
import { headline } from './headline.ts';
import { cegiUnit, improvements, overrideText, plural, verdictSign, verdictText } from './words.ts';

/** GitHub's limit on the body of a comment. */
const githubLimit = 65_536;

/** What a comment holds, from everything to the least; each step is taken only where the one before is too long. */
interface Detail {
  /** Left out of every model's details. */
  without: Table['kind'][];
  /** Whose details are shown. */
  detailsOf: 'all' | 'notable' | 'none';
  rowsOf: 'all' | 'notable';
  /** Whose rules are said a sentence each. */
  findingsOf: 'all' | 'notable';
  /** Characters of a reason. */
  reason: number;
  /** Notable models that are shown with a row. */
  most: number;
  /** Failing models without a row that are named. */
  named: number;
  /** Whether the chart is drawn. */
  chart: boolean;
  /** Whether the rules and how it was calculated are told. */
  rules: boolean;
}

const everything: Detail = {
  without: [],
  detailsOf: 'all',
  rowsOf: 'all',
  findingsOf: 'all',
  reason: 600,
  most: Infinity,
  named: Infinity,
  chart: true,
  rules: true,
};
const shedding: Partial<Detail>[] = [
  {},
  { chart: false },
  { without: ['rounds'] },
  { without: ['rounds', 'hardware'] },
  { detailsOf: 'notable' },
  { findingsOf: 'notable' },
  { rowsOf: 'notable' },
  { without: ['rounds', 'hardware', 'settings', 'items'] },
  { without: ['rounds', 'hardware', 'settings', 'items', 'figures'] },
  { detailsOf: 'none' },
  { reason: 160 },
  { reason: 0 },
  ...[200, 100, 50, 25].map((most) => ({ most })),
  { rules: false },
  ...[100, 50, 0].map((named) => ({ named })),
];

/**
 * The comparison as a comment in GitHub's Markdown: a marker, a sentence, a table with a row a model, reasons, a chart,
 * and folded details. Where it would pass `limit`, counted in bytes of UTF-8, it sheds the chart, then details, then rows
 * of models that neither failed nor improved. A failing model loses its row only where very many fail, and its name only
 * where hundreds do; then they are counted.
 *
 * @param chart false for where Mermaid's charts are not drawn
 */
export function commentMarkdown(
  result: CheckResult,
  { marker, limit = githubLimit, chart = true }: { marker: string; limit?: number; chart?: boolean },
): string {
  let detail = { ...everything, chart };
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
  const concerning = result.models.filter(notable);
  const shown = [
    ...failingFirst(concerning).slice(0, detail.most),
    ...(detail.rowsOf === 'all' ? result.models.filter((model) => !notable(model)) : []),
  ];
  const detailed =
    detail.detailsOf === 'none' ? [] : detail.detailsOf === 'all' ? shown : shown.filter(notable);
  const parts = [
    marker,
    `## CEGI: ${title}`,
    overrideNote(result),
    markdownText(sentence),
    errorNote(result),
    shown.length > 0 ? overview(shown) : '',
    ...leftOut(result, shown, detail),
    shown.length > 0 ? unitNote(result) : '',
    reasons(shown, result, detail),
    policyNote(result),
    detail.chart ? chartNote(shown, result) : '',
    ...detailed.map((model) => modelDetails(model, result, detail)),
    detail.rules
      ? folded('How it was calculated, and the rules', resultTables(result).map(tableMarkdown).join('\n\n'))
      : '',
    shedNote(detail),
    runNote(result),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** What did not pass, and what improved. */
const notable = (model: ModelResult) =>
  (model.verdict !== 'pass' && model.verdict !== 'skipped') || improvements(model).length > 0;

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

function unitNote(result: CheckResult): string {
  return (
    `<sub>Below a value: its change against the baseline, with the 95 % interval. CEGI in ${cegiUnit(result.gain)}; lower is better. ` +
    'Measured: read from an energy counter. Integrated: summed up from samples of power. Estimated: calculated, not measured.' +
    ` ${markdownText(oneGridSentence(result))}`.trimEnd() +
    '</sub>'
  );
}

function leftOut({ models }: CheckResult, shown: ModelResult[], { named }: Detail): string[] {
  const missing = models.filter((model) => !shown.includes(model));
  if (missing.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { verdict } of missing) {
    counts.set(verdictText(verdict), (counts.get(verdictText(verdict)) ?? 0) + 1);
  }
  const each = [...counts].map(([verdict, count]) => `${verdict}: ${count}`).join(', ');
  const failing = missing.filter(({ verdict }) => verdict === 'fail').slice(0, named);
  const names = failing.map(({ id }) => markdownCode(id)).join(', ');
  return [
    `Not shown, for want of room: ${plural(missing.length, 'model')} (${each}). The report of the run has them all.` +
      (names === '' ? '' : ` Failing among them: ${names}.`),
  ];
}

/** A line a model, below it one for each rule, with what would decide it where that is open, and for each warning. */
function reasons(
  models: ModelResult[],
  result: CheckResult,
  { reason: limit, findingsOf: whose }: Detail,
): string {
  if (limit === 0) return '';
  return models
    .flatMap((model) => {
      const { beyond, findings } = findingsOf(model);
      const split = energyAndGrid(model, result);
      const below = [
        ...(whose === 'all' || notable(model)
          ? findings.map((finding) => findingMarkdown(finding, limit))
          : []),
        ...(split ? [markdownText(energyAndGridSentence(split))] : []),
        ...model.warnings.map((warning) => `Warning: ${markdownText(warning, limit)}`),
      ];
      const name = `${markdownCode(model.id)} ${verdictText(model.verdict)}`;
      return [
        beyond === '' ? `- ${name}` : `- ${name}: ${markdownText(beyond, limit)}`,
        ...below.map((line) => `  - ${line}`),
      ];
    })
    .join('\n');
}

function findingMarkdown({ verdict, text, advice, notable }: Finding, limit: number): string {
  const said = markdownText(text, limit);
  const line = `${verdictSign[verdict]} ${notable ? `<strong>${said}</strong>` : said}`;
  return advice === null ? line : `${line} ${markdownText(advice, limit)}`;
}

function overrideNote({ override, error }: CheckResult): string {
  if (override === null) return '';
  const { who, why } = overrideText(override, error);
  return `**${markdownText(who)}:** ${markdownText(why)}`;
}

/** The same models that have rows, those of concern first. */
function chartNote(shown: readonly ModelResult[], result: CheckResult): string {
  const chart = energyScoreChart(shown);
  if (chart === null) return '';
  const all = result.models.length;
  const count = chart.models < all ? `\n\n<sub>The chart shows ${chart.models} of ${all} models.</sub>` : '';
  return `\`\`\`mermaid\n${chart.mermaid}\n\`\`\`${count}`;
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
