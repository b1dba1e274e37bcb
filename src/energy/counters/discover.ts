import type { PrometheusConfig } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { systemClock } from '../clock.ts';
import type { Counter, FoundCounters } from '../counter.ts';
import { hwmonCounters } from './hwmon.ts';
import { nvmlCounters } from './nvml.ts';
import { nvidiaDriverMayBeHere } from './nvml-driver.ts';
import type { Koffi } from './nvml-library.ts';
import { isWholeMachine, withOverlaps } from './overlaps.ts';
import { powermetricsCounters } from './powermetrics.ts';
import { prometheusCounters } from './prometheus.ts';
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
  hwmonRoot?: string;
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

/** Whether a driver's library may be wanted, for which koffi must have been installed. */
export function koffiMayBeNeeded({
  wanted,
  prometheus = null,
  nvmlLibrary,
  env = process.env,
  exists,
}: Omit<DiscoverOptions, 'loadKoffi'>): boolean {
  if (!isWanted('nvml:', wanted, prometheus)) return false;
  return wanted !== 'auto' || nvmlLibrary !== undefined || nvidiaDriverMayBeHere(exists, env);
}

function isWanted(
  prefix: string,
  wanted: DiscoverOptions['wanted'],
  prometheus: PrometheusConfig | null,
): boolean {
  return wanted === 'auto' ? prometheus === null : wanted.some((id) => id.startsWith(prefix));
}

async function survey(options: DiscoverOptions): Promise<FoundCounters> {
  const { wanted, prometheus = null, platform = process.platform } = options;
  const kinds: (FoundCounters | Promise<FoundCounters>)[] = [];
  if (prometheus !== null) {
    kinds.push(prometheusCounters({ ...prometheus, ...(options.env ? { env: options.env } : {}) }));
  }
  if (wanted !== 'auto' || prometheus === null) {
    if (platform === 'linux') kinds.push(...linuxCounters(options));
    else if (platform === 'darwin') kinds.push(powermetricsCounters());
    else kinds.push(nothing('all', `no counters are known on ${platform}`));
  }
  const found = await Promise.all(kinds);
  return {
    counters: withOverlaps(found.flatMap(({ counters }) => counters)),
    unavailable: found.flatMap(({ unavailable }) => unavailable),
  };
}

function linuxCounters(options: DiscoverOptions): (FoundCounters | Promise<FoundCounters>)[] {
  const { wanted, prometheus = null, loadKoffi, nvmlLibrary: library, env } = options;
  const read = options.readText === undefined ? {} : { read: options.readText };
  const kinds: (FoundCounters | Promise<FoundCounters>)[] = [];
  if (isWanted('nvml:', wanted, prometheus)) {
    kinds.push(
      koffiMayBeNeeded(options)
        ? nvmlCounters({
            gpus: wanted === 'auto' ? 'auto' : 'all',
            loadKoffi,
            ...(library === undefined ? {} : { library }),
            ...(env === undefined ? {} : { env }),
          })
        : nothing('nvml', 'no NVIDIA driver'),
    );
  }
  kinds.push(
    raplCounters({
      ...read,
      ...(options.powercapRoot === undefined ? {} : { root: options.powercapRoot }),
      sleep: options.sleep ?? systemClock.sleep,
    }),
    hwmonCounters({ ...read, ...(options.hwmonRoot === undefined ? {} : { root: options.hwmonRoot }) }),
  );
  return kinds;
}

function nothing(id: string, reason: string): FoundCounters {
  return { counters: [], unavailable: [{ id, reason, fix: null }] };
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
  const reasons = unavailable.map((candidate) => `\n- ${candidate.id}: ${candidate.reason}`).join('');
  throw new UserError(
    `energy.counters: there is no counter \`${id}\` on this machine. There is: ${list}.` +
      (reasons === '' ? '' : ` These cannot be used:${reasons}`),
  );
}
