import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sample } from '../../../src/energy/counter.ts';
import { agrees, closest, crossCheck } from '../../../src/energy/meter/cross-check.ts';
import { powerAt, powerInWindow } from '../../../src/energy/meter/power-in-window.ts';
import { unsensedJ } from '../../../src/energy/meter/sensing.ts';

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
    expect(unsensedJ(swing(0), quarter)).toBeCloseTo(0, 9);
    expect(unsensedJ(swing(100), quarter)).toBeGreaterThan(unsensedJ(swing(50), quarter));
    expect(unsensedJ(swing(100), { ...quarter, share: 1 })).toBe(0);
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
      if (Math.abs(sensedJ - trueJ) <= unsensedJ(power, quarter)) covered += 1;
    }
    expect(covered / trials).toBeGreaterThanOrEqual(0.95 - 2 * Math.sqrt((0.95 * 0.05) / trials));
  });
});
