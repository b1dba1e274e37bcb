import type { PrometheusConfig } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { systemClock } from '../clock.ts';
import type { Counter, FoundCounters, UnavailableCounter } from '../counter.ts';
import { amdDriverMayBeHere, amdSmiCounters } from './amd-smi.ts';
import { hwmonCounters } from './hwmon.ts';
import { jetsonCounters } from './jetson.ts';
import { nvidiaDriverMayBeHere } from './nvml/driver.ts';
import type { Koffi } from './nvml/library.ts';
import { nvmlCounters } from './nvml/nvml.ts';
import { isWholeMachine, withOverlaps } from './overlaps.ts';
import { powermetricsCounters } from './powermetrics.ts';
import { prometheusCounters } from './prometheus/prometheus.ts';
import { raplCounters } from './rapl.ts';
import type { ReadText } from './sysfs.ts';

export interface DiscoverOptions {
  /** Ids of counters, or `auto` for all that can be read and belong together. */
  wanted: 'auto' | readonly string[];
  /** Loads koffi, from wherever its native part was installed. Called only where a driver's library may be wanted. */
  loadKoffi: () => Koffi | Promise<Koffi>;
  /** The server that records the counters of machines elsewhere; null or left out for this machine's own. */
  prometheus?: PrometheusConfig | null;
  platform?: NodeJS.Platform;
  env?: Record<string, string | undefined>;
  /** Whether a file is there by which a driver shows itself. */
  exists?: (path: string) => boolean;
  nvmlLibrary?: string;
  powercapRoot?: string;
  amdSmiLibrary?: string;
  hwmonRoot?: string;
  jetsonRoot?: string;
  readText?: ReadText;
  sleep?: (seconds: number) => Promise<void>;
}

/**
 * Finds the counters of this machine, or those that a Prometheus server records where one is configured: then the
 * models run elsewhere, and this machine's own counters are used only if they are named. What exists but cannot be
 * used is in `unavailable`, with the reason.
 *
 * Throws `UserError` where a counter that was asked for by name is absent or cannot be read: measuring without it
 * would be measuring something else.
 */
export async function discoverCounters(options: DiscoverOptions): Promise<FoundCounters> {
  const found = await survey(options);
  if (options.wanted === 'auto') return withoutCoarseMeters(found);
  // Once each: a name given twice must not be counted twice.
  return { counters: [...new Set(options.wanted)].map((id) => pick(id, found)), unavailable: [] };
}

/** Kinds of counters that are read through the library of a driver, by what their ids begin with. */
const drivers = {
  'nvml:': {
    mayBeHere: ({ exists, env }: Kernel) => nvidiaDriverMayBeHere(exists, env),
    libraryOf: ({ nvmlLibrary }: Kernel) => nvmlLibrary,
  },
  'amd-smi:': {
    mayBeHere: ({ exists }: Kernel) => amdDriverMayBeHere(exists),
    libraryOf: ({ amdSmiLibrary }: Kernel) => amdSmiLibrary,
  },
};
type Driver = keyof typeof drivers;
type Kernel = Omit<DiscoverOptions, 'loadKoffi'>;

/** Whether a driver's library may be wanted, for which koffi must have been installed. */
export function koffiMayBeNeeded(options: Kernel): boolean {
  return (Object.keys(drivers) as Driver[]).some((driver) => isTried(driver, options));
}

/** A driver that is named is tried where nothing shows it, too: its own error says more. */
function isTried(driver: Driver, options: Kernel): boolean {
  const { wanted } = options;
  const { mayBeHere, libraryOf } = drivers[driver];
  if (wanted !== 'auto') return isWanted(driver, options);
  return isWanted(driver, options) && (libraryOf(options) !== undefined || mayBeHere(options));
}

function isWanted(prefix: string, { wanted, prometheus = null }: Kernel): boolean {
  return wanted === 'auto' ? prometheus === null : wanted.some((id) => id.startsWith(prefix));
}

async function survey(options: DiscoverOptions): Promise<FoundCounters> {
  const { wanted, prometheus = null } = options;
  const readsThisMachine = wanted !== 'auto' || prometheus === null;
  const [elsewhere, ...here] = await Promise.all([
    prometheus === null
      ? nothing('prometheus', 'no server is configured under energy.prometheus')
      : prometheusCounters({ ...prometheus, ...(options.env ? { env: options.env } : {}) }),
    ...(readsThisMachine ? countersHere(options) : []),
  ]);
  return {
    // What a meter of this machine covers is nothing elsewhere, and what a server records knows its own overlaps.
    counters: [...withOverlaps(here.flatMap(({ counters }) => counters)), ...elsewhere.counters],
    unavailable: [...here, elsewhere].flatMap(({ unavailable }) => unavailable),
  };
}

