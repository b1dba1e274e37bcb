import fc from 'fast-check';
import koffi from 'koffi';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/energy/clock.ts';
import { openNvml } from '../../src/energy/counters/nvml/library.ts';
import { type PowerTrace, type SimulatedGpu, simulatedDriver, traceEnergyJ, traceText } from './nvml.ts';

const watts = fc.double({ min: 0, max: 1000, noNaN: true });
const seconds = fc.double({ min: 0.05, max: 5, noNaN: true });
const anyTrace: fc.Arbitrary<PowerTrace> = fc.oneof(
  fc.record({ kind: fc.constant('constant'), powerW: watts }),
  fc.record({ kind: fc.constant('square'), highW: watts, lowW: watts, periodS: seconds, phaseS: seconds }),
  fc.record({ kind: fc.constant('ramp'), fromW: watts, toW: watts, periodS: seconds, phaseS: seconds }),
  fc.record({ kind: fc.constant('bursts'), seed: fc.nat(), idleW: watts, peakW: watts, slotS: seconds }),
) as fc.Arbitrary<PowerTrace>;
const uptimeS = fc.double({ min: 0, max: 1e6, noNaN: true });
const windowS = fc.double({ min: 0.1, max: 30, noNaN: true });

/** The driver's first GPU, with what a test calls of it. */
async function open(gpu: SimulatedGpu, options: { loadedAtS?: number; old?: boolean } = {}) {
  const driver = await simulatedDriver([gpu], options);
  const nvml = openNvml(koffi, driver.library);
  const device = nvml.handle(0);
  const library = koffi.load(driver.library);
  return {
    driver,
    library,
    device,
    energyJ: () => nvml.totalEnergyMJ(device) / 1000,
    powerW: () => nvml.powerMW(device) / 1000,
    call: (declaration: string, ...args: unknown[]): number => library.func(declaration)(device, ...args),
  };
}

/** The last moment when something updated every so often, from a phase on, before now. */
const lastUpdateS = (periodS: number, phaseS = 0) =>
  Math.floor((systemClock.nowS() - phaseS) / periodS) * periodS + phaseS;

test('a trace has the same energy in the library as here', async () => {
  const { library } = await open({});
  const inLibrary = library.func('double simulatedTraceEnergyJ(const char *trace, double from, double to)');
  fc.assert(
    fc.property(anyTrace, uptimeS, windowS, (trace, fromS, lengthS) => {
      const here = traceEnergyJ(trace, fromS, fromS + lengthS);
      const there = inLibrary(traceText(trace), fromS, fromS + lengthS);
      expect(Math.abs(there - here)).toBeLessThanOrEqual(1e-6 * Math.abs(here) + 1e-6);
    }),
  );
});

test('the energy of a window is that of its parts', () => {
  fc.assert(
    fc.property(anyTrace, uptimeS, windowS, windowS, (trace, fromS, firstS, secondS) => {
      const [middleS, toS] = [fromS + firstS, fromS + firstS + secondS];
      const parts = traceEnergyJ(trace, fromS, middleS) + traceEnergyJ(trace, middleS, toS);
      expect(traceEnergyJ(trace, fromS, toS)).toBeCloseTo(parts, 5);
    }),
  );
});

test('what a trace draws within one period is known by hand', () => {
  expect(traceEnergyJ({ kind: 'constant', powerW: 250 }, 3, 7)).toBe(1000);
  const square = { kind: 'square', highW: 300, lowW: 100, periodS: 2, phaseS: 0.5 } as const;
  expect(traceEnergyJ(square, 0.5, 1.5)).toBeCloseTo(300);
  expect(traceEnergyJ(square, 1.25, 2)).toBeCloseTo(0.25 * 300 + 0.5 * 100);
  const ramp = { kind: 'ramp', fromW: 100, toW: 300, periodS: 2 } as const;
  expect(traceEnergyJ(ramp, 4, 5)).toBeCloseTo(150);
  expect(traceEnergyJ(ramp, 5, 6.5)).toBeCloseTo(250 + 62.5);
});

test('bursts differ with their seed and stay between idle and peak', () => {
  const bursts = (seed: number) => ({ kind: 'bursts', seed, idleW: 80, peakW: 400, slotS: 0.3 }) as const;
  const energies = [1, 2, 3, 4].map((seed) => traceEnergyJ(bursts(seed), 10, 20));
  expect(new Set(energies).size).toBe(4);
  for (const energyJ of energies) {
    expect(energyJ).toBeGreaterThan(800);
    expect(energyJ).toBeLessThan(4000);
  }
});

