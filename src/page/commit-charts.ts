import { countText, numberText } from '../report/number.ts';
import type { Look } from './appearance.ts';
import { element } from './element.ts';
import { legendOf } from './legend.ts';
import { linesOf, places } from './lines.ts';
import { commonGain, gridText, type Measure, measures } from './measures.ts';
import { type Plot, plot } from './plot.ts';
import { dateOf, type Run, shortCommit } from './run.ts';
import { tellRun } from './words.ts';

/** A chart for each measure, over commits from the oldest to the newest. */
export function commitCharts(
  container: HTMLElement,
  options: {
    say(text: string): void;
    open(run: Run, by: 'pointer' | 'keyboard', from: HTMLElement): void;
  },
): {
  draw(runs: readonly Run[], looks: ReadonlyMap<string, Look>, logarithmic: boolean): void;
  choose(key: string | null): void;
} {
  const parts = measures.map((measure) => {
    const caption = element('figcaption');
    const legend = element('p', { class: 'legend', 'aria-hidden': 'true' });
    const made: Plot = plot({
      label: `${measure.title} over commits`,
      tell: (run) => tellRun(run, measure),
      say: options.say,
      open: (run, by) => options.open(run, by, made.frame),
    });
    const figure = element(
      'figure',
      {},
      element(
        'h3',
        {},
        `${measure.title} `,
        element('span', { class: 'unit' }, `${measure.better} is better`),
      ),
      made.frame,
      legend,
      caption,
    );
    container.append(figure);
    return { measure, plot: made, figure, legend, caption };
  });
  return {
    choose(key) {
      for (const { plot } of parts) plot.choose(key);
    },
    draw(runs, looks, logarithmic) {
      const at = places(runs);
      const firstAt = [...new Map(runs.toReversed().map((run) => [at.get(run.run)!, run]))];
      const runAt = new Map(firstAt);
      for (const { measure, plot, figure, legend, caption } of parts) {
        const known = runs.filter((run) => measure.of(run));
        const { title, factor, max } = measure.axis(known);
        const log = logarithmic && (measure.key === 'energy' || measure.key === 'emissions');
        // Before it is drawn: what is hidden has no size.
        plot.frame.hidden = legend.hidden = known.length === 0;
        figure.classList.toggle('empty', known.length === 0);
        plot.draw({
          x: {
            title: 'runs by commit, oldest to newest',
            places: at.size,
            tick: (x) => {
              const run = runAt.get(x);
              return run ? [shortCommit(run), dateOf(run)] : '';
            },
          },
          y: { title, logarithmic: log, max, tick: (y) => numberText(y / factor) },
          traces: linesOf(runs, measure, at).map(({ model, points }) => ({
            name: model,
            look: looks.get(model)!,
            joined: true,
            points,
          })),
        });
        const shownModels = new Set(known.map(({ model }) => model));
        legend.replaceChildren(
          ...legendOf(
            [...looks.keys()].filter((model) => shownModels.has(model)),
            looks,
          ),
        );
        caption.textContent = captionOf(measure, runs, known);
      }
    },
  };
}

function captionOf(measure: Measure, runs: readonly Run[], known: readonly Run[]): string {
  const all = `${countText(runs.length)} ${runs.length === 1 ? 'result' : 'results'}`;
  if (known.length === 0) return `${measure.title} of all ${all} shown: ${measure.unknown}.`;
  const missing = runs.length - known.length;
  const sentences = ['Lines break where hardware, task or metric changed.'];
  if (missing > 0)
    sentences.push(`${capitalized(measure.unknown)} in ${countText(missing)} of ${all}: a gap.`);
  if (measure.key === 'cegi' && commonGain(known) === null)
    sentences.push(
      known.some(({ gain }) => gain === null)
        ? 'Some results do not say whether it is per percent or per point of gain; lines break between the two.'
        : 'Some results are per percent of gain and some per point: these are two scales, and lines break between them.',
    );
  if (measure.key === 'emissions') sentences.push(...gridSentence(known));
  return sentences.join(' ');
}

function gridSentence(known: readonly Run[]): string[] {
  const grids = [...new Set(known.flatMap((run) => gridText(run) ?? []))];
  if (grids.length === 0) return [];
  if (grids.length === 1) return [`At ${grids[0]}.`];
  const intensities = known.flatMap(({ grid }) => grid?.intensityGPerKWh ?? []);
  const [least, most] = extremes(intensities).map(numberText);
  return [
    least === most
      ? `At ${least} g CO2e per kWh; the PUE changed on the way.`
      : `At ${least} to ${most} g CO2e per kWh: they follow the grid as well as the energy.`,
  ];
}

/** Least and most; of ten thousand, too many to be arguments. */
function extremes(values: readonly number[]): number[] {
  if (values.length === 0) return [];
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
