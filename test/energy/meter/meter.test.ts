import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LocalCounter } from '../../../src/energy/counter.ts';
import { counterRecorder } from '../../../src/energy/meter/counter-recorder.ts';
import { createMeter } from '../../../src/energy/meter/meter.ts';
import { SimulatedClock } from '../../simulators/clock.ts';
import { energyCounter, powerSource } from '../../simulators/counter.ts';

/** Null where there is nothing to read, as a check has it. */
const recorderOf = (counters: LocalCounter[], clock: SimulatedClock) =>
  counters.length > 0 ? counterRecorder({ counters, clock }) : null;

const estimate = { idleW: 10, busyWPerCore: 5 };

/** One round of simulated work under these counters. */
async function measure(clock: SimulatedClock, counters: LocalCounter[], workS = 10, cpuTimeS = 4) {
  const meter = createMeter({ recorder: recorderOf(counters, clock), estimate, clock });
  return clock.drive(
    meter.measure(async () => {
      await clock.sleep(workS);
      return { cpuTimeS };
    }),
  );
}

test('the energy of a round is what was drawn while it ran, within its uncertainty', async () => {
  const clock = new SimulatedClock();
  const { energy, durationS } = await measure(clock, [energyCounter({ clock, powerW: 300 })]);
  expect(durationS).toBeCloseTo(10, 9);
  expect(Math.abs((energy.energyJ as number) - 3000)).toBeLessThanOrEqual(energy.uncertaintyJ);
  expect(energy).toMatchObject({ provenance: 'measured', boundary: 'GPU 0, simulated' });
});

test('a tick of a hundredth of a round leaves at most 1 % unknown', async () => {
  const clock = new SimulatedClock();
  const { energy } = await measure(clock, [energyCounter({ clock, powerW: 300, updatePeriodS: 0.1 })], 10);
  expect(energy.uncertaintyJ / (energy.energyJ as number)).toBeLessThanOrEqual(0.01 + 1e-9);
});

test('the stated uncertainty holds, wherever a round falls among the ticks of its counters', async () => {
  const tickS = 0.1;
  // Even over the range, where doubles would crowd at its ends.
  const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
  await fc.assert(
    fc.asyncProperty(share, share, share, share, async (phaseA, phaseB, idleShare, length) => {
      const clock = new SimulatedClock();
      const busyW = 400;
      const idleW = busyW * idleShare;
      let work = { fromS: Number.POSITIVE_INFINITY, toS: Number.POSITIVE_INFINITY };
      const usedJ = (atS: number) =>
        idleW * atS + (busyW - idleW) * Math.max(0, Math.min(atS, work.toS) - work.fromS);
      const ticking = (id: string, phase: number): LocalCounter => ({
        ...energyCounter({ clock, powerW: 0, id, updatePeriodS: tickS }),
        read: () => usedJ((Math.floor(clock.nowS() / tickS - phase) + phase) * tickS),
      });
      const meter = createMeter({
        recorder: recorderOf([ticking('a', phaseA), ticking('b', phaseB)], clock),
        estimate,
        clock,
      });
      const { energy, durationS } = await clock.drive(
        meter.measure(async () => {
          work = { fromS: clock.nowS(), toS: Number.POSITIVE_INFINITY };
          await clock.sleep(1 + length);
          work.toS = clock.nowS();
          return { cpuTimeS: 1 };
        }),
      );
      for (const reading of energy.readings) {
        const errorJ = Math.abs((reading.energyJ as number) - busyW * durationS);
        expect(errorJ).toBeLessThanOrEqual(reading.uncertaintyJ);
      }
    }),
    { numRuns: 200 },
  );
});

