import type { Measure } from './measures.ts';
import { groupOf, type Run } from './run.ts';

/** A point of a chart; `y` is NaN where a line is interrupted, and `run` is null where nothing was run. */
export interface Point {
  x: number;
  y: number;
  low: number;
  high: number;
  run: Run | null;
}

/** One model over its runs. */
export interface Line {
  model: string;
  points: Point[];
}

/** The place of every run on the axis of commits: 0, 1, 2 … from the oldest to the newest. */
export function places(runs: readonly Run[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { run } of runs) if (!found.has(run)) found.set(run, found.size);
  return found;
}

/**
 * A line a model. It is interrupted where the figure is unknown, and where hardware, task, metric or the figure's scale
 * changed, since figures on both sides of that say nothing about the model.
 */
export function linesOf(
  runs: readonly Run[],
  measure: Measure,
  at: ReadonlyMap<string, number> = places(runs),
): Line[] {
  const lines = new Map<string, Line>();
  const last = new Map<string, { group: string; x: number }>();
  for (const run of runs) {
    const x = at.get(run.run)!;
    const line = lines.get(run.model) ?? { model: run.model, points: [] };
    lines.set(run.model, line);
    const before = last.get(run.model);
    const group = groupOf(run) + measure.scale(run);
    if (before && before.group !== group) line.points.push(gap((before.x + x) / 2, null));
    last.set(run.model, { group, x });
    const estimate = measure.of(run);
    line.points.push(
      estimate ? { x, y: estimate.value, low: estimate.low, high: estimate.high, run } : gap(x, run),
    );
  }
  return [...lines.values()];
}

const gap = (x: number, run: Run | null): Point => ({
  x,
  y: Number.NaN,
  low: Number.NaN,
  high: Number.NaN,
  run,
});