test('a live counter holds the trace up to its last update, and no more', async () => {
  const trace = { kind: 'ramp', fromW: 100, toW: 500, periodS: 0.7 } as const;
  const loadedAtS = systemClock.nowS() - 60;
  const counter = { updatePeriodS: 0.1, phaseS: 0.03, startsAtMJ: 5_000_000 };
  const { energyJ } = await open({ trace, counter }, { loadedAtS });
  const expected = () => 5000 + traceEnergyJ(trace, loadedAtS, lastUpdateS(0.1, 0.03));
  // An update may come between the two readings of the clock.
  const [before, value, after] = [expected(), energyJ(), expected()];
  expect(value).toBeGreaterThan(before - 0.002);
  expect(value).toBeLessThan(after + 0.002);
});

test('a counter that senses a quarter of the time takes it for the whole', async () => {
  // Aligned with the updates, so that the sensed last quarter of each period is all low.
  const trace = { kind: 'square', highW: 400, lowW: 100, periodS: 0.1 } as const;
  const loadedAtS = Math.floor(systemClock.nowS()) - 100;
  const counter = { updatePeriodS: 0.1, startsAtMJ: 0, sensedShare: 0.25 };
  const { energyJ } = await open({ trace, counter }, { loadedAtS });
  const sensedW = energyJ() / (lastUpdateS(0.1) - loadedAtS);
  expect(sensedW).toBeGreaterThan(99);
  expect(sensedW).toBeLessThan(101);
});

test('power is averaged over the time that is asked for, and momentary where none is', async () => {
  const trace = { kind: 'square', highW: 400, lowW: 100, periodS: 1000 } as const;
  const phaseS = systemClock.nowS() - 500.5;
  const { powerW, driver } = await open({
    trace: { ...trace, phaseS },
    powerReading: { averageS: 100 },
  });
  expect(powerW()).toBeGreaterThan(380);
  expect(powerW()).toBeLessThan(400);
  await driver.play([{ trace: { ...trace, phaseS }, powerReading: { averageS: 0 } }]);
  expect(powerW()).toBe(100);
});

test('a driver that was loaded anew counts from nothing', async () => {
  const nowS = systemClock.nowS();
  const gpu: SimulatedGpu = { trace: { kind: 'constant', powerW: 200 }, resetAtS: nowS - 10 };
  const { energyJ } = await open(gpu, { loadedAtS: nowS - 1000 });
  expect(energyJ()).toBeGreaterThan(1990);
  expect(energyJ()).toBeLessThan(100_000);
});

test('a counter that stalls says what it said, and is right again afterwards', async () => {
  const nowS = systemClock.nowS();
  const trace = { kind: 'constant', powerW: 200 } as const;
  const counter = { startsAtMJ: 0 };
  const { driver, energyJ } = await open(
    { trace, counter, stall: { fromS: nowS - 10, toS: nowS + 1000 } },
    { loadedAtS: nowS - 100 },
  );
  expect(energyJ()).toBeCloseTo(90 * 200, -1.5);
  await driver.play([{ trace, counter, stall: { fromS: nowS - 10, toS: nowS - 1 } }]);
  expect(energyJ()).toBeGreaterThan(99 * 200);
});

test('a glitch takes joules away and gives them back', async () => {
  const nowS = systemClock.nowS();
  const gpu: SimulatedGpu = { trace: { kind: 'constant', powerW: 0 }, counter: { startsAtMJ: 70_000 } };
  const { driver, energyJ } = await open({
    ...gpu,
    glitch: { fromS: nowS - 1, toS: nowS + 1000, byMJ: 50_000 },
  });
  expect(energyJ()).toBe(20);
  await driver.play([{ ...gpu, glitch: { fromS: nowS - 2, toS: nowS - 1, byMJ: 50_000 } }]);
  expect(energyJ()).toBe(70);
});

test('a GPU that will be lost answers until then', async () => {
  const nowS = systemClock.nowS();
  const { driver, energyJ } = await open({ error: { code: 15, fromS: nowS + 1000 } });
  expect(energyJ()).toBe(1000);
  await driver.play([{ error: { code: 4, fromS: nowS - 1 } }]);
  expect(energyJ).toThrow('permission denied');
});

