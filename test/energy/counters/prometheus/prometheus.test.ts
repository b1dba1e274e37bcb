import { describe, expect, test } from 'vitest';
import {
  type PrometheusOptions,
  prometheusCounters,
} from '../../../../src/energy/counters/prometheus/prometheus.ts';
import { UserError } from '../../../../src/errors.ts';
import {
  LeapingClock,
  type SimulatedSeries,
  type SimulationOptions,
  startPrometheus,
} from '../../../simulators/prometheus.ts';
import {
  amdSeries,
  dcgmSeries,
  hwmonSeries,
  keplerSeries,
  raplSeries,
  scaphandreSeries,
} from '../../../simulators/prometheus-exporters.ts';

async function discover(
  series: (SimulatedSeries | SimulatedSeries[])[],
  options: Partial<PrometheusOptions> & { simulation?: Partial<SimulationOptions> } = {},
) {
  const { simulation = {}, ...rest } = options;
  const clock = new LeapingClock();
  const simulated = await startPrometheus({ clock, series: series.flat(), ...simulation });
  const found = await prometheusCounters({ url: simulated.url, env: {}, clock, ...rest }).catch((error) => {
    if (error instanceof Error) error.message = error.message.replaceAll(simulated.url, 'URL');
    throw error;
  });
  return { clock, simulated, ...found };
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as Error).message;
}

const mJ = 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION';
const J = 'DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL';
const W = 'DCGM_FI_DEV_POWER_USAGE';

describe('a GPU that DCGM records', () => {
  test('is measured by its energy counter, and described by its labels', async () => {
    const { counters, unavailable } = await discover([dcgmSeries(mJ), dcgmSeries(W)]);
    expect(unavailable).toEqual([]);
    expect(counters).toEqual([
      {
        id: 'prometheus:DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION:GPU-0',
        kind: 'prometheus-dcgm-energy',
        domain: 'gpu',
        provenance: 'measured',
        covers: 'GPU 0, NVIDIA H100 80GB HBM3',
        device: 'NVIDIA H100 80GB HBM3',
        includes: [],
        reading: 'energyJ',
        resolution: 0.001,
        wrapsAtJ: null,
        updatePeriodS: 15,
        updatesPerRound: 10,
        samples: expect.any(Function),
      },
    ]);
  });

  test('has its power integrated where that is all there is', async () => {
    const { counters } = await discover([dcgmSeries(W)]);
    expect(counters).toMatchObject([
      { kind: 'prometheus-dcgm-power', provenance: 'integrated', reading: 'powerW', resolution: 0.001 },
    ]);
  });

  test('is counted once where the exporter has its old and its new metric', async () => {
    const { counters } = await discover([dcgmSeries(mJ), dcgmSeries(J), dcgmSeries(W)]);
    expect(counters).toMatchObject([{ id: `prometheus:${J}:GPU-0`, resolution: 1 }]);
  });

  test('is read from what is recorded now, after an upgrade and after its being taken back', async () => {
    const until = (series: SimulatedSeries, changeS: number): SimulatedSeries => ({
      ...series,
      value: (atS) => (atS < changeS ? (series.value as (atS: number) => number)(atS) : null),
    });
    const from = (series: SimulatedSeries, changeS: number): SimulatedSeries => ({
      ...series,
      value: (atS) => (atS >= changeS ? (series.value as (atS: number) => number)(atS) : null),
    });
    const upgraded = await discover([until(dcgmSeries(mJ), 4700), from(dcgmSeries(J), 4700)]);
    expect(upgraded.counters.map(({ id }) => id)).toEqual([`prometheus:${J}:GPU-0`]);
    const takenBack = await discover([until(dcgmSeries(J), 4700), from(dcgmSeries(mJ), 4700)]);
    expect(takenBack.counters.map(({ id }) => id)).toEqual([`prometheus:${mJ}:GPU-0`]);
  });

  test('is one, whichever pods use it and however many servers scrape it', async () => {
    const pod = (name: string) => dcgmSeries(mJ, { labels: { namespace: 'ml', pod: name, vgpu: name } });
    const again = { ...dcgmSeries(mJ, { labels: { replica: 'b' } }), scrapedAfterS: 6 };
    const { counters } = await discover([dcgmSeries(mJ), pod('a'), pod('b'), again]);
    expect(counters).toMatchObject([{ id: `prometheus:${mJ}:GPU-0`, updatePeriodS: 15 }]);
  });

  test('is one with that which Kepler records', async () => {
    const { counters } = await discover([keplerSeries('gpu'), dcgmSeries(mJ)]);
    expect(counters.map(({ kind }) => kind)).toEqual(['prometheus-dcgm-energy']);
  });

  test('in MIG mode is refused whole, and never counted once a slice', async () => {
    const slice = (id: string, gpu = '0') =>
      dcgmSeries(W, { gpu, labels: { GPU_I_ID: id, GPU_I_PROFILE: '1g.10gb' } });
    const { counters, unavailable } = await discover([slice('3'), slice('4'), dcgmSeries(W, { gpu: '1' })]);
    expect(counters.map(({ id }) => id)).toEqual([`prometheus:${W}:GPU-1`]);
    expect(unavailable).toEqual([
      {
        id: `prometheus:${W}:GPU-0`,
        reason: 'MIG slices have no energy of their own: DCGM repeats that of the whole GPU for each',
        fix: 'serve the model on a whole GPU: turn MIG mode off with `sudo nvidia-smi --multi-instance-gpu=0`',
      },
    ]);
  });

  test('in MIG mode is refused by another of its metrics too', async () => {
    const slice = dcgmSeries(W, { labels: { GPU_I_ID: '3' } });
    const { counters, unavailable } = await discover([dcgmSeries(mJ), slice]);
    expect(counters).toEqual([]);
    expect(unavailable).toHaveLength(1);
  });

  test('on a Grace Hopper is a module', async () => {
    const { counters } = await discover([dcgmSeries(mJ, { model: 'NVIDIA GH200 480GB' })]);
    expect(counters[0]?.domain).toBe('module');
  });

  test('of a newer exporter, which writes its host in small letters, is the same', async () => {
    const labels = { hostname: 'node-1', Hostname: '' };
    const { counters } = await discover([dcgmSeries(J, { labels })], { match: { hostname: 'node-1' } });
    expect(counters).toHaveLength(1);
  });
});

