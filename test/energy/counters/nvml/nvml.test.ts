import koffi from 'koffi';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/energy/clock.ts';
import { discoverCounters } from '../../../../src/energy/counters/discover.ts';
import type { Koffi } from '../../../../src/energy/counters/nvml/library.ts';
import { nvmlCounters } from '../../../../src/energy/counters/nvml/nvml.ts';
import { counterRecorder } from '../../../../src/energy/meter/counter-recorder.ts';
import { createMeter } from '../../../../src/energy/meter/meter.ts';
import { type SimulatedGpu, simulatedDriver } from '../../../simulators/nvml.ts';
import { koffiWith, momentaryPower } from './answers.ts';

const loadKoffi = () => koffi;

async function discover(
  gpus: SimulatedGpu[],
  options: { env?: Record<string, string>; init?: number; old?: boolean; koffi?: Koffi } = {},
) {
  const driver = await simulatedDriver(gpus, options);
  const found = await nvmlCounters({
    gpus: 'auto',
    loadKoffi: () => options.koffi ?? koffi,
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

const averaged = { trace: { kind: 'constant', powerW: 300 }, powerReading: { fields: false } } as const;

test('momentary power is preferred to the average, for the check and where there is no energy counter', async () => {
  // High for the last half second: the average over a second is still that of both.
  const trace = {
    kind: 'square',
    highW: 400,
    lowW: 100,
    periodS: 1e6,
    phaseS: systemClock.nowS() - 0.5,
  } as const;
  const { counters } = await discover([{ trace }, { trace, energyMJ: null }]);
  expect(counters[0]?.power?.[0]?.readW()).toBe(400);
  expect(counters[1]?.read()).toBe(400);
  expect([counters[0]?.power?.[0]?.periodS, counters[1]?.updatePeriodS]).toEqual([0.1, 0.1]);
});

test('power that is an average over a second is taken for no better than that', async () => {
  const { counters } = await discover([averaged, { ...averaged, energyMJ: null }]);
  expect([counters[0]?.power?.[0]?.periodS, counters[1]?.updatePeriodS]).toEqual([1, 1]);
  expect([counters[0]?.power?.[0]?.readW(), counters[1]?.read()]).toEqual([300, 300]);
});

test.each([
  ['Tesla V100-SXM2-16GB', 5],
  ['NVIDIA A100-SXM4-80GB', 7],
])('the power of a %s does not average', async (name, architecture) => {
  const { counters } = await discover([{ ...averaged, name, architecture }]);
  expect(counters[0]?.power?.[0]?.periodS).toBe(0.1);
});

test('an energy counter without a power register is read all the same, unchecked', async () => {
  const { counters } = await discover([{ powerMW: null, energyMJ: 5000 }]);
  expect(counters).toMatchObject([{ kind: 'nvml-energy' }]);
  expect(counters[0]).not.toHaveProperty('power');
  expect(counters[0]?.read()).toBe(5);
});

test('a power register that may not be read leaves the energy counter be', async () => {
  const denied = koffiWith({ nvmlDeviceGetFieldValues: () => 4, nvmlDeviceGetPowerUsage: () => 4 });
  const { counters } = await discover([{}], { koffi: denied });
  expect(counters).toHaveLength(1);
  expect(counters[0]).not.toHaveProperty('power');
});

test('a power of nothing at all is not believed', async () => {
  const { counters, unavailable } = await discover([{ uuid: 'GPU-1', energyMJ: null, powerMW: 0 }]);
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([{ id: 'nvml:GPU-1', reason: 'the GPU says that it draws 0 W' }]);
});

test('a power that turns to nothing throws, and is never read as zero', async () => {
  const { driver, counters } = await discover([{ energyMJ: null }]);
  await driver.play([{ energyMJ: null, powerMW: 0 }]);
  expect(() => counters[0]?.read()).toThrow('draws 0 W');
});

test('the mark of a power that is not available is not read as four megawatts', async () => {
  const { counters } = await discover([{ powerMW: 0xffffffff }]);
  expect(counters[0]).not.toHaveProperty('power');
});

test('an energy beyond what a number holds exactly is an error, not rounded', async () => {
  const { driver, counters } = await discover([{ energyMJ: 1 }]);
  await driver.play([{ energyMJ: 2 ** 60 }]);
  expect(() => counters[0]?.read()).toThrow('too large to be true');
});

test('a GPU that senses its power part of the time says so', async () => {
  const { counters } = await discover([
    { name: 'NVIDIA H100 80GB HBM3' },
    { name: 'NVIDIA L4', architecture: 8 },
  ]);
  expect(counters[0]).toMatchObject({
    sensedShare: 0.25,
    caution: 'senses its power only a quarter of the time (arXiv 2312.02741)',
  });
  expect(counters[1]).not.toHaveProperty('sensedShare');
  expect(counters[1]).not.toHaveProperty('caution');
});

test('a counter tells how its own GPU is', async () => {
  const { counters } = await discover([
    { temperatureC: 40 },
    { temperatureC: 83, clocksEventReasons: 0x20, processes: [{ pid: 4242, name: 'python3' }] },
  ]);
  expect(counters[0]?.conditions?.().temperatureC).toBe(40);
  expect(counters[1]?.conditions?.()).toEqual({
    temperatureC: 83,
    throttled: ['too hot'],
    processes: [{ pid: 4242, name: 'python3' }],
  });
});

test('a driver older than energy counters and MIG still gives power', async () => {
  const { counters, unavailable } = await discover([{ powerMW: 71_500 }], { old: true });
  expect(unavailable).toEqual([]);
  expect(counters).toMatchObject([{ kind: 'nvml-power', updatePeriodS: 0.1 }]);
  expect(counters[0]?.read()).toBe(71.5);
  expect(counters[0]?.conditions?.()).toMatchObject({ temperatureC: 40, processes: [] });
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

test('indices that name all GPUs need no order', async () => {
  const { counters } = await discover([{ uuid: 'GPU-1' }, { uuid: 'GPU-2' }], {
    env: { CUDA_VISIBLE_DEVICES: '1,0' },
  });
  expect(counters.map((counter) => counter.id)).toEqual(['nvml:GPU-2', 'nvml:GPU-1']);
});

test('an index is refused where a GPU cannot be told, for it may be the one', async () => {
  const { counters, unavailable } = await discover([{ error: 15 }, { uuid: 'GPU-2' }], {
    env: { CUDA_VISIBLE_DEVICES: '0', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' },
  });
  expect(counters).toEqual([]);
  expect(unavailable).toMatchObject([
    { id: 'nvml:0', reason: 'the GPU has fallen off the bus' },
    {
      reason: 'CUDA_VISIBLE_DEVICES counts GPUs, of which some cannot be read or are in MIG mode',
      fix: 'name GPUs by UUID: GPU-2',
    },
  ]);
});

test('an index is refused where some GPUs are in MIG mode, which CUDA does not count like others', async () => {
  const order = { CUDA_VISIBLE_DEVICES: '0,1', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
  const mixed = await discover([{ mig: true }, { uuid: 'GPU-2' }], { env: order });
  expect(mixed.counters).toEqual([]);
  expect(mixed.unavailable).toMatchObject([{ id: 'nvml', reason: expect.stringContaining('MIG mode') }]);
  const alone = await discover([{ mig: true, uuid: 'GPU-1' }], { env: { CUDA_VISIBLE_DEVICES: '0' } });
  expect(alone.unavailable).toMatchObject([
    { id: 'nvml:GPU-1', reason: 'MIG slices have no energy of their own' },
  ]);
});

test('a mask that names no GPU says which of its entries it is', async () => {
  const { unavailable } = await discover([{ uuid: 'GPU-1' }], { env: { CUDA_VISIBLE_DEVICES: 'GPU-9' } });
  expect(unavailable).toMatchObject([
    {
      id: 'nvml:GPU-1',
      reason: 'CUDA_VISIBLE_DEVICES hides it: the list ends at "GPU-9", which names no GPU',
    },
  ]);
});

test('what hides GPUs from containers does not hide what NVML shows', async () => {
  const { counters } = await discover([{}, {}], { env: { NVIDIA_VISIBLE_DEVICES: '0' } });
  expect(counters).toHaveLength(2);
});

test('a UUID in the configuration that is not there is answered with those that are', async () => {
  const driver = await simulatedDriver([{ uuid: 'GPU-1' }, { uuid: 'GPU-2' }]);
  const nowhere = { powercapRoot: `${driver.library}.none`, hwmonRoot: `${driver.library}.none` };
  const asked = discoverCounters({
    wanted: ['nvml:GPU-9'],
    platform: 'linux',
    env: {},
    loadKoffi,
    nvmlLibrary: driver.library,
    ...nowhere,
  });
  await expect(asked).rejects.toThrow(
    'there is no counter `nvml:GPU-9` on this machine. There is: `nvml:GPU-1`, `nvml:GPU-2`',
  );
});

test('a Grace Hopper is a module, not a GPU, and so is the power it is checked by', async () => {
  const { counters } = await discover([{ name: 'NVIDIA GH200 480GB' }], {
    koffi: koffiWith({ nvmlDeviceGetFieldValues: momentaryPower({ 0: 90_000, 1: 250_000 }) }),
  });
  expect(counters[0]?.domain).toBe('module');
  expect(counters[0]?.power?.[0]?.readW()).toBe(250);
});

test('a Grace Hopper is not checked by the power of its GPU alone', async () => {
  const { counters } = await discover([{ name: 'NVIDIA GH200 480GB' }]);
  expect(counters[0]).not.toHaveProperty('power');
});

test.each([
  ['gpu', { 0: 700_000, 1: 1_500_000 }, 700],
  ['module', { 1: 1_500_000 }, 1500],
])('a Grace Blackwell is a %s where that is whose power it shows', async (domain, byScope, powerW) => {
  const { counters } = await discover([{ name: 'NVIDIA GB200', architecture: 10 }], {
    koffi: koffiWith({ nvmlDeviceGetFieldValues: momentaryPower(byScope) }),
  });
  expect(counters).toMatchObject([
    { domain, caution: expect.stringContaining('shares a module with a CPU') },
  ]);
  expect(counters[0]?.power?.[0]?.readW()).toBe(powerW);
});

const isShare = (_device: unknown, mode: [number]) => {
  mode[0] = 2;
  return 0;
};

test('a share of a GPU that shows nothing is told apart from a GPU that cannot', async () => {
  const { counters, unavailable } = await discover([{ uuid: 'GPU-1', energyMJ: null, powerMW: null }], {
    koffi: koffiWith({ nvmlDeviceGetVirtualizationMode: isShare }),
  });
  expect(counters).toEqual([]);
  expect(unavailable).toEqual([
    {
      id: 'nvml:GPU-1',
      reason: 'it is a share of a GPU (vGPU), and shows neither energy nor power',
      fix: 'measure on a whole GPU, or read its host through `energy.prometheus`',
    },
  ]);
});

test('a share of a GPU that shows power is read with a caution', async () => {
  const { counters } = await discover([{ name: 'NVIDIA A16-8Q', architecture: 7, energyMJ: null }], {
    koffi: koffiWith({ nvmlDeviceGetVirtualizationMode: isShare }),
  });
  expect(counters).toMatchObject([{ kind: 'nvml-power', caution: expect.stringContaining('(vGPU)') }]);
});

test('a GPU that answers with an error is unavailable and leaves the others be', async () => {
  const { counters, unavailable } = await discover([{ error: 15 }, { uuid: 'GPU-2' }]);
  expect(counters.map((counter) => counter.id)).toEqual(['nvml:GPU-2']);
  expect(unavailable).toEqual([
    { id: 'nvml:0', reason: 'the GPU has fallen off the bus', fix: 'restart the machine' },
  ]);
});

test('a GPU that may not be read says who may not read it', async () => {
  const denied = koffiWith({ nvmlDeviceGetTotalEnergyConsumption: () => 4 });
  const { counters, unavailable } = await discover([{ uuid: 'GPU-1' }], { koffi: denied });
  expect(counters).toEqual([]);
  expect(unavailable).toEqual([
    {
      id: 'nvml:GPU-1',
      reason: 'permission denied by the NVIDIA driver',
      fix: "let the runner's user open /dev/nvidia*: see `ls -l /dev/nvidia*`",
    },
  ]);
});

test.each([
  [9, 'the NVIDIA driver is not loaded', 'load the driver: `sudo modprobe nvidia`'],
  [
    18,
    'the NVIDIA driver and its library are of different versions',
    'restart the machine, so that both are of one version; in a container, restart that too',
  ],
])('a driver that does not start (%i) is said in words', async (init, reason, fix) => {
  const { unavailable } = await discover([], { init });
  expect(unavailable).toEqual([{ id: 'nvml', reason, fix }]);
});

test('a driver without GPUs is not passed over', async () => {
  const { unavailable } = await discover([]);
  expect(unavailable).toMatchObject([
    { id: 'nvml', reason: 'the NVIDIA driver shows no GPU', fix: expect.stringContaining('--gpus all') },
  ]);
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

test.each([
  [4, 'permission denied by the NVIDIA driver'],
  [10, 'the NVIDIA driver did not answer in time'],
  [16, 'the GPU needs a reset'],
  [999, 'the NVIDIA driver had an internal error'],
])('a read that fails in the middle (%i) throws in words', async (error, words) => {
  const { driver, counters } = await discover([{ uuid: 'GPU-1' }, { uuid: 'GPU-2', energyMJ: null }]);
  await driver.play([
    { uuid: 'GPU-1', error },
    { uuid: 'GPU-2', error },
  ]);
  for (const counter of counters) expect(() => counter.read()).toThrow(words);
  expect(() => counters[0]?.power?.[0]?.readW()).toThrow(words);
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