test('a step back at the end is waited out', async () => {
  const clock = new SimulatedClock();
  const endS = clock.nowS() + 10.2;
  const counter = energyCounter({
    clock,
    powerW: 300,
    originJ: 90_000,
    fault: (valueJ, atS) => (Math.abs(atS - endS) < 0.06 ? valueJ - 400 : valueJ),
  });
  const { energy } = await measure(clock, [counter]);
  expect(Math.abs((energy.energyJ as number) - 3000)).toBeLessThanOrEqual(energy.uncertaintyJ);
  expect(energy.readings[0]?.note).toContain('stepped back and recovered once');
});

test('a step back at the end that stays makes the energy unknown', async () => {
  const clock = new SimulatedClock();
  const endS = clock.nowS() + 10;
  const counter = energyCounter({
    clock,
    powerW: 300,
    originJ: 90_000,
    fault: (valueJ, atS) => (atS > endS ? valueJ - 500 : valueJ),
  });
  const { energy } = await measure(clock, [counter]);
  expect(energy.energyJ).toBeNull();
  expect(energy.reason).toContain('it stepped back at the end and did not recover');
});

test('a wrap in the middle of a round is counted', async () => {
  const clock = new SimulatedClock();
  const counter = energyCounter({ clock, powerW: 200, originJ: 262_000, wrapsAtJ: 262_143, domain: 'cpu' });
  const { energy } = await measure(clock, [counter]);
  expect(Math.abs((energy.energyJ as number) - 2000)).toBeLessThanOrEqual(energy.uncertaintyJ);
  expect(energy.readings[0]?.note).toBe('wrapped once');
});

test('a reset makes the energy unknown, not negative and not huge', async () => {
  const clock = new SimulatedClock();
  const resetS = clock.nowS() + 5;
  const counter = energyCounter({
    clock,
    powerW: 300,
    originJ: 90_000,
    fault: (valueJ, atS) => (atS < resetS ? valueJ : valueJ - 91_500),
  });
  const { energy } = await measure(clock, [counter]);
  expect(energy).toMatchObject({ energyJ: null, provenance: 'unavailable' });
  expect(energy.reason).toMatch(/^simulated:energy: the counter was reset/);
});

test('a glitch that recovers neither adds nor takes energy', async () => {
  const clock = new SimulatedClock();
  const glitchS = clock.nowS() + 5;
  const counter = energyCounter({
    clock,
    powerW: 300,
    originJ: 90_000,
    fault: (valueJ, atS) => (atS > glitchS && atS < glitchS + 0.3 ? valueJ - 400 : valueJ),
  });
  const { energy } = await measure(clock, [counter]);
  expect(Math.abs((energy.energyJ as number) - 3000)).toBeLessThanOrEqual(energy.uncertaintyJ);
  expect(energy.readings[0]?.note).toBe('stepped back and recovered once');
});

test('a counter that stands still for the whole round is unknown', async () => {
  const clock = new SimulatedClock();
  const { energy } = await measure(clock, [energyCounter({ clock, powerW: 0 })]);
  expect(energy.energyJ).toBeNull();
  expect(energy.reason).toBe('simulated:energy: it did not change in 10.000 s');
});

test('a counter that stalls and catches up loses nothing', async () => {
  const clock = new SimulatedClock();
  const stallS = clock.nowS() + 3;
  let stalledJ = 0;
  const counter = energyCounter({
    clock,
    powerW: 300,
    fault: (valueJ, atS) => {
      if (atS < stallS || atS > stallS + 4) stalledJ = valueJ;
      return stalledJ;
    },
  });
  const { energy } = await measure(clock, [counter]);
  expect(Math.abs((energy.energyJ as number) - 3000)).toBeLessThanOrEqual(energy.uncertaintyJ);
});

