import { createHash } from 'node:crypto';
import { arch, cpus, platform } from 'node:os';
import type { Hardware } from '../measurement/measurement.ts';
import type { CounterDescription } from './counter.ts';

export interface HardwareOptions {
  counters: readonly CounterDescription[];
  /** The machine; this one where it is not handed in. */
  machine?: { platform: string; arch: string; cpus: readonly { model: string }[] };
}

/**
 * What of a machine must be equal for two measurements to be compared, and a hash over it. Devices by model,
 * not by serial number: two runners of one kind are comparable.
 */
export async function describeHardware(options: HardwareOptions): Promise<Hardware> {
  const { counters, machine = { platform: platform(), arch: arch(), cpus: cpus() } } = options;
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
    settings: {},
  };
  const fingerprint = createHash('sha256').update(JSON.stringify(described)).digest('hex').slice(0, 16);
  return { fingerprint, ...described };
}

function isGpu(counter: CounterDescription): boolean {
  return counter.domain === 'gpu' || counter.domain === 'module';
}