describe('how often values come', () => {
  test('is that at which the server scrapes, jitter or none', async () => {
    const { counters } = await discover([dcgmSeries(mJ)], { simulation: { scrapeS: 5, jitterS: 0.5 } });
    expect(counters[0]?.updatePeriodS).toBeGreaterThan(4.7);
    expect(counters[0]?.updatePeriodS).toBeLessThan(5.3);
  });

  test('is that at which the exporter looks, where that is more seldom', async () => {
    const { counters } = await discover([{ ...dcgmSeries(mJ), updatesEveryS: 30 }]);
    expect(counters[0]?.updatePeriodS).toBe(30);
  });

  test('is not known of what was scraped too seldom', async () => {
    const { counters, unavailable } = await discover([dcgmSeries(mJ)], { simulation: { scrapeS: 290 } });
    expect(counters).toEqual([]);
    expect(unavailable).toEqual([
      {
        id: `prometheus:${mJ}:GPU-0`,
        reason: '2 samples are too few to tell how often it is scraped',
        fix: 'scrape it every 30 s or more often; if it is new, run the check again in some minutes',
      },
    ]);
  });
});

describe('a source is unavailable', () => {
  test.each([
    [
      'that is not recorded any more',
      { ...dcgmSeries(mJ), value: (atS: number) => (atS < 4800 ? atS : null) },
      'nothing was recorded for 215 s, and every 15 s before',
    ],
    [
      'whose value is no number',
      { ...dcgmSeries(mJ), value: Number.NaN },
      'the server holds values for it that are no numbers, or negative',
    ],
    [
      'whose value is negative',
      { ...dcgmSeries(W), value: -1 },
      'the server holds values for it that are no numbers, or negative',
    ],
    ['that does not count', { ...dcgmSeries(mJ), value: 12 }, 'it did not change in 585 s'],
  ])('%s', async (_, series, reason) => {
    const { counters, unavailable } = await discover([series]);
    expect(counters).toEqual([]);
    expect(unavailable).toMatchObject([{ reason }]);
  });
});

