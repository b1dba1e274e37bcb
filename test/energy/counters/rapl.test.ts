import { expect, test } from 'vitest';
import type { LocalCounter } from '../../../src/energy/counter.ts';
import { raplCounters } from '../../../src/energy/counters/rapl.ts';
import { SimulatedClock } from '../../simulators/clock.ts';
import {
  type PlayedFault,
  playing,
  raplLimit,
  raplZone,
  type SysfsTree,
  sysfsTree,
} from '../../simulators/sysfs.ts';

const sockets = {
  ...raplZone('intel-rapl:0', 'package-0', 50_000_000_000),
  ...raplZone('intel-rapl:0/intel-rapl:0:0', 'core', 10_000_000_000),
  ...raplZone('intel-rapl:0/intel-rapl:0:1', 'dram', 20_000_000_000, 65_712_999_613),
  ...raplZone('intel-rapl:1', 'package-1', 60_000_000_000),
};

/** Discovers while every zone but those in `stalled` counts on. */
async function discover(tree: SysfsTree, files: Record<string, string | number>, stalled: string[] = []) {
  return raplCounters({
    root: tree.root,
    read: tree.read,
    sleep: async () => {
      for (const [path, value] of Object.entries(files)) {
        const zone = path.split('/').slice(0, -1).join('/');
        if (path.endsWith('/energy_uj') && !stalled.includes(zone))
          await tree.write(path, Number(value) + 5_000_000);
      }
    },
  });
}

test('zones become counters in joules, named after the kernel’s names', async () => {
  const { counters, unavailable } = await discover(await sysfsTree(sockets), sockets);
  expect(unavailable).toEqual([]);
  expect(counters.map(({ id, domain, covers, wrapsAtJ }) => [id, domain, covers, wrapsAtJ])).toEqual([
    ['rapl:package-0', 'cpu', 'CPU package 0', 262_143.32885],
    ['rapl:package-0/core', 'cpu', 'core of CPU package 0', 262_143.32885],
    ['rapl:package-0/dram', 'dram', 'DRAM of package 0', 65_712.999613],
    ['rapl:package-1', 'cpu', 'CPU package 1', 262_143.32885],
  ]);
  expect(counters[0]?.read()).toBe(50_005);
});

test('a package includes its cores but not its memory', async () => {
  const { counters } = await discover(await sysfsTree(sockets), sockets);
  expect(counters[0]?.includes).toEqual(['rapl:package-0/core']);
  expect(counters[3]?.includes).toEqual([]);
});

test('a package tells what it may draw for long, where the kernel tells it', async () => {
  const files = {
    ...sockets,
    ...raplLimit('intel-rapl:0', 205_000_000),
    ...raplLimit('intel-rapl:1', 205_000_000, { enabled: false }),
  };
  const { counters } = await discover(await sysfsTree(files), files);
  expect(counters.map(({ settings }) => settings)).toEqual([
    { 'power limit of CPU package 0': '205 W' },
    {},
    {},
    { 'power limit of CPU package 1': 'none' },
  ]);
});

test('a limit that may not be read is left out, and its zone is measured', async () => {
  const files = { ...sockets, ...raplLimit('intel-rapl:0', 205_000_000) };
  const tree = await sysfsTree(files);
  tree.fail('constraint_0_power_limit_uw', 'EACCES');
  const { counters } = await discover(tree, files);
  expect(counters[0]?.settings).toEqual({});
  expect(counters[0]?.read()).toBe(50_005);
});

test('limits of the MMIO driver, which move by themselves, are left out', async () => {
  const files = {
    ...raplZone('intel-rapl-mmio:0', 'package-0', 50_000_000_000),
    ...raplLimit('intel-rapl-mmio:0', 28_000_000),
  };
  const { counters } = await discover(await sysfsTree(files), files);
  expect(counters.map(({ settings }) => settings)).toEqual([{}]);
});

test('psys includes everything else', async () => {
  const files = { ...sockets, ...raplZone('intel-rapl:2', 'psys', 90_000_000_000) };
  const { counters } = await discover(await sysfsTree(files), files);
  const psys = counters.find((counter) => counter.id === 'rapl:psys');
  expect(psys?.domain).toBe('board');
  expect(psys?.includes).toEqual([
    'rapl:package-0',
    'rapl:package-0/core',
    'rapl:package-0/dram',
    'rapl:package-1',
  ]);
});

