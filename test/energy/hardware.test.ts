import koffi from 'koffi';
import { describe, expect, test } from 'vitest';
import type { CounterDescription } from '../../src/energy/counter.ts';
import { cpuSettings } from '../../src/energy/counters/cpu-settings.ts';
import { nvmlCounters } from '../../src/energy/counters/nvml/nvml.ts';
import { describeHardware } from '../../src/energy/hardware.ts';
import { meterVersion } from '../../src/energy/meter-version.ts';
import type { Hardware } from '../../src/measurement/measurement.ts';
import { differences } from '../../src/verdict/comparable.ts';
import { SimulatedClock } from '../simulators/clock.ts';
import { energyCounter } from '../simulators/counter.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';
import { type SimulatedGpu, simulatedDriver } from '../simulators/nvml.ts';
import { cpuPolicy, sysfsTree } from '../simulators/sysfs.ts';

const clock = new SimulatedClock();
const machine = {
  platform: 'linux',
  arch: 'x64',
  cpus: Array.from({ length: 4 }, () => ({ model: 'Xeon 1  ' })),
  settings: { 'CPU governor': 'performance' },
};
const gpu = (id: string, index: number, device = 'NVIDIA H100', settings: Record<string, string> = {}) =>
  energyCounter({
    clock,
    powerW: 1,
    id,
    device,
    covers: `GPU ${index}, ${device}`,
    kind: 'nvml-energy',
    settings,
  });
const rapl = energyCounter({ clock, powerW: 1, id: 'rapl:package-0', kind: 'rapl', domain: 'cpu' });

test('the hardware is described by models, kinds and settings', async () => {
  const hardware = await describeHardware({
    counters: [rapl, gpu('nvml:GPU-1', 0, 'NVIDIA H100', { 'power limit of NVIDIA H100': '700 W' })],
    machine,
  });
  expect(hardware).toEqual({
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    platform: 'linux',
    arch: 'x64',
    cpu: 'Xeon 1',
    cores: 4,
    gpus: ['NVIDIA H100'],
    counters: ['nvml-energy', 'rapl'],
    settings: {
      'CPU governor': 'performance',
      'meter version': `${meterVersion}`,
      'power limit of NVIDIA H100': '700 W',
    },
  });
});

test('another card of the same model has the same fingerprint', async () => {
  const one = await describeHardware({ counters: [gpu('nvml:GPU-1', 0), rapl], machine });
  const other = await describeHardware({ counters: [rapl, gpu('nvml:GPU-2', 3)], machine });
  expect(other.fingerprint).toBe(one.fingerprint);
});

test('the order in which settings are told does not matter', async () => {
  const settings = { 'CPU governor': 'performance', 'CPU boost': 'on' };
  const reversed = Object.fromEntries(Object.entries(settings).reverse());
  const [one, other] = await Promise.all(
    [settings, reversed].map((each) =>
      describeHardware({ counters: [], machine: { ...machine, settings: each } }),
    ),
  );
  expect(other?.fingerprint).toBe(one?.fingerprint);
});

test('another model, another number of cards, or other counters change the fingerprint', async () => {
  const all = await Promise.all(
    [[gpu('a', 0)], [gpu('a', 0, 'NVIDIA A100')], [gpu('a', 0), gpu('b', 1)], [gpu('a', 0), rapl], []].map(
      (counters) => describeHardware({ counters, machine }),
    ),
  );
  expect(new Set(all.map((hardware) => hardware.fingerprint)).size).toBe(all.length);
});

describe('cards of one model', () => {
  const limited = (id: string, limit: string, ecc = 'on') =>
    gpu(id, 0, 'NVIDIA L4', { 'power limit of NVIDIA L4': limit, 'ECC mode of NVIDIA L4': ecc });
  const settingsOf = async (...counters: CounterDescription[]) =>
    (await describeHardware({ counters, machine })).settings;

  test('that are set up alike show one value', async () => {
    expect(await settingsOf(limited('a', '72 W'), limited('b', '72 W'))).toMatchObject({
      'power limit of NVIDIA L4': '72 W',
    });
  });

  test('that are set up differently show both, in whichever order they come', async () => {
    const both = { 'power limit of NVIDIA L4': '60 W, 72 W', 'ECC mode of NVIDIA L4': 'on' };
    expect(await settingsOf(limited('a', '72 W'), limited('b', '60 W'))).toMatchObject(both);
    expect(await settingsOf(limited('a', '60 W'), limited('b', '72 W'))).toMatchObject(both);
  });

  test('of which one does not tell a setting show that, in whichever order they come', async () => {
    const silent = gpu('b', 1, 'NVIDIA L4', { 'power limit of NVIDIA L4': '72 W' });
    const both = { 'power limit of NVIDIA L4': '72 W', 'ECC mode of NVIDIA L4': 'not told, on' };
    expect(await settingsOf(limited('a', '72 W'), silent)).toMatchObject(both);
    expect(await settingsOf(silent, limited('a', '72 W'))).toMatchObject(both);
  });

  test('say nothing of devices of other models', async () => {
    const zone = (number: number) => ({
      ...rapl,
      id: `rapl:package-${number}`,
      settings: { [`power limit of CPU package ${number}`]: '205 W' },
    });
    expect(await settingsOf(limited('a', '72 W'), zone(0), zone(1))).toEqual({
      'CPU governor': 'performance',
      'ECC mode of NVIDIA L4': 'on',
      'meter version': `${meterVersion}`,
      'power limit of CPU package 0': '205 W',
      'power limit of CPU package 1': '205 W',
      'power limit of NVIDIA L4': '72 W',
    });
  });

  test('have another fingerprint where the same values are on other cards', async () => {
    const straight = await describeHardware({
      counters: [limited('a', '72 W', 'on'), limited('b', '60 W', 'off')],
      machine,
    });
    const crossed = await describeHardware({
      counters: [limited('a', '72 W', 'off'), limited('b', '60 W', 'on')],
      machine,
    });
    expect(crossed.fingerprint).not.toBe(straight.fingerprint);
  });
});

