import type { Config, ModelConfig } from './config/config.ts';
import type { UnavailableCounter } from './energy/counter.ts';
import { cpuConditions } from './energy/counters/cpu-conditions.ts';
import { isAbsentKind } from './energy/counters/discover.ts';
import { describeHardware } from './energy/hardware.ts';
import { type HostLock, type HostLockOptions, holderInWords } from './energy/host-lock.ts';
import { type DeviceMeter, meterForDevice } from './energy/meter/meter-for-device.ts';
import type { Recorder } from './energy/meter/recorder.ts';
import type { Evaluator, Loaded } from './evaluators/evaluator.ts';
import type { Hardware, Shard } from './measurement/measurement.ts';
import { type Artifact, artifactOf, type FetchHubModel } from './models/artifact.ts';
import { type PreparedTasks, preparedTasks } from './prepared-tasks.ts';
import type { Progress } from './progress.ts';
import type { ConditionsSource } from './watch-conditions.ts';

/** What a check needs of the machine it runs on. */
export interface Host {
  /** Finds counters, and starts what reads them. */
  openRecorder(energy: Pick<Config['energy'], 'counters' | 'prometheus'>): Promise<OpenRecorder>;
  fetchHubModel(signal: AbortSignal): FetchHubModel;
  /** @param root of the files that it is run from, where that is not the repository's */
  openEvaluator(model: ModelConfig, artifact: Artifact, root?: string): Promise<Evaluator>;
  /** Waits until nothing else is measured on this machine, and keeps others from it until it is released. */
  lock(wait: Pick<HostLockOptions, 'onWait' | 'signal'>): Promise<HostLock>;
}

export interface OpenRecorder {
  recorder: Recorder;
  unavailable: UnavailableCounter[];
}

/** What every measurement of one check shares. */
export interface Workbench {
  config: Config;
  /** The meter for a model that was loaded. */
  meterFor(loaded: Loaded): DeviceMeter;
  hardware: Hardware;
  conditions: ConditionsSource;
  /** The artifact of a model, fetched from the Hub where it is there. */
  artifactOf(model: ModelConfig): Promise<Artifact>;
  openEvaluator: Host['openEvaluator'];
  lock(): Promise<HostLock>;
  tasks: PreparedTasks;
  progress: Progress;
  commit: string | null;
  signal: AbortSignal;
  close(): Promise<void>;
}

/** Finds the counters and says which there are, which are not, and why. */
export async function openWorkbench(
  config: Config,
  host: Host,
  { shard, ...run }: Pick<Workbench, 'progress' | 'commit' | 'signal'> & { shard: Shard | null },
): Promise<Workbench> {
  const { recorder, unavailable } = await host.openRecorder(config.energy);
  const { counters } = recorder;
  for (const counter of counters) {
    const caution = counter.caution ? `; ${counter.caution}` : '';
    run.progress.line(`counter ${counter.id}: ${counter.covers}${caution}`);
  }
  for (const { id, reason, fix } of unavailable.filter((counter) => !isAbsentKind(counter))) {
    run.progress.line(`counter ${id}: unavailable, ${reason}${fix ? `; to mend it: ${fix}` : ''}`);
  }
  const absent = unavailable.filter(isAbsentKind).map(({ id, reason }) => `${id} (${reason})`);
  if (absent.length > 0) run.progress.line(`counters that are not here: ${absent.join(', ')}`);
  // Nothing is read then, and its process need not stay.
  if (counters.length === 0) await recorder.close();
  const tasks = preparedTasks(config, shard);
  return {
    config,
    meterFor: ({ device, elsewhere = false }) => {
      // Only a Prometheus sees other machines than this one.
      const unseen = elsewhere && config.energy.prometheus === null;
      return meterForDevice(
        { device, unseen },
        { recorder: counters.length > 0 ? recorder : null, estimate: config.energy.estimate },
      );
    },
    conditions: { devices: () => recorder.conditions(), cpu: cpuConditions },
    hardware: await describeHardware({ counters }),
    artifactOf: (model) => artifactOf(model, host.fetchHubModel(run.signal)),
    openEvaluator: host.openEvaluator,
    lock: () =>
      host.lock({
        onWait: (holder) =>
          run.progress.line(`waiting: this machine is being measured by ${holderInWords(holder)}`),
        signal: run.signal,
      }),
    tasks,
    async close() {
      await Promise.all([tasks.close(), recorder.close()]);
    },
    ...run,
  };
}
