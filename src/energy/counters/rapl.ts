import { join } from 'node:path';
import type { Domain } from '../../measurement/measurement.ts';
import {
  type FoundCounters,
  type LocalCounter,
  type UnavailableCounter,
  updatesForOnePercent,
} from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { powerLimit, told } from './settings.ts';
import { entriesOf, isDenied, openCount, type ReadText, readCount, readText, textOf } from './sysfs.ts';

export interface RaplOptions {
  /** The kernel's powercap tree. */
  root?: string;
  read?: ReadText;
  sleep: (seconds: number) => Promise<void>;
}

interface Zone {
  /** `intel-rapl:0:1`, or `intel-rapl-mmio:0`. */
  entry: string;
  directory: string;
  /** What the kernel calls it: `package-0`, `core`, `dram`, `psys`. */
  name: string;
  /** Its name after those of the zones that it is inside: `package-0/dram`. */
  path: string;
}

/** RAPL updates about every millisecond (Intel SDM vol. 3B, 16.10). */
const updatePeriodS = 0.001;
/** A zone that counts at all has moved after this long, on an idle machine too. */
const probeS = 0.25;
/** Two reads of one register in a row differ by less than this; two packages hardly ever do. */
const mirrorsWithinJ = 2;

const defaultRoot = '/sys/class/powercap';

/**
 * RAPL zones of the powercap tree (Intel, and AMD since Linux 5.8). One counter a zone; a zone that the
 * `intel-rapl-mmio` driver repeats, and a die that repeats its package's register, is left out. `psys`
 * includes all others, a package its cores and uncore; DRAM, though nested in the tree, is not inside it.
 */
export async function raplCounters(options: RaplOptions): Promise<FoundCounters<LocalCounter>> {
  const { root = defaultRoot, read = readText, sleep } = options;
  const zones = withoutRepeats(findZones(root, read));
  if (zones.length === 0) {
    return {
      counters: [],
      unavailable: [{ id: 'rapl', reason: `no RAPL zones under ${root}`, fix: null }],
    };
  }

  const unavailable: UnavailableCounter[] = [];
  const readable: { zone: Zone; firstJ: number }[] = [];
  for (const zone of zones) {
    try {
      readable.push({ zone, firstJ: energyJ(zone, read) });
    } catch (error) {
      const denied = isDenied(join(zone.directory, 'energy_uj'), read);
      unavailable.push({
        id: idOf(zone),
        reason: messageOf(error),
        fix: denied ? permissionFix(zone) : null,
      });
    }
  }

  if (readable.length > 0) await sleep(probeS);
  const counting: { zone: Zone; firstJ: number; secondJ: number }[] = [];
  for (const { zone, firstJ } of readable) {
    let secondJ: number;
    try {
      secondJ = energyJ(zone, read);
    } catch (error) {
      unavailable.push({ id: idOf(zone), reason: messageOf(error), fix: null });
      continue;
    }
    if (secondJ === firstJ) {
      unavailable.push({ id: idOf(zone), reason: `it did not change in ${probeS} s`, fix: null });
      continue;
    }
    const mirrored = counting.find(
      (other) =>
        packageOf(other.zone) !== null &&
        packageOf(other.zone) === packageOf(zone) &&
        Math.abs(other.firstJ - firstJ) < mirrorsWithinJ &&
        Math.abs(other.secondJ - secondJ) < mirrorsWithinJ,
    );
    if (mirrored !== undefined) {
      const reason = `it repeats ${idOf(mirrored.zone)}, which counts for the whole package`;
      unavailable.push({ id: idOf(zone), reason, fix: null });
      continue;
    }
    counting.push({ zone, firstJ, secondJ });
  }

  const usable = counting.map(({ zone }) => zone);
  return { counters: usable.map((zone) => counterOf(zone, usable, read)), unavailable };
}

/** All zones, at the top of the tree or nested; the kernel shows most of them in both places. */
function findZones(root: string, read: ReadText): Zone[] {
  const found = new Map<string, string>();
  const visit = (directory: string) => {
    for (const entry of entriesOf(directory)) {
      if (!/^intel-rapl(-mmio)?(:\d+)*$/.test(entry)) continue;
      if (entry.includes(':') && !found.has(entry)) found.set(entry, join(directory, entry));
      visit(join(directory, entry));
    }
  };
  visit(root);

  const names = new Map<string, string>();
  for (const [entry, directory] of found) {
    const name = textOf(join(directory, 'name'), read);
    if (name !== null && /^[\w-]{1,40}$/.test(name)) names.set(entry, name);
  }
  return [...names].map(([entry, name]) => {
    const parts = entry.split(':');
    const parents = parts
      .slice(1, -1)
      .map((_, depth) => names.get(parts.slice(0, depth + 2).join(':')) ?? '?');
    return {
      entry,
      directory: found.get(entry) as string,
      name,
      path: [...parents, name].join('/'),
    };
  });
}