for (const [reading, source] of [
  ['energy', energyCounter],
  ['power', powerSource],
] as const) {
  test(`a ${reading} counter that vanishes before the end is unknown, with what it said last`, async () => {
    const clock = new SimulatedClock();
    const goneS = clock.nowS() + 5;
    const counter = source({
      clock,
      powerW: 300,
      fault: (value, atS) => {
        if (atS > goneS) throw new Error('the GPU has fallen off the bus');
        return value;
      },
    });
    const { energy } = await measure(clock, [counter]);
    expect(energy.energyJ).toBeNull();
    expect(energy.readings[0]).toMatchObject({ energyJ: null, provenance: 'unavailable' });
    expect(energy.reason).toContain('could not be read at the end: the GPU has fallen off the bus');
  });

  test(`a ${reading} counter that cannot be read at the start is unknown`, async () => {
    const clock = new SimulatedClock();
    const thereS = clock.nowS() + 5;
    const counter = source({
      clock,
      powerW: 300,
      fault: (value, atS) => {
        if (atS < thereS) throw new Error('permission denied');
        return value;
      },
    });
    const { energy } = await measure(clock, [counter]);
    expect(energy.energyJ).toBeNull();
    expect(energy.reason).toContain('could not be read at the start: permission denied');
  });

  test(`a ${reading} counter that fails for a moment is still known, and says so`, async () => {
    const clock = new SimulatedClock();
    const failsS = clock.nowS() + 5;
    const counter = source({
      clock,
      powerW: 300,
      fault: (value, atS) => {
        if (atS > failsS && atS < failsS + 0.25) throw new Error('busy');
        return value;
      },
    });
    const { energy } = await measure(clock, [counter]);
    expect(Math.abs((energy.energyJ as number) - 3000)).toBeLessThanOrEqual(energy.uncertaintyJ);
    expect(energy.readings[0]?.note).toMatch(/^[123] of \d+ reads failed$/);
  });
}

test('power is integrated over time, not averaged over samples', async () => {
  const clock = new SimulatedClock();
  const startS = clock.nowS();
  const { energy } = await measure(clock, [powerSource({ clock, powerW: (atS) => 20 * (atS - startS) })]);
  expect(energy.energyJ).toBeCloseTo(1000, 6);
  expect(energy.provenance).toBe('integrated');
});

test('waiting for another counter’s tick adds no power', async () => {
  const clock = new SimulatedClock();
  const { energy } = await measure(clock, [
    powerSource({ clock, powerW: 100 }),
    energyCounter({ clock, powerW: 100, updatePeriodS: 0.9 }),
  ]);
  expect(energy.readings[0]?.energyJ).toBeCloseTo(1000, 6);
});

test('power that was not sampled for seconds is not interpolated', async () => {
  const clock = new SimulatedClock();
  const meter = createMeter({
    recorder: recorderOf([powerSource({ clock, powerW: 100 })], clock),
    estimate,
    clock,
  });
  const { energy } = await clock.drive(
    meter.measure(async () => {
      await clock.sleep(2);
      clock.freeze(6);
      await clock.sleep(2);
      return { cpuTimeS: 1 };
    }),
  );
  expect(energy.energyJ).toBeNull();
  expect(energy.reason).toMatch(/it was not read for 6\.\d s of the round/);
});

test('a wrapping counter that was not read for minutes is unknown', async () => {
  const clock = new SimulatedClock();
  const counter = energyCounter({
    clock,
    powerW: 200,
    wrapsAtJ: 262_143,
    domain: 'cpu',
    updatePeriodS: 0.001,
  });
  const meter = createMeter({ recorder: recorderOf([counter], clock), estimate, clock });
  const { energy } = await clock.drive(
    meter.measure(async () => {
      await clock.sleep(1);
      clock.freeze(300);
      return { cpuTimeS: 1 };
    }),
  );
  expect(energy.energyJ).toBeNull();
  expect(energy.reason).toContain('may have wrapped unseen');
});

test('power that reads zero throughout is unknown', async () => {
  const clock = new SimulatedClock();
  const { energy } = await measure(clock, [powerSource({ clock, powerW: 0 })]);
  expect(energy.energyJ).toBeNull();
  expect(energy.reason).toBe('simulated:power: it read no power in 10.000 s');
});

