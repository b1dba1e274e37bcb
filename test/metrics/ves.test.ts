import { describe, expect, it } from 'vitest';
import { rVes, rVesOfSteps } from '../../src/metrics/r-ves.ts';
import { ves, vesOfSteps } from '../../src/metrics/ves.ts';
import { goldenCases } from './golden/sql/cases.ts';

type Case = [times: [goldS: number, predictedS: number][], ves: number, rVes: number];

const repeated = (times: number, goldS: number, predictedS: number) =>
  Array.from({ length: times }, () => ({ goldS, predictedS }));

describe('ves and rVes', () => {
  const cases = goldenCases<Case>('times');
  const worst = (metric: typeof ves, column: 1 | 2) =>
    Math.max(
      ...cases.map((golden) => {
        const times = golden[0].map(([goldS, predictedS]) => ({ goldS, predictedS }));
        return Math.abs(100 * metric(times) - golden[column]) / Math.max(1, golden[column]);
      }),
    );

  it('give what the references give for recorded times, to 1e-9', () => {
    expect(cases.length).toBeGreaterThan(1_000);
    for (const column of [1, 2] as const) {
      expect(cases.filter((golden) => golden[column] === 0).length).toBeGreaterThan(100);
      expect(new Set(cases.map((golden) => golden[column])).size).toBeGreaterThan(5);
    }
    expect(worst(ves, 1)).toBeLessThan(1e-9);
    expect(worst(rVes, 2)).toBeLessThan(1e-9);
  });

  it('are 0 where every repetition took the same times, as for the reference', () => {
    expect(ves(repeated(10, 1, 2))).toBe(0);
    expect(rVes(repeated(10, 1, 2))).toBe(0);
  });

  it('are 0 without a repetition, and where a time is 0', () => {
    expect([ves([]), rVes([])]).toEqual([0, 0]);
    const times = [...repeated(5, 1, 2), { goldS: 1, predictedS: 0 }];
    expect([ves(times), rVes(times)]).toEqual([0, 0]);
  });

  it('leave out what lies three deviations off, to the last bit', () => {
    // Their mean is 2, their deviation 3: the last one is at 11 itself.
    expect(ves([...repeated(9, 1, 1), ...repeated(1, 11, 1)])).toBe(1);
    const times = [...repeated(20, 1, 1), ...repeated(20, 1.1, 1.1), ...repeated(1, 1000, 1)];
    expect(ves(times)).toBe(1);
    expect(rVes(times)).toBe(1);
  });
});

describe('vesOfSteps and rVesOfSteps', () => {
  it.each([
    [100, 100, 1, 1],
    [400, 100, 2, Math.sqrt(1.25)],
    [200, 100, Math.SQRT2, Math.sqrt(1.25)],
    [199, 100, Math.sqrt(1.99), 1],
    [100, 200, Math.sqrt(0.5), Math.sqrt(0.75)],
    [100, 201, Math.sqrt(100 / 201), Math.sqrt(0.5)],
    [100, 101, Math.sqrt(100 / 101), Math.sqrt(0.75)],
    [100, 400, 0.5, Math.sqrt(0.5)],
    [100, 401, Math.sqrt(100 / 401), 0.5],
  ])('%i steps against %i', (gold, predicted, expected, rewarded) => {
    expect(vesOfSteps({ gold, predicted })).toBe(expected);
    expect(rVesOfSteps({ gold, predicted })).toBe(rewarded);
  });
});