test('a zone shown both flat and nested is one counter', async () => {
  const tree = await sysfsTree(sockets);
  await tree.link('intel-rapl/intel-rapl:0', 'intel-rapl:0');
  await tree.link('intel-rapl:0:1', 'intel-rapl:0/intel-rapl:0:1');
  const { counters } = await discover(tree, sockets);
  expect(counters).toHaveLength(4);
});

test('a zone that the MMIO driver repeats is counted once', async () => {
  const mirrored = raplZone('intel-rapl-mmio:0', 'package-0', 70_000_000_000);
  const files = { ...mirrored, ...raplZone('intel-rapl:0', 'package-0', 50_000_000_000) };
  const { counters } = await discover(await sysfsTree(files), files);
  expect(counters.map((counter) => counter.read())).toEqual([50_005]);
});

test('the MMIO driver’s zone is used where it is the only one', async () => {
  const files = raplZone('intel-rapl-mmio:0', 'package-0', 70_000_000_000);
  const { counters } = await discover(await sysfsTree(files), files);
  expect(counters.map((counter) => counter.id)).toEqual(['rapl:package-0']);
});

test('dies that show the register of their package are counted once', async () => {
  const files = {
    ...raplZone('intel-rapl:0', 'package-0-die-0', 50_000_000_000),
    ...raplZone('intel-rapl:1', 'package-0-die-1', 50_000_100_000),
  };
  const { counters, unavailable } = await discover(await sysfsTree(files), files);
  expect(counters.map((counter) => counter.id)).toEqual(['rapl:package-0-die-0']);
  expect(unavailable).toMatchObject([
    { id: 'rapl:package-0-die-1', reason: expect.stringContaining('repeats rapl:package-0-die-0') },
  ]);
});

test('dies with registers of their own are both counted', async () => {
  const files = {
    ...raplZone('intel-rapl:0', 'package-0-die-0', 50_000_000_000),
    ...raplZone('intel-rapl:1', 'package-0-die-1', 40_000_000_000),
  };
  const { counters } = await discover(await sysfsTree(files), files);
  expect(counters.map((counter) => counter.covers)).toEqual(['CPU package 0 die 0', 'CPU package 0 die 1']);
});

test('a zone that may not be read is unavailable, with the commands that change it', async () => {
  const tree = await sysfsTree(sockets);
  tree.fail('intel-rapl:1/energy_uj', 'EACCES');
  const { counters, unavailable } = await discover(tree, sockets);
  expect(counters.map((counter) => counter.id)).not.toContain('rapl:package-1');
  expect(unavailable).toMatchObject([
    { id: 'rapl:package-1', reason: expect.stringMatching(/energy_uj: permission denied$/) },
  ]);
  expect(unavailable[0]?.fix).toContain('sudo chmod -R a+r /sys/class/powercap/intel-rapl/');
  expect(unavailable[0]?.fix).toContain('/etc/udev/rules.d/');
});

test('a zone that fails otherwise is not blamed on rights', async () => {
  const tree = await sysfsTree(sockets);
  tree.fail('intel-rapl:1/energy_uj', 'ENODATA');
  const { unavailable } = await discover(tree, sockets);
  expect(unavailable).toMatchObject([
    { id: 'rapl:package-1', reason: expect.stringContaining('gives no data'), fix: null },
  ]);
});

test('a zone that does not count is unavailable rather than zero', async () => {
  const { counters, unavailable } = await discover(await sysfsTree(sockets), sockets, ['intel-rapl:1']);
  expect(counters).toHaveLength(3);
  expect(unavailable).toEqual([{ id: 'rapl:package-1', reason: 'it did not change in 0.25 s', fix: null }]);
});

test('a zone that does not count includes nothing', async () => {
  const files = { ...sockets, ...raplZone('intel-rapl:2', 'psys', 0) };
  const { counters } = await discover(await sysfsTree(files), files, ['intel-rapl:2']);
  expect(counters.map((counter) => counter.id)).toContain('rapl:package-0');
  expect(counters.flatMap((counter) => counter.includes)).toEqual(['rapl:package-0/core']);
});

for (const [what, ruin] of [
  ['is missing', (tree: SysfsTree) => tree.remove('intel-rapl:0/max_energy_range_uj')],
  ['may not be read', async (tree: SysfsTree) => tree.fail('max_energy_range_uj', 'EACCES')],
  ['is nonsense', (tree: SysfsTree) => tree.write('intel-rapl:0/max_energy_range_uj', '-1')],
] as const) {
  test(`a range that ${what} is unknown, not guessed`, async () => {
    const files = raplZone('intel-rapl:0', 'package-0', 50_000_000_000);
    const tree = await sysfsTree(files);
    await ruin(tree);
    const { counters } = await discover(tree, files);
    expect(counters[0]?.wrapsAtJ).toBeNull();
  });
}