describe('the CPU of a host', () => {
  const zones = [
    raplSeries('package', { index: '0', entry: 'intel-rapl:0' }),
    raplSeries('core', { index: '0', entry: 'intel-rapl:0:0' }),
    raplSeries('dram', { index: '0', entry: 'intel-rapl:0:1' }),
    raplSeries('package', { index: '1', entry: 'intel-rapl:1' }),
    raplSeries('psys', { index: '0', entry: 'intel-rapl:2' }),
  ];

  test('is counted by zone, with what each holds of the others', async () => {
    const { counters } = await discover(zones);
    const short = (id: string) =>
      id.replace(/^prometheus:node_rapl_(\w+)_joules_total.*(rapl:[\d:]+)$/, '$1 $2');
    expect(
      counters.map(({ id, domain, covers, includes }) => [short(id), domain, covers, includes.map(short)]),
    ).toEqual([
      ['package rapl:0', 'cpu', 'CPU package 0 of node-1', ['core rapl:0:0']],
      ['core rapl:0:0', 'cpu', 'CPU cores 0 of node-1', []],
      ['dram rapl:0:1', 'dram', 'DRAM 0 of node-1', []],
      ['package rapl:1', 'cpu', 'CPU package 1 of node-1', []],
      [
        'psys rapl:2',
        'board',
        'platform (psys) 0 of node-1',
        ['package rapl:0', 'core rapl:0:0', 'dram rapl:0:1', 'package rapl:1'],
      ],
    ]);
    expect(counters[0]?.caution).toContain('starts again from 0');
  });

  test('is counted by one exporter of several', async () => {
    const { counters } = await discover([
      scaphandreSeries(),
      keplerSeries('cpu', { labels: { node_name: '' } }),
      ...zones,
    ]);
    expect(new Set(counters.map(({ kind }) => kind))).toEqual(new Set(['prometheus-node-exporter-rapl']));
  });

  test('that Kepler counts is not the sum of its zones', async () => {
    const { counters } = await discover(
      ['package', 'core', 'dram', 'psys'].map((zone) => keplerSeries('cpu', { zone })),
    );
    expect(counters.map(({ covers, includes }) => [covers, includes.length])).toEqual([
      ['CPU package of node-1', 1],
      ['CPU cores of node-1', 0],
      ['DRAM of node-1', 0],
      ['platform (psys) of node-1', 3],
    ]);
  });

  test('that Scaphandre counts is the platform or the packages, as it says', async () => {
    expect((await discover([scaphandreSeries()])).counters).toMatchObject([
      { domain: 'cpu', covers: 'CPU packages and their DRAM of node-1', resolution: 1e-6 },
    ]);
    const psys = scaphandreSeries({ source: 'powercap_rapl_psys' });
    expect((await discover([psys])).counters).toMatchObject([{ domain: 'board' }]);
  });

  test('is not counted again by the MMIO driver, nor by a die that repeats its package', async () => {
    const { counters, unavailable } = await discover([
      raplSeries('package', { entry: 'intel-rapl-mmio:0' }),
      raplSeries('package_0_die_0', { entry: 'intel-rapl:0' }),
      raplSeries('package_0_die_1', { entry: 'intel-rapl:1' }),
    ]);
    expect(counters.map(({ covers }) => covers)).toEqual(['CPU package 0 die 0 of node-1']);
    expect(unavailable).toMatchObject([
      { reason: expect.stringMatching(/^it repeats .*intel-rapl:0, which/) },
    ]);
  });

  test('with two dies of their own is both', async () => {
    const trace = { kind: 'constant' as const, powerW: 60 };
    const { counters } = await discover([
      raplSeries('package_0_die_0', { entry: 'intel-rapl:0' }),
      raplSeries('package_0_die_1', { entry: 'intel-rapl:1', trace }),
    ]);
    expect(counters).toHaveLength(2);
  });

  test('is known by a label of its zone where the exporter writes it there', async () => {
    const labels = { __name__: 'node_rapl_joules_total', rapl_zone: 'dram' };
    const { counters } = await discover([raplSeries('x', { labels })]);
    expect(counters).toMatchObject([{ domain: 'dram', covers: 'DRAM 0 of node-1' }]);
  });
});

