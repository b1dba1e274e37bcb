import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile, normalTwoSided } from '../../src/statistics/normal.ts';

describe('the normal distribution', () => {
  // scipy.stats.norm.cdf, SciPy 1.16.
  it.each([
    [-3, 0.0013498980316300946],
    [-1.5, 0.06680720126885806],
    [0, 0.5],
    [1.5, 0.9331927987311419],
    [6, 0.9999999990134123],
  ])('has at %f the probability %f', (z, probability) => {
    expect(normalCdf(z)).toBeCloseTo(probability, 14);
  });

  it('has quantiles that its probabilities lead back from', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (probability) => {
        expect(normalCdf(normalQuantile(probability))).toBeCloseTo(probability, 13);
      }),
    );
    expect(normalTwoSided(0.95)).toBeCloseTo(1.959963984540054, 10);
    expect(normalTwoSided(0.99)).toBeCloseTo(2.5758293035489004, 10);
  });

  it('has no probability left far out', () => {
    expect([normalCdf(-40), normalCdf(40)]).toEqual([0, 1]);
  });
});
