import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sqlTokens } from '../../src/metrics/sql-tokens.ts';
import { testSuiteQueries } from '../../src/metrics/test-suite-query.ts';
import { goldenCases } from './golden/sql/cases.ts';

type Case = [gold: string, predicted: string, goldRun: string, predictedRun: string, ordered: boolean];

describe('testSuiteQueries', () => {
  it("gives the texts that the reference's eval_exec_match runs", () => {
    const cases = goldenCases<Case>('queries');
    expect(cases.length).toBeGreaterThan(1_000);
    const wrong = cases.filter(([gold, predicted, goldRun, predictedRun, ordered]) => {
      const run = testSuiteQueries(gold, predicted);
      return run.gold !== goldRun || run.predicted !== predictedRun || run.ordered !== ordered;
    });
    expect(wrong).toEqual([]);
  });

  it('prepares a text of a megabyte in time that grows with its length', () => {
    for (const part of [
      '/*',
      "'",
      '"',
      '`',
      '[',
      'a',
      '1',
      '$',
      '--',
      "\\'",
      "''",
      '1.',
      'distinct ',
      '-',
      '/',
    ]) {
      const long = part.repeat(1_000_000 / part.length);
      expect(testSuiteQueries('SELECT 1', long).predicted.length).toBeLessThanOrEqual(long.length);
    }
  });
});

describe('sqlTokens', () => {
  it('are the text, parted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (sql) => {
        const tokens = [...sqlTokens(sql)];
        expect(tokens.join('')).toBe(sql);
        expect(tokens).not.toContain('');
      }),
    );
  });
});
