import { countText, numberText } from '../report/number.ts';
import type { Look } from './appearance.ts';
import { element } from './element.ts';
import { linesOf, places } from './lines.ts';
import { measures } from './measures.ts';
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
    const made: Plot = plot({
      label: `${measure.title} over commits, ${measure.unit}`,
      tell: (run) => tellRun(run, measure),
      say: options.say,
      open: (run, by) => options.open(run, by, made.frame),
    });
    container.append(
      element(
        'figure',
        {},
        element(
          'h3',
          {},
          `${measure.title} `,
          element('span', { class: 'unit' }, `${measure.better} is better`),
        ),
        made.frame,
        caption,
      ),
    );
    return { measure, plot: made, caption };
  });
  return {
    choose(key) {
      for (const { plot } of parts) plot.choose(key);
    },
    draw(runs, looks, logarithmic) {
      const at = places(runs);
      const firstAt = [...new Map(runs.toReversed().map((run) => [at.get(run.run)!, run]))];
      const runAt = new Map(firstAt);
      for (const { measure, plot, caption } of parts) {
        const missing = runs.filter((run) => !measure.of(run)).length;
        const log = logarithmic && (measure.key === 'energy' || measure.key === 'emissions');
        // Before it is drawn: what is hidden has no size.
        plot.frame.hidden = missing === runs.length;
        plot.draw({
          x: {
            title: 'runs by commit, oldest to newest',
            places: at.size,
            tick: (x) => {
              const run = runAt.get(x);
              return run ? [shortCommit(run), dateOf(run)] : '';
            },
          },
          y: { title: measure.unit, logarithmic: log, tick: numberText },
          traces: linesOf(runs, measure, at).map(({ model, points }) => ({
            name: model,
            look: looks.get(model)!,
            joined: true,
            points,
          })),
        });
        const unknown = `${measure.unknown} in ${countText(missing)} of ${countText(runs.length)}`;
        caption.textContent =
          missing === runs.length
            ? `${measure.title} is ${unknown}.`
            : `Lines break where hardware, task or metric changed${missing === 0 ? '' : `, and where it is ${unknown}`}.`;
      }
    },
  };
}
