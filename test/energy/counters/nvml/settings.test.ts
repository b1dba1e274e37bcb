import { expect, test } from 'vitest';
import { nvmlCounters } from '../../../../src/energy/counters/nvml/nvml.ts';
import { type SimulatedGpu, simulatedDriver } from '../../../simulators/nvml.ts';
import { type Answer, koffiWith } from './answers.ts';

const l4: SimulatedGpu = {
  uuid: 'GPU-8f6c7a6b-1111-2222-3333-444444444444',
  name: 'NVIDIA L4',
  powerLimitMW: 72_000,
  applicationsClocksMHz: { graphics: 2040, memory: 6251 },
  persistenceMode: true,
  mig: false,
  ecc: true,
};
const told = {
  'NVIDIA driver': '550.54.15',
  NVML: '12.550.54.15',
  'power limit of NVIDIA L4': '72 W',
  'graphics clock for applications of NVIDIA L4': '2040 MHz',
  'memory clock for applications of NVIDIA L4': '6251 MHz',
  'persistence mode of NVIDIA L4': 'on',
  'MIG mode of NVIDIA L4': 'off',
  'ECC mode of NVIDIA L4': 'on',
  'kind of UUID of NVIDIA L4': 'GPU',
};

type Options = NonNullable<Parameters<typeof simulatedDriver>[1]> & {
  answers?: Record<string, Answer | null>;
};

async function countersOf(gpu: SimulatedGpu, { answers = {}, ...driver }: Options = {}) {
  const { library } = await simulatedDriver([{ ...l4, ...gpu }], driver);
  const found = await nvmlCounters({
    gpus: 'all',
    loadKoffi: () => koffiWith(answers),
    library,
    env: {},
  });
  expect(found.unavailable).toEqual([]);
  return found.counters;
}

async function settingsOf(...given: Parameters<typeof countersOf>) {
  const [counter] = await countersOf(...given);
  return counter?.settings;
}

test('a GPU tells how it is set up, in words', async () => {
  expect(await settingsOf({})).toEqual(told);
});

test.each<[string, string, SimulatedGpu, Options?]>([
  ['power limit of NVIDIA L4', '60.5 W', { powerLimitMW: 60_500 }],
  [
    'graphics clock for applications of NVIDIA L4',
    '1500 MHz',
    { applicationsClocksMHz: { graphics: 1500, memory: 6251 } },
  ],
  [
    'memory clock for applications of NVIDIA L4',
    '5001 MHz',
    { applicationsClocksMHz: { graphics: 2040, memory: 5001 } },
  ],
  ['persistence mode of NVIDIA L4', 'off', { persistenceMode: false }],
  ['ECC mode of NVIDIA L4', 'off', { ecc: false }],
  ['kind of UUID of NVIDIA L4', 'MIG', { uuid: 'MIG-8f6c7a6b-1111-2222-3333-444444444444' }],
  ['NVIDIA driver', '560.28.03', {}, { driverVersion: '560.28.03', nvmlVersion: told.NVML }],
  ['NVML', '12.560.28.03', {}, { nvmlVersion: '12.560.28.03' }],
])('another %s shows: %s', async (key, value, gpu, options) => {
  expect(await settingsOf(gpu, options)).toEqual({ ...told, [key]: value });
});

test.each<[string, SimulatedGpu, Options?]>([
  ['power limit of NVIDIA L4', { powerLimitMW: null }],
  [
    'graphics clock for applications of NVIDIA L4',
    { applicationsClocksMHz: { graphics: null, memory: 6251 } },
  ],
  ['memory clock for applications of NVIDIA L4', { applicationsClocksMHz: { graphics: 2040, memory: null } }],
  ['persistence mode of NVIDIA L4', { persistenceMode: null }],
  ['MIG mode of NVIDIA L4', { mig: null }],
  ['ECC mode of NVIDIA L4', { ecc: null }],
  ['kind of UUID of NVIDIA L4', { uuid: '8f6c7a6b' }],
  ['NVIDIA driver', {}, { driverVersion: null, nvmlVersion: told.NVML }],
  ['NVML', {}, { nvmlVersion: null }],
])('a GPU that does not tell its %s is measured all the same', async (key, gpu, options) => {
  const [counter] = await countersOf(gpu, options);
  expect(counter?.settings).toEqual(
    Object.fromEntries(Object.entries(told).filter(([each]) => each !== key)),
  );
  expect(counter?.read()).toBe(1000);
});

const functions = {
  nvmlSystemGetDriverVersion: 'NVIDIA driver',
  nvmlSystemGetNVMLVersion: 'NVML',
  nvmlDeviceGetEnforcedPowerLimit: 'power limit of NVIDIA L4',
  nvmlDeviceGetPersistenceMode: 'persistence mode of NVIDIA L4',
  nvmlDeviceGetEccMode: 'ECC mode of NVIDIA L4',
};

test.each(Object.entries(functions))(
  'a driver without %s, or refusing it, only leaves it out',
  async (name, key) => {
    for (const answer of [null, () => 4, () => 999]) {
      const settings = await settingsOf({}, { answers: { [name]: answer } });
      expect(Object.keys(told).filter((each) => !Object.hasOwn(settings ?? {}, each))).toEqual([key]);
    }
  },
);

test('a driver of CUDA 14, which removed applications clocks, tells the rest', async () => {
  const settings = await settingsOf({}, { answers: { nvmlDeviceGetApplicationsClock: () => 26 } });
  expect(Object.keys(settings ?? {})).toHaveLength(Object.keys(told).length - 2);
  expect(settings).toMatchObject({ 'power limit of NVIDIA L4': '72 W' });
});

test('a driver that tells nothing of it gives no value for one', async () => {
  const notAvailable: Answer = (_device, out: [number]) => {
    out[0] = 0xffffffff;
    return 0;
  };
  const settings = await settingsOf({}, { answers: { nvmlDeviceGetEnforcedPowerLimit: notAvailable } });
  expect(settings).not.toHaveProperty('power limit of NVIDIA L4');
});

test('settings are read when the counter is opened, and never again', async () => {
  let asked = 0;
  const answers = Object.fromEntries(
    Object.keys(functions).map((name) => [
      name,
      () => {
        asked += 1;
        return 3;
      },
    ]),
  );
  const [counter] = await countersOf({}, { answers });
  expect(asked).toBe(Object.keys(functions).length);
  for (let reads = 0; reads < 10; reads += 1) counter?.read();
  counter?.conditions?.();
  expect(asked).toBe(Object.keys(functions).length);
});

test('no serial number is among them', async () => {
  expect(JSON.stringify(await settingsOf({}))).not.toContain('8f6c7a6b');
});
