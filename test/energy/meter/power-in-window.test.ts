import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sample } from '../../../src/energy/counter.ts';
import { agrees, closest, crossCheck } from '../../../src/energy/meter/cross-check.ts';
import { powerAt, powerInWindow } from '../../../src/energy/meter/power-in-window.ts';
import { unsensedJ } from '../../../src/energy/meter/sensing.ts';
import { randomSource } from '../../simulators/random.ts';

const options = { periodS: 0.1, pollIntervalS: 0.1 };
const sampled = (powerW: (atS: number) => number, toS: number, stepS = 0.1): Sample[] =>
  Array.from({ length: Math.round(toS / stepS) + 1 }, (_, i) => ({
    atS: i * stepS,
    value: powerW(i * stepS),
  }));

describe('power over a window', () => {
  test('is exact for a line, wherever the window begins and ends between samples', () => {
    const milliseconds = fc.integer({ min: 0, max: 4000 });
    fc.assert(
      fc.property(milliseconds, milliseconds, (a, b) => {
        const [startS, endS] = [Math.min(a, b) / 1000, Math.max(a, b) / 1000];
        fc.pre(endS - startS > 0.01);
        const energy = powerInWindow(
          sampled((atS) => 10 + 20 * atS, 5),
          { startS, endS },
          options,
        );
        expect(energy.energyJ).toBeCloseTo(10 * (endS - startS) + 10 * (endS ** 2 - startS ** 2), 9);
      }),
    );
  });

  test.each([
    ['bursts of 50 ms', 0.1, 0.05, 10],
    ['bursts of half a second', 0.1, 0.5, 10],
    ['bursts of 5 s, scraped every 15 s', 15, 5, 600],
    ['a steady load', 0.1, 1000, 10],
  ])(
    'states what it may miss of %s, and holds the truth in 95 of 100 windows',
    (_, pollS, burstS, durationS) => {
      const random = randomSource(7);
      let held = 0;
      const trials = 400;
      for (let trial = 0; trial < trials; trial += 1) {
        // Of random lengths, between 60 and 300 W.
        const ends: number[] = [];
        while ((ends.at(-1) ?? 0) < 3 * durationS) {
          ends.push((ends.at(-1) ?? 0) + burstS * (0.5 + random.uniform()));
        }
        const levels = ends.map(() => (random.uniform() < 0.5 ? 60 : 300));
        const powerW = (atS: number) => levels[ends.findIndex((end) => end > atS)]!;
        const samples: Sample[] = [];
        for (let atS = 0; atS < 2 * durationS; atS += pollS) {
          const jitteredS = atS + pollS * random.uniform();
          samples.push({ atS: jitteredS, value: powerW(jitteredS) });
        }
        const window = { startS: durationS / 4, endS: durationS * 1.25 };
        const stepS = Math.min(pollS, burstS) / 20;
        let truthJ = 0;
        for (let atS = window.startS; atS < window.endS; atS += stepS) truthJ += powerW(atS) * stepS;
        const found = powerInWindow(samples, window, { periodS: pollS, pollIntervalS: pollS });
        if (found.energyJ === null) throw new Error(found.reason);
        if (Math.abs(found.energyJ - truthJ) <= found.uncertaintyJ) held += 1;
      }
      expect(held / trials).toBeGreaterThan(0.95);
    },
  );

  test('a slow change costs nothing', () => {
    const ramp = powerInWindow(
      sampled((atS) => 60 + 24 * atS, 12),
      { startS: 1, endS: 11 },
      options,
    );
    const steady = powerInWindow(
      sampled(() => 324, 12),
      { startS: 1, endS: 11 },
      options,
    );
    if (ramp.energyJ === null || steady.energyJ === null) throw new Error('unknown');
    expect(ramp.uncertaintyJ / steady.uncertaintyJ).toBeLessThan(1.2);
  });

  test('a gap costs what the power was seen to swing by, and is too long beyond a quarter of the round', () => {
    const samples = (from: number, to: number) =>
      sampled((atS) => (Math.floor(atS) % 2 ? 300 : 60), 12).filter(({ atS }) => atS <= from || atS >= to);
    const energyOf = (from: number, to: number) =>
      powerInWindow(samples(from, to), { startS: 1, endS: 11 }, options);
    const [whole, holed] = [energyOf(5, 5), energyOf(5, 5.9)];
    if (whole.energyJ === null || holed.energyJ === null) throw new Error('unknown');
    expect(holed.uncertaintyJ - whole.uncertaintyJ).toBeGreaterThan(0.8 * 240);
    const often = sampled((atS) => 100 + atS, 12).filter(({ atS }) => atS % 1 < 0.35);
    expect(powerInWindow(often, { startS: 1, endS: 11 }, options)).toMatchObject({
      energyJ: null,
      reason: expect.stringMatching(/was not read for \d/),
    });
  });

  test('is unknown where it was not read to the end, or from the start', () => {
    const samples = sampled(() => 100, 3);
    expect(powerInWindow(samples, { startS: 1, endS: 4 }, options)).toEqual({
      energyJ: null,
      reason: 'it was not read after the round ended',
    });
    const late = samples.filter(({ atS }) => atS > 1.5);
    expect(powerInWindow(late, { startS: 1, endS: 2 }, options)).toEqual({
      energyJ: null,
      reason: 'it was not read before the round started',
    });
  });

  test('is read as it was at the last sample, else at the first', () => {
    const samples = [
      { atS: 1, value: 10 },
      { atS: 2, value: 20 },
    ];
    expect([0, 1, 1.9, 2, 9].map((atS) => powerAt(atS, samples))).toEqual([10, 10, 10, 20, 20]);
    expect(powerAt(1, [])).toBeNull();
  });
});