describe('what node_exporter reads of hwmon', () => {
  test('is told apart by the name of its chip', async () => {
    const { counters, unavailable } = await discover([
      hwmonSeries('node_hwmon_power_average_watt', { chip: '0000:03', name: 'amdgpu' }),
      hwmonSeries('node_hwmon_power_average_watt', {
        chip: '0000:04',
        name: 'amdgpu',
        label: 'vddnb',
      }),
      hwmonSeries('node_hwmon_energy_joule_total', { chip: '0000:05', name: 'xe', label: 'card' }),
      hwmonSeries('node_hwmon_energy_joule_total', {
        chip: '0000:05',
        name: 'xe',
        sensor: 'energy2',
        label: 'pkg',
      }),
      hwmonSeries('node_hwmon_power_input_watt', { chip: 'i2c_1', name: 'pmbus' }),
    ]);
    expect(counters.map(({ covers, domain, includes }) => [covers, domain, includes.length])).toEqual([
      ['GPU 0000:03, AMD of node-1', 'gpu', 0],
      ['APU 0000:04, AMD (CPU and GPU) of node-1', 'module', 0],
      ['GPU 0000:05, Intel (card) of node-1', 'gpu', 1],
      ['GPU 0000:05, Intel (pkg) of node-1', 'gpu', 0],
    ]);
    expect(unavailable).toEqual([
      {
        id: 'prometheus:node_hwmon_power_input_watt:node-1/hwmon-i2c_1-power1',
        reason: 'it is not known what a chip of the kind pmbus covers',
        fix: 'to use it, say what it covers: metric: node_hwmon_power_input_watt, unit: W, domain: …, match: { chip: i2c_1 }',
      },
    ]);
  });

  test('is taken where its user says what it covers', async () => {
    const { counters } = await discover(
      [hwmonSeries('node_hwmon_power_input_watt', { chip: 'i2c_1', name: 'pmbus' })],
      {
        match: { chip: 'i2c_1' },
        metric: { name: 'node_hwmon_power_input_watt', unit: 'W', domain: 'wall' },
      },
    );
    expect(counters).toMatchObject([{ domain: 'wall', reading: 'powerW' }]);
  });

  test('is never a limit of its power', async () => {
    const { counters } = await discover([
      hwmonSeries('node_hwmon_power_average_watt', { name: 'amdgpu' }),
      hwmonSeries('node_hwmon_power_cap_watt', { name: 'amdgpu' }),
      hwmonSeries('node_hwmon_power_cap_max_watt', { name: 'amdgpu' }),
      hwmonSeries('node_hwmon_power_average_max_watt', { name: 'amdgpu' }),
    ]);
    expect(counters).toHaveLength(1);
  });

  test('of one sensor is its average before its present value', async () => {
    const { counters } = await discover([
      hwmonSeries('node_hwmon_power_input_watt', { name: 'amdgpu' }),
      hwmonSeries('node_hwmon_power_average_watt', { name: 'amdgpu' }),
    ]);
    expect(counters.map(({ id }) => id)).toEqual([
      'prometheus:node_hwmon_power_average_watt:node-1/hwmon-platform_power_meter_0-power1',
    ]);
  });

  test('gives way to energy counters where it is a meter of the whole machine', async () => {
    const meter = hwmonSeries('node_hwmon_power_average_watt', { name: 'power_meter' });
    expect((await discover([meter])).counters).toMatchObject([{ domain: 'board', provenance: 'integrated' }]);
    const { counters, unavailable } = await discover([meter, raplSeries('package')]);
    expect(counters.map(({ domain }) => domain)).toEqual(['cpu']);
    expect(unavailable).toMatchObject([
      { reason: 'energy counters are preferred to a power meter of the whole machine' },
    ]);
  });

  test('is refused where several meters do not say what each covers', async () => {
    const meter = (chip: string) =>
      hwmonSeries('node_hwmon_power_average_watt', { name: 'power_meter', chip });
    expect(await messageOf(discover([meter('a'), meter('b')]))).toBe(
      'energy.prometheus: "node-1" has several power meters, and nothing says what each covers: "a", "b". Choose one, with match: { chip: a }.',
    );
  });
});

