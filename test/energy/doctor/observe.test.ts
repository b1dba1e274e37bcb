import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LocalCounter } from '../../../src/energy/counter.ts';
import { type Observed, observe } from '../../../src/energy/doctor/observe.ts';
import { SimulatedClock } from '../../simulators/clock.ts';
import { energyCounter, powerSource } from '../../simulators/counter.ts';

async function seen(
  make: (clock: SimulatedClock) => LocalCounter,
  { forS = 2, clock = new SimulatedClock() } = {},
): Promise<Observed> {
  const [observed] = await clock.drive(observe([make(clock)], { clock, forS }));
  return observed as Observed;
}

test("an energy counter's update period and power are those that it shows", async () => {
  const observed = await seen((clock) => energyCounter({ clock, powerW: 250, updatePeriodS: 0.02 }));
  expect(observed).toMatchObject({ problem: null, notes: [], failedReads: 0, perhapsOftener: false });
  expect(observed.updatePeriodS).toBeCloseTo(0.02, 3);
  expect(observed.smallestStep).toBeCloseTo(5, 6);
  expect(observed.powerW?.mean).toBeCloseTo(250, 0);
  expect(observed.forS).toBeCloseTo(2, 1);
  expect(observed.reads).toBeGreaterThan(1900);
});

test('least and most are of the power within, not of single updates', async () => {
  const powerW = (atS: number) => (atS < 1001 ? 100 : 300);
  const observed = await seen((clock) => energyCounter({ clock, powerW, updatePeriodS: 0.001 }));
  expect(observed.powerW?.least).toBeCloseTo(100, 0);
  expect(observed.powerW?.most).toBeCloseTo(300, 0);
  expect(observed.powerW?.mean).toBeCloseTo(200, 0);
});

test('a counter that changes at every read may update more often', async () => {
  const observed = await seen((clock) => energyCounter({ clock, powerW: 50, updatePeriodS: 0.0005 }));
  expect(observed.perhapsOftener).toBe(true);
});

test('a counter that wraps meanwhile counts on, and one that is reset is a problem', async () => {
  const wrapped = await seen((clock) =>
    energyCounter({ clock, powerW: 200, wrapsAtJ: 1100, originJ: 1000, updatePeriodS: 0.01, domain: 'cpu' }),
  );
  expect(wrapped.problem).toBeNull();
  expect(wrapped.powerW?.mean).toBeCloseTo(200, 0);

  const reset = await seen((clock) =>
    energyCounter({
      clock,
      powerW: 200,
      updatePeriodS: 0.01,
      originJ: 50_000,
      fault: (value, atS) => (atS > 1001 ? value - 49_900 : value),
    }),
  );
  expect(reset.problem).toMatch(/reset/);
  expect(reset.powerW).toBeNull();
});

test('an energy counter that stands still is a problem, unless it updates too seldom for that to be seen', async () => {
  const still = await seen((clock) => energyCounter({ clock, powerW: 0, updatePeriodS: 0.1 }));
  expect(still).toMatchObject({
    problem: 'its value did not change in 2.0 s',
    powerW: null,
    smallestStep: null,
  });
  const slow = await seen((clock) => energyCounter({ clock, powerW: 80, updatePeriodS: 30 }));
  expect(slow).toMatchObject({ problem: null, powerW: null });
  expect(slow.notes).toEqual([expect.stringMatching(/too seldom/)]);
});

test('a counter that updates later than it is taken to is said to', async () => {
  const observed = await seen((clock) => {
    const late = energyCounter({ clock, powerW: 80, updatePeriodS: 0.3 });
    return { ...late, updatePeriodS: 0.1 };
  });
  expect(observed.problem).toBeNull();
  expect(observed.notes).toEqual(['it updates every 300 ms, and is taken to do so every 100 ms']);
});

test('a power source that never changes is fine', async () => {
  const observed = await seen((clock) => powerSource({ clock, powerW: 7.5 }));
  expect(observed).toMatchObject({ problem: null, updatePeriodS: null, notes: [] });
  expect(observed.powerW).toEqual({ mean: 7.5, least: 7.5, most: 7.5 });
});

test('reads that fail are counted, and a counter that never answers is a problem, not zero watts', async () => {
  const fault = (value: number, atS: number) => {
    if (Math.floor(atS * 2) % 2 === 0) throw new Error('the device does not answer');
    return value;
  };
  const some = await seen((clock) => powerSource({ clock, powerW: 10, fault }));
  expect(some.problem).toBeNull();
  expect(some.failedReads).toBeGreaterThan(100);
  expect(some.notes).toEqual([
    expect.stringMatching(/^\d+ of \d+ reads failed: the device does not answer$/),
  ]);
  expect(some.powerW?.mean).toBe(10);

  const none = await seen((clock) =>
    powerSource({
      clock,
      powerW: 10,
      fault: () => {
        throw new Error('permission denied');
      },
    }),
  );
  expect(none).toMatchObject({ problem: 'it could not be read: permission denied', powerW: null, forS: 0 });
});

test('while it observes, it tells how long that still takes', async () => {
  const clock = new SimulatedClock();
  const told: number[] = [];
  const onProgress = (leftS: number) => told.push(leftS);
  await clock.drive(observe([powerSource({ clock, powerW: 1 })], { clock, forS: 1, onProgress }));
  expect(told.length).toBe(4);
  expect(told[0]).toBe(1);
  expect(told).toEqual([...told].sort((a, b) => b - a));
});

test('whatever a counter reads, figures are finite or absent, and never negative for energy', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.double({ noNaN: true, min: 0, max: 1e12 }), fc.constant(null)), { maxLength: 50 }),
      fc.constantFrom('energyJ' as const, 'powerW' as const),
      async (values, reading) => {
        let index = 0;
        const observed = await seen(
          (clock) => ({
            ...powerSource({ clock, powerW: 0 }),
            reading,
            read() {
              const value = values[index];
              index += 1;
              if (value == null) throw new Error('nothing');
              return value;
            },
          }),
          { forS: 0.05 },
        );
        for (const watts of Object.values(observed.powerW ?? {})) {
          expect(Number.isFinite(watts)).toBe(true);
          expect(watts).toBeGreaterThanOrEqual(0);
        }
        expect(observed.powerW === null || observed.reads > observed.failedReads).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});