describe('a counter beside the integral of its power', () => {
  const window = { startS: 1, endS: 11 };
  const steady = sampled(() => 300, 12);

  test.each([
    [3000, true],
    [3100, true],
    [3400, false],
    [1870, false],
  ])('of 3000 J: %d J agrees: %s', (energyJ, expected) => {
    const check = crossCheck({ energyJ, uncertaintyJ: 30 }, steady, window, options);
    expect(check?.integratedJ).toBeCloseTo(3000, 6);
    expect(check && agrees(energyJ, check)).toBe(expected);
  });

  test('may differ by what an average over a second shows too late', () => {
    // Idle until the window, then busy: the average follows within a second.
    const averaged = sampled((atS) => 60 + 340 * Math.min(1, Math.max(0, atS - 1)), 12);
    const energy = { energyJ: 4000, uncertaintyJ: 20 };
    const check = crossCheck(energy, averaged, window, { ...options, periodS: 1 });
    expect(check?.integratedJ).toBeLessThan(3850);
    expect(check && agrees(4000, check)).toBe(true);
  });

  test('agrees where one of several registers does: momentary power may keep step with the work', () => {
    // High whenever it is read, and half of the time.
    const momentary = crossCheck(
      { energyJ: 2500, uncertaintyJ: 25 },
      sampled(() => 400, 12),
      window,
      options,
    );
    const averaged = crossCheck(
      { energyJ: 2500, uncertaintyJ: 25 },
      sampled(() => 250, 12),
      window,
      { ...options, periodS: 1 },
    );
    expect(momentary && agrees(2500, momentary)).toBe(false);
    expect(closest(2500, [momentary, averaged])).toBe(averaged);
    expect(closest(2500, [null, momentary])).toBe(momentary);
    expect(closest(2500, [null])).toBeNull();
  });

  test('is not checked where the power was hardly read', () => {
    const few = [{ atS: 5, value: 300 }];
    expect(crossCheck({ energyJ: 3000, uncertaintyJ: 30 }, few, window, options)).toBeNull();
  });
});

describe('power that is sensed a quarter of the time', () => {
  const quarter = { durationS: 10, updatePeriodS: 0.1, share: 0.25 };

  test('adds nothing to steady work, and more the more the work swings', () => {
    const swing = (byW: number) => sampled((atS) => 300 + byW * Math.sin(40 * atS), 10);
    expect(unsensedJ(swing(0), 3000, quarter)).toBeCloseTo(0, 9);
    expect(unsensedJ(swing(100), 3000, quarter)).toBeGreaterThan(unsensedJ(swing(50), 3000, quarter));
    expect(unsensedJ(swing(100), 3000, { ...quarter, share: 1 })).toBe(0);
    // Where power cannot be read, more is left open, not less.
    expect(unsensedJ([], 3000, quarter)).toBeGreaterThan(unsensedJ(swing(100), 3000, quarter));
    expect(unsensedJ([], 3000, { ...quarter, share: 1 })).toBe(0);
  });

  test('is covered in at least 95 % of windows, for work that keeps no step with the sensing', () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const trials = 400;
    let covered = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      let [trueJ, sensedJ] = [0, 0];
      const power: Sample[] = [];
      for (let update = 0; update < 100; update += 1) {
        // Four quarters of an update, each at watts of its own; only the first is sensed.
        const quarters = Array.from({ length: 4 }, () => 100 + 300 * random());
        trueJ += quarters.reduce((sum, watts) => sum + watts * 0.025, 0);
        sensedJ += quarters[0]! * 0.1;
        power.push({ atS: update * 0.1, value: quarters[0]! });
      }
      if (Math.abs(sensedJ - trueJ) <= unsensedJ(power, trueJ, quarter)) covered += 1;
    }
    expect(covered / trials).toBeGreaterThanOrEqual(0.95 - 2 * Math.sqrt((0.95 * 0.05) / trials));
  });
});
