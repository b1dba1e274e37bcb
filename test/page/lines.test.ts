import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/measurement/run-summary.ts';
import { linesOf } from '../../src/page/lines.ts';
import { cegi, energy, score } from '../../src/page/measures.ts';
import { inOrder } from '../../src/page/run.ts';
import { generatedRuns } from './generated-runs.ts';

const [template] = generatedRuns(1);
const at = (day: number, part: Partial<RunSummary> = {}): RunSummary => ({
  ...template!,
  run: `run-${day}`,
  createdAt: new Date(Date.UTC(2026, 2, day)).toISOString(),
  energyJPer1000Items: { value: day, low: day - 1, high: day + 1 },
  ...part,
});
/** The places and values that a model's line goes through; null is an interruption. */
const drawn = (list: RunSummary[], measure = energy) =>
  linesOf(inOrder(list), measure).map(({ points }) =>
    points.map(({ x, y }) => [x, Number.isNaN(y) ? null : y]),
  );

describe('a line over commits', () => {
  it('goes from the oldest to the newest run, in whatever order they came', () => {
    expect(drawn([at(3), at(1), at(2)])).toEqual([
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ]);
  });

  it('is interrupted where the figure is unknown, which is not zero', () => {
    expect(drawn([at(1), at(2, { energyJPer1000Items: null }), at(3)])).toEqual([
      [
        [0, 1],
        [1, null],
        [2, 3],
      ],
    ]);
  });

  it.each([['fingerprint'], ['task'], ['metric']])('never connects across another %s', (key) => {
    expect(drawn([at(1), at(2, { [key]: 'other' }), at(3)])).toEqual([
      [
        [0, 1],
        [0.5, null],
        [1, 2],
        [1.5, null],
        [2, 3],
      ],
    ]);
  });

  it('has a place for a run of another model, and is not interrupted by it', () => {
    expect(drawn([at(1), at(2, { model: 'other' }), at(3)])).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
      [[1, 2]],
    ]);
  });

  it('shows scores in points, and an undetermined CEGI as a gap', () => {
    const estimate = { value: 0.5, low: 0.25, high: 0.75 };
    const [line] = linesOf(inOrder([at(1, { score: estimate })]), score);
    expect(line!.points[0]).toMatchObject({ y: 50, low: 25, high: 75 });
    expect(drawn([at(1, { cegi: null })], cegi)).toEqual([[[0, null]]]);
  });

  it('takes the later of two records of one run', () => {
    expect(drawn([at(1), at(1, { energyJPer1000Items: { value: 7, low: 6, high: 8 } })])).toEqual([[[0, 7]]]);
  });

  it('is interrupted, of CEGI alone, where that is per something else', () => {
    const ten = { value: 10, low: 9, high: 11 };
    const list = [at(1, { cegi: ten, gain: 'relative' }), at(2, { cegi: ten, gain: 'points' })];
    expect(drawn(list, cegi)).toEqual([
      [
        [0, 10],
        [0.5, null],
        [1, 10],
      ],
    ]);
    expect(drawn(list)).toEqual([
      [
        [0, 1],
        [1, 2],
      ],
    ]);
  });
});
