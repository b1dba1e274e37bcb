import { describe, expect, it } from 'vitest';
import { clusteredMean } from '../../src/statistics/clusters.ts';
import { intervalOfConstant } from '../../src/statistics/constant.ts';
import { effectivePairsInterval } from '../../src/statistics/effective-pairs.ts';
import { interval, uncertainMean } from '../../src/statistics/interval.ts';
import { pairedProportionsInterval } from '../../src/statistics/paired-proportions.ts';
import { studentTTwoSided } from '../../src/statistics/student-t.ts';
import { randomSource } from '../simulators/random.ts';

describe('an interval over effective pairs', () => {
  it("of pairs that are right or wrong and stand alone is Tango's, with t's quantile", () => {
    const differences = [1, -1, -1, ...Array<number>(97).fill(0)];
    const tango = pairedProportionsInterval({ pairs: 100, gained: 1, lost: 2 }, studentTTwoSided(0.95, 99));
    const found = effectivePairsInterval(differences, null, 0.95);
    expect(found.low).toBeCloseTo(tango.low, 9);
    expect(found.high).toBeCloseTo(tango.high, 9);
  });

  it("where many differ is t's", () => {
    const random = randomSource(4);
    const differences = Array.from({ length: 2000 }, () => random.uniform() - 0.4);
    const found = effectivePairsInterval(differences, null, 0.95);
    const t = interval(uncertainMean(differences)!, 0.95);
    expect((found.high - found.low) / (t.high - t.low)).toBeCloseTo(1, 2);
    expect(found.value).toBeCloseTo(t.value, 12);
  });

  it('where nothing differs takes each of equal clusters for one item', () => {
    const clusters = Array.from({ length: 100 }, (_, i) => i % 20);
    const found = effectivePairsInterval(Array(100).fill(0), clusters, 0.95);
    const tango = pairedProportionsInterval({ pairs: 20, gained: 0, lost: 0 }, studentTTwoSided(0.95, 19));
    expect(found.value).toBe(0);
    expect(found.high).toBeCloseTo(tango.high, 9);
  });

  it('narrows with every changed item that shows clusters to be harmless', () => {
    const clusters = Array.from({ length: 200 }, (_, i) => Math.floor(i / 10));
    const widths = [0, 1, 2, 4].map((changed) => {
      const differences = clusters.map((_, i) => (i % 10 === 0 && i < 10 * changed ? -1 : 0));
      const { low, high } = effectivePairsInterval(differences, clusters, 0.95);
      return high - low;
    });
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
  });

  /** Shares of the trials in which the interval and t's hold a mean of −0.5 × share. */
  function coverage({ items, share, clusterSize }: { items: number; share: number; clusterSize: number }) {
    const random = randomSource(items + clusterSize);
    const trials = 600;
    const held = { found: 0, t: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const clusters = Array.from({ length: items }, (_, i) => Math.floor(i / clusterSize));
      const own = clusters.map(() => random.uniform());
      const differences = clusters.map((cluster) => {
        const draw = random.uniform() < 0.5 ? own[cluster]! : random.uniform();
        return draw < share ? -random.uniform() : 0;
      });
      const truth = -0.5 * share;
      const found = effectivePairsInterval(differences, clusterSize > 1 ? clusters : null, 0.95);
      const t = interval(clusteredMean(differences, clusters)!, 0.95);
      if (found.low <= truth && truth <= found.high) held.found++;
      if (t.low <= truth && truth <= t.high) held.t++;
    }
    return { found: held.found / trials, t: held.t / trials };
  }

  it.each([
    { items: 400, share: 0.02, clusterSize: 1 },
    { items: 400, share: 0.02, clusterSize: 4 },
    { items: 200, share: 0.1, clusterSize: 10 },
  ])('covers the truth where t does not: %o', (given) => {
    const { found, t } = coverage(given);
    // Binomial standard error 0.9 %.
    expect(found).toBeGreaterThan(0.925);
    expect(t).toBeLessThan(0.93);
  });
});

describe('the interval of a constant', () => {
  it('is the rule of three, about', () => {
    const { low, high } = intervalOfConstant(0, 300, 0.95, { least: -1, most: 1 });
    expect(high).toBeCloseTo(3 / 300, 3);
    expect(low).toBeCloseTo(-high, 15);
  });

  it('reaches no further than values can', () => {
    expect(intervalOfConstant(1, 10, 0.95, { least: -1, most: 1 }).high).toBe(1);
    expect(intervalOfConstant(-1, 10, 0.95, { least: -1, most: 1 }).low).toBe(-1);
  });

  it('of as many draws holds with its confidence: the chance to see nothing of what lies outside is 5 %', () => {
    const { high } = intervalOfConstant(0, 40, 0.95, { least: -1, most: 1 });
    expect((1 - high) ** 40).toBeCloseTo(0.05, 12);
  });
});