describe('an AMD GPU', () => {
  test('is measured by its energy, and by its power where that is all there is', async () => {
    const energy = amdSeries('gpu_energy_consumed');
    const power = amdSeries('gpu_package_power');
    expect((await discover([power, energy])).counters).toMatchObject([
      { id: 'prometheus:gpu_energy_consumed:node-1/amd-gpu-0', covers: 'GPU 0, AMD 102-G30211-0C of node-1' },
    ]);
    const moving = { ...power, value: (atS: number) => 400 + (Math.round(atS) % 7) };
    expect((await discover([moving])).counters).toMatchObject([{ reading: 'powerW', resolution: 1 }]);
  });

  test('in partitions is refused', async () => {
    const { counters, unavailable } = await discover([
      amdSeries('gpu_package_power', { partitioning: 'cpx', partition: '0' }),
      { ...amdSeries('gpu_package_power', { partitioning: 'cpx', partition: '1' }), value: 0 },
    ]);
    expect(counters).toEqual([]);
    expect(unavailable).toMatchObject([{ reason: 'its cpx partitions share one power sensor' }]);
  });

  test('is counted by its exporter or by node_exporter, not by both', async () => {
    const { counters } = await discover([
      amdSeries('gpu_energy_consumed'),
      hwmonSeries('node_hwmon_power_average_watt', { chip: '0000:03', name: 'amdgpu' }),
    ]);
    expect(counters.map(({ kind }) => kind)).toEqual(['prometheus-amd-energy']);
  });
});

