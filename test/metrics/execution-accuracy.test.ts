import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionAccuracy } from '../../src/metrics/execution-accuracy.ts';
import type { SqlRows, SqlValue } from '../../src/metrics/sql-value.ts';
import { goldenCases, rowsOf } from './golden/sql/cases.ts';

type Case = [gold: never[][], predicted: never[][], accuracy: number];

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('executionAccuracy', () => {
  it("gives what the reference's calculate_ex gives", () => {
    const cases = goldenCases<Case>('results');
    expect(cases.length).toBeGreaterThan(1_000);
    const matches = cases.filter(([, , accuracy]) => accuracy === 1).length;
    expect(Math.min(matches, cases.length - matches)).toBeGreaterThan(300);
    const wrong = cases.filter(
      ([gold, predicted, accuracy]) => executionAccuracy(rowsOf(gold), rowsOf(predicted)) !== accuracy,
    );
    expect(wrong).toEqual([]);
  });

  const same: [string, SqlRows, SqlRows][] = [
    ['rows in another order', [[1n], [2n]], [[2n], [1n]]],
    ['a row repeated', [[1n]], [[1n], [1n], [1n]]],
    ['an INTEGER and the REAL of the same value', [[1n]], [[1.0]]],
    ['zero and minus zero', [[0n]], [[-0]]],
    ['a REAL beyond 2^53 and its exact INTEGER', [[9007199254740992n]], [[2 ** 53]]],
    ['NULL and NULL', [[null, 1n]], [[null, 1n]]],
    ['BLOBs of the same bytes', [[bytes(1, 2)]], [[bytes(1, 2)]]],
    ['no rows and no rows', [], []],
  ];
  it.each(same)('takes for the same: %s', (_, gold, predicted) => {
    expect(executionAccuracy(gold, predicted)).toBe(1);
  });

  const different: [string, SqlRows, SqlRows][] = [
    ['columns in another order', [[1n, 2n]], [[2n, 1n]]],
    ['a row missing', [[1n], [2n]], [[1n]]],
    ['a row too many', [[1n]], [[1n], [2n]]],
    ['a column missing', [[1n, 1n]], [[1n]]],
    ['a number and its digits as text', [[1n]], [['1']]],
    ['text and a BLOB of the same bytes', [['1']], [[bytes(0x31)]]],
    ['NULL and the word', [[null]], [['null']]],
    ['NULL and no text', [[null]], [['']]],
    ['NULL and zero', [[null]], [[0n]]],
    ['neighbours beyond 2^53', [[9007199254740993n]], [[9007199254740992n]]],
    ['an INTEGER beyond 2^53 and the nearest REAL', [[9007199254740993n]], [[2 ** 53]]],
    ['infinity and the largest REAL', [[Number.POSITIVE_INFINITY]], [[Number.MAX_VALUE]]],
    ['text with a separator and two columns', [['a", "text b']], [['a', 'b']]],
    ['upper and lower case', [['A']], [['a']]],
    ['a row and no rows', [[null]], []],
    ['NaN and NaN', [[Number.NaN]], [[Number.NaN]]],
  ];
  it.each(different)('tells apart: %s', (_, gold, predicted) => {
    expect(executionAccuracy(gold, predicted)).toBe(0);
  });

  const value: fc.Arbitrary<SqlValue> = fc.oneof(
    fc.constant(null),
    fc.bigInt({ min: -3n, max: 3n }),
    fc.double({ noNaN: true }),
    fc.string({ maxLength: 2 }),
    fc.uint8Array({ maxLength: 2 }),
  );
  const row = fc.tuple(value, value);

  it('sees neither order nor repetition', () => {
    const shuffled = fc
      .array(row, { minLength: 1 })
      .chain((rows) =>
        fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows, ...rows], { minLength: 2 * rows.length })),
      );
    fc.assert(fc.property(shuffled, ([rows, other]) => executionAccuracy(rows, other) === 1));
  });

  it('sees one value that changed', () => {
    fc.assert(
      fc.property(fc.array(row), fc.string(), (rows, text) => {
        const before: SqlRows = [...rows, [`before ${text}`, null]];
        expect(executionAccuracy(before, [...rows, [`after ${text}`, null]])).toBe(0);
      }),
    );
  });
});
