import { provenances } from '../measurement/measurement.ts';
import { countText } from '../report/number.ts';
import { plural, provenanceMeaning } from '../report/words.ts';
import { looksOf, markers } from './appearance.ts';
import { commitCharts } from './commit-charts.ts';
import { byId, element } from './element.ts';
import { filterForm } from './filter-form.ts';
import { frontSection } from './front-section.ts';
import { latestOf } from './latest.ts';
import { latestCard } from './latest-cards.ts';
import { linksOf } from './links.ts';
import { commonGain } from './measures.ts';
import { byName, dateOf, inOrder, type Run } from './run.ts';
import { runDetails } from './run-details.ts';
import { runTable } from './run-table.ts';
import { readSource, type Source } from './source.ts';
import { fragmentOf, noFilters, shown, type View, viewOf } from './view.ts';
import { nameText } from './words.ts';

/** Cards that are there at once; a button brings the others. */
const firstCards = 12;

const summary = byId('summary');

try {
  await show(await readSource(byId('runs').textContent ?? ''));
} catch (error) {
  summary.className = 'lead error';
  summary.textContent = `The history could not be shown. ${(error as Error).message}`;
}
// For whoever wants to know how long that took: the first frame that shows it is done.
await nextFrame();
performance.mark('drawn');

function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

async function show(source: Source): Promise<void> {
  const runs = inOrder(source.runs);
  for (const problem of source.problems) summary.after(element('p', { class: 'warning' }, problem));
  if (runs.length === 0) {
    summary.replaceChildren(
      'No run has been recorded yet. With ',
      element('code', { class: 'id' }, 'baseline: { store: branch }'),
      ' in .github/cegi.yml the check adds one whenever it runs on the default branch.',
    );
    return;
  }
  const models = [...new Set(runs.map(({ model }) => model))].sort(byName);
  const total = new Set(runs.map(({ run }) => run)).size;
  const dates = [...new Set([dateOf(runs[0]!), dateOf(runs.at(-1)!)])].join(' to ');
  summary.textContent = `${plural(models.length, 'model')} in ${countText(total)} ${total === 1 ? 'run' : 'runs'}, ${dates}.`;
  if (source.repository !== null) {
    const name = nameText(source.repository.split('/').slice(-2).join('/'));
    byId('eyebrow').append(` · ${name}`);
    document.title = `${name} · ${document.title}`;
  }
  byId('content').hidden = byId('explained').hidden = byId('sections').hidden = false;
  for (const link of byId('sections').querySelectorAll('a')) link.addEventListener('click', leap);
  byId('gain').textContent = { relative: 'percent', points: 'point', null: 'percent (or point)' }[
    `${commonGain(runs)}`
  ];

  const links = (run: Run) => linksOf(run, source);
  const say = (text: string) => {
    byId('spoken').textContent = text;
  };
  let view = viewOf(location.hash);
  let cardsShown = firstCards;
  let opener: HTMLElement | null = null;
  let sparks: { destroy(): void }[] = [];

  const go = (part: Partial<View>) => {
    view = { ...view, ...part };
    const fragment = fragmentOf(view);
    history.pushState(null, '', fragment === '' ? location.pathname + location.search : `#${fragment}`);
  };
  const change = (part: Partial<View>) => {
    go(part);
    draw();
  };
  // Elements that are drawn anew cannot keep the focus; it goes where the reader would look for it.
  const showEverything = () => {
    change(noFilters);
    byId('filters').querySelector('input')?.focus();
  };
  const showOnly = (model: string) => {
    change({ models: [model] });
    byId('latest').querySelector('button')?.focus();
  };
  const open = (run: Run, by: 'pointer' | 'keyboard', from: HTMLElement) => {
    opener = from;
    select(run.key);
    if (by === 'keyboard') details.focus();
  };
  const select = (selected: string | null) => {
    go({ selected });
    drawSelection();
  };

  const details = runDetails(byId('details'), () => {
    select(null);
    if (opener?.isConnected) opener.focus();
  });
  const form = filterForm(byId<HTMLFormElement>('filters'), runs, looksOf(models), change, showEverything);
  const charts = commitCharts(byId('charts'), { say, open });
  const front = frontSection(byId('front'), {
    all: runs,
    links,
    say,
    open,
    change: (group) => change({ group }),
  });
  const table = runTable(byId('table'), { links, open: (run, from) => open(run, 'keyboard', from) });
  byId('key').replaceChildren(...keyOfMarkers());

  function draw(): void {
    drawLatest();
    drawCharts();
  }

  function drawLatest(): void {
    const { length } = shown(runs, view);
    form.show(view);
    byId('shown').replaceChildren(
      length === 0
        ? 'No result fits these filters.'
        : `${countText(length)} of ${countText(runs.length)} results shown.`,
    );
    for (const id of ['figures', 'front-part', 'table-part']) byId(id).hidden = length === 0;
    for (const link of byId('sections').querySelectorAll('a'))
      link.hidden = byId(link.hash.slice(1)).closest('[hidden]') !== null;
    drawCards();
  }

  function drawCharts(): void {
    const looks = looksOf(models);
    const visible = shown(runs, view);
    charts.draw(visible, looks, view.logarithmic);
    front.draw(visible, looks, view.group, view.logarithmic);
    table.draw(visible);
    drawSelection();
  }

  function drawCards(): void {
    for (const spark of sparks) spark.destroy();
    const looks = looksOf(models);
    const all = latestOf(shown(runs, { ...view, last: null }));
    const made = all.slice(0, cardsShown).map((latest) =>
      latestCard(latest, {
        look: looks.get(latest.run.model)!,
        links: links(latest.run),
        only: showOnly,
        open: (run, from) => open(run, 'keyboard', from),
      }),
    );
    byId('latest').replaceChildren(...made.map(({ card }) => card));
    sparks = made.flatMap(({ draw }) => (draw ? [draw()] : []));
    const rest = all.length - made.length;
    byId('none-latest').hidden = all.length > 0;
    byId('more-latest').replaceChildren(
      rest > 0
        ? element(
            'button',
            {
              type: 'button',
              click: () => {
                cardsShown = all.length;
                drawCards();
              },
            },
            `Show ${plural(rest, 'more model')}`,
          )
        : '',
    );
  }

  function drawSelection(): void {
    const run = runs.find(({ key }) => key === view.selected) ?? null;
    details.show(run, run && links(run));
    charts.choose(run?.key ?? null);
    front.choose(run?.key ?? null);
    table.choose(run?.key ?? null);
  }

  drawLatest();
  // What a reader wants first is there to be read while the charts are being drawn.
  await nextFrame();
  drawCharts();
  window.addEventListener('popstate', () => {
    view = viewOf(location.hash);
    draw();
  });
  for (const medium of ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print'])
    matchMedia(medium).addEventListener('change', draw);
}

/** To a heading of this page. The address's fragment holds the view, and must not become the heading's. */
function leap(event: MouseEvent): void {
  event.preventDefault();
  const heading = byId((event.currentTarget as HTMLAnchorElement).hash.slice(1));
  heading.focus({ preventScroll: true });
  heading.scrollIntoView();
}

function keyOfMarkers(): HTMLElement[] {
  return [
    ...provenances.map((provenance) =>
      element(
        'span',
        {},
        element('b', {}, `${markers[provenance].sign} ${provenance}`),
        ` ${provenanceMeaning[provenance]}`,
      ),
    ),
    element('span', {}, element('b', { class: 'fail' }, '◯ red edge'), ' verdict: fail'),
  ];
}
