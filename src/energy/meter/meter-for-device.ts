import type { Domain } from '../../measurement/measurement.ts';
import type { CounterDescription } from '../counter.ts';
import { createMeter, type Meter, type MeterOptions } from './meter.ts';
import { shortestRoundS } from './shortest-round.ts';

export interface DeviceMeter {
  meter: Meter;
  /** Shortest round, in seconds, in which the ticks of the counters in use stay small. */
  shortestRoundS: number;
  /** Whether nothing is measured, and the energy is estimated from CPU time. */
  estimated: boolean;
  /** Why the counters of this machine are not used, or do not suffice; null where all is well. */
  note: string | null;
}

const covering: Record<'cpu' | 'gpu', readonly Domain[]> = {
  cpu: ['cpu', 'module', 'board', 'wall'],
  gpu: ['gpu', 'module', 'board', 'wall'],
};
/** Counters of GPUs that no CUDA runs on. */
const otherMakers = /^(?:amd-smi|hwmon:(?:amdgpu|i915|xe))\b/;

/** Whether a counter is of the device: a CPU's counter of the whole platform has no GPU in it that has its own supply. */
function covers({ id, kind, domain }: CounterDescription, device: string): boolean {
  if (device === 'cpu') return covering.cpu.includes(domain);
  if (kind === 'rapl' || (device === 'cuda' && otherMakers.test(id))) return false;
  return covering.gpu.includes(domain);
}

/**
 * The meter for a model that runs on `device` (`cpu`, or any other for a GPU). Counters that do not cover the device
 * would measure something else, so a CPU without a counter of its own gets the estimate, and a GPU without one, or a
 * machine that is `unseen` by all counters, an energy that is unknown.
 */
export function meterForDevice(
  { device, unseen = false }: { device: string; unseen?: boolean },
  options: MeterOptions,
): DeviceMeter {
  const counters = options.recorder?.counters ?? [];
  if (unseen) {
    const note =
      "the model runs on another machine, which this one's counters do not see: name a Prometheus server that records its energy under energy: { prometheus: … }";
    return {
      meter: unknownEnergy(createMeter(options), note),
      shortestRoundS: shortestRoundS(counters),
      estimated: false,
      note,
    };
  }
  const part = device === 'cpu' ? 'cpu' : 'gpu';
  if (counters.some((counter) => covers(counter, device))) {
    return {
      meter: createMeter(options),
      shortestRoundS: shortestRoundS(counters),
      estimated: false,
      note: null,
    };
  }
  const has = counters.length > 0 ? `only ${counters.map((counter) => counter.id).join(', ')}` : 'none';
  const note = `the model runs on the ${part.toUpperCase()} (${device}), and no counter covers that (there is ${has})`;
  if (part === 'cpu') {
    const estimated = `${note}: its energy is estimated from CPU time`;
    return {
      meter: createMeter({ ...options, recorder: null }),
      shortestRoundS: 0,
      estimated: true,
      note: estimated,
    };
  }
  return {
    meter: unknownEnergy(createMeter(options), note),
    shortestRoundS: shortestRoundS(counters),
    estimated: false,
    note,
  };
}

/** A meter that still shows what its counters say, but gives no sum. */
function unknownEnergy(meter: Meter, reason: string): Meter {
  return {
    async measure(work) {
      const metered = await meter.measure(work);
      return {
        ...metered,
        energy: {
          ...metered.energy,
          energyJ: null,
          uncertaintyJ: 0,
          provenance: 'unavailable',
          readings: metered.energy.readings.map((reading) => ({ ...reading, counted: false })),
          reason,
        },
      };
    },
  };
}
