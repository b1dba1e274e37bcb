import fc from 'fast-check';
import koffi from 'koffi';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/energy/clock.ts';
import { amdDriverMayBeHere, amdSmiCounters } from '../../../src/energy/counters/amd-smi.ts';
import { pciAddressOf } from '../../../src/energy/counters/amd-smi-library.ts';
import { type SimulatedAmdGpu, simulatedAmdDriver } from '../../simulators/amd-smi.ts';
import { sysfsTree } from '../../simulators/sysfs.ts';

const sleep = () => systemClock.sleep(0.005);

async function discover(gpus: readonly SimulatedAmdGpu[], options: { init?: number; pciRoot?: string } = {}) {
  const { pciRoot = '/nowhere', ...host } = options;
  const driver = await simulatedAmdDriver(gpus, host);
  const found = await amdSmiCounters({ loadKoffi: () => koffi, libraries: [driver.library], pciRoot, sleep });
  return { driver, ...found };
}

test('a GPU’s accumulator is joules, and includes the hwmon chip of the same GPU', async () => {
  const { driver, counters, unavailable } = await discover([
    { pciAddress: '0000:03:00.0', uuid: '84ff74a1-0000-1000-80e2-2b4b1f0e6ff9' },
  ]);
  expect(unavailable).toEqual([]);
  expect(counters).toMatchObject([
    {
      id: 'amd-smi:84ff74a1-0000-1000-80e2-2b4b1f0e6ff9',
      kind: 'amd-smi-energy',
      domain: 'gpu',
      provenance: 'measured',
      covers: 'GPU 0000:03:00.0, AMD Instinct MI300X',
      device: 'AMD Instinct MI300X',
      includes: ['hwmon:amdgpu-0000:03:00.0'],
      wrapsAtJ: null,
    },
  ]);
  const beforeS = systemClock.nowS();
  const energyJ = counters[0]?.read() ?? Number.NaN;
  const afterS = systemClock.nowS();
  const startJ = 2 ** 30 / 65536;
  expect(energyJ).toBeGreaterThanOrEqual(startJ + 300 * (beforeS - driver.loadedAtS) - 0.001);
  expect(energyJ).toBeLessThanOrEqual(startJ + 300 * (afterS - driver.loadedAtS) + 0.001);
});

test('a unit that an older library rounds to 15.3 µJ is the kernel’s', async () => {
  const counters = await Promise.all(
    [15.259, 15.3].map((resolutionUj) =>
      discover([{ resolutionUj, powerW: 1, startCounts: 65536n * 1_000_000n }]),
    ),
  );
  for (const found of counters) {
    expect(found.counters[0]?.read()).toBeGreaterThanOrEqual(1_000_000);
    expect(found.counters[0]?.read()).toBeLessThan(1_000_100);
  }
});

test('a unit that is no unit makes the GPU unavailable', async () => {
  const { counters, unavailable } = await discover([{ resolutionUj: 0 }]);
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([{ reason: 'AMD SMI says that a count is 0 µJ' }]);
});

test('a GPU without UUID is known by its address', async () => {
  const { counters } = await discover([{ uuid: null, pciAddress: '0001:c3:1f.2' }]);
  expect(counters[0]?.id).toBe('amd-smi:0001:c3:1f.2');
});

test('a guest’s GPU is unavailable rather than zero', async () => {
  const { counters, unavailable } = await discover([{ status: 2 }]);
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([{ reason: expect.stringContaining('guests of a virtual machine') }]);
});

for (const startCounts of [2n ** 64n - 1n, 2n ** 32n - 1n]) {
  test(`an accumulator of ${startCounts} is none`, async () => {
    const { counters, unavailable } = await discover([{ startCounts, powerW: 0 }]);
    expect(counters).toEqual([]);
    expect(unavailable).toMatchObject([{ reason: 'the GPU has no energy counter' }]);
  });
}

test('of a card with two dies the first counts for both, and the second says so', async () => {
  const die = (pciAddress: string, powerW: number) => ({
    pciAddress,
    powerW,
    name: 'AMD Instinct MI250X',
    startCounts: powerW === 0 ? 0n : 2n ** 30n,
    uuid: null,
  });
  const { counters, unavailable } = await discover([
    die('0000:c9:00.0', 0),
    die('0000:c1:00.0', 500),
    die('0000:c6:00.0', 0),
    die('0000:c8:00.0', 400),
  ]);
  expect(counters.map(({ covers, caution }) => [covers, caution])).toEqual([
    ['GPU 0000:c1:00.0, AMD Instinct MI250X (both dies)', expect.stringContaining('both dies')],
    ['GPU 0000:c8:00.0, AMD Instinct MI250X (both dies)', expect.stringContaining('both dies')],
  ]);
  expect(unavailable).toEqual([
    {
      id: 'amd-smi:0000:c6:00.0',
      reason: 'it is the second die of its card, whose energy is counted by amd-smi:0000:c1:00.0',
      fix: null,
    },
    {
      id: 'amd-smi:0000:c9:00.0',
      reason: 'it is the second die of its card, whose energy is counted by amd-smi:0000:c8:00.0',
      fix: null,
    },
  ]);
});

