import { expect, test } from 'vitest';
import type { Counter, DeviceConditions, UnavailableCounter } from '../../../src/energy/counter.ts';
import { type Diagnosis, diagnose, type Findings } from '../../../src/energy/doctor/diagnosis.ts';
import { examine } from '../../../src/energy/doctor/examine.ts';
import { doctorTable } from '../../../src/energy/doctor/table.ts';
import { describeHardware } from '../../../src/energy/hardware.ts';
import { SimulatedClock } from '../../simulators/clock.ts';
import { energyCounter, powerSource } from '../../simulators/counter.ts';

interface Case {
  counters?: (clock: SimulatedClock) => Counter[];
  unavailable?: UnavailableCounter[];
  wanted?: string[];
  findings?: Partial<Findings>;
}

async function diagnosed({
  counters = () => [],
  unavailable = [],
  wanted,
  findings,
}: Case): Promise<Diagnosis> {
  const clock = new SimulatedClock();
  const found = counters(clock);
  const options = { clock, ...(wanted === undefined ? {} : { wanted }) };
  const examination = await clock.drive(examine(found, unavailable, options));
  return diagnose(
    {
      ...examination,
      hardware: await describeHardware({
        counters: found.filter(({ id }) => wanted?.includes(id) ?? true),
        machine: {
          platform: 'linux',
          arch: 'x64',
          cpus: Array.from({ length: 8 }, () => ({ model: 'Simulated CPU' })),
          settings: { 'CPU governor': 'performance' },
        },
      }),
      configuration: null,
      accept: ['measured', 'integrated'],
      error: null,
      lock: { path: '/run/lock/cegi-measure.lock', holder: null, ended: null, problem: null },
      estimate: { idleW: 5.92, busyWPerCore: 2.76, configured: false },
      ...findings,
    },
    found,
  );
}

const quiet: DeviceConditions = { temperatureC: 41, throttled: [], processes: [] };
const uuid = 'nvml:GPU-8f6c7a6b-1111-2222-3333-444444444444';

const gpu = (clock: SimulatedClock, conditions = quiet): Counter => ({
  ...energyCounter({
    clock,
    powerW: 71.25,
    updatePeriodS: 0.02,
    id: uuid,
    kind: 'nvml-energy',
    covers: 'GPU 0, NVIDIA H100 80GB HBM3',
    device: 'NVIDIA H100 80GB HBM3',
    caution: 'senses power a quarter of the time',
    settings: { 'NVIDIA driver': '550.54.15', 'power limit of NVIDIA H100 80GB HBM3': '700 W' },
  }),
  updatePeriodS: 0.1,
  conditions: () => conditions,
});

const rapl = (clock: SimulatedClock, name: string, more: object = {}): Counter =>
  energyCounter({
    clock,
    powerW: 35,
    updatePeriodS: 0.001,
    id: `rapl:${name}`,
    kind: 'rapl',
    domain: 'cpu',
    covers: `CPU ${name}`,
    resolution: 1e-6,
    ...more,
  });

const permissionFix =
  'run `sudo chmod -R a+r /sys/class/powercap/intel-rapl/` and, to keep it so after a restart, put `SUBSYSTEM=="powercap"` into /etc/udev/rules.d/70-rapl.rules';
const denied = (id: string): UnavailableCounter => ({
  id,
  reason: `/sys/class/powercap/intel-rapl:0/energy_uj: permission denied`,
  fix: permissionFix,
});

