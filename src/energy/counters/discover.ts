import { UserError } from '../../errors.ts';
import { systemClock } from '../clock.ts';
import type { LocalCounter, UnavailableCounter } from '../counter.ts';
import { hwmonCounters } from './hwmon.ts';
import { nvmlCounters } from './nvml.ts';
import type { Koffi } from './nvml-library.ts';
import { isWholeMachine, withOverlaps } from './overlaps.ts';
import { raplCounters } from './rapl.ts';
import type { ReadText } from './sysfs.ts';

export interface DiscoverOptions {
  /** Ids of counters, or `auto` for all that can be read and belong together. */
  wanted: 'auto' | readonly string[];
  /** Loads koffi, from wherever its native part was installed. Called only where NVML may be wanted. */
  loadKoffi: () => Koffi | Promise<Koffi>;
  platform?: NodeJS.Platform;
  env?: Record<string, string | undefined>;
  nvmlLibrary?: string;
  powercapRoot?: string;
  hwmonRoot?: string;
  readText?: ReadText;
  sleep?: (seconds: number) => Promise<void>;
}

export interface DiscoveredCounters {
  counters: LocalCounter[];
  unavailable: UnavailableCounter[];
}

/**
 * Finds the counters of this machine. What exists but cannot be used is in `unavailable`, with the reason.
 * Throws `UserError` where a counter that was asked for by name is absent or cannot be read: measuring
 * without it would be measuring something else.
 */
export async function discoverCounters(options: DiscoverOptions): Promise<DiscoveredCounters> {
  const found = await survey(options);
  if (options.wanted === 'auto') return withoutCoarseMeters(found);
  // Once each: a name given twice must not be counted twice.
  return { counters: [...new Set(options.wanted)].map((id) => pick(id, found)), unavailable: [] };
}

async function survey(options: DiscoverOptions): Promise<DiscoveredCounters> {
  const { wanted, platform = process.platform } = options;
  if (platform !== 'linux') {
    return {
      counters: [],
      unavailable: [{ id: 'all', reason: `no counters are known on ${platform}`, fix: null }],
    };
  }
  const read = options.readText === undefined ? {} : { read: options.readText };
  const nvmlIsWanted = wanted === 'auto' || wanted.some((id) => id.startsWith('nvml:'));
  const kinds = await Promise.all([
    nvmlIsWanted
      ? nvmlCounters({
          gpus: wanted === 'auto' ? 'auto' : 'all',
          loadKoffi: options.loadKoffi,
          ...(options.nvmlLibrary === undefined ? {} : { library: options.nvmlLibrary }),
          ...(options.env === undefined ? {} : { env: options.env }),
        })
      : { counters: [], unavailable: [] },
    raplCounters({
      ...read,
      ...(options.powercapRoot === undefined ? {} : { root: options.powercapRoot }),
      sleep: options.sleep ?? systemClock.sleep,
    }),
    hwmonCounters({ ...read, ...(options.hwmonRoot === undefined ? {} : { root: options.hwmonRoot }) }),
  ]);
  return {
    counters: withOverlaps(kinds.flatMap((kind) => kind.counters)),
    unavailable: kinds.flatMap((kind) => kind.unavailable),
  };
}

/** Leaves power meters of the whole machine out where energy counters are there: those are finer, and measured. */
function withoutCoarseMeters({ counters, unavailable }: DiscoveredCounters): DiscoveredCounters {
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

function pick(id: string, { counters, unavailable }: DiscoveredCounters): LocalCounter {
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