describe('the labels of match', () => {
  const gpus = ['0', '1', '2'].map((gpu) => dcgmSeries(mJ, { gpu }));
  const elsewhere = dcgmSeries(mJ, { gpu: '0', uuid: 'GPU-x', host: 'node-2' });

  test('choose hosts and GPUs, by one value or several', async () => {
    const idsOf = async (match: Record<string, string | string[]>) =>
      (await discover([...gpus, elsewhere], { match })).counters.map(({ id }) => id.split(':').at(-1));
    expect(await idsOf({ Hostname: 'node-1' })).toEqual(['GPU-0', 'GPU-1', 'GPU-2']);
    expect(await idsOf({ Hostname: 'node-1', gpu: ['0', '2'] })).toEqual(['GPU-0', 'GPU-2']);
    expect(await idsOf({ UUID: 'GPU-x' })).toEqual(['GPU-x']);
  });

  test('that mean two hosts are refused, with their names', async () => {
    expect(await messageOf(discover([...gpus, elsewhere]))).toBe(
      'energy.prometheus.match: these labels choose 2 hosts: "node-1", "node-2". Choose that on which the model runs, with match: { Hostname: node-1 }, or name each of several in a list.',
    );
    expect(await messageOf(discover([...gpus, elsewhere], { match: { job: ['dcgm'] } }))).toContain(
      '2 hosts',
    );
  });

  test('may name several hosts on purpose', async () => {
    for (const match of [
      { Hostname: ['node-1', 'node-2'] },
      { instance: ['node-1:9400', 'node-2:9400'] },
      { UUID: ['GPU-0', 'GPU-x'] },
    ]) {
      const { counters } = await discover([...gpus, elsewhere], { match });
      expect(counters.map(({ covers }) => covers)).toContain('GPU 0, NVIDIA H100 80GB HBM3 of node-2');
    }
  });

  test('that match nothing are refused, with what there is', async () => {
    expect(await messageOf(discover(gpus, { match: { gpu: '7' } }))).toBe(
      'energy.prometheus.match.gpu: nothing in the energy of any known exporter has the value "7". There is "0", "1", "2".',
    );
    expect(await messageOf(discover(gpus, { match: { Node: 'a' } }))).toBe(
      'energy.prometheus.match.Node: nothing in the energy of any known exporter has the value "a". No series of it has this label: leave it out.',
    );
    const many = Array.from({ length: 12 }, (_, index) => dcgmSeries(mJ, { gpu: `${index}` }));
    expect(await messageOf(discover(many, { match: { gpu: 'x' } }))).toMatch(/"8", "9" and 2 more\.$/);
  });

  test('of which one value in a list matches nothing are refused', async () => {
    expect(await messageOf(discover(gpus, { match: { Hostname: 'node-1', gpu: ['0', '7'] } }))).toBe(
      'energy.prometheus.match.gpu: nothing in what the other labels choose has the value "7". There is "0".',
    );
  });

  test('that exist, but not together, are refused', async () => {
    expect(await messageOf(discover([...gpus, elsewhere], { match: { Hostname: 'node-2', gpu: '1' } }))).toBe(
      'energy.prometheus.match: each label has a value that exists, but no series has them all: leave one of Hostname, gpu out.',
    );
  });

  test('bring no control characters into an error', async () => {
    const odd = dcgmSeries(mJ, { gpu: '\u001b[2J\n1' });
    expect(await messageOf(discover([odd], { match: { gpu: '0' } }))).toMatch(/There is " ?\[2J 1"\.$/);
  });

  test('find a value whatever is in it', async () => {
    const uuid = 'a"b\\c|d.*{}';
    const { counters } = await discover([...gpus, dcgmSeries(mJ, { gpu: '9', uuid })], {
      match: { UUID: [uuid] },
    });
    expect(counters).toHaveLength(1);
  });
});

