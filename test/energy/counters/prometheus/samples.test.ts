import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mergedSamples,
  scrapeIntervalS,
  updatePeriodS,
  widestGapS,
} from '../../../../src/energy/counters/prometheus/samples.ts';

const every = (times: readonly number[], value: (timeS: number) => number = (timeS) => timeS) => ({
  labels: {},
  samples: times.map((timeS) => ({ timeS, value: value(timeS) })),
});
const timesOf = (samples: readonly { timeS: number }[]) => samples.map(({ timeS }) => timeS);
const from = (startS: number, count: number, stepS: number) =>
  Array.from({ length: count }, (_, index) => startS + index * stepS);

describe('the series of one source', () => {
  test('that say the same at the same times are one', () => {
    expect(timesOf(mergedSamples([every(from(0, 5, 10)), every(from(0, 5, 10))]))).toEqual(from(0, 5, 10));
  });

  test('of which one takes over from the other are one after the other', () => {
    expect(timesOf(mergedSamples([every(from(50, 8, 10)), every(from(0, 5, 10))]))).toEqual(from(0, 13, 10));
  });

  test('of which one fills the hole of the other have none', () => {
    const outside = every([...from(0, 5, 10), ...from(90, 5, 10)]);
    expect(timesOf(mergedSamples([every(from(50, 4, 10)), outside]))).toEqual(from(0, 14, 10));
  });

  test('that two servers scrape are taken from one of them', () => {
    expect(timesOf(mergedSamples([every(from(0, 6, 10)), every(from(4, 5, 10))]))).toEqual(from(0, 6, 10));
  });

  test('come in order and each time once, in whatever order the server sent them', () => {
    const series = fc
      .array(fc.record({ timeS: fc.integer({ min: 0, max: 60 }), value: fc.integer() }), { maxLength: 20 })
      .map((samples) => ({ labels: {}, samples }));
    fc.assert(
      fc.property(fc.array(series, { maxLength: 4 }), (all) => {
        const merged = mergedSamples(all);
        for (const [index, { timeS }] of merged.entries()) {
          if (index > 0) expect(timeS).toBeGreaterThan(merged[index - 1]?.timeS ?? Number.NaN);
        }
        const sent = all.flatMap(({ samples }) => samples);
        for (const sample of merged) expect(sent).toContainEqual(sample);
        const longest = Math.max(0, ...all.map(({ samples }) => new Set(timesOf(samples)).size));
        expect(merged.length).toBeGreaterThanOrEqual(longest);
      }),
    );
  });
});

describe('the scrape interval', () => {
  test('is the median gap, which neither jitter nor a missed scrape moves far', () => {
    expect(scrapeIntervalS(every([0, 10.2, 19.9, 30, 60, 70.1]).samples)).toBeCloseTo(10.1, 5);
  });

  test('is not known of fewer than four samples', () => {
    expect(scrapeIntervalS(every([0, 10, 20]).samples)).toBeNull();
  });
});

describe('the update period', () => {
  test('is that of the exporter, where it looks at its device more seldom than it is scraped', () => {
    const { samples } = every(from(0, 40, 15), (timeS) => Math.floor(timeS / 30));
    expect(updatePeriodS(samples, 'energyJ', 15)).toBe(30);
    expect(updatePeriodS(samples, 'powerW', 15)).toBe(30);
  });

  test('of a power that is the same for a while by itself is not that while', () => {
    const watts = [70, 71, 71, 71, 72, 71, 71, 70, 71, 71, 71, 71, 70, 69, 70];
    const { samples } = every(from(0, watts.length, 15), (timeS) => watts[timeS / 15] as number);
    expect(updatePeriodS(samples, 'powerW', 15)).toBe(15);
  });

  test('is never less than the scrape interval, which stands for it where nothing changes', () => {
    expect(updatePeriodS(every(from(0, 9, 15), () => 7).samples, 'powerW', 15)).toBe(15);
  });
});

test('the widest gap is that between neighbours', () => {
  expect(widestGapS(every([0, 10, 45, 50]).samples)).toBe(35);
  expect(widestGapS(every([3]).samples)).toBe(0);
});
