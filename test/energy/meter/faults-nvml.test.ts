import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import koffi from 'koffi';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/energy/clock.ts';
import { nvmlCounters } from '../../../src/energy/counters/nvml/nvml.ts';
import { counterRecorder } from '../../../src/energy/meter/counter-recorder.ts';
import { createMeter } from '../../../src/energy/meter/meter.ts';
import type { CounterReading } from '../../../src/measurement/measurement.ts';
import { compileNvml, playNvml, type SimulatedGpu } from '../../simulators/nvml-control.ts';
import { traceEnergyJ } from '../../simulators/power-trace.ts';

const trace = { kind: 'constant', powerW: 300 } as const;
const gpuLost = 15;
const never = 1000;

/** A GPU a fault, which begins so many seconds after the round does. */
const faults = (inS: (seconds: number) => number) =>
  ({
    'every 20 ms': { counter: { updatePeriodS: 0.02 } },
    'every 50 ms': { counter: { updatePeriodS: 0.05, phaseS: 0.013 } },
    'every 100 ms': { counter: { updatePeriodS: 0.1, phaseS: 0.057 } },
    reset: { resetAtS: inS(0.7) },
    stall: { stall: { fromS: inS(0.4), toS: inS(1.1) } },
    'stall for good': { stall: { fromS: inS(0.5), toS: inS(never) } },
    glitch: { glitch: { fromS: inS(0.5), toS: inS(0.8), byMJ: 400_000 } },
    'glitch for good': { glitch: { fromS: inS(0.5), toS: inS(never), byMJ: 400_000 } },
    vanishes: { error: { code: gpuLost, fromS: inS(0.6) } },
    'no counter': { energyMJ: null },
    // Its only register of power: one that agrees would be enough.
    contradicted: { powerMW: 180_000, powerReading: { fields: false } },
  }) satisfies Record<string, SimulatedGpu>;
type Fault = keyof ReturnType<typeof faults>;

const names = Object.keys(faults(() => 0)) as Fault[];
const uuidOf = (fault: Fault) => `GPU-${names.indexOf(fault)}`;
/** What registers a GPU has, and how often its counter updates, does not change while it plays. */
function idle(fault: Fault): SimulatedGpu & { uuid: string } {
  const { counter, powerReading, energyMJ = 'live' } = faults(() => 0)[fault] as SimulatedGpu;
  const own = { ...(counter ? { counter } : {}), ...(powerReading ? { powerReading } : {}) };
  return { uuid: uuidOf(fault), trace, energyMJ, powerMW: 'live', ...own };
}

/** So few GPUs a driver that reading them all takes no time worth speaking of, on a slow machine either. */
const gpusADriver = 3;

const played = new Map<Fault, { reading: CounterReading; truthJ: number }>();
const readingOf = (fault: Fault) => played.get(fault)!.reading;
const truthOf = (fault: Fault) => played.get(fault)!.truthJ;

/** One round of 2 s, in which all GPUs play their faults beside each other. */
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nvml-faults-'));
  const built = join(directory, 'libnvidia-ml.so.1');
  await compileNvml(built);
  const drivers = Array.from({ length: Math.ceil(names.length / gpusADriver) }, (_, driver) =>
    names.slice(driver * gpusADriver, (driver + 1) * gpusADriver),
  );
  await Promise.all(
    drivers.map(async (members, driver) => {
      const library = join(directory, `${driver}`, 'libnvidia-ml.so.1');
      await mkdir(join(directory, `${driver}`));
      await copyFile(built, library);
      await play(library, members);
    }),
  );
  await rm(directory, { recursive: true });
});

async function play(library: string, members: readonly Fault[]): Promise<void> {
  const loadedAtS = systemClock.nowS() - 1000;
  await playNvml(library, { gpus: members.map(idle), loadedAtS });
  const { counters } = await nvmlCounters({ gpus: 'all', loadKoffi: () => koffi, library, env: {} });
  const recorder = counterRecorder({ counters });
  let truthJ = 0;
  const { energy } = await createMeter({ recorder, estimate: null }).measure(async () => {
    const startS = systemClock.nowS();
    const now = faults((seconds) => startS + seconds);
    await playNvml(library, {
      gpus: members.map((fault) => ({ ...idle(fault), ...now[fault] })),
      loadedAtS,
    });
    await sleep(2000);
    truthJ = traceEnergyJ(trace, startS, systemClock.nowS());
    return { cpuTimeS: 0 };
  });
  for (const fault of members) {
    const reading = energy.readings.find(({ counter }) => counter === `nvml:${uuidOf(fault)}`)!;
    played.set(fault, { reading, truthJ });
  }
  await recorder.close();
}

function expectRight(fault: Fault) {
  const { energyJ, uncertaintyJ, note } = readingOf(fault);
  const truthJ = truthOf(fault);
  expect(energyJ, note).not.toBeNull();
  expect(Math.abs(energyJ! - truthJ)).toBeLessThanOrEqual(uncertaintyJ);
  // Not only because the uncertainty is wide.
  expect(uncertaintyJ).toBeLessThan(0.3 * truthJ);
}

describe('a GPU whose counter', () => {
  test.each(['every 20 ms', 'every 50 ms', 'every 100 ms'] as const)('updates %s is right', (fault) => {
    expectRight(fault);
    expect(readingOf(fault)).toMatchObject({ provenance: 'measured', crossCheck: { agrees: true } });
  });

  test('is reset in the middle voids the round', () => {
    expect(readingOf('reset')).toMatchObject({ energyJ: null, provenance: 'unavailable' });
    expect(readingOf('reset').note).toContain('the counter was reset');
  });

  test('stalls and catches up loses nothing', () => expectRight('stall'));

  test('stalls and stays so is unknown', () => {
    expect(readingOf('stall for good').energyJ).toBeNull();
    expect(readingOf('stall for good').note).toMatch(/it stopped updating \d\.\d s before the end/);
  });

  test('glitches backwards and recovers gains and loses nothing, and says so', () => {
    expectRight('glitch');
    expect(readingOf('glitch').note).toContain('stepped back and recovered once');
  });

  test('glitches backwards for good is unknown, though it passes its old value later', () => {
    expect(readingOf('glitch for good').energyJ).toBeNull();
    expect(readingOf('glitch for good').note).toContain('set back while it was being read');
  });

  test('vanishes with its GPU is unknown, with what the driver said', () => {
    expect(readingOf('vanishes').energyJ).toBeNull();
    expect(readingOf('vanishes').note).toContain(
      'could not be read at the end: the GPU has fallen off the bus',
    );
  });

  test('is missing gives way to integrated power', () => {
    const { energyJ, provenance } = readingOf('no counter');
    const truthJ = truthOf('no counter');
    expect(provenance).toBe('integrated');
    // The power is steady, so that no delay of its register matters.
    expect(Math.abs(energyJ! - truthJ)).toBeLessThan(0.01 * truthJ);
  });

  test('contradicts the power of its GPU is reported, and its uncertainty holds both', () => {
    const { energyJ, uncertaintyJ, crossCheck, note } = readingOf('contradicted');
    const truthJ = truthOf('contradicted');
    expect(crossCheck).toMatchObject({ agrees: false });
    expect(note).toContain('they should differ by at most');
    expect(Math.abs(energyJ! - truthJ)).toBeLessThan(0.2 * truthJ);
    expect(uncertaintyJ).toBeGreaterThan(0.3 * truthJ);
  });
});