describe('a machine with an NVIDIA GPU', () => {
  type Driver = Parameters<typeof simulatedDriver>[1];
  const uuid = 'GPU-8f6c7a6b-1111-2222-3333-444444444444';

  async function hardwareWith(change: SimulatedGpu = {}, driver: Driver = {}): Promise<Hardware> {
    const { library } = await simulatedDriver(
      [{ uuid, name: 'NVIDIA L4', powerLimitMW: 72_000, ...change }],
      driver,
    );
    const { counters } = await nvmlCounters({ gpus: 'all', loadKoffi: () => koffi, library, env: {} });
    return describeHardware({ counters, machine });
  }

  const named = (baseline: Hardware, head: Hardware) =>
    differences(
      { ...simulatedMeasurement(), hardware: head },
      { ...simulatedMeasurement(), hardware: baseline },
    );

  test('has the same fingerprint twice, and on another card of its kind', async () => {
    const first = await hardwareWith();
    expect(await hardwareWith()).toEqual(first);
    const other = await hardwareWith({ uuid: 'GPU-00000000-aaaa-bbbb-cccc-dddddddddddd', pci: '0:a1:0' });
    expect(other).toEqual(first);
    expect(JSON.stringify(first)).not.toContain('8f6c7a6b');
  });

  test.each<[string, string, string, SimulatedGpu, Driver?]>([
    ['power limit of NVIDIA L4', '72 W', '60 W', { powerLimitMW: 60_000 }],
    ['power limit of NVIDIA L4', '72 W', 'not told', { powerLimitMW: null }],
    [
      'NVIDIA driver',
      '550.54.15',
      '560.28.03',
      {},
      { driverVersion: '560.28.03', nvmlVersion: '12.550.54.15' },
    ],
    ['ECC mode of NVIDIA L4', 'on', 'off', { ecc: false }],
    ['MIG mode of NVIDIA L4', 'off', 'not told', { mig: null }],
    ['persistence mode of NVIDIA L4', 'on', 'off', { persistenceMode: false }],
  ])('is not compared after another %s: %s, %s', async (what, baseline, head, change, driver) => {
    const [before, after] = [await hardwareWith(), await hardwareWith(change, driver)];
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(named(before, after)).toEqual([{ what, baseline, head }]);
  });

  test('is not compared after its GPU was put into MIG mode, where it has no energy', async () => {
    const [before, after] = [await hardwareWith(), await hardwareWith({ mig: true })];
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(named(before, after)).toContainEqual({
      what: 'MIG mode of NVIDIA L4',
      baseline: 'off',
      head: 'not told',
    });
  });
});

test('another governor is another fingerprint, and another frequency is not', async () => {
  const fingerprint = async (governor: string, frequencyKHz: number) => {
    const settings = cpuSettings(await sysfsTree(cpuPolicy(0, { governor, frequencyKHz })));
    return (await describeHardware({ counters: [rapl], machine: { ...machine, settings } })).fingerprint;
  };
  const first = await fingerprint('powersave', 800_000);
  expect(await fingerprint('powersave', 3_900_000)).toBe(first);
  expect(await fingerprint('performance', 800_000)).not.toBe(first);
});

test('this machine has a description of its own, the same each time', async () => {
  const hardware = await describeHardware({ counters: [] });
  expect(hardware.platform).toBe(process.platform);
  expect(hardware.cores).toBeGreaterThan(0);
  expect(hardware.cpu).not.toBe('');
  expect(await describeHardware({ counters: [] })).toEqual(hardware);
});
