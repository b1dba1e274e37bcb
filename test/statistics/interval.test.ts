import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  interval,
  logRatioToPercent,
  uncertainDifference,
  uncertainMean,
} from '../../src/statistics/interval.ts';
import { confidenceAtEachLook, plannedLooks } from '../../src/statistics/looks.ts';
import { randomSource } from '../simulators/random.ts';

describe('the interval of a difference', () => {
  it("is Welch's on a worked example", () => {
    // scipy.stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95), SciPy 1.16.
    const a = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
    const b = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 25.5];
    const difference = uncertainDifference(uncertainMean(a)!, uncertainMean(b)!);
    const welch = interval(difference, 0.95);
    expect(welch.value).toBeCloseTo(-2.9067, 4);
    expect(difference.degreesOfFreedom).toBeCloseTo(27.931496, 4);
    expect(welch.low).toBeCloseTo(-4.95478, 4);
    expect(welch.high).toBeCloseTo(-0.858554, 4);
  });

  it('covers the truth about as often as it says', () => {
    const random = randomSource(20241202);
    let covered = 0;
    const trials = 4000;
    for (let trial = 0; trial < trials; trial++) {
      const sample = (n: number, spread: number, centre: number) =>
        uncertainMean(Array.from({ length: n }, () => centre + spread * random.normal()))!;
      const found = interval(uncertainDifference(sample(5, 1, 3), sample(8, 4, 1)), 0.95);
      if (found.low <= 2 && 2 <= found.high) covered++;
    }
    // Binomial standard error 0.35 %: four of them on either side.
    expect(covered / trials).toBeGreaterThan(0.936);
    expect(covered / trials).toBeLessThan(0.966);
  });

  it('turns with its sides', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const forth = interval(uncertainDifference(uncertainMean(a)!, uncertainMean(b)!), 0.95);
        const back = interval(uncertainDifference(uncertainMean(b)!, uncertainMean(a)!), 0.95);
        expect(forth.low + back.high).toBeCloseTo(0, 3);
        expect(forth.low).toBeLessThanOrEqual(forth.value);
        expect(forth.high).toBeGreaterThanOrEqual(forth.value);
      }),
    );
  });

  it('does not exist for a single observation', () => {
    expect(uncertainMean([3])).toBeNull();
    expect(uncertainMean([])).toBeNull();
  });

  it('has no width where nothing varied', () => {
    expect(interval(uncertainMean([2, 2, 2])!, 0.95)).toEqual({ value: 2, low: 2, high: 2 });
  });
});

it('a logarithm of 2 is a rise of 100 %', () => {
  expect(logRatioToPercent(Math.log(2))).toBeCloseTo(100, 12);
});

describe('looks', () => {
  it('go from the least number of rounds to the most, a few in all', () => {
    expect(plannedLooks(5, 30)).toEqual([5, 8, 13, 21, 30]);
    expect(plannedLooks(5, 5)).toEqual([5]);
    expect(plannedLooks(1, 3)).toEqual([1, 2, 3]);
  });

  it('share the error between them', () => {
    expect(confidenceAtEachLook(1)).toBe(0.95);
    expect(confidenceAtEachLook(5)).toBeCloseTo(0.99, 12);
  });
});
