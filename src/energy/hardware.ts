import { createHash } from 'node:crypto';
import { arch, cpus, platform } from 'node:os';
import type { Hardware } from '../measurement/measurement.ts';
import type { CounterDescription } from './counter.ts';
import { cpuSettings } from './counters/cpu-settings.ts';
import { meterVersion } from './meter-version.ts';

/** What is asked of a machine itself, its devices apart. */
export interface Machine {
  platform: string;
  arch: string;
  cpus: readonly { model: string }[];
  /** How its CPUs are set up. */
  settings: Readonly<Record<string, string>>;
}

export interface HardwareOptions {
  counters: readonly CounterDescription[];
  /** The machine; this one where it is not handed in. */
  machine?: Machine;
}

/**
 * What of a machine must be equal for two measurements to be compared, and a hash over it. Devices by model,
 * not by serial number: two runners of one kind are comparable if they are set up the same.
 */
export async function describeHardware(options: HardwareOptions): Promise<Hardware> {
  const { counters, machine = thisMachine() } = options;
  const described = {
    platform: machine.platform,
    arch: machine.arch,
    cpu: machine.cpus[0]?.model.trim() || 'unknown',
    cores: machine.cpus.length,
    gpus: counters
      .filter(isGpu)
      .map((counter) => counter.device ?? counter.covers)
      .sort(),
    counters: [...new Set(counters.map((counter) => counter.kind))].sort(),
    settings: sorted({
      'meter version': `${meterVersion}`,
      ...machine.settings,
      ...devicesSettings(counters),
    }),
  };
  const fingerprint = createHash('sha256').update(JSON.stringify(described)).digest('hex').slice(0, 16);
  return { fingerprint, ...described };
}

function thisMachine(): Machine {
  return { platform: platform(), arch: arch(), cpus: cpus(), settings: cpuSettings() };
}

/**
 * The settings of all devices, in whichever order they come. Devices of one model share their keys: where all are set
 * up alike one value stands for them, where not there is one for each, under every key in the same order.
 */
function devicesSettings(counters: readonly CounterDescription[]): Record<string, string> {
  const devices = counters.flatMap(({ device, settings }) => {
    if (settings === undefined) return [];
    const model = device === undefined ? [] : counters.filter((other) => other.device === device);
    const keys = [settings, ...model.map((other) => other.settings ?? {})].flatMap(Object.keys);
    return [[...new Set(keys)].sort().map((key): [string, string] => [key, settings[key] ?? 'not told'])];
  });
  const values = new Map<string, string[]>();
  for (const [key, value] of devices.sort().flat()) values.set(key, [...(values.get(key) ?? []), value]);
  return Object.fromEntries(
    [...values].map(([key, each]) => [key, (new Set(each).size === 1 ? each.slice(0, 1) : each).join(', ')]),
  );
}

function sorted(settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).sort());
}

function isGpu(counter: CounterDescription): boolean {
  return counter.domain === 'gpu' || counter.domain === 'module';
}