/** One zone a path; the MSR driver's before the MMIO driver's, which shows the same registers. */
function withoutRepeats(zones: readonly Zone[]): Zone[] {
  const byPath = new Map<string, Zone>();
  for (const zone of zones) {
    const other = byPath.get(zone.path);
    if (other === undefined || (isMmio(other) && !isMmio(zone))) byPath.set(zone.path, zone);
  }
  return [...byPath.values()].sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

function counterOf(zone: Zone, zones: readonly Zone[], read: ReadText): LocalCounter {
  const energyUj = openCount(join(zone.directory, 'energy_uj'), read);
  return {
    id: idOf(zone),
    kind: 'rapl',
    domain: domainOf(zone),
    provenance: 'measured',
    covers: inWords(zone),
    includes: zones.filter((other) => includes(zone, other)).map(idOf),
    reading: 'energyJ',
    resolution: 1e-6,
    wrapsAtJ: wrapsAtJ(zone, read),
    updatePeriodS,
    updatesPerRound: updatesForOnePercent,
    settings: raplSettings(zone, read),
    ...(zone.name === 'psys' ? { caution: psysCaution } : {}),
    read: () => energyUj.read() / 1e6,
    close: energyUj.close,
  };
}

/**
 * What a zone may draw for long. Limits of the MMIO driver are left out: daemons that keep a laptop cool move them all
 * the time.
 */
function raplSettings(zone: Zone, read: ReadText): Record<string, string> {
  const file = (name: string) => join(zone.directory, name);
  if (isMmio(zone) || textOf(file('constraint_0_name'), read) !== 'long_term') return {};
  const isOff = textOf(file('enabled'), read) === '0';
  const limit = isOff ? 'none' : powerLimit(file('constraint_0_power_limit_uw'), read);
  return told({ [`power limit of ${inWords(zone)}`]: limit });
}

function energyJ(zone: Zone, read: ReadText): number {
  return readCount(join(zone.directory, 'energy_uj'), read) / 1e6;
}

/** Null where the range cannot be read: every real step back then voids its round, for it may be a wrap. */
function wrapsAtJ(zone: Zone, read: ReadText): number | null {
  try {
    const rangeJ = readCount(join(zone.directory, 'max_energy_range_uj'), read) / 1e6;
    return rangeJ > 0 ? rangeJ : null;
  } catch {
    return null;
  }
}

function includes(outer: Zone, inner: Zone): boolean {
  if (outer === inner) return false;
  if (outer.name === 'psys') return inner.name !== 'psys';
  return inner.path.startsWith(`${outer.path}/`) && inner.name !== 'dram';
}

function domainOf(zone: Zone): Domain {
  if (zone.name === 'psys') return 'board';
  return zone.name === 'dram' ? 'dram' : 'cpu';
}

function inWords(zone: Zone): string {
  if (zone.name === 'psys') return 'platform (psys)';
  const [outer = '', inner] = zone.path.split('/');
  const place = outer.replace(/^package-(\d+)/, 'package $1').replace(/-die-(\d+)/, ' die $1');
  if (inner === undefined) return `CPU ${place}`;
  return inner === 'dram' ? `DRAM of ${place}` : `${inner} of CPU ${place}`;
}

/** The package that a die belongs to; null for what is not a package or a die of one. */
function packageOf(zone: Zone): string | null {
  return /^package-\d+(?=-die-\d+$)/.exec(zone.path)?.[0] ?? null;
}

function isMmio(zone: Zone): boolean {
  return zone.entry.startsWith('intel-rapl-mmio');
}

function idOf(zone: Zone): string {
  return `rapl:${zone.path}`;
}

/** What psys covers is up to the maker of the board; no document of Intel's says what of a card is in it. */
const psysCaution =
  'covers what the maker of the machine connected to it: where that includes a GPU with a counter of its own, ' +
  'the GPU is counted twice';

/** Since CVE-2020-8694 the kernel lets only root read energies. The rule holds across restarts, the command until one. */
function permissionFix(zone: Zone): string {
  const driver = isMmio(zone) ? 'intel-rapl-mmio' : 'intel-rapl';
  return [
    `run \`sudo chmod -R a+r ${defaultRoot}/${driver}/\``,
    'and, to keep it so after a restart, put',
    '`SUBSYSTEM=="powercap", ACTION=="add", RUN+="/bin/chmod -R a+r /sys%p"`',
    'into /etc/udev/rules.d/70-rapl.rules',
  ].join(' ');
}
