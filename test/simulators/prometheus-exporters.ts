import { type PowerTrace, traceEnergyJ } from './power-trace.ts';
import type { SimulatedSeries } from './prometheus.ts';

/** Joules since long before the simulation's clock starts. */
export function energyJ(trace: PowerTrace, atS: number): number {
  return traceEnergyJ(trace, -100_000, atS);
}

/** Mean watts in the second up to a time, as a sensor shows them. */
function powerW(trace: PowerTrace, atS: number): number {
  return traceEnergyJ(trace, atS - 1, atS);
}

const constant = (watts: number): PowerTrace => ({ kind: 'constant', powerW: watts });

interface Played {
  /** Power that is drawn; 300 W where it is left out. */
  trace?: PowerTrace;
  /** More labels, or others. */
  labels?: Record<string, string>;
}

interface Gpu extends Played {
  gpu?: string;
  uuid?: string;
  host?: string;
  model?: string;
}

/** dcgm-exporter's three metrics of a GPU, with their labels, units and steps. */
export function dcgmSeries(
  metric:
    | 'DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL'
    | 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION'
    | 'DCGM_FI_DEV_POWER_USAGE',
  options: Gpu = {},
): SimulatedSeries {
  const { trace = constant(300), gpu = '0', uuid = `GPU-${gpu}`, host = 'node-1' } = options;
  const shown = {
    DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL: (atS: number) => Math.floor(energyJ(trace, atS)),
    DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: (atS: number) => Math.floor(energyJ(trace, atS) * 1000),
    DCGM_FI_DEV_POWER_USAGE: (atS: number) => Math.round(powerW(trace, atS) * 1000) / 1000,
  };
  return {
    labels: {
      __name__: metric,
      gpu,
      UUID: uuid,
      pci_bus_id: '00000000:1B:00.0',
      device: `nvidia${gpu}`,
      modelName: options.model ?? 'NVIDIA H100 80GB HBM3',
      Hostname: host,
      instance: `${host}:9400`,
      job: 'dcgm',
      ...options.labels,
    },
    value: shown[metric],
  };
}

/** A RAPL zone as node_exporter shows it. */
export function raplSeries(
  zone: string,
  options: Played & { index?: string; entry?: string; host?: string } = {},
): SimulatedSeries {
  const { trace = constant(100), index = '0', entry = `intel-rapl:${index}`, host = 'node-1' } = options;
  return {
    labels: {
      __name__: `node_rapl_${zone}_joules_total`,
      index,
      path: `/sys/class/powercap/${entry}`,
      instance: `${host}:9100`,
      job: 'node',
      ...options.labels,
    },
    value: (atS) => energyJ(trace, atS),
  };
}

/** A sensor of a hwmon chip as node_exporter shows it, with what it says of the chip. */
export function hwmonSeries(
  metric: string,
  options: Played & { chip?: string; name?: string; sensor?: string; label?: string; host?: string } = {},
): SimulatedSeries[] {
  const { trace = constant(500), chip = 'platform_power_meter_0', host = 'node-1' } = options;
  const common = { chip, instance: `${host}:9100`, job: 'node', ...options.labels };
  const sensor = options.sensor ?? (metric.includes('energy') ? 'energy1' : 'power1');
  const value = metric.includes('energy')
    ? (atS: number) => energyJ(trace, atS)
    : (atS: number) => powerW(trace, atS);
  const series: SimulatedSeries[] = [{ labels: { __name__: metric, sensor, ...common }, value }];
  if (options.name !== undefined) {
    const labels = { __name__: 'node_hwmon_chip_names', chip_name: options.name, ...common };
    series.push({ labels, value: 1 });
  }
  if (options.label !== undefined) {
    const labels = { __name__: 'node_hwmon_sensor_label', sensor, label: options.label, ...common };
    series.push({ labels, value: 1 });
  }
  return series;
}

/** Kepler's metrics of a node. */
export function keplerSeries(
  device: 'cpu' | 'gpu',
  options: Played & { zone?: string; uuid?: string; host?: string } = {},
): SimulatedSeries {
  const {
    trace = constant(device === 'gpu' ? 300 : 100),
    zone = 'package',
    uuid = 'GPU-0',
    host = 'node-1',
  } = options;
  const own =
    device === 'gpu'
      ? { gpu: '0', gpu_uuid: uuid, gpu_name: 'NVIDIA H100 80GB HBM3', vendor: 'nvidia' }
      : { zone, path: `aggregated-${zone}` };
  return {
    labels: {
      __name__: `kepler_node_${device}_joules_total`,
      ...own,
      node_name: host,
      instance: `${host}:28282`,
      job: 'kepler',
      ...options.labels,
    },
    value: (atS) => energyJ(trace, atS),
  };
}

/** AMD Device Metrics Exporter's metrics of a GPU. */
export function amdSeries(
  metric: 'gpu_energy_consumed' | 'gpu_package_power' | 'gpu_average_package_power',
  options: Gpu & { partitioning?: string; partition?: string } = {},
): SimulatedSeries {
  const { trace = constant(400), gpu = '0', host = 'node-1' } = options;
  return {
    labels: {
      __name__: metric,
      gpu_id: gpu,
      serial_number: `S${gpu}`,
      card_model: options.model ?? '102-G30211-0C',
      hostname: host,
      gpu_partition_id: options.partition ?? '0',
      gpu_compute_partition_type: options.partitioning ?? 'spx',
      instance: `${host}:5000`,
      job: 'amd',
      ...options.labels,
    },
    value: (atS) =>
      metric === 'gpu_energy_consumed' ? energyJ(trace, atS) * 1e6 : Math.round(powerW(trace, atS)),
  };
}

/** Scaphandre's energy of a host. */
export function scaphandreSeries(options: Played & { source?: string; host?: string } = {}): SimulatedSeries {
  const { trace = constant(120), source = 'powercap_rapl_pkg', host = 'node-1' } = options;
  return {
    labels: {
      __name__: 'scaph_host_energy_microjoules',
      value_source: source,
      instance: `${host}:8080`,
      job: 'scaphandre',
      ...options.labels,
    },
    value: (atS) => Math.floor(energyJ(trace, atS) * 1e6),
  };
}
