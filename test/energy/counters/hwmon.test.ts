import { expect, test } from 'vitest';
import { hwmonCounters } from '../../../src/energy/counters/hwmon.ts';
import { sysfsTree } from '../../simulators/sysfs.ts';

test('an AMD GPU’s power is integrated, and known by its PCI address', async () => {
  const tree = await sysfsTree({ 'hwmon4/name': 'amdgpu', 'hwmon4/power1_average': 37_000_000 });
  await tree.link('hwmon4/device', 'devices/0000:03:00.0');
  await tree.write('devices/0000:03:00.0/device', '0x744c');
  const { counters } = hwmonCounters(tree);
  expect(counters).toMatchObject([
    {
      id: 'hwmon:amdgpu-0000:03:00.0',
      kind: 'hwmon-power',
      domain: 'gpu',
      provenance: 'integrated',
      reading: 'powerW',
      device: 'AMD GPU 0x744c',
    },
  ]);
  expect(counters[0]?.read()).toBe(37);
});

test('a newer AMD GPU shows its momentary power instead', async () => {
  const tree = await sysfsTree({ 'hwmon0/name': 'amdgpu', 'hwmon0/power1_input': 12_500_000 });
  const { counters } = hwmonCounters(tree);
  expect(counters[0]?.id).toBe('hwmon:amdgpu-0');
  expect(counters[0]?.read()).toBe(12.5);
});

test('the power of an APU covers its CPU too', async () => {
  const tree = await sysfsTree({
    'hwmon0/name': 'amdgpu',
    'hwmon0/in1_label': 'vddnb',
    'hwmon0/power1_input': 12_500_000,
  });
  expect(hwmonCounters(tree).counters[0]?.domain).toBe('module');
});

test('an Intel card counts energy and includes its package', async () => {
  const tree = await sysfsTree({
    'hwmon2/name': 'xe',
    'hwmon2/energy1_input': 5_000_000,
    'hwmon2/energy1_label': 'card',
    'hwmon2/energy2_input': 4_000_000,
    'hwmon2/energy2_label': 'pkg',
  });
  const { counters } = hwmonCounters(tree);
  expect(counters.map(({ id, provenance, includes }) => [id, provenance, includes])).toEqual([
    ['hwmon:xe-0/energy1', 'measured', ['hwmon:xe-0/energy2']],
    ['hwmon:xe-0/energy2', 'measured', []],
  ]);
  expect(counters[0]?.read()).toBe(5);
});

test('the tiles of an i915 card are not counted beside the card', async () => {
  const tree = await sysfsTree({
    'hwmon2/name': 'i915',
    'hwmon2/energy1_input': 5_000_000,
    'hwmon3/name': 'i915_gt0',
    'hwmon3/energy1_input': 4_000_000,
  });
  expect(hwmonCounters(tree).counters.map((counter) => counter.id)).toEqual(['hwmon:i915-0/energy1']);
});

test('two cards of one kind are two counters', async () => {
  const tree = await sysfsTree({
    'hwmon2/name': 'xe',
    'hwmon2/energy2_input': 1,
    'hwmon10/name': 'xe',
    'hwmon10/energy2_input': 2,
  });
  expect(hwmonCounters(tree).counters.map((counter) => counter.id)).toEqual([
    'hwmon:xe-0/energy2',
    'hwmon:xe-1/energy2',
  ]);
});

const grace = (hwmon: string, label: string, uW: number) => ({
  [`${hwmon}/name`]: 'power_meter',
  [`${hwmon}/device/power1_average`]: uW,
  [`${hwmon}/device/power1_oem_info`]: label,
  [`${hwmon}/device/power1_average_interval`]: 50,
});

test('the rails of a Grace module are told apart and nested', async () => {
  const tree = await sysfsTree({
    ...grace('hwmon1', 'Module Power Socket 0', 400_000_000),
    ...grace('hwmon2', 'Grace Power Socket 0', 90_000_000),
    ...grace('hwmon3', 'CPU Power Socket 0', 70_000_000),
    ...grace('hwmon4', 'SysIO Power Socket 0', 20_000_000),
  });
  const { counters } = hwmonCounters(tree);
  expect(counters.map(({ id, domain, includes }) => [id, domain, includes])).toEqual([
    ['hwmon:grace-0/module', 'module', ['hwmon:grace-0/grace', 'hwmon:grace-0/cpu', 'hwmon:grace-0/sysio']],
    ['hwmon:grace-0/grace', 'cpu', ['hwmon:grace-0/cpu', 'hwmon:grace-0/sysio']],
    ['hwmon:grace-0/cpu', 'cpu', []],
    ['hwmon:grace-0/sysio', 'cpu', []],
  ]);
  expect(counters[0]).toMatchObject({ updatePeriodS: 0.05 });
  expect(counters[0]?.read()).toBe(400);
});

test('a Grace rail that gives nothing names the kernel’s switch', async () => {
  const tree = await sysfsTree(grace('hwmon1', 'Module Power Socket 0', 400_000_000));
  tree.fail('power1_average', 'ENODATA');
  const { counters, unavailable } = hwmonCounters(tree);
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([
    { id: 'hwmon:grace-0/module', fix: expect.stringContaining('acpi_power_meter.force_cap_on=y') },
  ]);
});

test('an ACPI power meter covers the whole machine', async () => {
  const tree = await sysfsTree({ 'hwmon0/name': 'power_meter', 'hwmon0/power1_average': 215_000_000 });
  expect(hwmonCounters(tree).counters).toMatchObject([
    { id: 'hwmon:power_meter-0', domain: 'board', updatePeriodS: 1 },
  ]);
});

test('a channel that may not be read is unavailable, with the command that changes it', async () => {
  const tree = await sysfsTree({ 'hwmon0/name': 'amdgpu', 'hwmon0/power1_average': 1 });
  tree.fail('power1_average', 'EACCES');
  expect(hwmonCounters(tree).unavailable).toMatchObject([
    { id: 'hwmon:amdgpu-0', fix: expect.stringMatching(/^run `sudo chmod a\+r .*power1_average`$/) },
  ]);
});

test('chips that measure no power are passed over', async () => {
  const tree = await sysfsTree({ 'hwmon0/name': 'coretemp', 'hwmon0/temp1_input': 40_000 });
  expect(hwmonCounters(tree)).toEqual({ counters: [], unavailable: [] });
});

test('an AMD GPU tells how hot it is, or that it cannot', async () => {
  const tree = await sysfsTree({
    'hwmon0/name': 'amdgpu',
    'hwmon0/power1_average': 1,
    'hwmon0/temp1_input': 54_000,
  });
  const [counter] = hwmonCounters(tree).counters;
  expect(counter?.conditions?.()).toEqual({ temperatureC: 54, throttled: null, processes: null });
  await tree.remove('hwmon0/temp1_input');
  expect(counter?.conditions?.().temperatureC).toBeNull();
});

test('a die that shows no power is unavailable rather than zero', async () => {
  const tree = await sysfsTree({ 'hwmon0/name': 'amdgpu', 'hwmon0/power1_average': 0 });
  const { counters, unavailable } = hwmonCounters(tree);
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([{ reason: expect.stringMatching(/says that it draws 0 W$/) }]);
});