test('a read that finds no number throws and says what it found', async () => {
  const files = raplZone('intel-rapl:0', 'package-0', 50_000_000_000);
  const tree = await sysfsTree(files);
  const { counters } = await discover(tree, files);
  await tree.write('intel-rapl:0/energy_uj', '');
  expect(() => counters[0]?.read()).toThrow(/energy_uj holds "", not a number/);
});

test('a machine without powercap has no zones, and says where it looked', async () => {
  const tree = await sysfsTree();
  const found = await discover(tree, {});
  expect(found.counters).toEqual([]);
  expect(found.unavailable).toEqual([{ id: 'rapl', reason: `no RAPL zones under ${tree.root}`, fix: null }]);
});

test('psys says that it may hold a GPU too', async () => {
  const files = { ...sockets, ...raplZone('intel-rapl:2', 'psys', 90_000_000_000) };
  const { counters } = await discover(await sysfsTree(files), files);
  expect(counters.flatMap(({ id, caution }) => (caution === undefined ? [] : [id]))).toEqual(['rapl:psys']);
});

test('a zone of the MMIO driver is made readable in that driver’s tree', async () => {
  const tree = await sysfsTree(raplZone('intel-rapl-mmio:0', 'package-0', 1));
  tree.fail('energy_uj', 'EACCES');
  const { unavailable } = await discover(tree, {});
  expect(unavailable[0]?.fix).toContain('sudo chmod -R a+r /sys/class/powercap/intel-rapl-mmio/');
});

/** A package of 50 W whose file plays on a simulated clock, discovered; times of faults are after its discovery. */
async function played(faultsAt: (startS: number) => PlayedFault[], rangeUj = 262_143_328_850) {
  const clock = new SimulatedClock();
  const tree = await sysfsTree(raplZone('intel-rapl:0', 'package-0', 0, rangeUj));
  const startUj = rangeUj - 100_000_000;
  const faults = faultsAt(clock.nowS() + 0.25);
  const file = { file: 'intel-rapl:0/energy_uj', powerW: () => 50, startUj, rangeUj, faults };
  const { read } = playing(tree, [file], clock);
  const { counters } = await clock.drive(
    raplCounters({ root: tree.root, read, sleep: (seconds) => clock.sleep(seconds) }),
  );
  const counter = counters[0] as LocalCounter;
  return { counter, startJ: counter.read(), after: (seconds: number) => clock.freeze(seconds) };
}

test('a zone that wraps shows less, by its range', async () => {
  const { counter, startJ, after } = await played(() => []);
  after(3);
  expect(counter.read()).toBeLessThan(startJ);
  expect(counter.read() + (counter.wrapsAtJ ?? Number.NaN) - startJ).toBeCloseTo(150, 3);
});

test('a zone whose driver is loaded anew begins at 0, nowhere near its range', async () => {
  const { counter, after } = await played((startS) => [{ kind: 'reset', atS: startS + 0.5 }]);
  after(1);
  expect(counter.read()).toBeCloseTo(25, 3);
});

test('a zone that stands still shows the same, and one that goes back shows less', async () => {
  const { counter, startJ, after } = await played((startS) => [
    { kind: 'stall', fromS: startS + 0.0005, toS: startS + 0.5 },
    { kind: 'glitch', fromS: startS + 0.8, toS: startS + 2, byUj: 90_000_000 },
  ]);
  after(0.4);
  expect(counter.read()).toBeCloseTo(startJ + 0.05, 2);
  after(0.5);
  expect(counter.read()).toBeCloseTo(startJ + 45 - 90, 2);
});

for (const [code, words] of [
  ['EACCES', 'permission denied'],
  ['ENODATA', 'the device gives no data'],
  ['EIO', 'the device does not answer'],
] as const) {
  test(`a zone that fails with ${code} between reads throws, and reads on when it is over`, async () => {
    const { counter, startJ, after } = await played((startS) => [
      { kind: 'fail', fromS: startS + 0.1, toS: startS + 0.3, code },
    ]);
    after(0.2);
    expect(() => counter.read()).toThrow(words);
    after(0.2);
    expect(counter.read()).toBeCloseTo(startJ + 20, 2);
  });
}

test('a zone that vanishes throws', async () => {
  const { counter, after } = await played((startS) => [{ kind: 'vanish', atS: startS + 0.1 }]);
  after(0.2);
  expect(() => counter.read()).toThrow('no such file');
});
