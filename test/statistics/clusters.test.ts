import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clusteredMean,
  clusteredOrPlainMean,
  largestDesignEffect,
  numberOfClusters,
} from '../../src/statistics/clusters.ts';
import { interval, uncertainMean } from '../../src/statistics/interval.ts';
import { randomSource } from '../simulators/random.ts';

const values = [1, 2, 3, 4, 5, 6, 9, 1];

describe('a mean over clusters', () => {
  it('of unequal sizes has the error and degrees of freedom of CR2 in matrices', () => {
    // numpy: V and Satterthwaite's degrees of freedom from A_c = (I − H_cc)^−½, with errors equal within clusters.
    const found = clusteredMean(values, [0, 0, 0, 0, 1, 2, 2, 3])!;
    expect(found.value).toBeCloseTo(3.875, 12);
    expect(found.errorVariance).toBeCloseTo(2.210565476190477, 12);
    expect(found.degreesOfFreedom).toBeCloseTo(1.5259515570934252, 10);
  });

  it("of equal sizes is t over the clusters' means", () => {
    const found = clusteredMean(values, [0, 0, 1, 1, 2, 2, 3, 3])!;
    const means = uncertainMean([1.5, 3.5, 5.5, 5])!;
    expect(found.value).toBeCloseTo(means.value, 12);
    expect(found.errorVariance).toBeCloseTo(means.errorVariance, 12);
    expect(found.degreesOfFreedom).toBeCloseTo(3, 12);
  });

  it('where each stands alone is the plain mean', () => {
    const alone = values.map((_, i) => i);
    const found = clusteredMean(values, alone)!;
    const plain = uncertainMean(values)!;
    expect(found.errorVariance).toBeCloseTo(plain.errorVariance, 12);
    expect(found.degreesOfFreedom).toBeCloseTo(plain.degreesOfFreedom, 10);
  });

  it('does not exist for a single cluster', () => {
    expect(clusteredMean(values, Array(8).fill(0))).toBeNull();
    expect(clusteredOrPlainMean(values, Array(8).fill(0))).toBeNull();
    expect(clusteredOrPlainMean([1], null)).toBeNull();
  });

  it('has degrees of freedom between 0 and one less than the clusters', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(sizes, (each) => {
        const clusters = each.flatMap((size, cluster) => Array<number>(size).fill(cluster));
        const found = clusteredMean(
          clusters.map((_, i) => Math.sin(i)),
          clusters,
        )!;
        expect(numberOfClusters(clusters)).toBe(each.length);
        expect(found.degreesOfFreedom).toBeGreaterThan(0);
        expect(found.degreesOfFreedom).toBeLessThanOrEqual(each.length - 1 + 1e-9);
      }),
    );
  });

  it.each([10, 40])('of %i unequal clusters covers the truth about as often as it says', (count) => {
    const random = randomSource(count);
    let covered = 0;
    const trials = 600;
    for (let trial = 0; trial < trials; trial++) {
      const drawn: number[] = [];
      const clusters: number[] = [];
      for (let cluster = 0; cluster < count; cluster++) {
        const own = random.normal();
        const size = 1 + Math.floor(8 * random.uniform());
        for (let i = 0; i < size; i++) {
          drawn.push(own + random.normal());
          clusters.push(cluster);
        }
      }
      const { low, high } = interval(clusteredMean(drawn, clusters)!, 0.95);
      if (low <= 0 && 0 <= high) covered++;
    }
    // Binomial standard error 0.9 %: three of them. Items taken for independent would hold in some 70 %.
    expect(covered / trials).toBeGreaterThan(0.923);
    expect(covered / trials).toBeLessThan(0.977);
  });
});

it('a mean over clusters is never surer than over as many items that stand alone', () => {
  // Opposites in every cluster: their sums do not vary at all.
  const opposites = [1, -1, 1, -1, 1, -1];
  const found = clusteredOrPlainMean(opposites, [0, 0, 1, 1, 2, 2])!;
  expect(found.errorVariance).toBe(uncertainMean(opposites)!.errorVariance);
  expect(found.degreesOfFreedom).toBeCloseTo(2, 12);
});

it('a design effect is at most the size of equal clusters', () => {
  expect(largestDesignEffect([0, 0, 0, 1, 1, 1])).toBe(3);
  expect(largestDesignEffect([0, 0, 0, 1])).toBe(2.5);
});
