import type { Domain } from '../../../measurement/measurement.ts';
import type { Series } from './server.ts';

export type Labels = Series['labels'];
export type Unit = 'J' | 'mJ' | 'µJ' | 'uJ' | 'W' | 'mW';

/** A metric that its user describes, because no exporter that is known here has it. */
export interface NamedMetric {
  name: string;
  unit: Unit;
  domain: Domain;
}

/** Joules or watts in one of a unit. */
export const unitFactor: Record<Unit, number> = { J: 1, mJ: 1e-3, µJ: 1e-6, uJ: 1e-6, W: 1, mW: 1e-3 };

export function readingIn(unit: Unit): 'energyJ' | 'powerW' {
  return unit.endsWith('J') ? 'energyJ' : 'powerW';
}

/** What one series tells of: which hardware, in which unit, and how well. */
export interface Source {
  metric: string;
  /** As in `CounterDescription`. */
  kind: string;
  unit: Unit;
  /** The smallest step of its values, in joules or watts. */
  resolution: number;
  domain: Domain;
  /** In words, without the host. */
  covers: string;
  device?: string;
  /** One name for all metrics of one piece of hardware; unique on its host. */
  hardware: string;
  /** Labels by which the series is found again, without those that say on which host it is. */
  identity: readonly string[];
  /** Whether `identity` is unique in the world, so that the host need not be named with it. */
  unique: boolean;
  /** Of several sources of the same hardware, that with the lowest rank is used. */
  rank: number;
  /** A RAPL zone: what its name and place say of which zones are inside which. */
  zone?: Zone;
  /** Whether its user said what it is, and not its exporter. */
  described?: boolean;
  /** Who made a GPU that a hwmon chip belongs to. */
  maker?: 'AMD' | 'Intel';
  caution?: string;
  /** Why it cannot be used, and what can be done. */
  refusal?: { reason: string; fix: string | null };
}

export interface Zone {
  /** `psys`, `package`, `package-0-die-1`, `core`, `uncore`, `dram`. */
  name: string;
  /** `intel-rapl:0:1`; null where it stands for all of that name on the host. */
  entry: string | null;
}

/** What node_exporter says of a hwmon chip beside its values. */
export interface Chip {
  /** `amdgpu`, `power_meter`; null where it does not say. */
  name: string | null;
  /** Labels of its sensors, by sensor. */
  sensors: ReadonlyMap<string, string>;
}

/**
 * The metrics that are looked for, as one pattern. Limits (`node_hwmon_power_cap_watt`), shares of processes and
 * containers, and figures that an exporter computed from these are not among them.
 */
export const knownMetrics = {
  pattern: [
    'DCGM_FI_DEV_(GPU_ENERGY_JOULES_TOTAL|TOTAL_ENERGY_CONSUMPTION|POWER_USAGE|BOARD_POWER_WATTS)',
    'gpu_(energy_consumed|package_power|average_package_power)',
    'kepler_node_(gpu|cpu)_joules_total',
    'node_rapl_(.+_)?joules_total',
    'node_hwmon_energy(_input)?_joule_total',
    'node_hwmon_power(_average|_input)?_watt',
    'scaph_host_energy_microjoules',
  ].join('|'),
  inWords: [
    'DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL, DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION and DCGM_FI_DEV_POWER_USAGE (dcgm-exporter)',
    'gpu_energy_consumed and gpu_package_power (AMD Device Metrics Exporter)',
    'kepler_node_gpu_joules_total and kepler_node_cpu_joules_total (Kepler)',
    'node_rapl_*_joules_total and node_hwmon_* (node_exporter)',
    'scaph_host_energy_microjoules (Scaphandre)',
  ].join(', '),
};

/** The source that a series is; null where it is none of `knownMetrics`. `chip` is asked for hwmon's alone. */
export function knownSource(labels: Labels, chip: (labels: Labels) => Chip): Source | null {
  const metric = labels.__name__ ?? '';
  return (
    dcgm(metric, labels) ??
    amd(metric, labels) ??
    kepler(metric, labels) ??
    rapl(metric, labels) ??
    hwmon(metric, labels, chip) ??
    scaphandre(metric, labels)
  );
}

