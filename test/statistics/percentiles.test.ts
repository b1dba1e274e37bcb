import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expandedConfidence,
  normalErrors,
  percentileInterval,
  stretchedErrors,
} from '../../src/statistics/percentiles.ts';

describe('percentiles of draws', () => {
  const thousand = () => Float64Array.from({ length: 999 }, (_, i) => (i * 7919) % 999);

  it('are the order statistics that leave out half of the error on either side', () => {
    expect(percentileInterval(thousand(), 500, 0.95)).toEqual({ value: 500, low: 24, high: 974 });
  });

  it('are widened to a value that lies outside', () => {
    expect(percentileInterval(thousand(), -5, 0.95).low).toBe(-5);
    expect(percentileInterval(thousand(), 5000, 0.95).high).toBe(5000);
  });

  it('are infinite where that many draws are', () => {
    const draws = (infinite: number) => thousand().map((draw, i) => (i < infinite ? Infinity : draw));
    expect(percentileInterval(draws(24), 500, 0.95).high).toBeLessThan(Infinity);
    expect(percentileInterval(draws(25), 500, 0.95).high).toBe(Infinity);
  });

  it('are the outermost draws where there are too few for the confidence', () => {
    expect(percentileInterval(Float64Array.of(3, 1, 2), 2, 0.99)).toEqual({ value: 2, low: 1, high: 3 });
  });
});

it('few rows expand the confidence of percentiles much, many hardly', () => {
  // norm.cdf(-sqrt(n / (n - 1)) * t.ppf(0.975, n - 1)), SciPy 1.16.
  expect(expandedConfidence(0.95, 5)).toBeCloseTo(1 - 2 * 0.0009541, 6);
  expect(expandedConfidence(0.95, 10)).toBeCloseTo(1 - 2 * 0.0085506, 6);
  expect(expandedConfidence(0.95, 20)).toBeCloseTo(1 - 2 * 0.0158808, 6);
  expect(expandedConfidence(0.95, 100)).toBeCloseTo(1 - 2 * 0.0230644, 6);
});

describe('errors from resampling', () => {
  it('are stretched to the ends of the interval that they are to have', () => {
    const ends = fc.tuple(
      fc.double({ min: 0.1, max: 9, noNaN: true }),
      fc.double({ min: 0.1, max: 9, noNaN: true }),
    );
    fc.assert(
      fc.property(ends, ([below, above]) => {
        const errors = Float64Array.from({ length: 2000 }, (_, i) => Math.sin(i * 1.7) ** 3);
        const stretched = stretchedErrors(errors, { value: 5, low: 5 - below, high: 5 + above }, 0.95);
        const { low, high } = percentileInterval(stretched.slice(), 0, 0.95);
        expect(low).toBeCloseTo(-below, 9);
        expect(high).toBeCloseTo(above, 9);
        expect(stretched.every((error, i) => Math.sign(error) === Math.sign(errors[i]!))).toBe(true);
      }),
    );
  });

  it('are a normal where they have no spread', () => {
    const estimate = { value: 1, low: 0.5, high: 1.5 };
    const found = stretchedErrors(new Float64Array(4000), estimate, 0.95);
    expect(found).toEqual(normalErrors(4000, estimate, 0.95));
    const { low, high } = percentileInterval(found.slice(), 0, 0.95);
    expect(low).toBeCloseTo(-0.5, 2);
    expect(high).toBeCloseTo(0.5, 2);
  });

  it('are none where the interval has no width', () => {
    const errors = Float64Array.from({ length: 100 }, (_, i) => i - 50);
    const found = stretchedErrors(errors, { value: 1, low: 1, high: 1 }, 0.95);
    expect(found.every((error) => Math.abs(error) === 0)).toBe(true);
  });
});
