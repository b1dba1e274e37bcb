import { release } from 'node:os';
import fc from 'fast-check';
import koffi from 'koffi';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/energy/clock.ts';
import { amdSmiCounters } from '../../../src/energy/counters/amd-smi.ts';
import { amdGpuSettings } from '../../../src/energy/counters/gpu-settings.ts';
import { hwmonCounters } from '../../../src/energy/counters/hwmon.ts';
import { simulatedAmdDriver } from '../../simulators/amd-smi.ts';
import { type SysfsTree, sysfsTree } from '../../simulators/sysfs.ts';

const card = { name: 'AMD GPU 0x744c', chip: 'chip', device: 'device' };

function settingsIn(tree: SysfsTree, kernel = '6.8.0-45-generic') {
  const [chip, device] = [card.chip, card.device].map((path) => `${tree.root}/${path}`) as [string, string];
  return amdGpuSettings({ ...card, chip, device }, tree.read, kernel);
}

const files = {
  'chip/power1_cap': 303_000_000,
  'device/power_dpm_force_performance_level': 'auto',
  'device/driver/module/version': '6.8.5',
};

test('an AMD GPU tells its driver, its power limit and its performance level', async () => {
  expect(settingsIn(await sysfsTree(files))).toEqual({
    'AMD driver': '6.8.5',
    'power limit of AMD GPU 0x744c': '303 W',
    'performance level of AMD GPU 0x744c': 'auto',
  });
});

test('the driver of the kernel is as old as the kernel’s series, not as its last fix', async () => {
  const tree = await sysfsTree();
  expect(settingsIn(tree, '6.8.0-45-generic')).toEqual({ 'AMD driver': 'of Linux 6.8' });
  expect(settingsIn(tree, '6.8.0-47-generic')).toEqual(settingsIn(tree, '6.8.0-45-generic'));
  expect(settingsIn(tree, '6.10.3')).toEqual({ 'AMD driver': 'of Linux 6.10' });
  expect(settingsIn(tree, 'unknown')).toEqual({});
});

test.each(['power1_cap', 'power_dpm_force_performance_level'])(
  'an AMD GPU that does not tell its %s is survived',
  async (file) => {
    const tree = await sysfsTree(files);
    const all = Object.keys(settingsIn(tree));
    for (const code of ['EACCES', 'ENODATA', 'EIO'] as const) {
      tree.fail(file, code);
      expect(Object.keys(settingsIn(tree))).toHaveLength(all.length - 1);
    }
  },
);

test('hwmon shows an AMD card set up as it is, by its own files', async () => {
  const tree = await sysfsTree({
    'hwmon4/name': 'amdgpu',
    'hwmon4/power1_average': 37_000_000,
    'hwmon4/power1_cap': 250_500_000,
  });
  await tree.link('hwmon4/device', 'devices/0000:03:00.0');
  await tree.write('devices/0000:03:00.0/device', '0x744c');
  await tree.write('devices/0000:03:00.0/power_dpm_force_performance_level', 'high');
  expect(hwmonCounters(tree).counters[0]?.settings).toEqual({
    'AMD driver': `of Linux ${/^\d+\.\d+/.exec(release())?.[0]}`,
    'power limit of AMD GPU 0x744c': '250.5 W',
    'performance level of AMD GPU 0x744c': 'high',
  });
});

test('AMD SMI’s counters tell the settings of the kernel’s driver', async () => {
  const tree = await sysfsTree({
    '0000:03:00.0/hwmon/hwmon3/power1_cap': 750_000_000,
    '0000:03:00.0/power_dpm_force_performance_level': 'auto',
    '0000:03:00.0/driver/module/version': '6.12.12',
  });
  const { library } = await simulatedAmdDriver([{ pciAddress: '0000:03:00.0' }]);
  const { counters } = await amdSmiCounters({
    loadKoffi: () => koffi,
    libraries: [library],
    pciRoot: tree.root,
    sleep: () => systemClock.sleep(0.005),
  });
  expect(counters[0]?.settings).toEqual({
    'AMD driver': '6.12.12',
    'power limit of AMD Instinct MI300X': '750 W',
    'performance level of AMD Instinct MI300X': 'auto',
  });
});

const intel = {
  'hwmon2/name': 'xe',
  'hwmon2/energy1_input': 5_000_000,
  'hwmon2/energy2_input': 4_000_000,
};

test('an Intel card tells the limits of card and package, once', async () => {
  const tree = await sysfsTree({ ...intel, 'hwmon2/power1_max': 190_000_000, 'hwmon2/power2_max': 0 });
  expect(hwmonCounters(tree).counters.map(({ settings }) => settings)).toEqual([
    {
      'power limit of Intel GPU of unknown model': '190 W',
      'power limit of Intel GPU of unknown model, package': 'none',
    },
    undefined,
  ]);
});

test('an Intel card that tells no limit is measured all the same', async () => {
  const { counters } = hwmonCounters(await sysfsTree(intel));
  expect(counters.map(({ settings }) => settings ?? {})).toEqual([{}, {}]);
  expect(counters[0]?.read()).toBe(5);
});

test('whatever the files hold, nothing is thrown and no value could break a line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
      const tree = await sysfsTree(Object.fromEntries(Object.keys(files).map((file) => [file, text])));
      for (const value of Object.values(settingsIn(tree))) {
        expect(value).toMatch(/^(none|of Linux 6\.8|[\w.+~-]{1,64}|[\d.e+]+ W)$/);
      }
    }),
    { numRuns: 30 },
  );
});
