import koffi from 'koffi';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/energy/clock.ts';
import { type DiscoverOptions, discoverCounters } from '../../../src/energy/counters/discover.ts';
import { countedCounters } from '../../../src/energy/meter/boundary.ts';
import { UserError } from '../../../src/errors.ts';
import { type SimulatedGpu, simulatedDriver } from '../../simulators/nvml.ts';
import { startPrometheus } from '../../simulators/prometheus.ts';
import { dcgmSeries } from '../../simulators/prometheus-exporters.ts';
import { raplZone, sysfsTree } from '../../simulators/sysfs.ts';

interface Machine {
  gpus?: SimulatedGpu[];
  powercap?: Record<string, string | number>;
  hwmon?: Record<string, string | number>;
}

/** The options that make `discoverCounters` see this machine instead of the one it runs on. */
async function machine({
  gpus,
  powercap = {},
  hwmon = {},
}: Machine): Promise<Omit<DiscoverOptions, 'wanted'>> {
  const zones = await sysfsTree(powercap);
  const chips = await sysfsTree(hwmon);
  return {
    platform: 'linux',
    env: {},
    loadKoffi: () => koffi,
    nvmlLibrary: gpus === undefined ? 'libno-such-nvml.so.1' : (await simulatedDriver(gpus)).library,
    powercapRoot: zones.root,
    hwmonRoot: chips.root,
    sleep: async () => {
      for (const [path, value] of Object.entries(powercap)) {
        if (path.endsWith('/energy_uj')) await zones.write(path, Number(value) + 5_000_000);
      }
    },
  };
}

const cpu = { ...raplZone('intel-rapl:0', 'package-0', 50_000_000_000) };
const grace = {
  'hwmon1/name': 'power_meter',
  'hwmon1/device/power1_average': 400_000_000,
  'hwmon1/device/power1_oem_info': 'Module Power Socket 0',
  'hwmon2/name': 'power_meter',
  'hwmon2/device/power1_average': 90_000_000,
  'hwmon2/device/power1_oem_info': 'Grace Power Socket 0',
};
const powerMeter = { 'hwmon0/name': 'power_meter', 'hwmon0/power1_average': 215_000_000 };

const idsOf = (counters: readonly { id: string }[]) => counters.map((counter) => counter.id);

test('counters of all kinds are found together', async () => {
  const { counters } = await discoverCounters({
    wanted: 'auto',
    ...(await machine({ gpus: [{ uuid: 'GPU-1' }], powercap: cpu })),
  });
  expect(idsOf(countedCounters(counters))).toEqual(['nvml:GPU-1', 'rapl:package-0']);
});

test('a machine with nothing to read gives no counters and every reason', async () => {
  const { counters, unavailable } = await discoverCounters({ wanted: 'auto', ...(await machine({})) });
  expect(counters).toEqual([]);
  expect(idsOf(unavailable)).toEqual([
    'nvml',
    'amd-smi',
    'rapl',
    'hwmon',
    'jetson',
    'powermetrics',
    'prometheus',
  ]);
});

test('another platform has no counters, and says so', async () => {
  const found = await discoverCounters({
    wanted: 'auto',
    ...(await machine({ powercap: cpu })),
    platform: 'win32',
  });
  expect(found.counters).toEqual([]);
  expect(found.unavailable).toContainEqual({
    id: 'all',
    reason: 'no counters are known on win32',
    fix: null,
  });
});

test('where a Prometheus server is configured, models run elsewhere: this machine is read only where it is named', async () => {
  const simulated = await startPrometheus({
    clock: systemClock,
    series: [dcgmSeries('DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL')],
  });
  const prometheus = { url: simulated.url, match: {}, metric: null, timeoutS: 10 };
  const host = { ...(await machine({ gpus: [{ uuid: 'GPU-1' }], powercap: cpu })), prometheus };
  const elsewhere = 'prometheus:DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL:GPU-0';
  const found = await discoverCounters({ wanted: 'auto', ...host });
  expect(idsOf(found.counters)).toEqual([elsewhere]);
  const both = await discoverCounters({ wanted: ['rapl:package-0', elsewhere], ...host });
  expect(idsOf(both.counters)).toEqual(['rapl:package-0', elsewhere]);
});

test('koffi is asked for only where a driver could be, or a GPU is named', async () => {
  const loaded: string[] = [];
  const { nvmlLibrary: _, ...rest } = await machine({ powercap: cpu });
  const host = { ...rest, exists: () => false };
  const loadKoffi = () => {
    loaded.push('koffi');
    return koffi;
  };
  const found = await discoverCounters({ wanted: 'auto', ...host, loadKoffi });
  expect(loaded).toEqual([]);
  expect(found.unavailable).toContainEqual({ id: 'nvml', reason: 'no NVIDIA driver', fix: null });
  await expect(discoverCounters({ wanted: ['nvml:GPU-9'], ...host, loadKoffi })).rejects.toThrow(UserError);
  expect(loaded).toEqual(['koffi']);
});

test('only the counters that are named are used', async () => {
  const host = await machine({ gpus: [{ uuid: 'GPU-1' }], powercap: cpu });
  const { counters } = await discoverCounters({ wanted: ['rapl:package-0'], ...host });
  expect(idsOf(counters)).toEqual(['rapl:package-0']);
});

test('a counter that is named twice is used once', async () => {
  const host = await machine({ powercap: cpu });
  const { counters } = await discoverCounters({ wanted: ['rapl:package-0', 'rapl:package-0'], ...host });
  expect(counters).toHaveLength(1);
});