/** https://github.com/NVIDIA/dcgm-exporter, etc/default-counters.csv; fields 155, 156 and 1611 of dcgm_fields.h. */
const dcgmMetrics: Record<string, { unit: Unit; resolution: number; rank: number }> = {
  // The unit is in the name: 4.9.0 replaced millijoules with whole joules.
  DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL: { unit: 'J', resolution: 1, rank: 0 },
  DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: { unit: 'mJ', resolution: 0.001, rank: 1 },
  DCGM_FI_DEV_POWER_USAGE: { unit: 'W', resolution: 0.001, rank: 3 },
  DCGM_FI_DEV_BOARD_POWER_WATTS: { unit: 'W', resolution: 0.001, rank: 4 },
};

function dcgm(metric: string, labels: Labels): Source | null {
  const known = Object.hasOwn(dcgmMetrics, metric) ? dcgmMetrics[metric] : undefined;
  if (known === undefined) return null;
  const uuid = labels.UUID ?? '';
  const model = labels.modelName ?? '';
  return {
    metric,
    kind: `prometheus-dcgm-${readingIn(known.unit) === 'energyJ' ? 'energy' : 'power'}`,
    ...known,
    domain: gpuDomain(model),
    covers: `GPU ${labels.gpu ?? uuid}${model === '' ? '' : `, ${model}`}`,
    ...(model === '' ? {} : { device: model }),
    hardware: uuid === '' ? `gpu-${labels.gpu ?? ''}` : uuid,
    identity: uuid === '' ? ['gpu'] : ['UUID'],
    unique: uuid !== '',
    ...(isSlice(labels) ? { refusal: sliceRefusal } : {}),
  };
}

/** DCGM repeats the board's power for each slice (NVIDIA/dcgm-exporter#257). */
export const sliceRefusal = {
  reason: 'MIG slices have no energy of their own: DCGM repeats that of the whole GPU for each',
  fix: 'serve the model on a whole GPU: turn MIG mode off with `sudo nvidia-smi --multi-instance-gpu=0`',
};

export function isSlice(labels: Labels): boolean {
  return (labels.GPU_I_ID ?? '') !== '';
}

/** The counter of a Grace Hopper covers the CPU beside the GPU too. */
function gpuDomain(model: string): Domain {
  return /\bGH200\b/.test(model) ? 'module' : 'gpu';
}

/** https://github.com/ROCm/device-metrics-exporter, docs/configuration/metricslist.md. */
const amdMetrics: Record<string, { unit: Unit; resolution: number; rank: number }> = {
  // One count of the accumulator, which the driver multiplies.
  gpu_energy_consumed: { unit: 'µJ', resolution: 15.259e-6, rank: 0 },
  gpu_package_power: { unit: 'W', resolution: 1, rank: 1 },
  gpu_average_package_power: { unit: 'W', resolution: 1, rank: 2 },
};

function amd(metric: string, labels: Labels): Source | null {
  const known = Object.hasOwn(amdMetrics, metric) ? amdMetrics[metric] : undefined;
  if (known === undefined) return null;
  const gpu = labels.gpu_id ?? '';
  const model = labels.card_model ?? '';
  const partition = labels.gpu_compute_partition_type ?? 'spx';
  const refusal = {
    reason: `its ${oneWord(partition)} partitions share one power sensor`,
    fix: 'serve the model on a whole GPU: `sudo amd-smi set --compute-partition SPX`',
  };
  return {
    metric,
    kind: `prometheus-amd-${readingIn(known.unit) === 'energyJ' ? 'energy' : 'power'}`,
    ...known,
    domain: 'gpu',
    covers: `GPU ${gpu}, AMD${model === '' ? '' : ` ${model}`}`,
    ...(model === '' ? {} : { device: `AMD ${model}` }),
    hardware: `amd-gpu-${gpu}`,
    identity: ['gpu_id'],
    unique: false,
    ...(/^(spx|na|none)?$/i.test(partition) ? {} : { refusal }),
  };
}

