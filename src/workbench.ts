import type { Config, ModelConfig } from './config/config.ts';
import type { DiscoveredCounters } from './energy/discover.ts';
import { describeHardware } from './energy/hardware.ts';
import { createMeter, type Meter } from './energy/meter.ts';
import { shortestRoundS } from './energy/shortest-round.ts';
import type { Evaluator } from './evaluators/evaluator.ts';
import type { Hardware } from './measurement/measurement.ts';
import type { Progress } from './progress.ts';

/** What a check needs of the machine it runs on. */
export interface Host {
  discover(wanted: Config['energy']['counters']): Promise<DiscoveredCounters>;
  openEvaluator(model: ModelConfig): Promise<Evaluator>;
}

/** What every measurement of one check shares. */
export interface Workbench {
  config: Config;
  meter: Meter;
  /** Shortest round, in seconds, in which the counters' ticks stay small. */
  shortestRoundS: number;
  hardware: Hardware;
  openEvaluator: Host['openEvaluator'];
  progress: Progress;
  commit: string | null;
  signal: AbortSignal;
}

/** Finds the counters and says which there are, which are not, and why. */
export async function openWorkbench(
  config: Config,
  host: Host,
  run: Pick<Workbench, 'progress' | 'commit' | 'signal'>,
): Promise<Workbench> {
  const { counters, unavailable } = await host.discover(config.energy.counters);
  for (const counter of counters) run.progress.line(`counter ${counter.id}: ${counter.covers}`);
  for (const { id, reason, fix } of unavailable) {
    run.progress.line(`counter ${id}: unavailable, ${reason}${fix ? `; to mend it: ${fix}` : ''}`);
  }
  if (counters.length === 0) {
    run.progress.line('no energy counter can be read here: the energy is estimated from CPU time');
  }
  return {
    config,
    meter: createMeter({ counters, estimate: config.energy.estimate }),
    shortestRoundS: Math.max(config.rounds.minSeconds, shortestRoundS(counters)),
    hardware: await describeHardware({ counters }),
    openEvaluator: host.openEvaluator,
    ...run,
  };
}
