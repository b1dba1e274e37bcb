import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Config } from './config/config.ts';
import { configSchema } from './config/schema.ts';
import { systemClock } from './energy/clock.ts';
import type { Counter, UnavailableCounter } from './energy/counter.ts';
import { discoverCounters } from './energy/counters/discover.ts';
import { type Diagnosis, diagnose, type Findings } from './energy/doctor/diagnosis.ts';
import { examine } from './energy/doctor/examine.ts';
import { describeHardware } from './energy/hardware.ts';
import { hostLockPath, peekHostLock } from './energy/host-lock.ts';
import { defaultEstimate } from './energy/meter/estimate.ts';
import { UserError } from './errors.ts';
import { repositoryRoot } from './local-changes.ts';
import { ensureNative } from './native/ensure-native.ts';
import { requireNative } from './native/native-directory.ts';
import type { Progress } from './progress.ts';
import { readConfiguration } from './read-configuration.ts';

export interface DoctorHereOptions {
  /** Configuration, relative to the repository; where it is left out, the usual one if there is one. */
  config?: string;
  progress: Progress;
}

const usualConfiguration = '.github/cegi.yml';

type Wanted = Pick<Config['energy'], 'counters' | 'accept' | 'estimate' | 'prometheus'>;

/**
 * Looks at every counter of this machine, and says what a check would make of them. What keeps a check from starting
 * is in the diagnosis, not thrown.
 *
 * @throws UserError for a configuration that was named and cannot be used
 */
export async function doctorHere({ config, progress }: DoctorHereOptions): Promise<Diagnosis> {
  const root = await repositoryRoot(process.cwd());
  const { wanted, configuration, error } = await whatIsWanted(root, config);
  const found = await survey(wanted, progress);
  try {
    const examination = await examine(found.counters, found.unavailable, {
      clock: systemClock,
      wanted: found.wanted,
      onProgress: (leftS) =>
        progress.state(`Observing ${count(found.counters.length)}: ${leftS.toFixed(1)} s left`),
    });
    if (found.counters.length > 0) progress.line(`Observed ${count(found.counters.length)}.`);
    const findings: Findings = {
      ...examination,
      hardware: await describeHardware({
        counters: found.counters.filter(({ id }) => found.wanted.includes(id)),
      }),
      configuration,
      accept: wanted.accept,
      error: error ?? found.error,
      lock: lockNow(),
      estimate: {
        ...(wanted.estimate ?? defaultEstimate(availableParallelism())),
        configured: wanted.estimate !== null,
      },
    };
    return diagnose(findings, found.counters);
  } finally {
    for (const counter of found.opened) if ('close' in counter) counter.close?.();
  }
}

async function whatIsWanted(
  root: string,
  config: string | undefined,
): Promise<{ wanted: Wanted; configuration: string | null; error: string | null }> {
  const { counters, accept } = configSchema.shape.energy.parse(undefined);
  const defaults = { counters, accept, estimate: null, prometheus: null };
  if (config === undefined && !existsSync(join(root, usualConfiguration))) {
    return { wanted: defaults, configuration: null, error: null };
  }
  const configuration = config ?? usualConfiguration;
  try {
    const { energy } = await readConfiguration(root, configuration);
    return { wanted: energy, configuration, error: null };
  } catch (error) {
    if (config !== undefined || !(error instanceof UserError)) throw error;
    return { wanted: defaults, configuration: null, error: error.message };
  }
}

/** All counters there are, and the ids of those that a check would use. */
async function survey(
  { counters: named, prometheus }: Wanted,
  progress: Progress,
): Promise<{
  counters: Counter[];
  /** Those that are to be closed, among them some that were found a second time. */
  opened: Counter[];
  unavailable: UnavailableCounter[];
  wanted: string[];
  error: string | null;
}> {
  const discover = (wanted: Wanted['counters']) =>
    discoverCounters({
      wanted,
      prometheus,
      loadKoffi: async () =>
        requireNative(await ensureNative({ log: (line) => progress.line(line) }), 'koffi'),
    });
  const all = await discover('auto');
  const everything = { counters: all.counters, opened: all.counters, unavailable: all.unavailable };
  if (named === 'auto') return { ...everything, wanted: all.counters.map(({ id }) => id), error: null };
  try {
    const { counters } = await discover(named);
    const wanted = counters.map(({ id }) => id);
    const isNamed = ({ id }: { id: string }) => wanted.includes(id);
    // A counter that was found twice is shown once, as the check would have it.
    const others = all.counters.filter((counter) => !isNamed(counter));
    return {
      counters: [...counters, ...others],
      opened: [...counters, ...all.counters],
      unavailable: all.unavailable.filter((counter) => !isNamed(counter)),
      wanted,
      error: null,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...everything, wanted: [], error: error.message };
  }
}

function lockNow(): Findings['lock'] {
  const path = hostLockPath();
  try {
    const { holder, ended } = peekHostLock(path) ?? { holder: null, ended: null };
    return { path, holder, ended, problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { path, holder: null, ended: null, problem: error.message };
  }
}

function count(counters: number): string {
  return counters === 1 ? 'one counter' : `${counters} counters`;
}
