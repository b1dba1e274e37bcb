import fc from 'fast-check';
import koffi from 'koffi';
import { expect, test } from 'vitest';
import {
  nvmlConditions,
  plainName,
  type ReadComm,
  throttlingOf,
} from '../../../../src/energy/counters/nvml/conditions.ts';
import { type Koffi, openNvml } from '../../../../src/energy/counters/nvml/library.ts';
import { type SimulatedGpu, simulatedDriver } from '../../../simulators/nvml.ts';
import { koffiWith } from './answers.ts';

const noComm: ReadComm = () => {
  throw new Error('ENOENT');
};

async function conditionsOf(
  gpu: SimulatedGpu,
  options: { old?: boolean; library?: Koffi; comm?: ReadComm } = {},
) {
  const driver = await simulatedDriver([gpu], options);
  const nvml = openNvml(options.library ?? koffi, driver.library);
  return nvmlConditions(nvml, nvml.handle(0), options.comm ?? noComm);
}

test('an idle GPU is cool, unthrottled and alone', async () => {
  expect(await conditionsOf({ temperatureC: 34, clocksEventReasons: 0x1 })).toEqual({
    temperatureC: 34,
    throttled: [],
    processes: [],
  });
});

test('those that compute and those that draw are listed once each, by name', async () => {
  const { processes } = await conditionsOf({
    processes: [
      { pid: 11, name: '/usr/bin/python3.12' },
      { pid: 12, name: 'Xorg', kind: 'graphics' },
      { pid: 11, kind: 'graphics' },
    ],
  });
  expect(processes).toEqual([
    { pid: 11, name: 'python3.12' },
    { pid: 12, name: 'Xorg' },
  ]);
});

test('a process that the driver cannot name has the kernel’s name, or none', async () => {
  const gpu: SimulatedGpu = { processes: [{ pid: 11 }, { pid: 12 }] };
  const comm: ReadComm = (pid) => (pid === 11 ? 'llama-server\n' : noComm(pid));
  expect((await conditionsOf(gpu, { comm })).processes).toEqual([
    { pid: 11, name: 'llama-server' },
    { pid: 12, name: null },
  ]);
});

test('a driver with the first version of the lists still tells', async () => {
  const gpu: SimulatedGpu = { processes: [{ pid: 11 }, { pid: 12 }, { pid: 13 }] };
  const { processes } = await conditionsOf(gpu, { old: true });
  expect(processes?.map(({ pid }) => pid)).toEqual([11, 12, 13]);
});

test('clients of the multi-process service are told too', async () => {
  const mps = (_device: unknown, count: [number], space: Buffer | null) => {
    if (space === null) {
      count[0] = 1;
      return 7;
    }
    count[0] = 1;
    space.writeUInt32LE(77, 0);
    space.fill(0xff, 4, 24);
    return 0;
  };
  const library = koffiWith({ nvmlDeviceGetMPSComputeRunningProcesses_v3: mps });
  const { processes } = await conditionsOf({ processes: [{ pid: 11 }] }, { library });
  expect(processes?.map(({ pid }) => pid)).toEqual([11, 77]);
});

test('a GPU that cannot draw still tells what computes on it', async () => {
  const library = koffiWith({ nvmlDeviceGetGraphicsRunningProcesses_v3: () => 3 });
  const { processes } = await conditionsOf({ processes: [{ pid: 11 }] }, { library });
  expect(processes?.map(({ pid }) => pid)).toEqual([11]);
});

test('what the driver does not say is unknown, not empty and not cold', async () => {
  expect(await conditionsOf({ temperatureC: null, processes: null, clocksEventReasons: null })).toEqual({
    temperatureC: null,
    throttled: null,
    processes: null,
  });
});

test('each part that fails leaves the others be', async () => {
  const library = koffiWith({ nvmlDeviceGetComputeRunningProcesses_v3: () => 4 });
  expect(await conditionsOf({ temperatureC: 71, clocksEventReasons: 0x4 }, { library })).toEqual({
    temperatureC: 71,
    throttled: ['power limit'],
    processes: null,
  });
});

test('a GPU that is gone has no conditions, and does not throw', async () => {
  const driver = await simulatedDriver([{}]);
  const nvml = openNvml(koffi, driver.library);
  const device = nvml.handle(0);
  await driver.play([{ error: 15 }]);
  expect(nvmlConditions(nvml, device)).toEqual({ temperatureC: null, throttled: null, processes: null });
});

test('a driver that knows only the older name of the reasons tells them', async () => {
  const { throttled } = await conditionsOf({ clocksEventReasons: 0x20 }, { old: true });
  expect(throttled).toEqual(['too hot']);
});

test('a driver without the older function for the temperature has the newer one', async () => {
  const library = koffiWith({
    nvmlDeviceGetTemperature: null,
    nvmlDeviceGetTemperatureV: (_device, temperature: Buffer) => {
      if (temperature.readUInt32LE(0) !== (12 | (1 << 24))) return 25;
      temperature.writeInt32LE(66, 8);
      return 0;
    },
  });
  expect((await conditionsOf({}, { library })).temperatureC).toBe(66);
});

test.each([
  [0x0, []],
  [0x1, []],
  [0x2, []],
  [0x100, []],
  [0x4, ['power limit']],
  [0x8, ['hardware slowdown']],
  [0x10, ['another GPU of its sync boost group']],
  [0x20, ['too hot']],
  [0x8 | 0x40, ['too hot (hardware slowdown)']],
  [0x8 | 0x80, ['power brake']],
  [0x4 | 0x20, ['power limit', 'too hot']],
])('reasons %i are %j', (reasons, words) => {
  expect(throttlingOf(reasons)).toEqual(words);
});

test('a name is its file’s, without what a terminal would obey', () => {
  expect(plainName('/opt/venv/bin/python')).toBe('python');
  expect(plainName('evil\u001b[31m\u202ename\n')).toBe('evil[31mname');
  expect(plainName('\u0000 ')).toBeNull();
});

test('no name is long, empty, or holds control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const plain = plainName(name);
      if (plain === null) return;
      expect([...plain].length).toBeLessThanOrEqual(64);
      expect(plain).not.toMatch(/^$|\p{C}/u);
    }),
  );
});
