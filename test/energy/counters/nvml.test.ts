import koffi from 'koffi';
import { expect, test } from 'vitest';
import { nvmlCounters } from '../../../src/energy/counters/nvml.ts';
import { counterRecorder } from '../../../src/energy/meter/counter-recorder.ts';
import { createMeter } from '../../../src/energy/meter/meter.ts';
import { type SimulatedGpu, simulatedDriver } from '../../simulators/nvml.ts';

const loadKoffi = () => koffi;

async function discover(
  gpus: SimulatedGpu[],
  options: { env?: Record<string, string>; init?: number; old?: boolean } = {},
) {
  const driver = await simulatedDriver(gpus, options);
  const found = await nvmlCounters({
    gpus: 'auto',
    loadKoffi,
    library: driver.library,
    env: options.env ?? {},
  });
  return { driver, ...found };
}

test('a GPU with an energy counter is measured in joules', async () => {
  const { counters, unavailable } = await discover([{ uuid: 'GPU-1', energyMJ: 123_456 }]);
  expect(unavailable).toEqual([]);
  expect(counters).toMatchObject([
    {
      id: 'nvml:GPU-1',
      kind: 'nvml-energy',
      domain: 'gpu',
      provenance: 'measured',
      covers: 'GPU 0, NVIDIA H100 80GB HBM3',
      device: 'NVIDIA H100 80GB HBM3',
      reading: 'energyJ',
      wrapsAtJ: null,
    },
  ]);
  expect(counters[0]?.read()).toBe(123.456);
});

test('an energy above what 32 bits hold is read whole', async () => {
  const { counters } = await discover([{ energyMJ: 9_007_199_254_740 }]);
  expect(counters[0]?.read()).toBe(9_007_199_254.74);
});

test('a GPU without an energy counter has its power integrated', async () => {
  const { counters } = await discover([{ energyMJ: null, powerMW: 71_500 }]);
  expect(counters).toMatchObject([{ kind: 'nvml-power', provenance: 'integrated', reading: 'powerW' }]);
  expect(counters[0]?.read()).toBe(71.5);
});

test('power that is an average over a second is taken for no better than that', async () => {
  const periodOf = async (architecture: number) => {
    const { counters } = await discover([{ energyMJ: null, architecture }]);
    return counters[0]?.updatePeriodS;
  };
  expect(await periodOf(4)).toBe(0.1);
  expect(await periodOf(7)).toBe(1);
});

test('a driver older than energy counters and MIG still gives power', async () => {
  const { counters, unavailable } = await discover([{ powerMW: 71_500 }], { old: true });
  expect(unavailable).toEqual([]);
  expect(counters).toMatchObject([{ kind: 'nvml-power', updatePeriodS: 0.1 }]);
  expect(counters[0]?.read()).toBe(71.5);
});

test('a GPU with neither is unavailable', async () => {
  const { counters, unavailable } = await discover([{ uuid: 'GPU-1', energyMJ: null, powerMW: null }]);
  expect(counters).toEqual([]);
  expect(unavailable).toEqual([{ id: 'nvml:GPU-1', reason: 'the device does not support it', fix: null }]);
});

test('a GPU in MIG mode is unavailable', async () => {
  const { counters, unavailable } = await discover([{ mig: true }]);
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([{ reason: 'MIG slices have no energy of their own' }]);
});

test('a GPU that knows no MIG is not in MIG mode', async () => {
  const { counters } = await discover([{ mig: null }]);
  expect(counters).toHaveLength(1);
});

test('a slice named by CUDA_VISIBLE_DEVICES is unavailable', async () => {
  const { counters, unavailable } = await discover([{}], { env: { CUDA_VISIBLE_DEVICES: 'MIG-GPU-1/2/0' } });
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([{ reason: 'MIG slices have no energy of their own' }]);
});