test('a second die alone is unavailable, and names no first', async () => {
  const { counters, unavailable } = await discover([
    { name: 'AMD Instinct MI250X', powerW: 0, startCounts: 0n },
  ]);
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([{ reason: expect.stringMatching(/not visible here$/) }]);
});

test('partitions of one GPU are counted once', async () => {
  const { counters, unavailable } = await discover([
    { pciAddress: '0000:05:00.0', uuid: null },
    { pciAddress: '0000:05:00.1', uuid: null },
  ]);
  expect(counters.map(({ id }) => id)).toEqual(['amd-smi:0000:05:00.0']);
  expect(unavailable).toMatchObject([
    { id: 'amd-smi:0000:05:00.1', reason: expect.stringContaining('partition of amd-smi:0000:05:00.0') },
  ]);
});

test('an accumulator that does not move is unavailable', async () => {
  const { counters, unavailable } = await discover([{ powerW: 0 }]);
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([{ reason: 'it did not change in 0.25 s' }]);
});

test('a step back is shown as it is, not hidden', async () => {
  const { driver, counters } = await discover([{}]);
  const beforeJ = counters[0]?.read() ?? Number.NaN;
  await driver.play([{ backJ: 10_000 }]);
  expect(counters[0]?.read()).toBeLessThan(beforeJ);
});

test('an accumulator of 32 bits begins again at 65 536 J', async () => {
  const { driver, counters } = await discover([{ bits: 32, startCounts: 1000n }]);
  expect(counters[0]?.read()).toBeLessThan(65_536);
  await driver.play([{ bits: 32, startCounts: 2n ** 32n + 5n * 65536n }]);
  expect(counters[0]?.read()).toBeGreaterThanOrEqual(5);
  expect(counters[0]?.read()).toBeLessThan(65_000);
});

test('a GPU that fails later throws in words', async () => {
  const { driver, counters } = await discover([{}]);
  await driver.play([{ status: 30 }]);
  expect(() => counters[0]?.read()).toThrow('the GPU is busy');
  await driver.play([]);
  expect(() => counters[0]?.read()).toThrow('the GPU was not found');
});

test('its hwmon chip gives its power and temperature', async () => {
  const tree = await sysfsTree({
    '0000:03:00.0/hwmon/hwmon4/power1_average': 250_000_000,
    '0000:03:00.0/hwmon/hwmon4/temp1_input': 61_000,
  });
  const { counters } = await discover([{ pciAddress: '0000:03:00.0' }], { pciRoot: tree.root });
  expect(counters[0]?.power?.[0]?.readW()).toBe(250);
  expect(counters[0]?.conditions?.()).toEqual({ temperatureC: 61, throttled: null, processes: null });
  await tree.remove('0000:03:00.0/hwmon/hwmon4/temp1_input');
  counters[0]?.close?.();
  expect(counters[0]?.conditions?.().temperatureC).toBeNull();
});

test('a driver that is not loaded is named, with the command that loads it', async () => {
  const { unavailable } = await discover([{}], { init: 34 });
  expect(unavailable).toEqual([
    { id: 'amd-smi', reason: 'the AMD driver is not loaded', fix: 'load the driver: `sudo modprobe amdgpu`' },
  ]);
});

test('a machine without the library says so', async () => {
  const found = await amdSmiCounters({
    loadKoffi: () => koffi,
    libraries: ['/nowhere/libamd_smi.so'],
    sleep,
  });
  expect(found).toMatchObject({
    counters: [],
    unavailable: [{ id: 'amd-smi', reason: 'no AMD SMI library' }],
  });
});

test('an AMD driver shows itself by its device or its module', () => {
  expect(amdDriverMayBeHere((path) => path === '/dev/kfd')).toBe(true);
  expect(amdDriverMayBeHere((path) => path === '/sys/module/amdgpu')).toBe(true);
  expect(amdDriverMayBeHere(() => false)).toBe(false);
});

test('an address has its domain, bus, device and function at their places', () => {
  const part = (bits: number) => fc.nat({ max: 2 ** bits - 1 });
  fc.assert(
    fc.property(part(16), part(8), part(5), part(3), (domain, bus, device, unit) => {
      const bdf = BigInt(domain) * 65536n + BigInt(bus * 256 + device * 8 + unit);
      const parts = pciAddressOf(bdf).split(/[:.]/);
      expect(parts.map((text) => Number.parseInt(text, 16))).toEqual([domain, bus, device, unit]);
    }),
  );
});