test('a list of processes says how long it is before it is given', async () => {
  const { call } = await open({ processes: [{ pid: 11 }, { pid: 12 }, { pid: 13, kind: 'graphics' }] });
  const list = (count: number[], infos: Buffer | null) =>
    call(
      'int nvmlDeviceGetComputeRunningProcesses_v3(void *device, _Inout_ uint32_t *n, void *infos)',
      count,
      infos,
    );
  const count = [0];
  expect(list(count, null)).toBe(7);
  expect(count).toEqual([2]);
  const infos = Buffer.alloc(5 * 24);
  expect(list([1], infos)).toBe(7);
  const space = [5];
  expect(list(space, infos)).toBe(0);
  expect([space[0], infos.readUInt32LE(0), infos.readUInt32LE(24)]).toEqual([2, 11, 12]);
});

test('processes have names, and a driver that does not list them says so', async () => {
  const { driver, library, call } = await open({ processes: [{ pid: 11, name: '/usr/bin/python3 -m x' }] });
  const nameOf = (pid: number, length: number) => {
    const name = Buffer.alloc(length);
    const get = library.func('int nvmlSystemGetProcessName(uint32_t pid, void *name, uint32_t length)');
    return [get(pid, name, length), name.toString('latin1').split('\0', 1)[0]];
  };
  expect(nameOf(11, 64)).toEqual([0, '/usr/bin/python3 -m x']);
  expect(nameOf(11, 4)).toEqual([7, '']);
  expect(nameOf(12, 64)).toEqual([6, '']);
  await driver.play([{ processes: null }]);
  const declaration =
    'int nvmlDeviceGetGraphicsRunningProcesses_v3(void *device, _Inout_ uint32_t *n, void *infos)';
  expect(call(declaration, [0], null)).toBe(3);
});

test('field values tell momentary power, average power and energy, each with its own success', async () => {
  const gpu: SimulatedGpu = { trace: { kind: 'constant', powerW: 321.5 }, counter: { startsAtMJ: 2 ** 40 } };
  const { driver, call } = await open(gpu);
  const fields = () => {
    // nvmlFieldValue_t: fieldId, scopeId, timestamp, latencyUsec, valueType, nvmlReturn, value.
    const values = Buffer.alloc(3 * 40);
    for (const [index, id] of [186, 185, 83].entries()) values.writeUInt32LE(id, index * 40);
    expect(call('int nvmlDeviceGetFieldValues(void *device, int count, void *values)', 3, values)).toBe(0);
    return [0, 1, 2].map((index) => ({
      type: values.readUInt32LE(index * 40 + 24),
      code: values.readUInt32LE(index * 40 + 28),
      value: Number(values.readBigUInt64LE(index * 40 + 32)),
    }));
  };
  expect(fields().slice(0, 2)).toEqual([
    { type: 1, code: 0, value: 321_500 },
    { type: 1, code: 0, value: 321_500 },
  ]);
  expect(fields()[2]).toMatchObject({ type: 3, code: 0 });
  expect(fields()[2]?.value).toBeGreaterThanOrEqual(2 ** 40);
  await driver.play([{ ...gpu, powerReading: { fields: false } }]);
  expect(fields().map(({ code }) => code)).toEqual([3, 3, 0]);
});

test('temperature and clocks are told, or are not supported', async () => {
  const { driver, call } = await open({ temperatureC: 83, clocksEventReasons: 0x24 });
  const temperature = () => {
    const value = [0];
    return [
      call('int nvmlDeviceGetTemperature(void *device, uint32_t sensor, _Out_ uint32_t *t)', 0, value),
      value[0],
    ];
  };
  const clocks = (name: string) => {
    const value = [0];
    return [call(`int ${name}(void *device, _Out_ uint64_t *reasons)`, value), Number(value[0])];
  };
  expect(temperature()).toEqual([0, 83]);
  expect(clocks('nvmlDeviceGetCurrentClocksEventReasons')).toEqual([0, 0x24]);
  expect(clocks('nvmlDeviceGetCurrentClocksThrottleReasons')).toEqual([0, 0x24]);
  await driver.play([{ temperatureC: null, clocksEventReasons: null }]);
  expect(temperature()[0]).toBe(3);
  expect(clocks('nvmlDeviceGetCurrentClocksEventReasons')[0]).toBe(3);
});

test('an old driver lists processes and clocks under their old names alone', async () => {
  const { library } = await open({}, { old: true });
  for (const name of ['nvmlDeviceGetCurrentClocksEventReasons', 'nvmlDeviceGetComputeRunningProcesses_v3'])
    expect(() => library.func(`int ${name}(void *device)`)).toThrow(name);
  for (const name of ['nvmlDeviceGetCurrentClocksThrottleReasons', 'nvmlDeviceGetComputeRunningProcesses'])
    expect(() => library.func(`int ${name}(void *device)`)).not.toThrow();
});