describe('a metric that its user describes', () => {
  const pdu = (outlet: string): SimulatedSeries => ({
    labels: { __name__: 'pdu_energy', outlet, instance: 'pdu:80' },
    value: (atS) => atS * 1e6,
  });

  test('is read in its unit, a counter for each series', async () => {
    const { counters } = await discover([pdu('1'), pdu('2')], {
      metric: { name: 'pdu_energy', unit: 'µJ', domain: 'wall' },
    });
    expect(counters).toMatchObject([
      {
        id: 'prometheus:pdu_energy:pdu/outlet=1',
        kind: 'prometheus-pdu_energy',
        domain: 'wall',
        covers: 'pdu_energy of pdu (outlet=1)',
        resolution: 1e-6,
      },
      { id: 'prometheus:pdu_energy:pdu/outlet=2' },
    ]);
  });

  test('may be that of a pod', async () => {
    const pod: SimulatedSeries = {
      labels: {
        __name__: 'kepler_pod_gpu_joules_total',
        pod_id: 'p',
        pod_name: 'vllm',
        instance: 'node-1:28282',
      },
      value: (atS) => atS * 20,
    };
    expect(await messageOf(discover([pod]))).toContain('records the energy of no known exporter');
    const { counters } = await discover([pod, dcgmSeries(mJ)], {
      match: { pod_name: 'vllm' },
      metric: { name: 'kepler_pod_gpu_joules_total', unit: 'J', domain: 'gpu' },
    });
    expect(counters.map(({ id }) => id)).toEqual(['prometheus:kepler_pod_gpu_joules_total:node-1']);
  });

  test('of which zones overlap is refused until one is chosen', async () => {
    const zone = (name: string): SimulatedSeries => ({
      labels: { __name__: 'kepler_pod_cpu_joules_total', pod_id: 'p', zone: name, instance: 'node-1:28282' },
      value: (atS) => atS * 20,
    });
    const metric = { name: 'kepler_pod_cpu_joules_total', unit: 'J', domain: 'cpu' } as const;
    expect(await messageOf(discover([zone('package'), zone('core')], { metric }))).toBe(
      'energy.prometheus.metric: kepler_pod_cpu_joules_total has several zones, which may hold the same energy: "package", "core". Choose one, with match: { zone: package }.',
    );
    const { counters } = await discover([zone('package'), zone('core')], {
      metric,
      match: { zone: 'package' },
    });
    expect(counters).toHaveLength(1);
  });

  test('that does not exist is said not to', async () => {
    const metric = { name: 'nothing', unit: 'J', domain: 'board' } as const;
    expect(await messageOf(discover([dcgmSeries(mJ)], { metric }))).toBe(
      'URL records no metric nothing: check energy.prometheus.metric, and that Prometheus scrapes its exporter.',
    );
  });

  test('that is known is read as what it is, and never in another unit', async () => {
    const { counters } = await discover([dcgmSeries(mJ), dcgmSeries(W)], {
      metric: { name: W, unit: 'W', domain: 'board' },
    });
    expect(counters).toMatchObject([{ kind: 'prometheus-dcgm-power', domain: 'gpu' }]);
    expect(
      await messageOf(discover([dcgmSeries(mJ)], { metric: { name: mJ, unit: 'J', domain: 'gpu' } })),
    ).toBe(`energy.prometheus.unit: ${mJ} is in mJ, not in J: write mJ.`);
  });
});

describe('the server', () => {
  test('that records nothing of the kind is said to, with what was looked for', async () => {
    expect(await messageOf(discover([]))).toBe(
      'URL records the energy of no known exporter: it has none of DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL, DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION and DCGM_FI_DEV_POWER_USAGE (dcgm-exporter), gpu_energy_consumed and gpu_package_power (AMD Device Metrics Exporter), kepler_node_gpu_joules_total and kepler_node_cpu_joules_total (Kepler), node_rapl_*_joules_total and node_hwmon_* (node_exporter), scaph_host_energy_microjoules (Scaphandre). Let it scrape one of these, or name a metric of another under energy.prometheus.metric, with its unit.',
    );
  });

  test('gets the token of the environment, and says so where it does not know it', async () => {
    const simulation = { token: 'right' };
    const { counters } = await discover([dcgmSeries(mJ)], {
      simulation,
      env: { CEGI_PROMETHEUS_TOKEN: ' right\n' },
    });
    expect(counters).toHaveLength(1);
    const wrong = discover([dcgmSeries(mJ)], { simulation, env: { CEGI_PROMETHEUS_TOKEN: 'wrong' } });
    expect(await messageOf(wrong)).toBe(
      'URL does not know the token in CEGI_PROMETHEUS_TOKEN: renew it (HTTP 401).',
    );
  });

  test('gets no token that is none, and the error does not repeat it', async () => {
    const message = await messageOf(
      discover([dcgmSeries(mJ)], { env: { CEGI_PROMETHEUS_TOKEN: 'two\nlines' } }),
    );
    expect(message).toBe(
      'The environment variable CEGI_PROMETHEUS_TOKEN holds more than a token: it must be one word of printable characters.',
    );
  });

  test('whose clock is hard to tell is used with a caution', async () => {
    const clock = new LeapingClock();
    const simulated = await startPrometheus({ clock, series: [dcgmSeries(mJ)] });
    simulated.fault = (query) => (query === 'time()' ? { kind: 'late', seconds: 6 } : null);
    const { counters } = await prometheusCounters({ url: simulated.url, env: {}, clock });
    expect(counters[0]?.caution).toBe(
      'the clock of the server is only known to 3.0 s, and it scrapes every 15 s',
    );
  });
});
