import { countText } from '../report/number.ts';
import { verdictText } from '../report/words.ts';
import { element, link } from './element.ts';
import type { Links } from './links.ts';
import { cegi, commonGain, intervalText, measures, shortCegiUnit } from './measures.ts';
import { type Run, timeOf } from './run.ts';
import { commitLink, nameText, verdictElement } from './words.ts';

const rowsOnPage = 25;

interface Column {
  title: string;
  number?: boolean;
  /** Numbers sort by size, and unknown ones to the end. */
  by(run: Run): number | string | null;
}

const columns: Column[] = [
  { title: 'Run', by: (run) => Date.parse(run.createdAt) },
  { title: 'Model', by: (run) => run.model },
  { title: 'Task', by: (run) => run.task },
  { title: 'Hardware', by: (run) => run.hardware },
  { title: 'Verdict', by: (run) => verdictText(run.verdict) },
  { title: 'Energy from', by: (run) => run.provenance },
  ...measures.map((measure) => ({
    title: measure.title,
    number: true,
    by: (run: Run) => measure.of(run)?.value ?? null,
  })),
];

/** The same data as the charts', to be read, sorted and tabbed through. */
export function runTable(
  container: HTMLElement,
  options: { links(run: Run): Links; open(run: Run, from: HTMLElement): void },
): { draw(runs: readonly Run[]): void; choose(key: string | null): void } {
  let sort = { column: 0, descending: true };
  let page = 0;
  let runs: readonly Run[] = [];
  let sorted: Run[] = [];
  let rows: HTMLElement[] = [];
  let selected: string | null = null;
  /** What all CEGIs of the table are per; where they differ, each row says its own. */
  let gain: Run['gain'] = null;

  const heads = columns.map((column, index) =>
    element(
      'th',
      { scope: 'col', class: column.number ? 'number' : null },
      element('button', { type: 'button', class: 'bare', click: () => sortBy(index) }, column.title),
    ),
  );
  const rowsShown = element('span', { 'aria-live': 'polite' });
  const units = element('span');
  const caption = element('caption', {}, element('div', { class: 'caption' }, rowsShown, ' ', units));
  const body = element('tbody');
  const turn = (title: string, to: () => number) =>
    element('button', { type: 'button', click: () => show(to()) }, title);
  const pages = () => Math.max(1, Math.ceil(sorted.length / rowsOnPage));
  const first = turn('First', () => 0);
  const back = turn('Previous', () => page - 1);
  const on = turn('Next', () => page + 1);
  const last = turn('Last', () => pages() - 1);
  container.append(
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'All results as a table' },
      element('table', {}, caption, element('thead', {}, element('tr', {}, ...heads)), body),
    ),
    element(
      'div',
      { class: 'pages', role: 'group', 'aria-label': 'Pages of the table' },
      first,
      back,
      on,
      last,
    ),
  );

  function sortBy(column: number): void {
    sort = { column, descending: sort.column === column ? !sort.descending : column === 0 };
    arrange();
    show(0);
  }

  function arrange(): void {
    const { by } = columns[sort.column]!;
    const sign = sort.descending ? -1 : 1;
    const keys = new Map(runs.map((run) => [run, by(run)]));
    sorted = [...runs].sort((one, other) => {
      const [a, b] = [keys.get(one)!, keys.get(other)!];
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return a < b ? -sign : a > b ? sign : 0;
    });
    heads.forEach((head, index) => {
      if (index === sort.column) head.setAttribute('aria-sort', sort.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
  }
  function show(to: number): void {
    page = Math.min(Math.max(0, to), pages() - 1);
    const from = page * rowsOnPage;
    const used = document.activeElement;
    rows = sorted.slice(from, from + rowsOnPage).map(row);
    body.replaceChildren(...rows);
    rowsShown.textContent =
      sorted.length === 0
        ? 'No result.'
        : `Rows ${countText(from + 1)} to ${countText(from + rows.length)} of ${countText(sorted.length)}.`;
    first.disabled = back.disabled = page === 0;
    on.disabled = last.disabled = page === pages() - 1;
    // A button that can do no more would lose the focus to nowhere.
    if (used instanceof HTMLButtonElement && used.disabled)
      [first, back, on, last].find(({ disabled }) => !disabled)?.focus();
    choose(selected);
  }

  function choose(key: string | null): void {
    selected = key;
    rows.forEach((row, index) => {
      const chosen = sorted[page * rowsOnPage + index]?.key === key;
      if (chosen) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    });
  }

  function row(run: Run): HTMLElement {
    const links = options.links(run);
    const details = element(
      'button',
      {
        type: 'button',
        class: 'bare go',
        'aria-label': `Details of ${nameText(run.model)}, ${timeOf(run)}`,
        click: () => options.open(run, details),
      },
      timeOf(run),
    );
    return element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row' },
        details,
        // On a narrow screen in place of the model's own column.
        element('span', { class: 'sub id narrow' }, nameText(run.model)),
        element(
          'span',
          { class: 'sub' },
          commitLink(run, links),
          run.ref === null ? null : ` · ${nameText(run.ref)}`,
          links.run && ' · ',
          links.run && link(links.run, 'run'),
          links.record && ' · ',
          links.record && link(links.record, 'record'),
        ),
      ),
      element('td', { class: 'id name' }, nameText(run.model)),
      element(
        'td',
        { class: 'name' },
        nameText(run.task),
        element('span', { class: 'sub' }, nameText(run.metric)),
      ),
      element('td', { class: 'name' }, nameText(run.hardware)),
      element('td', {}, verdictElement(run.verdict)),
      element('td', {}, run.provenance),
      ...measures.map((measure) => {
        const estimate = measure.of(run);
        return element(
          'td',
          { class: 'number' },
          estimate ? measure.text(estimate.value) : element('span', { class: 'none' }, measure.unknown),
          estimate && element('span', { class: 'sub' }, intervalText(measure, estimate)),
          estimate &&
            measure.key === 'cegi' &&
            gain === null &&
            element('span', { class: 'sub' }, cegi.per(run)),
        );
      }),
    );
  }

  return {
    choose,
    draw(newRuns) {
      runs = newRuns;
      gain = commonGain(runs);
      units.textContent = `Energy and emissions are per 1k items, scores in points${gain === null ? '' : `, CEGI in ${shortCegiUnit(gain)}`}.`;
      arrange();
      show(0);
    },
  };
}
