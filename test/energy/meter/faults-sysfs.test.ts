import { describe, expect, test } from 'vitest';
import { hwmonCounters } from '../../../src/energy/counters/hwmon.ts';
import { raplCounters } from '../../../src/energy/counters/rapl.ts';
import { counterRecorder } from '../../../src/energy/meter/counter-recorder.ts';
import { createMeter } from '../../../src/energy/meter/meter.ts';
import type { Energy } from '../../../src/measurement/measurement.ts';
import { SimulatedClock } from '../../simulators/clock.ts';
import { type PlayedFault, type PlayedFile, playing, raplZone, sysfsTree } from '../../simulators/sysfs.ts';

const powerW = 150;
const roundS = 20;
const truthJ = powerW * roundS;
const file = 'intel-rapl:0/energy_uj';

type InS = (seconds: number) => number;

/** One round on a CPU package, which plays faults that begin so many seconds from now. */
async function packageRound(
  faults: (inS: InS) => PlayedFault[],
  more: Partial<PlayedFile> & { rangeKnown?: boolean } = {},
): Promise<Energy> {
  const clock = new SimulatedClock();
  const startS = clock.nowS();
  const { rangeUj = 262_143_328_850, rangeKnown = true, ...rest } = more;
  const startUj = rest.startUj ?? 5_000_000_000;
  const tree = playing(
    await sysfsTree(raplZone('intel-rapl:0', 'package-0', startUj, rangeKnown ? rangeUj : null)),
    [{ file, powerW: () => powerW, rangeUj, ...rest, startUj, faults: faults((s) => startS + s) }],
    clock,
  );
  const found = raplCounters({ root: tree.root, read: tree.read, sleep: (seconds) => clock.sleep(seconds) });
  const { counters } = await clock.drive(found);
  return round(clock, counters);
}

async function round(clock: SimulatedClock, counters: Parameters<typeof counterRecorder>[0]['counters']) {
  expect(counters).toHaveLength(1);
  const meter = createMeter({ recorder: counterRecorder({ counters, clock }), estimate: null, clock });
  const { energy } = await clock.drive(
    meter.measure(async () => {
      await clock.sleep(roundS);
      return { cpuTimeS: 0 };
    }),
  );
  return energy;
}

function expectRight({ energyJ, uncertaintyJ, reason }: Energy) {
  expect(energyJ, reason).not.toBeNull();
  expect(Math.abs(energyJ! - truthJ)).toBeLessThanOrEqual(uncertaintyJ);
  expect(uncertaintyJ).toBeLessThan(0.02 * truthJ);
}

describe('a CPU package', () => {
  test.each([0.001, 0.02, 0.05, 0.1])('that updates every %d s is right', async (updatePeriodS) => {
    const energy = await packageRound(() => [], { updatePeriodS });
    expectRight(energy);
    expect(energy).toMatchObject({ provenance: 'measured', boundary: 'CPU package 0' });
  });

  test('that wraps has its range added once', async () => {
    const rangeUj = 262_143_328_850;
    const energy = await packageRound(() => [], { rangeUj, startUj: rangeUj - 1_000_000_000 });
    expectRight(energy);
    expect(energy.readings[0]!.note).toBe('wrapped once');
  });

  test('that wraps at a range that cannot be read is unknown, not negative', async () => {
    const rangeUj = 262_143_328_850;
    const startUj = rangeUj - 1_000_000_000;
    const energy = await packageRound(() => [], { rangeUj, startUj, rangeKnown: false });
    expect(energy).toMatchObject({ energyJ: null, provenance: 'unavailable' });
  });

  test('that is reset is unknown, not a wrap', async () => {
    const energy = await packageRound((inS) => [{ kind: 'reset', atS: inS(10) }]);
    expect(energy.energyJ).toBeNull();
    expect(energy.reason).toContain('the counter was reset');
  });

  test('that stalls and catches up loses nothing', async () => {
    expectRight(await packageRound((inS) => [{ kind: 'stall', fromS: inS(5), toS: inS(9) }]));
  });

  test('that stalls for good is unknown', async () => {
    const energy = await packageRound((inS) => [{ kind: 'stall', fromS: inS(5), toS: inS(1000) }]);
    expect(energy.energyJ).toBeNull();
    expect(energy.reason).toMatch(/it stopped updating 1\d\.\d s before the end/);
  });

  test('that steps back by more than one of its updates could be off is unknown, though it comes back', async () => {
    const energy = await packageRound((inS) => [
      { kind: 'glitch', fromS: inS(5), toS: inS(5.4), byUj: 100_000_000 },
    ]);
    expect(energy.energyJ).toBeNull();
    expect(energy.reason).toContain('the counter was reset');
  });

  test('that vanishes is unknown, with the file that is missing', async () => {
    const energy = await packageRound((inS) => [{ kind: 'vanish', atS: inS(8) }]);
    expect(energy.energyJ).toBeNull();
    expect(energy.reason).toMatch(/could not be read at the end: .*energy_uj: no such file/);
  });

  test('that may not be read at the end is unknown, with the reason', async () => {
    const energy = await packageRound((inS) => [
      { kind: 'fail', fromS: inS(8), toS: inS(1000), code: 'EACCES' },
    ]);
    expect(energy.energyJ).toBeNull();
    expect(energy.reason).toContain('permission denied');
  });

  test('that may not be read for a moment is right, and says so', async () => {
    const energy = await packageRound((inS) => [{ kind: 'fail', fromS: inS(8), toS: inS(9), code: 'EIO' }]);
    expectRight(energy);
    expect(energy.readings[0]!.note).toMatch(/^\d of \d+ reads failed$/);
  });
});

describe('a power sensor', () => {
  async function sensorRound(played: Partial<PlayedFile>, faults: (inS: InS) => PlayedFault[] = () => []) {
    const clock = new SimulatedClock();
    const startS = clock.nowS();
    const power = 'hwmon0/power1_average';
    const tree = playing(
      await sysfsTree({ 'hwmon0/name': 'amdgpu', [power]: 1, 'hwmon0/device/device': '0x744c' }),
      [
        {
          file: power,
          shows: 'power',
          powerW: () => powerW,
          updatePeriodS: 0.1,
          ...played,
          faults: faults((s) => startS + s),
        },
      ],
      clock,
    );
    const { counters } = hwmonCounters({ root: tree.root, read: tree.read });
    return round(clock, counters);
  }

  test('is integrated over the round', async () => {
    const energy = await sensorRound({});
    expectRight(energy);
    expect(energy.provenance).toBe('integrated');
  });

  test('that swings is integrated as it was read, within its uncertainty', async () => {
    const energy = await sensorRound({ powerW: (atS) => powerW + 100 * Math.sin(3 * atS) });
    expect(Math.abs(energy.energyJ! - truthJ)).toBeLessThan(0.05 * truthJ);
  });

  test('that vanishes is unknown', async () => {
    const energy = await sensorRound({}, (inS) => [{ kind: 'vanish', atS: inS(8) }]);
    expect(energy.energyJ).toBeNull();
    expect(energy.reason).toContain('could not be read at the end');
  });

  test('that cannot be read for seconds is unknown: no line is drawn over the gap', async () => {
    const energy = await sensorRound({}, (inS) => [
      { kind: 'fail', fromS: inS(5), toS: inS(9), code: 'ENODATA' },
    ]);
    expect(energy.energyJ).toBeNull();
    expect(energy.reason).toMatch(/it was not read for [34]\.\d s of the round/);
  });
});
