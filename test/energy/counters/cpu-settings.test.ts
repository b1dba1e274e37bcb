import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuSettings } from '../../../src/energy/counters/cpu-settings.ts';
import { cpuPolicy, sysfsTree } from '../../simulators/sysfs.ts';

const cpus = 'sys/devices/system/cpu';

async function settingsOf(files: Record<string, string | number>) {
  return cpuSettings(await sysfsTree(files));
}

test('governors, their driver, the energy preference and boost are told', async () => {
  const intel = { driver: 'intel_pstate', preference: 'balance_performance' };
  expect(
    await settingsOf({
      ...cpuPolicy(0, { governor: 'powersave', ...intel }),
      ...cpuPolicy(1, { governor: 'performance', ...intel }),
      ...cpuPolicy(10, { governor: 'powersave', ...intel }),
      [`${cpus}/intel_pstate/no_turbo`]: 0,
    }),
  ).toEqual({
    'CPU governor': 'performance, powersave',
    'CPU frequency driver': 'intel_pstate',
    'CPU energy preference': 'balance_performance',
    'CPU boost': 'on',
  });
});

test.each<[string, Record<string, number>]>([
  ['on', { 'intel_pstate/no_turbo': 0 }],
  ['off', { 'intel_pstate/no_turbo': 1 }],
  ['on', { 'cpufreq/boost': 1 }],
  ['off', { 'cpufreq/boost': 0 }],
  ['off', { 'intel_pstate/no_turbo': 1, 'cpufreq/boost': 1 }],
])('boost is %s with %j', async (boost, files) => {
  const inTree = Object.fromEntries(Object.entries(files).map(([file, value]) => [`${cpus}/${file}`, value]));
  expect(await settingsOf(inTree)).toEqual({ 'CPU boost': boost });
});

test('what changes by itself is not among them', async () => {
  const at = (frequencyKHz: number) => settingsOf(cpuPolicy(0, { governor: 'schedutil', frequencyKHz }));
  expect(await at(800_000)).toEqual(await at(3_900_000));
});

test('a machine that tells nothing has no settings', async () => {
  expect(await settingsOf({})).toEqual({});
});

test('this machine tells the same twice', () => {
  expect(cpuSettings()).toEqual(cpuSettings());
});

test('whatever a file holds, nothing is thrown and every value is a word of its own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), async (text) => {
      const settings = await settingsOf({
        ...cpuPolicy(0, { governor: text, driver: text, preference: text }),
        [`${cpus}/intel_pstate/no_turbo`]: text,
      });
      for (const value of Object.values(settings)) expect(value).toMatch(/^[\w-]{1,32}$/);
    }),
    { numRuns: 30 },
  );
});