function oneWord(text: string): string {
  return text.replace(/\W/g, '').slice(0, 20);
}

/** https://github.com/sustainable-computing-io/kepler, docs/user/metrics.md. */
function kepler(metric: string, labels: Labels): Source | null {
  if (metric === 'kepler_node_gpu_joules_total') {
    const uuid = labels.gpu_uuid ?? '';
    const model = labels.gpu_name ?? '';
    return {
      metric,
      kind: 'prometheus-kepler-gpu',
      unit: 'J',
      resolution: 0.001,
      rank: 2,
      domain: gpuDomain(model),
      covers: `GPU ${labels.gpu ?? uuid}${model === '' ? '' : `, ${model}`}`,
      ...(model === '' ? {} : { device: model }),
      hardware: uuid === '' ? `gpu-${labels.gpu ?? ''}` : uuid,
      identity: uuid === '' ? ['gpu'] : ['gpu_uuid'],
      unique: uuid !== '',
    };
  }
  if (metric !== 'kepler_node_cpu_joules_total') return null;
  // Kepler adds the zones of one name up, so there is one of each on a host.
  const zone = { name: labels.zone ?? '', entry: null };
  return { ...zoneSource('kepler', metric, zone, ''), identity: ['zone', 'path'], rank: 1 };
}

/** https://github.com/prometheus/node_exporter, collector/rapl_linux.go. */
function rapl(metric: string, labels: Labels): Source | null {
  const match = /^node_rapl_(?:(.+)_)?joules_total$/.exec(metric);
  if (match === null) return null;
  // With --collector.rapl.enable-zone-label, the zone is in a label. In a metric's name, "-" has become "_".
  const name = (labels.rapl_zone ?? match[1] ?? '').replaceAll('_', '-');
  const index = labels.index ?? '';
  const zone = { name, entry: (labels.path ?? '').split('/').at(-1) ?? '' };
  return {
    ...zoneSource('node-exporter', metric, zone, index),
    identity: [...(labels.rapl_zone === undefined ? [] : ['rapl_zone']), 'index', 'path'],
    rank: 0,
  };
}

const zoneWords: Record<string, string> = {
  psys: 'platform (psys)',
  package: 'CPU package',
  core: 'CPU cores',
  uncore: 'CPU uncore',
  dram: 'DRAM',
};

function zoneSource(
  exporter: string,
  metric: string,
  zone: Zone,
  index: string,
): Omit<Source, 'identity' | 'rank'> {
  const die = /^package-(\d+)-die-(\d+)$/.exec(zone.name);
  const words = die ? `CPU package ${die[1]} die ${die[2]}` : zoneWords[zone.name];
  return {
    metric,
    kind: `prometheus-${exporter}-rapl`,
    unit: 'J',
    resolution: 1e-6,
    domain: zone.name === 'psys' ? 'board' : zone.name === 'dram' ? 'dram' : 'cpu',
    covers: `${words ?? zone.name}${index === '' || die ? '' : ` ${index}`}`,
    hardware: `rapl-${zone.name}${zone.entry ? `-${zone.entry}` : ''}`,
    unique: false,
    zone,
    caution:
      'it starts again from 0 at a value that the exporter does not tell; a round with such a start is unknown',
    ...(words === undefined
      ? { refusal: { reason: 'it is not known what this zone covers', fix: null } }
      : {}),
  };
}