test('only the GPU that CUDA sees is measured, and the others are accounted for', async () => {
  const { counters, unavailable } = await discover([{ uuid: 'GPU-1' }, { uuid: 'GPU-2' }], {
    env: { CUDA_VISIBLE_DEVICES: 'GPU-2' },
  });
  expect(counters.map((counter) => counter.id)).toEqual(['nvml:GPU-2']);
  expect(unavailable).toEqual([{ id: 'nvml:GPU-1', reason: 'CUDA_VISIBLE_DEVICES hides it', fix: null }]);
});

test('an index among several GPUs is refused, with the way out', async () => {
  const { counters, unavailable } = await discover([{ uuid: 'GPU-1' }, { uuid: 'GPU-2' }], {
    env: { CUDA_VISIBLE_DEVICES: '1' },
  });
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([
    { fix: 'set CUDA_DEVICE_ORDER=PCI_BUS_ID, or name GPUs by UUID: GPU-1, GPU-2' },
  ]);
});

test('an index in the order of the bus finds its GPU even where NVML orders otherwise', async () => {
  const { counters } = await discover(
    [
      { uuid: 'GPU-late', pci: '0:c1:0' },
      { uuid: 'GPU-early', pci: '0:01:0' },
    ],
    { env: { CUDA_VISIBLE_DEVICES: '0', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' } },
  );
  expect(counters.map((counter) => counter.id)).toEqual(['nvml:GPU-early']);
});

test('a Grace Hopper is a module, not a GPU', async () => {
  const { counters } = await discover([{ name: 'NVIDIA GH200 480GB' }]);
  expect(counters[0]?.domain).toBe('module');
});

test('a GPU that answers with an error is unavailable and leaves the others be', async () => {
  const { counters, unavailable } = await discover([{ error: 15 }, { uuid: 'GPU-2' }]);
  expect(counters.map((counter) => counter.id)).toEqual(['nvml:GPU-2']);
  expect(unavailable).toEqual([{ id: 'nvml:0', reason: 'the GPU has fallen off the bus', fix: null }]);
});

test('a driver that is not loaded is said in words', async () => {
  const { unavailable } = await discover([], { init: 9 });
  expect(unavailable).toEqual([{ id: 'nvml', reason: 'the NVIDIA driver is not loaded', fix: null }]);
});

test('an error without words keeps its number', async () => {
  const { unavailable } = await discover([], { init: 77 });
  expect(unavailable).toMatchObject([{ reason: 'NVML answered with error 77' }]);
});

test('a machine without the library has no NVIDIA counters, and nothing to fix', async () => {
  const found = await nvmlCounters({ gpus: 'auto', loadKoffi, library: 'libno-such-nvml.so.1', env: {} });
  expect(found).toEqual({
    counters: [],
    unavailable: [{ id: 'nvml', reason: 'no NVIDIA driver library', fix: null }],
  });
});

test('koffi that cannot be loaded is a reason, not a crash', async () => {
  const found = await nvmlCounters({
    gpus: 'auto',
    loadKoffi: () => Promise.reject(new Error('no prebuilt binary')),
    env: {},
  });
  expect(found.unavailable).toMatchObject([
    { id: 'nvml', reason: expect.stringContaining('no prebuilt binary') },
  ]);
});

test('a GPU lost after discovery throws at the read, and never reads zero', async () => {
  const { driver, counters } = await discover([{ uuid: 'GPU-1' }]);
  await driver.play([{ uuid: 'GPU-1', error: 15 }]);
  expect(() => counters[0]?.read()).toThrow('the GPU has fallen off the bus');
});

test('a living counter is metered from end to end', async () => {
  const { counters } = await discover([{ energyMJ: 'live', powerMW: 300_000 }]);
  const meter = createMeter({ recorder: counterRecorder({ counters }), estimate: null });
  const { energy, durationS } = await meter.measure(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { cpuTimeS: 0.1 };
  });
  // Wide, for a busy machine may stop this process between the clock and the counter.
  expect((energy.energyJ as number) / durationS).toBeGreaterThan(150);
  expect((energy.energyJ as number) / durationS).toBeLessThan(600);
});
