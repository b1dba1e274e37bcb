import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newestOf } from '../../src/baseline/merge-baselines.ts';
import { nextBaseline } from '../../src/baseline/next-baseline.ts';
import { type Baseline, baselineSchema, mostPastRuns } from '../../src/measurement/measurement.ts';
import { carbon, measurementOf } from './records.ts';

const measured = (minute: number) =>
  measurementOf({ createdAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString() });

/** A baseline of runs at some minutes, the last of which is its own. */
function runAt(...minutes: number[]): Baseline {
  return minutes.reduce<Baseline | null>(
    (before, minute) => nextBaseline(measured(minute), carbon, before),
    null,
  )!;
}

const minutesOf = ({ history }: Baseline) =>
  history.map(({ createdAt }) => Date.parse(createdAt) / 60_000 - minuteZero);
const minuteZero = Date.UTC(2026, 0, 1) / 60_000;

describe('baselines of runs that did not know of each other', () => {
  it('become one history, the newest first, in which no run is twice', () => {
    const merged = newestOf(runAt(1, 2, 5), runAt(1, 2, 3, 4));
    expect(merged.measurement).toEqual(measured(5));
    expect(minutesOf(merged)).toEqual([4, 3, 2, 1]);
  });

  it('have the later one as their newest, in whatever order they come', () => {
    const [early, late] = [runAt(1, 4), runAt(2, 9)];
    expect(newestOf(early, late)).toEqual(newestOf(late, early));
    expect(newestOf(early, late).measurement).toEqual(measured(9));
  });

  it('are what they were where one already knows the other, or is the other', () => {
    const [older, newer] = [runAt(1, 2), runAt(1, 2, 3)];
    expect(newestOf(newer, older)).toEqual(newer);
    expect(newestOf(newer, newer)).toEqual(newer);
  });

  it('keep the newest of what they know, however often and in whatever order they are merged', () => {
    const anyMinutes = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(anyMinutes, anyMinutes, (a, b) => {
        const [first, second] = [a, b].map((minutes) => runAt(...minutes.sort((x, y) => x - y)));
        const merged = newestOf(first!, second!);
        const own = Math.max(...a, ...b);
        const all = [...new Set([...a, ...b])].filter((minute) => minute !== own).sort((x, y) => y - x);
        expect(minutesOf(merged)).toEqual(all.slice(0, mostPastRuns));
        expect(newestOf(merged, second!)).toEqual(merged);
        expect(baselineSchema.parse(merged)).toEqual(merged);
      }),
      { numRuns: 50 },
    );
  });
});
