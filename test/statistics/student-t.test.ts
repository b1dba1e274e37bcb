import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentTCdf, studentTTwoSided } from '../../src/statistics/student-t.ts';

describe("Student's t", () => {
  // Quantiles from the tables of the NIST/SEMATECH e-Handbook of Statistical Methods, §1.3.6.7.2.
  it.each([
    [0.95, 1, 12.706],
    [0.95, 4, 2.776],
    [0.95, 10, 2.228],
    [0.99, 8, 3.355],
    [0.9, 30, 1.697],
    [0.998, 5, 5.893],
    [0.95, 100, 1.984],
  ])('has its tabled two-sided %f quantile with %i degrees of freedom', (confidence, df, tabled) => {
    expect(studentTTwoSided(confidence, df)).toBeCloseTo(tabled, 3);
  });

  it('is the Cauchy distribution with one degree of freedom', () => {
    for (const t of [-3, -0.5, 0, 0.1, 2, 40]) {
      expect(studentTCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
    }
  });

  it('approaches the normal distribution', () => {
    expect(studentTTwoSided(0.95, 1e7)).toBeCloseTo(1.959964, 5);
  });

  it('has a quantile that inverts its distribution', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
        fc.double({ min: 1, max: 500, noNaN: true }),
        (confidence, df) => {
          const t = studentTTwoSided(confidence, df);
          expect(studentTCdf(t, df) - studentTCdf(-t, df)).toBeCloseTo(confidence, 9);
        },
      ),
    );
  });
});
