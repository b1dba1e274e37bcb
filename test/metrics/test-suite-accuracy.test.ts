import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SqlRows, SqlValue } from '../../src/metrics/sql-value.ts';
import { testSuiteAccuracy } from '../../src/metrics/test-suite-accuracy.ts';
import { goldenCases, rowsOf } from './golden/sql/cases.ts';

type Case = [gold: never[][], predicted: never[][], ex: number, unordered: number, ordered: number];

describe('testSuiteAccuracy', () => {
  it("gives what the reference's result_eq gives", () => {
    const cases = goldenCases<Case>('results');
    expect(cases.length).toBeGreaterThan(1_000);
    for (const which of [0, 1]) {
      const matches = cases.filter((golden) => golden[3 + which] === 1).length;
      expect(Math.min(matches, cases.length - matches)).toBeGreaterThan(300);
    }
    const wrong = cases.filter(([gold, predicted, , unordered, ordered]) => {
      const [wanted, found] = [rowsOf(gold), rowsOf(predicted)];
      return (
        testSuiteAccuracy(wanted, found, false) !== unordered ||
        testSuiteAccuracy(wanted, found, true) !== ordered
      );
    });
    expect(wrong).toEqual([]);
  });

  const value: fc.Arbitrary<SqlValue> = fc.oneof(
    fc.constant(null),
    fc.bigInt({ min: -2n, max: 2n }),
    fc.constantFrom('', 'a', '1'),
  );
  const result = fc
    .integer({ min: 1, max: 6 })
    .chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1 }));
  const shuffled = <T>(list: readonly T[]) =>
    fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });

  it('sees no order of columns, and an order of rows only where it counts', () => {
    const moved = result.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        shuffled(rows[0]!.map((_, i) => i)).map((order) => rows.map((row) => order.map((i) => row[i]!))),
        shuffled(rows.map((_, i) => i)),
      ),
    );
    fc.assert(
      fc.property(moved, ([rows, columnsMoved, order]) => {
        expect(testSuiteAccuracy(rows, columnsMoved, true)).toBe(1);
        const rowsMoved = order.map((i) => columnsMoved[i]!);
        expect(testSuiteAccuracy(rows, rowsMoved, false)).toBe(1);
      }),
    );
  });

  it('takes NaN for equal to nothing, as Python does', () => {
    expect(testSuiteAccuracy([[Number.NaN]], [[Number.NaN]], false)).toBe(0);
  });

  it('finds one order among columns that all look alike', () => {
    // Column i has a one in row i: each column has the same values, and any order of columns is an order of rows.
    const size = 60;
    const unit = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? 1n : 0n)),
    );
    expect(testSuiteAccuracy(unit, unit.toReversed(), false)).toBe(1);
    const repeated: SqlRows = Array.from({ length: 50 }, () => Array.from({ length: 2000 }, () => 1n));
    expect(testSuiteAccuracy(repeated, repeated, false)).toBe(1);
  });

  it('comes to an end where columns are made to be mistaken for one another', () => {
    // Edges of two graphs that look alike from each node: a large cycle, and two of half its size.
    const cycles = (nodes: number, length: number): SqlRows =>
      Array.from({ length: nodes }, (_, i) => {
        const next = i - (i % length) + ((i + 1) % length);
        return Array.from({ length: nodes }, (_, j) => (j === i || j === next ? 1n : 0n));
      });
    expect(testSuiteAccuracy(cycles(80, 80), cycles(80, 40), false)).toBe(0);
  });
});
