import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuConditions } from '../../../src/energy/counters/cpu-conditions.ts';
import { sysfsTree } from '../../simulators/sysfs.ts';

async function conditionsOf(files: Record<string, string | number>) {
  const { root } = await sysfsTree(files);
  return cpuConditions({ root });
}

const hwmon = (number: number, name: string, sensors: Record<string, string | number>) =>
  Object.fromEntries(
    Object.entries({ name, ...sensors }).map(([file, text]) => [
      `sys/class/hwmon/hwmon${number}/${file}`,
      text,
    ]),
  );

test('a machine that says nothing has unknown conditions, not good ones', async () => {
  expect(await conditionsOf({})).toEqual({
    temperatureC: null,
    throttled: { core: null, package: null },
    governors: null,
    load: null,
  });
});

test('a machine with two Intel packages is as hot as the hotter one', async () => {
  const { temperatureC } = await conditionsOf({
    ...hwmon(0, 'coretemp', {
      temp1_label: 'Package id 0',
      temp1_input: 61_000,
      temp2_label: 'Core 0',
      temp2_input: 97_000,
    }),
    ...hwmon(1, 'coretemp', { temp1_label: 'Package id 1', temp1_input: 64_500 }),
    ...hwmon(2, 'nvme', { temp1_label: 'Composite', temp1_input: 80_000 }),
  });
  expect(temperatureC).toBe(64.5);
});

test('an Intel CPU without a sensor for its package is as hot as its hottest core', async () => {
  const { temperatureC } = await conditionsOf(
    hwmon(0, 'coretemp', {
      temp2_label: 'Core 0',
      temp2_input: 51_000,
      temp3_label: 'Core 1',
      temp3_input: 53_000,
    }),
  );
  expect(temperatureC).toBe(53);
});

test.each(['k10temp', 'zenpower'])('of AMD’s two temperatures in %s the die’s is taken', async (driver) => {
  const control = { temp1_label: 'Tctl', temp1_input: 80_000 };
  const die = { temp2_label: 'Tdie', temp2_input: 60_000 };
  const part = { temp3_label: 'Tccd1', temp3_input: 90_000 };
  const both = await conditionsOf(hwmon(0, driver, { ...control, ...die, ...part }));
  expect(both.temperatureC).toBe(60);
  const one = await conditionsOf(hwmon(0, driver, { ...control, ...part }));
  expect(one.temperatureC).toBe(80);
});

test.each(['x86_pkg_temp', 'cpu-thermal', 'CPU-therm'])(
  'where no chip shows it, the thermal zone %s does',
  async (type) => {
    const { temperatureC } = await conditionsOf({
      'sys/class/thermal/thermal_zone0/type': 'acpitz',
      'sys/class/thermal/thermal_zone0/temp': 27_800,
      'sys/class/thermal/thermal_zone1/type': type,
      'sys/class/thermal/thermal_zone1/temp': 48_000,
      'sys/class/thermal/cooling_device0/type': 'cpu',
      'sys/class/thermal/cooling_device0/temp': 99_000,
    });
    expect(temperatureC).toBe(48);
  },
);

test.each(['0', '-273000', '255000', '', 'unknown', '5e4'])(
  'a sensor that says %j says nothing',
  async (temp1_input) => {
    const { temperatureC } = await conditionsOf({
      ...hwmon(0, 'k10temp', { temp1_label: 'Tctl', temp1_input }),
      'sys/class/thermal/thermal_zone0/type': 'x86_pkg_temp',
      'sys/class/thermal/thermal_zone0/temp': 48_000,
    });
    expect(temperatureC).toBe(48);
  },
);

test('throttling is counted over all CPUs, of cores and packages apart', async () => {
  const cpu = (number: number, core: number, whole: number) => ({
    [`sys/devices/system/cpu/cpu${number}/thermal_throttle/core_throttle_count`]: core,
    [`sys/devices/system/cpu/cpu${number}/thermal_throttle/package_throttle_count`]: whole,
  });
  const { throttled } = await conditionsOf({ ...cpu(0, 3, 7), ...cpu(1, 0, 7), ...cpu(10, 2, 1) });
  expect(throttled).toEqual({ core: 5, package: 15 });
});

test('CPUs that were never throttled are told apart from CPUs that do not count it', async () => {
  const { throttled } = await conditionsOf({
    'sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count': 0,
  });
  expect(throttled).toEqual({ core: 0, package: null });
});

test('every governor is named once', async () => {
  const policy = (number: number, governor: string) => ({
    [`sys/devices/system/cpu/cpufreq/policy${number}/scaling_governor`]: governor,
  });
  const { governors } = await conditionsOf({
    ...policy(0, 'schedutil'),
    ...policy(1, 'performance'),
    ...policy(2, 'schedutil'),
    ...policy(3, 'not\u001b[31m one'),
  });
  expect(governors).toEqual(['performance', 'schedutil']);
});

test('the load is that of the last minute', async () => {
  expect((await conditionsOf({ 'proc/loadavg': '3.25 2.00 1.50 2/1337 4242' })).load).toBe(3.25);
  expect((await conditionsOf({ 'proc/loadavg': '0.00 0.01 0.05 1/120 99' })).load).toBe(0);
});

test('this machine’s own files are read without a complaint', () => {
  const { temperatureC, load } = cpuConditions();
  if (temperatureC !== null) expect(temperatureC).toBeGreaterThan(0);
  if (load !== null) expect(load).toBeGreaterThanOrEqual(0);
});

test('whatever a file holds, nothing is thrown and nothing is out of bounds', async () => {
  const anything = fc.string({ unit: 'binary', maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(anything, anything, anything, async (temperature, count, load) => {
      const conditions = await conditionsOf({
        ...hwmon(0, 'k10temp', { temp1_input: temperature }),
        'sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count': count,
        'sys/devices/system/cpu/cpufreq/policy0/scaling_governor': count,
        'proc/loadavg': load,
      });
      const { temperatureC, throttled, governors } = conditions;
      expect(temperatureC ?? 20).toBeLessThanOrEqual(150);
      expect(throttled.core ?? 0).toBeGreaterThanOrEqual(0);
      for (const governor of governors ?? []) expect(governor).not.toMatch(/\p{C}/u);
    }),
    { numRuns: 30 },
  );
});
