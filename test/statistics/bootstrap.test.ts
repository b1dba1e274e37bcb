import { describe, expect, it } from 'vitest';
import { resampledTotals, resamplesOf } from '../../src/statistics/bootstrap.ts';
import { mean, variance } from '../../src/statistics/sample.ts';

/** Totals of one column. */
const column = (totals: Float64Array, columns: number, at: number) =>
  Array.from({ length: totals.length / columns }, (_, i) => totals[i * columns + at]!);

describe('resampled totals', () => {
  const rows = Float64Array.from({ length: 40 * 7 }, (_, i) => Math.sin(i * i));
  const table = { rows, columns: 7 };

  it('are the same for the same seed, and others for another', () => {
    const once = resampledTotals(table, { resamples: 200, seed: 1 });
    expect(resampledTotals(table, { resamples: 200, seed: 1 })).toEqual(once);
    expect(resampledTotals(table, { resamples: 200, seed: 2 })).not.toEqual(once);
  });

  it('do not depend on what was drawn before', () => {
    const large = (length: number, seed: number, resamples = 10_000) =>
      resampledTotals({ rows: Float64Array.from({ length }, (_, i) => i), columns: 1 }, { resamples, seed });
    const first = large(100, 1);
    large(120, 1);
    large(5, 2);
    large(100, 3);
    expect(large(100, 1)).toEqual(first);
    // Fewer of the same are its first.
    expect(large(100, 1, 6000)).toEqual(first.subarray(0, 6000));
    large(70_000, 1, 10);
    expect(large(100, 1)).toEqual(first);
  });

  it('draw whole rows: what holds for every row holds for the totals', () => {
    const linked = Float64Array.from({ length: 30 * 6 }, (_, i) => (i % 6) + 10 * Math.floor(i / 6));
    const totals = resampledTotals({ rows: linked, columns: 6 }, { resamples: 100, seed: 3 });
    for (let resample = 0; resample < 100; resample++) {
      const [first, ...others] = totals.subarray(resample * 6, resample * 6 + 6);
      others.forEach((total, i) => {
        expect(total).toBe(first! + 30 * (i + 1));
      });
    }
  });

  it('have the mean and the variance that theory gives them', () => {
    const resamples = 20_000;
    const totals = resampledTotals(table, { resamples, seed: 5 });
    for (let at = 0; at < 7; at++) {
      const values = column(rows, 7, at);
      const found = column(totals, 7, at);
      // Σ x, and n times the variance with divisor n: the sum of n draws.
      const expected = { mean: 40 * mean(values), variance: 39 * variance(values) };
      const standardError = Math.sqrt(expected.variance / resamples);
      expect(Math.abs(mean(found) - expected.mean)).toBeLessThan(4 * standardError);
      expect(variance(found) / expected.variance).toBeGreaterThan(1 - 4 * Math.sqrt(2 / resamples));
      expect(variance(found) / expected.variance).toBeLessThan(1 + 4 * Math.sqrt(2 / resamples));
    }
  });

  it('draw each row as often as another', () => {
    const each = Float64Array.from({ length: 36 }, (_, i) => Number(Math.floor(i / 6) === i % 6));
    const totals = resampledTotals({ rows: each, columns: 6 }, { resamples: 50_000, seed: 8 });
    const chiSquared = Array.from({ length: 6 }, (_, at) => {
      const drawn = column(totals, 6, at).reduce((sum, count) => sum + count, 0);
      return (drawn - 50_000) ** 2 / 50_000;
    }).reduce((sum, part) => sum + part, 0);
    // Of 5 degrees of freedom, exceeded once in 1,000.
    expect(chiSquared).toBeLessThan(20.5);
  });
});

it('a large table is resampled less often, but never less than 1,000 times', () => {
  const of = (rows: number, columns: number) =>
    resamplesOf({ rows: new Float64Array(rows * columns), columns }, { resamples: 10_000, seed: 1 });
  expect(of(1000, 4)).toBe(10_000);
  expect(of(1000, 20)).toBe(2000);
  expect(of(100_000, 30)).toBe(1000);
});
