import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { cpusDirectory, policyWords } from './cpu-policies.ts';
import { entriesOf } from './sysfs.ts';

/** What besides the model can change the energy of the host's CPUs. Null is what the kernel does not say. */
export interface CpuConditions {
  /** Of the hottest package. */
  temperatureC: number | null;
  /**
   * How often since the machine was started heat held clocks down, of a core alone and of a whole package. Every
   * logical CPU counts for itself and the counts are added, so that only their growth means something.
   */
  throttled: { core: number | null; package: number | null };
  /** The ways in which the kernel chooses clocks, each once: `performance`, `powersave`, `schedutil`. */
  governors: string[] | null;
  /** Processes that ran or waited to, on average over the last minute; of the whole host, in a container too. */
  load: number | null;
}

/** How the host's CPUs are now. `root` is where `/sys` and `/proc` are. Never throws. */
export function cpuConditions({ root = '/' }: { root?: string } = {}): CpuConditions {
  const cpus = cpusDirectory(root);
  const governors = policyWords(root, 'scaling_governor');
  return {
    temperatureC: highest(chipTemperaturesC(root)) ?? highest(zoneTemperaturesC(root)),
    throttled: {
      core: sumOf(cpus, 'core_throttle_count'),
      package: sumOf(cpus, 'package_throttle_count'),
    },
    governors: governors.length === 0 ? null : governors,
    load: loadOf(join(root, 'proc/loadavg')),
  };
}

/**
 * The labels by which each driver tells the temperature of a package from those of its parts, the best one first.
 * AMD's control temperature, Tctl, is higher than the die's on some models.
 */
const packageLabels: Record<string, readonly RegExp[]> = {
  coretemp: [/^Package id \d+$/, /^Physical id \d+$/],
  k10temp: [/^Tdie$/, /^Tctl$/],
  zenpower: [/^Tdie$/, /^Tctl$/],
};

function chipTemperaturesC(root: string): number[] {
  const chips = join(root, 'sys/class/hwmon');
  return boundedEntries(chips).flatMap((entry) => {
    const directory = join(chips, entry);
    const labels = packageLabels[textOf(join(directory, 'name')) ?? ''];
    if (labels === undefined) return [];
    const sensors = boundedEntries(directory).flatMap((file) => {
      const sensor = /^(temp\d+)_input$/.exec(file)?.[1];
      const valueC = sensor === undefined ? null : temperatureC(join(directory, file));
      return valueC === null ? [] : [{ label: textOf(join(directory, `${sensor}_label`)) ?? '', valueC }];
    });
    const best = labels
      .map((label) => sensors.filter((sensor) => label.test(sensor.label)))
      .find((matching) => matching.length > 0);
    // Models without a sensor for the package, or without labels, have one for each core.
    return (best ?? sensors).map(({ valueC }) => valueC);
  });
}

function zoneTemperaturesC(root: string): number[] {
  const zones = join(root, 'sys/class/thermal');
  return boundedEntries(zones).flatMap((entry) => {
    if (!/^thermal_zone\d+$/.test(entry)) return [];
    const type = textOf(join(zones, entry, 'type')) ?? '';
    if (type !== 'x86_pkg_temp' && !/^cpu/i.test(type)) return [];
    return temperatureC(join(zones, entry, 'temp')) ?? [];
  });
}

/** What sensors say that are broken or switched off lies outside. */
const [coldestC, hottestC] = [1, 150];

/** Of a kernel file in thousandths of a degree. */
function temperatureC(path: string): number | null {
  const text = textOf(path) ?? '';
  if (!/^\d{1,6}$/.test(text)) return null;
  const celsius = Number(text) / 1000;
  return celsius >= coldestC && celsius <= hottestC ? celsius : null;
}

function sumOf(cpus: string, file: string): number | null {
  const counts = boundedEntries(cpus).flatMap((entry) => {
    if (!/^cpu\d+$/.test(entry)) return [];
    const text = textOf(join(cpus, entry, 'thermal_throttle', file)) ?? '';
    return /^\d{1,15}$/.test(text) ? [Number(text)] : [];
  });
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

function loadOf(path: string): number | null {
  const load = /^(\d{1,9}\.\d{2}) /.exec(textOf(path) ?? '')?.[1];
  return load === undefined ? null : Number(load);
}

function highest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

/** More than any machine has CPUs, sensors or zones. */
const mostEntries = 10_000;
const mostBytes = 256;

function boundedEntries(directory: string): string[] {
  return entriesOf(directory).slice(0, mostEntries);
}

/** The start of a file, trimmed; null where there is none that can be read. */
function textOf(path: string): string | null {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(mostBytes);
    return bytes.toString('latin1', 0, readSync(file, bytes)).trim();
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}