const cases: Record<string, Case> = {
  'nothing-here': {
    unavailable: [
      { id: 'nvml', reason: 'no NVIDIA driver library', fix: null },
      { id: 'rapl', reason: 'no RAPL zones under /sys/class/powercap', fix: null },
    ],
  },
  'gpu-and-denied-rapl': {
    counters: (clock) => [gpu(clock)],
    unavailable: [denied('rapl:package-0'), denied('rapl:package-0/dram')],
  },
  'busy-machine': {
    counters: (clock) => [
      gpu(clock, {
        temperatureC: 86.4,
        throttled: ['power limit', 'too hot'],
        processes: [
          { pid: 4711, name: 'python' },
          { pid: 4712, name: null },
        ],
      }),
      rapl(clock, 'package-0', { includes: ['rapl:package-0/core'] }),
      rapl(clock, 'package-0/core', { powerW: 12 }),
      powerSource({
        clock,
        powerW: (atS) => 180 + 10 * Math.sin(atS * 7),
        id: 'hwmon:power_meter-0',
        kind: 'hwmon-power',
        domain: 'board',
        covers: 'whole machine (power meter 0)',
        resolution: 1e-6,
        updatePeriodS: 1,
      }),
    ],
    wanted: [uuid, 'rapl:package-0', 'rapl:package-0/core'],
    findings: {
      configuration: '.github/cegi.yml',
      lock: {
        path: '/run/lock/cegi-measure.lock',
        holder: { what: 'owner/repository', pid: 4711, host: 'runner-1', since: '2026-11-23T03:00:00.000Z' },
        ended: false,
        problem: null,
      },
    },
  },
  'stuck-counter': {
    counters: (clock) => [gpu(clock), rapl(clock, 'package-0', { powerW: 0, updatePeriodS: 0.001 })],
    findings: {
      lock: {
        path: '/tmp/cegi-measure.lock',
        holder: null,
        ended: null,
        problem: '/tmp/cegi-measure.lock is not a lock that this version of cegi can read: it is not JSON.',
      },
    },
  },
  'only-a-cpu': { counters: (clock) => [rapl(clock, 'package-0')] },
  'estimates-accepted': {
    findings: {
      accept: ['measured', 'integrated', 'estimated'],
      configuration: '.github/cegi.yml',
      estimate: { idleW: 20, busyWPerCore: 5, configured: true },
    },
  },
  'named-counter-absent': {
    counters: (clock) => [rapl(clock, 'package-0')],
    wanted: [],
    findings: {
      configuration: '.github/cegi.yml',
      error:
        'energy.counters: there is no counter `rapl:package-1` on this machine. There is: `rapl:package-0`.\nLook again.',
    },
  },
  'only-integrated-not-accepted': {
    counters: (clock) => [powerSource({ clock, powerW: 40, id: 'hwmon:amdgpu-0', covers: 'GPU 0, AMD' })],
    findings: { accept: ['measured'] },
  },
  'served-elsewhere': {
    counters: () => [
      {
        id: 'prometheus:GPU-1',
        kind: 'prometheus-dcgm',
        domain: 'gpu',
        provenance: 'measured',
        covers: 'GPU 0, NVIDIA H100, of gpu-host-1',
        includes: [],
        reading: 'energyJ',
        resolution: 0.001,
        wrapsAtJ: null,
        updatePeriodS: 30,
        updatesPerRound: 100,
        samples: () => Promise.reject(new Error('nobody asks')),
      },
    ],
  },
};

test.each(Object.entries(cases))('%s reads as before', async (name, build) => {
  const text = doctorTable(await diagnosed(build));
  await expect(text).toMatchFileSnapshot(`./golden/${name}.golden.txt`);
});

test.each(Object.entries(cases))('the table of %s fits into 120 columns', async (_, build) => {
  const table = doctorTable(await diagnosed(build)).split('\n\n')[0] as string;
  for (const line of table.split('\n')) expect([...line].length).toBeLessThanOrEqual(120);
});

test.each([
  ['nothing-here', false],
  ['gpu-and-denied-rapl', true],
  ['busy-machine', true],
  ['stuck-counter', false],
  ['only-a-cpu', true],
  ['estimates-accepted', true],
  ['named-counter-absent', false],
  ['only-integrated-not-accepted', false],
  ['served-elsewhere', true],
])('whether a verdict can be decided: %s %s', async (name, decides) => {
  expect((await diagnosed(cases[name] as Case)).decides).toBe(decides);
});

test('a diagnosis is plain data', async () => {
  const diagnosis = await diagnosed(cases['busy-machine'] as Case);
  expect(JSON.parse(JSON.stringify(diagnosis))).toEqual(diagnosis);
  expect(diagnosis.counters[0]).toMatchObject({
    id: uuid,
    use: 'added',
    observed: { problem: null, powerW: { mean: expect.closeTo(71.25, 0) } },
  });
});

test('the diagnosis holds what a check here would record of the hardware', async () => {
  const { hardware } = await diagnosed(cases['busy-machine'] as Case);
  expect(hardware.counters).toEqual(['nvml-energy', 'rapl']);
  expect(hardware.settings).toMatchObject({ 'NVIDIA driver': '550.54.15', 'CPU governor': 'performance' });
});

test('what devices and processes are called cannot steer a terminal', async () => {
  const nasty = '\u001b[2J\u202eevil\u0007\n\u009b31m';
  const diagnosis = await diagnosed({
    counters: (clock) => [
      {
        ...gpu(clock, { temperatureC: null, throttled: [nasty], processes: [{ pid: 1, name: nasty }] }),
        id: `nvml:${nasty}`,
        covers: `GPU 0, ${nasty}`,
        device: nasty,
        settings: { [`power limit of ${nasty}`]: nasty },
        caution: nasty,
      },
    ],
    unavailable: [{ id: nasty, reason: nasty, fix: nasty }],
    findings: { error: nasty, configuration: nasty },
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(doctorTable(diagnosis)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("a device's state that cannot be read is said, and hides nothing else", async () => {
  const diagnosis = await diagnosed({
    counters: (clock) => [
      {
        ...gpu(clock),
        conditions: () => {
          throw new Error('the driver does not answer');
        },
      } as Counter,
    ],
  });
  expect(diagnosis.counters[0]).toMatchObject({ conditions: null, observed: { problem: null } });
  expect(doctorTable(diagnosis)).toContain(
    "its device's state could not be read: the driver does not answer",
  );
});
