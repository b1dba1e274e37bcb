import type { CpuConditions } from './energy/counters/cpu-conditions.ts';
import { worstOf } from './energy/meter/conditions.ts';
import type { CounterConditions, Recorder } from './energy/meter/recorder.ts';
import type { Conditions } from './measurement/measurement.ts';

export interface ConditionsSource {
  /** How the devices are, and were at worst while rounds ran since this was last asked. */
  devices: Recorder['conditions'];
  cpu(): CpuConditions;
}

export interface ConditionsWatch {
  /** To be called once the model is loaded and warm: what uses the devices from now on, beside it, is strange. */
  loaded(): Promise<void>;
  /** To be called after each round. What was seen so far. */
  afterRound(): Promise<Conditions>;
}

/** Follows what besides a model can change its energy, from before the model is loaded. */
export async function watchConditions(source: ConditionsSource): Promise<ConditionsWatch> {
  const before = await source.devices();
  let loaded: CounterConditions[] = [];
  let loadedCpu = source.cpu();
  let hottestC: number | null = null;
  const rounds = new Map<string, CounterConditions>();
  return {
    async loaded() {
      loaded = await source.devices();
      loadedCpu = source.cpu();
    },
    async afterRound() {
      for (const now of await source.devices()) {
        const known = rounds.get(now.counter);
        rounds.set(now.counter, { counter: now.counter, ...(known ? worstOf(known, now) : now) });
      }
      const cpu = source.cpu();
      if (cpu.temperatureC !== null) hottestC = Math.max(hottestC ?? 0, cpu.temperatureC);
      return {
        before,
        loaded,
        rounds: [...rounds.values()],
        cpu: {
          temperatureC: hottestC,
          throttledTimes: timesThrottled(loadedCpu, cpu),
          governors: cpu.governors,
        },
      };
    },
  };
}

/** How often heat held clocks down between two looks, of packages where they tell, else of cores; null where nothing does. */
function timesThrottled(earlier: CpuConditions, later: CpuConditions): number | null {
  const grown = (part: 'package' | 'core') => {
    const [from, to] = [earlier.throttled[part], later.throttled[part]];
    return from === null || to === null ? null : Math.max(0, to - from);
  };
  return grown('package') ?? grown('core');
}