test('koffi is not loaded where no NVIDIA counter is named', async () => {
  const host = await machine({ powercap: cpu });
  const loadKoffi = () => Promise.reject(new Error('must not be asked for'));
  const { counters } = await discoverCounters({ wanted: ['rapl:package-0'], ...host, loadKoffi });
  expect(counters).toHaveLength(1);
});

test('a GPU that is named is used even where CUDA_VISIBLE_DEVICES says nothing certain', async () => {
  const host = await machine({ gpus: [{ uuid: 'GPU-1' }, { uuid: 'GPU-2' }] });
  const { counters } = await discoverCounters({
    wanted: ['nvml:GPU-2'],
    ...host,
    env: { CUDA_VISIBLE_DEVICES: '1' },
  });
  expect(idsOf(counters)).toEqual(['nvml:GPU-2']);
});

test('a named counter that is not there is an error that lists what is', async () => {
  const host = await machine({ powercap: cpu });
  const error = await discoverCounters({ wanted: ['rapl:package-7'], ...host }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toBe(
    'energy.counters: there is no counter `rapl:package-7` on this machine. There is: `rapl:package-0`.',
  );
});

test('a named counter that cannot be read is an error with the reason and the fix', async () => {
  const host = await machine({ gpus: [{ uuid: 'GPU-1', mig: true }] });
  await expect(discoverCounters({ wanted: ['nvml:GPU-1'], ...host })).rejects.toThrow(
    /`nvml:GPU-1` cannot be used: MIG slices have no energy of their own\.\nmeasure on a whole GPU/,
  );
});

test('the module that a Grace Hopper’s own counter covers is not added again', async () => {
  const host = await machine({ gpus: [{ uuid: 'GPU-1', name: 'NVIDIA GH200 480GB' }], hwmon: grace });
  const { counters } = await discoverCounters({ wanted: 'auto', ...host });
  expect(idsOf(countedCounters(counters))).toEqual(['nvml:GPU-1']);
});

test('the GPU on a Grace Blackwell module is inside the module’s power', async () => {
  const host = await machine({ gpus: [{ uuid: 'GPU-1', name: 'NVIDIA GB200' }], hwmon: grace });
  const { counters } = await discoverCounters({ wanted: 'auto', ...host });
  expect(idsOf(countedCounters(counters))).toEqual(['hwmon:grace-0/module']);
});

test('a GPU on a card of its own is added to a Grace module', async () => {
  const host = await machine({ gpus: [{ uuid: 'GPU-1' }], hwmon: grace });
  const { counters } = await discoverCounters({ wanted: 'auto', ...host });
  expect(idsOf(countedCounters(counters))).toEqual(['nvml:GPU-1', 'hwmon:grace-0/module']);
});

test('an APU’s power holds its CPU package', async () => {
  const apu = { 'hwmon0/name': 'amdgpu', 'hwmon0/in1_label': 'vddnb', 'hwmon0/power1_input': 12_000_000 };
  const { counters } = await discoverCounters({
    wanted: 'auto',
    ...(await machine({ powercap: cpu, hwmon: apu })),
  });
  expect(idsOf(countedCounters(counters))).toEqual(['hwmon:amdgpu-0']);
});

test('a meter of the whole machine gives way to energy counters', async () => {
  const { counters, unavailable } = await discoverCounters({
    wanted: 'auto',
    ...(await machine({ powercap: cpu, hwmon: powerMeter })),
  });
  expect(idsOf(counters)).toEqual(['rapl:package-0']);
  expect(unavailable).toContainEqual({
    id: 'hwmon:power_meter-0',
    reason: 'energy counters are preferred to a power meter of the whole machine',
    fix: 'name it under energy.counters to use it: [hwmon:power_meter-0]',
  });
});

test('a meter of the whole machine is used where it is all there is', async () => {
  const { counters } = await discoverCounters({ wanted: 'auto', ...(await machine({ hwmon: powerMeter })) });
  expect(idsOf(counters)).toEqual(['hwmon:power_meter-0']);
});

test('a meter of the whole machine holds the parts that are named beside it', async () => {
  const host = await machine({ powercap: cpu, hwmon: powerMeter });
  const { counters } = await discoverCounters({ wanted: ['rapl:package-0', 'hwmon:power_meter-0'], ...host });
  expect(idsOf(countedCounters(counters))).toEqual(['hwmon:power_meter-0']);
});

test('a Jetson’s input rail includes the GPU that NVML shows, and its GPU rail does', async () => {
  const jetson = await sysfsTree({
    'ina3221/1-0040/hwmon/hwmon3/in1_label': 'VDD_IN',
    'ina3221/1-0040/hwmon/hwmon3/in1_input': 5000,
    'ina3221/1-0040/hwmon/hwmon3/curr1_input': 3000,
    'ina3221/1-0040/hwmon/hwmon3/in2_label': 'VDD_CPU_GPU_CV',
    'ina3221/1-0040/hwmon/hwmon3/in2_input': 5000,
    'ina3221/1-0040/hwmon/hwmon3/curr2_input': 1000,
  });
  const { counters } = await discoverCounters({
    wanted: 'auto',
    ...(await machine({ gpus: [{ uuid: 'GPU-1', name: 'Orin (nvgpu)' }] })),
    jetsonRoot: jetson.root,
  });
  expect(idsOf(counters).sort()).toEqual(['jetson:VDD_CPU_GPU_CV', 'jetson:VDD_IN', 'nvml:GPU-1']);
  expect(idsOf(countedCounters(counters))).toEqual(['jetson:VDD_IN']);
});