function countersHere(options: DiscoverOptions): (FoundCounters | Promise<FoundCounters>)[] {
  const { platform = process.platform } = options;
  if (platform === 'darwin') return [powermetricsCounters()];
  const notMac = nothing('powermetrics', 'it is a program of macOS');
  if (platform === 'linux') return [...linuxCounters(options), notMac];
  return [nothing('all', `no counters are known on ${platform}`)];
}

function linuxCounters(options: DiscoverOptions): (FoundCounters | Promise<FoundCounters>)[] {
  const { wanted, loadKoffi, env, sleep = systemClock.sleep } = options;
  const read = options.readText === undefined ? {} : { read: options.readText };
  const kinds: (FoundCounters | Promise<FoundCounters>)[] = [];
  if (isWanted('nvml:', options)) {
    const library = options.nvmlLibrary === undefined ? {} : { library: options.nvmlLibrary };
    const gpus = wanted === 'auto' ? 'auto' : 'all';
    kinds.push(
      isTried('nvml:', options)
        ? nvmlCounters({ gpus, loadKoffi, ...library, ...(env === undefined ? {} : { env }) })
        : nothing('nvml', 'no NVIDIA driver'),
    );
  }
  if (isWanted('amd-smi:', options)) {
    const libraries = options.amdSmiLibrary === undefined ? {} : { libraries: [options.amdSmiLibrary] };
    kinds.push(
      isTried('amd-smi:', options)
        ? amdSmiCounters({ loadKoffi, ...libraries, ...read, sleep })
        : nothing('amd-smi', 'no AMD driver'),
    );
  }
  const rootOf = (root: string | undefined) => (root === undefined ? {} : { root });
  kinds.push(
    raplCounters({ ...read, ...rootOf(options.powercapRoot), sleep }),
    orElse('hwmon', hwmonCounters({ ...read, ...rootOf(options.hwmonRoot) }), 'no sensor of power or energy'),
    orElse('jetson', jetsonCounters({ ...read, ...rootOf(options.jetsonRoot) }), 'no INA3221, so no Jetson'),
  );
  return kinds;
}

/** A kind that says nothing of itself where it finds nothing. */
function orElse(id: string, found: FoundCounters, reason: string): FoundCounters {
  const isThere = found.counters.length + found.unavailable.length > 0;
  return isThere ? found : nothing(id, reason);
}

function nothing(id: string, reason: string): FoundCounters {
  return { counters: [], unavailable: [{ id, reason, fix: null }] };
}

/** Whether it is a whole kind that is absent, of which there is nothing to mend, and not one device. */
export function isAbsentKind({ id, fix }: UnavailableCounter): boolean {
  return fix === null && !id.includes(':');
}

/** Leaves power meters of the whole machine out where energy counters are there: those are finer, and measured. */
function withoutCoarseMeters({ counters, unavailable }: FoundCounters): FoundCounters {
  if (!counters.some((counter) => counter.provenance === 'measured')) return { counters, unavailable };
  const coarse = counters.filter(isWholeMachine);
  return {
    counters: counters.filter((counter) => !coarse.includes(counter)),
    unavailable: [
      ...unavailable,
      ...coarse.map(({ id }) => ({
        id,
        reason: 'energy counters are preferred to a power meter of the whole machine',
        fix: `name it under energy.counters to use it: [${id}]`,
      })),
    ],
  };
}

function pick(id: string, { counters, unavailable }: FoundCounters): Counter {
  const counter = counters.find((candidate) => candidate.id === id);
  if (counter !== undefined) return counter;
  const known = unavailable.find((candidate) => candidate.id === id);
  if (known !== undefined) {
    const fix = known.fix === null ? '' : `\n${known.fix}`;
    throw new UserError(`energy.counters: \`${id}\` cannot be used: ${known.reason}.${fix}`);
  }
  const list = counters.length === 0 ? 'none' : counters.map((candidate) => `\`${candidate.id}\``).join(', ');
  const reasons = unavailable
    .filter((candidate) => !isAbsentKind(candidate) || id.startsWith(candidate.id))
    .map((candidate) => `\n- ${candidate.id}: ${candidate.reason}`)
    .join('');
  throw new UserError(
    `energy.counters: there is no counter \`${id}\` on this machine. There is: ${list}.` +
      (reasons === '' ? '' : ` These cannot be used:${reasons}`),
  );
}
