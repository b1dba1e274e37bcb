import { numberText } from '../report/number.ts';
import type { Look } from './appearance.ts';
import { element } from './element.ts';
import { type Change, changeWorth, isClear, type Latest } from './latest.ts';
import type { Links } from './links.ts';
import { energy, intervalText, type Measure, measures } from './measures.ts';
import { dateOf, type Run, shortCommit } from './run.ts';
import { sparkline } from './sparkline.ts';
import { changeText, commitLink, nameText, taskText, verdictElement } from './words.ts';

/** Where a model stands: the figures of its latest run, what changed since the one before, and the trend. */
export function latestCard(
  latest: Latest,
  options: { look: Look; links: Links; only(model: string): void; open(run: Run, from: HTMLElement): void },
): { card: HTMLElement; draw: (() => { destroy(): void }) | null } {
  const { run, changes, recent, trendPercent } = latest;
  const spark =
    recent.length > 1
      ? sparkline(
          recent.map((each) => energy.of(each)!.value),
          options.look,
        )
      : null;
  const name = nameText(run.model);
  const details: HTMLElement = element(
    'button',
    {
      type: 'button',
      class: 'bare go',
      'aria-label': `Details of ${name}`,
      click: () => options.open(run, details),
    },
    'Details',
  );
  const card = element(
    'li',
    { class: 'card' },
    element(
      'div',
      { class: 'top' },
      element(
        'h3',
        {},
        element('span', { class: `swatch ${options.look.classes}`, 'aria-hidden': 'true' }),
        element('span', { class: 'id' }, name),
      ),
      verdictElement(run.verdict),
    ),
    element('p', { class: 'where' }, `${taskText(run)} · ${nameText(run.hardware)}`),
    element('dl', {}, ...measures.map((measure) => figure(measure, run, changes[measure.key]))),
    element('p', { class: 'trend' }, sinceText(latest)),
    trendPercent === null
      ? null
      : element('p', { class: 'trend' }, `Energy, last ${recent.length} runs: ${trendText(trendPercent)}`),
    spark?.frame ?? null,
    element(
      'p',
      { class: 'foot' },
      element('span', {}, commitLink(run, options.links), ` · ${dateOf(run)} · ${run.provenance}`),
      element(
        'span',
        { class: 'acts' },
        details,
        ' · ',
        element(
          'button',
          {
            type: 'button',
            class: 'bare go',
            'aria-label': `Only this model: ${name}`,
            click: () => options.only(run.model),
          },
          'Only this model',
        ),
      ),
    ),
  );
  return { card, draw: spark?.draw ?? null };
}

function figure(measure: Measure, run: Run, change: Change | null): HTMLElement {
  const estimate = measure.of(run);
  return element(
    'div',
    {},
    element('dt', {}, measure.title, element('span', { class: 'sub' }, measure.per(run))),
    estimate
      ? element(
          'dd',
          {},
          element('span', { class: 'value' }, measure.text(estimate.value)),
          element('span', { class: 'sub' }, intervalText(measure, estimate)),
        )
      : element('dd', { class: 'none' }, measure.unknown),
    element(
      'dd',
      { class: change && isClear(change) ? (change.better ? 'better' : 'worse') : 'level' },
      change && changeText(change),
      change && element('span', { class: 'sub' }, changeWorth(change)),
    ),
  );
}

function sinceText({ before, interrupted }: Latest): string {
  if (!before)
    return interrupted
      ? 'First run on this hardware, task and metric: nothing to set it against.'
      : 'First run: nothing to set it against.';
  return interrupted
    ? `Changes against the last run on this hardware (${shortCommit(before)}, ${dateOf(before)}).`
    : `Changes against the run before (${shortCommit(before)}).`;
}

const trendText = (percent: number) =>
  Math.abs(percent) < 0.5
    ? 'level'
    : `${numberText(Number(Math.abs(percent).toPrecision(2)))} % ${percent > 0 ? 'up' : 'down'}`;