/** https://github.com/prometheus/node_exporter, collector/hwmon_linux.go; its values are in joules and watts. */
function hwmon(metric: string, labels: Labels, chipOf: (labels: Labels) => Chip): Source | null {
  const energy = /^node_hwmon_energy(?:_input)?_joule_total$/.test(metric);
  if (!energy && !/^node_hwmon_power(?:_average|_input)?_watt$/.test(metric)) return null;
  const chip = chipOf(labels);
  const address = labels.chip ?? '';
  const sensor = labels.sensor ?? '';
  const source = {
    metric,
    kind: `prometheus-hwmon-${energy ? 'energy' : 'power'}`,
    unit: energy ? ('J' as const) : ('W' as const),
    resolution: 1e-6,
    hardware: `hwmon-${address}-${sensor}`,
    identity: ['chip', 'sensor'],
    unique: false,
    // Where a chip has both, `power1_average` leaves less between two samples unseen than `power1_input`.
    rank: metric === 'node_hwmon_power_average_watt' ? 0 : 1,
  };
  const label = chip.sensors.get(sensor);
  switch (chip.name) {
    case 'amdgpu': {
      // Only an APU has a north bridge's voltage to show; its power covers the CPU cores too.
      const apu = [...chip.sensors.values()].includes('vddnb');
      const covers = apu ? `APU ${address}, AMD (CPU and GPU)` : `GPU ${address}, AMD`;
      return { ...source, domain: apu ? 'module' : 'gpu', covers, maker: 'AMD' };
    }
    case 'xe':
    case 'i915':
      return {
        ...source,
        domain: 'gpu',
        covers: `GPU ${address}, Intel${label ? ` (${label})` : ''}`,
        maker: 'Intel',
      };
    case 'power_meter':
      return { ...source, domain: 'board', covers: `whole machine (power meter ${address})` };
  }
  return {
    ...source,
    domain: 'board',
    covers: `${chip.name ?? 'chip'} ${address} ${sensor}`,
    refusal: {
      reason: `it is not known what ${chip.name === null ? 'this chip' : `a chip of the kind ${chip.name}`} covers`,
      fix: `to use it, say what it covers: metric: ${metric}, unit: ${source.unit}, domain: …, match: { chip: ${address} }`,
    },
  };
}

/** https://github.com/hubblo-org/scaphandre, src/sensors/powercap_rapl.rs: psys, or else packages and their DRAM. */
function scaphandre(metric: string, labels: Labels): Source | null {
  if (metric !== 'scaph_host_energy_microjoules') return null;
  const psys = labels.value_source === 'powercap_rapl_psys';
  return {
    metric,
    kind: 'prometheus-scaphandre',
    unit: 'µJ',
    resolution: 1e-6,
    domain: psys ? 'board' : 'cpu',
    covers: psys ? 'platform (psys)' : 'CPU packages and their DRAM',
    hardware: 'rapl-all',
    identity: [],
    unique: false,
    rank: 2,
    caution:
      'it starts again from 0 at a value that the exporter does not tell; a round with such a start is unknown',
  };
}

/** A series of a metric that its user described. Everything that its labels say makes it another source. */
export function namedSource(labels: Labels, metric: NamedMetric): Source {
  const { __name__: _, ...rest } = labels;
  return {
    metric: metric.name,
    kind: `prometheus-${metric.name}`,
    unit: metric.unit,
    resolution: unitFactor[metric.unit],
    domain: metric.domain,
    covers: metric.name,
    hardware: JSON.stringify(Object.entries(rest).sort()),
    identity: Object.keys(rest),
    unique: false,
    rank: 0,
    described: true,
    ...(isSlice(labels) ? { refusal: sliceRefusal } : {}),
  };
}

/** Whether one zone of a host already holds the energy of another: psys all, a package its cores and uncore. */
export function zoneIncludes(outer: Zone, inner: Zone): boolean {
  if (outer.name === 'psys') return inner.name !== 'psys';
  if (!outer.name.startsWith('package') || !['core', 'uncore'].includes(inner.name)) return false;
  // DRAM, though nested in the tree, is not inside a package.
  return outer.entry === null || inner.entry === null || inner.entry.startsWith(`${outer.entry}:`);
}