test('a counter inside another is shown but not added', async () => {
  const clock = new SimulatedClock();
  const fast = { clock, updatePeriodS: 0.001 };
  const { energy } = await measure(clock, [
    energyCounter({ ...fast, powerW: 50, id: 'psys', covers: 'platform', includes: ['package', 'core'] }),
    energyCounter({ ...fast, powerW: 30, id: 'package', covers: 'CPU package 0', includes: ['core'] }),
    energyCounter({ ...fast, powerW: 20, id: 'core', covers: 'cores' }),
    energyCounter({ ...fast, powerW: 200, id: 'gpu', covers: 'GPU 0' }),
  ]);
  expect(energy.energyJ).toBeCloseTo(2500, 3);
  expect(energy.boundary).toBe('platform + GPU 0');
  expect(energy.readings.map((reading) => [reading.counter, reading.counted])).toEqual([
    ['psys', true],
    ['package', false],
    ['core', false],
    ['gpu', true],
  ]);
});

test('a failing counter that is not added does not make the sum unknown', async () => {
  const clock = new SimulatedClock();
  const { energy } = await measure(clock, [
    energyCounter({ clock, powerW: 30, id: 'package', includes: ['uncore'] }),
    energyCounter({ clock, powerW: 0, id: 'uncore' }),
  ]);
  expect(energy.energyJ).toBeGreaterThan(290);
  expect(energy.readings[1]?.energyJ).toBeNull();
});

test('one unknown part makes the whole unknown', async () => {
  const clock = new SimulatedClock();
  const { energy } = await measure(clock, [
    energyCounter({ clock, powerW: 300, id: 'good' }),
    energyCounter({ clock, powerW: 0, id: 'stalled' }),
  ]);
  expect(energy).toMatchObject({ energyJ: null, provenance: 'unavailable' });
  expect(energy.reason).toMatch(/^stalled: /);
  expect(energy.readings[0]?.energyJ).toBeGreaterThan(0);
});

test('the sum has the provenance of its weakest part', async () => {
  const clock = new SimulatedClock();
  const { energy } = await measure(clock, [
    energyCounter({ clock, powerW: 100 }),
    powerSource({ clock, powerW: 100 }),
  ]);
  expect(energy.provenance).toBe('integrated');
});

test('without counters the energy is an estimate and says so', async () => {
  const clock = new SimulatedClock();
  const { energy, durationS } = await measure(clock, [], 10, 4);
  expect(durationS).toBeCloseTo(10, 9);
  expect(energy).toMatchObject({
    energyJ: 120,
    provenance: 'estimated',
    boundary: "CPU time of the model's process × assumed watts",
  });
  expect(energy.readings[0]?.note).toContain('nothing was measured');
});

test('the round starts when the work does, after the wait for a tick', async () => {
  const clock = new SimulatedClock();
  const callS = clock.nowS();
  const { startedAt } = await measure(clock, [energyCounter({ clock, powerW: 300 })]);
  const waitedS = Date.parse(startedAt) / 1000 - callS;
  expect(waitedS).toBeGreaterThan(0.05);
  expect(waitedS).toBeLessThan(0.21);
});

test('what the work throws is thrown on, and the counters are left alone', async () => {
  const clock = new SimulatedClock();
  let reads = 0;
  const counter = powerSource({
    clock,
    powerW: 100,
    fault: (value) => {
      reads += 1;
      return value;
    },
  });
  const meter = createMeter({ recorder: recorderOf([counter], clock), estimate, clock });
  const failing = meter.measure(async () => {
    await clock.sleep(1);
    throw new Error('the model crashed');
  });
  await expect(clock.drive(failing)).rejects.toThrow('the model crashed');
  const readsAtEnd = reads;
  await clock.drive(clock.sleep(5));
  expect(reads).toBe(readsAtEnd);
});
