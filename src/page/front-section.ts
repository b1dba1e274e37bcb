import { countText, numberText } from '../report/number.ts';
import type { Look } from './appearance.ts';
import { element } from './element.ts';
import { choice, hardwareNames } from './filter-form.ts';
import { legendOf } from './legend.ts';
import type { Links } from './links.ts';
import { energy, figureText, score } from './measures.ts';
import { paretoFront } from './pareto-front.ts';
import { type Plot, plot } from './plot.ts';
import { dateOf, groupOf, type Run } from './run.ts';
import { groupsOf } from './view.ts';
import { commitLink, nameText, tellRun } from './words.ts';

const mostListed = 25;

/** Energy against score, within one task, metric and hardware, with the Pareto front drawn and listed. */
export function frontSection(
  container: HTMLElement,
  options: {
    /** All runs, to name hardware as the filters do. */
    all: readonly Run[];
    links(run: Run): Links;
    say(text: string): void;
    change(group: string | null): void;
    open(run: Run, by: 'pointer' | 'keyboard', from: HTMLElement): void;
  },
): {
  draw(runs: readonly Run[], looks: ReadonlyMap<string, Look>, group: string | null, log: boolean): void;
  choose(key: string | null): void;
} {
  const made: Plot = plot({
    label: 'Energy against score, with the Pareto front',
    tell: (run) => tellRun(run, energy, score),
    say: options.say,
    open: (run, by) => options.open(run, by, made.frame),
  });
  const hardware = hardwareNames(options.all);
  const field = element('div', { class: 'field-of-front' });
  const caption = element('figcaption');
  const legend = element('p', { class: 'legend', 'aria-hidden': 'true' });
  const list = element('div');
  const body = element(
    'div',
    { class: 'against' },
    element(
      'figure',
      {},
      element(
        'h3',
        {},
        'Energy and score ',
        element('span', { class: 'unit' }, 'up and to the left is better'),
      ),
      made.frame,
      legend,
      caption,
    ),
    list,
  );
  const nothing = element('p', { class: 'note' }, 'No result shown here has both an energy and a score.');
  container.append(field, nothing, body);

  return {
    choose: made.choose,
    draw(runs, looks, wanted, log) {
      const groups = groupsOf(runs);
      const group = wanted !== null && groups.includes(wanted) ? wanted : (groups[0] ?? null);
      nothing.hidden = group !== null;
      body.hidden = field.hidden = group === null;
      if (group === null) return;
      const select = choice('Compared within', null, namesOf(groups, hardware), options.change);
      // Where the list is in use, it stays as it is: replaced, it would lose the focus.
      const inUse = field.contains(document.activeElement);
      field.replaceChildren(select.field);
      select.show(group);
      if (inUse) field.querySelector('select')?.focus();

      const points = runs
        .filter((run) => groupOf(run) === group && energy.of(run) && score.of(run))
        .map((run) => ({ run, energy: energy.of(run)!, score: score.of(run)! }));
      const front = paretoFront(
        points,
        (point) => point.energy.value,
        (point) => point.score.value,
      );
      const newest = new Set(new Map(points.map(({ run }) => [run.model, run.key])).values());
      const shownModels = new Set(points.map(({ run }) => run.model));
      const models = [...looks.keys()].filter((model) => shownModels.has(model));
      legend.replaceChildren(...legendOf(models, looks));
      const shown = points.map(({ run }) => run);
      const [across, up] = [energy.axis(shown), score.axis(shown)];
      made.draw({
        x: {
          title: `energy, ${across.title}`,
          logarithmic: log,
          tick: (x) => numberText(x / across.factor),
        },
        y: { title: `score, ${up.title}`, max: up.max, tick: numberText },
        traces: models.map((model) => ({
          name: model,
          look: looks.get(model)!,
          joined: false,
          points: points
            .filter(({ run }) => run.model === model)
            .map(({ run, energy, score }) => ({
              x: energy.value,
              xLow: energy.low,
              xHigh: energy.high,
              y: score.value,
              low: score.low,
              high: score.high,
              large: newest.has(run.key),
              run,
            })),
        })),
        stairs: front.map((point) => ({ x: point.energy.value, y: point.score.value })),
      });
      caption.textContent = `${countText(points.length)} ${points.length === 1 ? 'result' : 'results'}. The dashed line is the Pareto front; the newest of each model is larger.`;
      list.replaceChildren(
        frontTable(
          front.map(({ run }) => run),
          looks,
          options.links,
        ),
      );
    },
  };
}

function namesOf(groups: readonly string[], hardware: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    groups.map((group) => {
      const [task, metric, fingerprint] = JSON.parse(group) as [string, string, string];
      return [group, [nameText(task), nameText(metric), hardware.get(fingerprint)].join(' · ')];
    }),
  );
}

function frontTable(
  front: readonly Run[],
  looks: ReadonlyMap<string, Look>,
  links: (run: Run) => Links,
): HTMLElement {
  const rest = front.length - mostListed;
  return element(
    'div',
    {},
    element('h3', {}, 'The Pareto front'),
    element(
      'p',
      { class: 'note' },
      'Results that no other here beats: none takes less energy and scores at least as high. By their values alone; intervals may overlap.',
    ),
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The Pareto front as a table' },
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, 'Model'),
            element('th', { scope: 'col', class: 'number' }, 'Energy'),
            element('th', { scope: 'col', class: 'number' }, 'Score'),
          ),
        ),
        element(
          'tbody',
          {},
          ...front.slice(0, mostListed).map((run) =>
            element(
              'tr',
              {},
              element(
                'th',
                { scope: 'row', class: 'row-head' },
                element('span', {
                  class: `swatch ${looks.get(run.model)!.classes}`,
                  'aria-hidden': 'true',
                }),
                element('span', { class: 'id' }, nameText(run.model)),
                element(
                  'span',
                  { class: 'sub' },
                  commitLink(run, links(run)),
                  ` · ${dateOf(run)} · ${run.provenance}`,
                ),
              ),
              numberCell(energy.text(energy.of(run)!.value), figureText(energy, run)),
              numberCell(score.text(score.of(run)!.value), figureText(score, run)),
            ),
          ),
        ),
      ),
    ),
    rest > 0 && element('p', { class: 'note' }, `And ${rest} more, drawn in the chart.`),
  );
}

const numberCell = (value: string, full: string) =>
  element(
    'td',
    { class: 'number' },
    value,
    element('span', { class: 'sub' }, full.slice(full.indexOf('(') + 1, -1)),
  );
