import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sample } from '../../../src/energy/counter.ts';
import { energyInWindow, recordEnergy } from '../../../src/energy/meter/energy-in-window.ts';

const gpu = { domain: 'gpu', wrapsAtJ: null, updatePeriodS: 0.1 } as const;

/** What a counter shows that takes the energy used so far at every `tickS`, and is read at the given times. */
function readings(usedJ: (atS: number) => number, tickS: number, phaseS: number, times: number[]): Sample[] {
  return times.map((atS) => ({
    atS,
    value: 5000 + usedJ(Math.floor((atS - phaseS) / tickS) * tickS + phaseS),
  }));
}

function recorded(samples: Sample[], counter: Parameters<typeof recordEnergy>[0] = gpu) {
  const recording = recordEnergy(counter);
  for (const sample of samples) recording.add(sample);
  return recording;
}

const every = (periodS: number, fromS: number, toS: number) =>
  Array.from({ length: Math.floor((toS - fromS) / periodS) + 1 }, (_, i) => fromS + i * periodS);

/** Between 0 and 1, evenly: doubles would crowd at the ends. */
const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);

test('the stated uncertainty covers the truth, whatever is drawn, whenever it ticks and however unevenly it is read', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 20, max: 700 }), { minLength: 60, maxLength: 60 }),
      fc.constantFrom(0.02, 0.05, 0.1),
      share,
      share,
      share,
      fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 80, maxLength: 80 }),
      (watts, tickS, phase, start, length, gapsMs) => {
        // Watts that change every 100 ms.
        const usedJ = (atS: number) => {
          const slot = Math.max(0, Math.floor(atS / 0.1));
          const whole = watts.slice(0, slot).reduce((sum, w) => sum + w * 0.1, 0);
          return whole + (watts[slot] ?? 0) * (atS - slot * 0.1);
        };
        const times = [0];
        for (const gapMs of gapsMs) times.push(times.at(-1)! + gapMs / 1000);
        const inside = times.filter((atS) => atS < 5.5);
        const lastS = inside.at(-1)!;
        const startS = 0.4 + start * 0.3;
        const endS = startS + 0.2 + length * 2;
        fc.pre(lastS > endS + 0.4);
        const counter = { ...gpu, updatePeriodS: tickS };
        const recording = recorded(readings(usedJ, tickS, phase * tickS, inside), counter);
        const energy = energyInWindow(recording, { startS, endS }, counter);
        const truthJ = usedJ(endS) - usedJ(startS);
        expect(energy.energyJ).not.toBeNull();
        if (energy.energyJ !== null) {
          expect(Math.abs(energy.energyJ - truthJ)).toBeLessThanOrEqual(energy.uncertaintyJ + 1e-9);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('steady power is right to the millisecond with which updates are seen, not to the update', () => {
  const times = [...every(0.001, 0, 0.2), ...every(0.1, 0.21, 2), ...every(0.001, 2.05, 2.3)];
  const recording = recorded(readings((atS) => 300 * atS, 0.1, 0.03, times));
  const energy = energyInWindow(recording, { startS: 0.135, endS: 2.055 }, gpu);
  expect(energy.energyJ).toBeGreaterThan(300 * 1.918);
  expect(energy.energyJ).toBeLessThan(300 * 1.922);
});

test('an update that straddles the end is split by the power on both sides of it', () => {
  const endS = 2.05;
  const usedJ = (atS: number) => 400 * Math.min(atS, endS) + 40 * Math.max(0, atS - endS);
  const times = [...every(0.001, 0, 0.2), ...every(0.1, 0.21, 2), ...every(0.001, endS, 2.3)];
  const recording = recorded(readings(usedJ, 0.1, 0, times));
  const power = times.map((atS) => ({ atS, value: atS < endS ? 400 : 40 }));
  const window = { startS: 0.1, endS };
  const truthJ = usedJ(endS) - usedJ(0.1);
  const errorJ = (samples?: Sample[]) =>
    Math.abs((energyInWindow(recording, window, gpu, samples).energyJ ?? 0) - truthJ);
  expect(errorJ()).toBeGreaterThan(5);
  expect(errorJ(power)).toBeLessThan(1);
});

test('a counter that stops updating before the end is unknown, and says since when', () => {
  const recording = recorded(readings((atS) => 300 * Math.min(atS, 3), 0.1, 0, every(0.05, 0, 6)));
  expect(energyInWindow(recording, { startS: 1, endS: 5 }, gpu)).toEqual({
    energyJ: null,
    reason: 'it stopped updating 2.0 s before the end',
  });
});

test('a window that began before the first reading is unknown', () => {
  const recording = recorded(readings((atS) => 300 * atS, 0.1, 0, every(0.05, 2, 6)));
  expect(energyInWindow(recording, { startS: 1, endS: 5 }, gpu)).toEqual({
    energyJ: null,
    reason: 'it was not read before the round started',
  });
});

test('readings that come long after they were asked for widen the uncertainty', () => {
  const width = (delayS: number) => {
    const recording = recordEnergy(gpu);
    for (const atS of every(0.01, 0, 3)) {
      const value = 1000 + 300 * Math.floor(atS / 0.1 + 1e-9) * 0.1;
      recording.add({ atS: atS + delayS, value }, atS);
    }
    const energy = energyInWindow(recording, { startS: 1, endS: 2 }, gpu);
    return energy.energyJ === null ? 0 : energy.uncertaintyJ;
  };
  expect(width(0.05)).toBeGreaterThan(width(0));
});

test('a counter that stands still and goes on without making it good is doubted by what it may have missed', () => {
  const drawn = (atS: number) => 100 * atS;
  const still = (fromS: number, toS: number, makesGood: boolean) => (atS: number) =>
    atS < fromS ? drawn(atS) : atS < toS ? drawn(fromS) : drawn(atS) - (makesGood ? 0 : drawn(toS - fromS));
  const energyOf = (usedJ: (atS: number) => number) => {
    const found = energyInWindow(
      recorded(readings(usedJ, 0.1, 0, every(0.25, 0, 24))),
      { startS: 1, endS: 21 },
      gpu,
    );
    if (found.energyJ === null) throw new Error(found.reason);
    return found;
  };
  const frozen = energyOf(still(8, 11, false));
  expect(frozen.energyJ).toBeLessThan(1750);
  expect(frozen.energyJ + frozen.uncertaintyJ).toBeGreaterThan(2000);
  const late = energyOf(still(8, 11, true));
  expect(Math.abs(late.energyJ - 2000)).toBeLessThan(late.uncertaintyJ);
  expect(late.uncertaintyJ).toBeLessThan(60);
  expect(energyOf(drawn).uncertaintyJ).toBeLessThan(60);
});
