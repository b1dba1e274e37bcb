import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoFront } from '../../src/page/pareto-front.ts';

const front = (points: [number, number][]) =>
  paretoFront(
    points,
    ([cost]) => cost,
    ([, score]) => score,
  );

describe('the Pareto front', () => {
  it('goes from the cheapest to the best', () => {
    expect(
      front([
        [5, 90],
        [1, 50],
        [3, 40],
        [2, 70],
        [6, 90],
      ]),
    ).toEqual([
      [1, 50],
      [2, 70],
      [5, 90],
    ]);
  });

  it('of equals has the first alone', () => {
    const one: [number, number] = [1, 1];
    const other: [number, number] = [1, 1];
    expect(front([one, other])).toEqual([one]);
    expect(front([one, other])[0]).toBe(one);
  });

  it('is exactly what nothing beats', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.array(point), (points) => {
        const beaten = ([cost, score]: [number, number]) =>
          points.some(([c, s]) => c <= cost && s >= score && (c < cost || s > score));
        const expected = new Set(points.filter((each) => !beaten(each)).map(String));
        const found = front(points).map(String);
        expect(found).toHaveLength(expected.size);
        expect(new Set(found)).toEqual(expected);
      }),
    );
  });
});
