import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalTwoSided } from '../../src/statistics/normal.ts';
import { mcNemarP, pairedProportionsInterval } from '../../src/statistics/paired-proportions.ts';
import { randomSource } from '../simulators/random.ts';

const z = normalTwoSided(0.95);

describe("Tango's interval", () => {
  // Roots of the quartic of Z. Yang, X. Sun and J. W. Hardin (Statistics in Medicine 32, 2013), by numpy. The first are
  // the children of Bentur et al. 2009, the second is the example of PropCIs::scoreci.mp.
  it.each([
    [21, 1, 7, -0.51723228, -0.02600303],
    [160, 40, 20, 0.03086453, 0.21806424],
    [44, 1, 0, -0.05939323, 0.1180771],
    [14, 12, 2, 0.20117241, 0.91981216],
    [200, 0, 0, -0.01884533, 0.01884533],
  ])('of %i pairs, of which %i gain and %i lose, is the published one', (pairs, gained, lost, low, high) => {
    const found = pairedProportionsInterval({ pairs, gained, lost }, z);
    expect(found.value).toBeCloseTo((gained - lost) / pairs, 12);
    expect(found.low).toBeCloseTo(low, 7);
    expect(found.high).toBeCloseTo(high, 7);
  });

  it('of Cavo et al. 2012 is what R gives: contingencytables 3.0.0, Tango_asymptotic_score_CI_paired_2x2', () => {
    const found = pairedProportionsInterval({ pairs: 161, gained: 6, lost: 16 }, z);
    expect(found.low).toBeCloseTo(-0.124, 4);
    expect(found.high).toBeCloseTo(-0.0054, 4);
  });

  const counts = fc
    .tuple(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 300 }),
    )
    .map(([same, gained, lost]) => ({ pairs: same + gained + lost, gained, lost }));

  it('has a width, holds its value, turns with its sides and widens with confidence', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const found = pairedProportionsInterval(given, z);
        expect(found.low).toBeLessThan(found.value);
        expect(found.high).toBeGreaterThan(found.value);
        expect(found.low).toBeGreaterThanOrEqual(-1);
        expect(found.high).toBeLessThanOrEqual(1);
        const turned = pairedProportionsInterval({ ...given, gained: given.lost, lost: given.gained }, z);
        expect(turned.low).toBeCloseTo(-found.high, 9);
        const surer = pairedProportionsInterval(given, normalTwoSided(0.99));
        expect(surer.low).toBeLessThan(found.low);
        expect(surer.high).toBeGreaterThan(found.high);
      }),
    );
  });

  it('ends where the difference can go no further', () => {
    const all = pairedProportionsInterval({ pairs: 14, gained: 14, lost: 0 }, z);
    expect([all.value, all.high]).toEqual([1, 1]);
    expect(all.low).toBeCloseTo(0.56937839, 7);
  });

  it.each([
    [100, 0.01, 0.03],
    [100, 0.1, 0.15],
  ])('covers the truth of %i pairs about as often as it says', (pairs, gain, loss) => {
    const random = randomSource(pairs * loss);
    let covered = 0;
    const trials = 800;
    for (let trial = 0; trial < trials; trial++) {
      let [gained, lost] = [0, 0];
      for (let pair = 0; pair < pairs; pair++) {
        const draw = random.uniform();
        if (draw < gain) gained++;
        else if (draw < gain + loss) lost++;
      }
      const { low, high } = pairedProportionsInterval({ pairs, gained, lost }, z);
      if (low <= gain - loss && gain - loss <= high) covered++;
    }
    // Binomial standard error 0.77 %: three of them below.
    expect(covered / trials).toBeGreaterThan(0.927);
  });
});

describe("McNemar's exact test", () => {
  // statsmodels 0.15, mcnemar(exact=True); scipy.stats.binomtest for the others.
  it.each([
    [6, 16, 0.052478790283203125],
    [1, 7, 0.0703125],
    [40, 20, 0.01348929373119186],
    [86, 150, 3.7159361395713866e-5],
    [0, 1, 1],
  ])('of %i and %i has p = %f', (gained, lost, p) => {
    expect(mcNemarP({ gained, lost })).toBeCloseTo(p, 12);
  });

  it('has p = 1 where as many pairs gain as lose, or none does', () => {
    expect(mcNemarP({ gained: 5, lost: 5 })).toBe(1);
    expect(mcNemarP({ gained: 0, lost: 0 })).toBe(1);
  });
});
