import { UserError } from '../../../errors.ts';
import type { UnavailableCounter } from '../../counter.ts';
import { oneLine } from '../../one-line.ts';
import { isStale, lastTimeS, type NamedRecorded, placeOf } from './recorded.ts';
import { listed } from './refusals.ts';
import { scrapeIntervalS } from './samples.ts';
import { readingIn, type Source, zoneIncludes } from './sources.ts';

type Problem = Pick<UnavailableCounter, 'reason' | 'fix'>;

/** Two reads of one register in a row differ by less than this many joules; two dies hardly ever do. */
const repeatsWithinJ = 2;

/**
 * What can be measured with what is recorded: of each piece of hardware the best source, none of which another one
 * repeats. Throws where two may hold the same energy and it cannot be told whether they do.
 *
 * `nowS` is the time of the server's clock.
 */
export function chosenSources(
  recorded: readonly NamedRecorded[],
  nowS: number,
): { chosen: NamedRecorded[]; unavailable: UnavailableCounter[] } {
  const unavailable: UnavailableCounter[] = [];
  const best = onePerHardware(recorded, nowS);
  const usable = best.filter((each) => {
    const problem = problemOf(each, nowS) ?? repetitionOf(each, best);
    if (problem !== null) unavailable.push({ id: each.id, ...problem });
    return problem === null;
  });
  const coarse = usable.filter((each) => isMeter(each) && hasEnergy(usable, each.host.name));
  unavailable.push(...coarse.map(leftOut));
  const chosen = usable.filter((each) => !coarse.includes(each));
  refuseZones(chosen);
  refuseMeters(chosen);
  return { chosen, unavailable };
}

/** Whether the energy of one source is in that of another. */
export function includes(outer: NamedRecorded, inner: NamedRecorded): boolean {
  if (outer === inner || outer.host.name !== inner.host.name) return false;
  if (isMeter(outer)) return !isMeter(inner);
  const [mine, theirs] = [outer.source, inner.source];
  if (mine.zone !== undefined && theirs.zone !== undefined) return zoneIncludes(mine.zone, theirs.zone);
  // An APU's power covers its CPU cores; the energy of an Intel card that of the package on it.
  if (mine.kind === 'prometheus-hwmon-power' && mine.domain === 'module') return isCpu(theirs);
  return (
    mine.kind === 'prometheus-hwmon-energy' &&
    theirs.kind === mine.kind &&
    outer.labels.chip === inner.labels.chip &&
    outer.labels.sensor === 'energy1'
  );
}

/**
 * The source of the lowest rank that is being recorded: for a while after an upgrade, the exporter's old metric is
 * still there. A host's CPU is counted by one exporter, and its AMD GPUs by one.
 */
function onePerHardware(recorded: readonly NamedRecorded[], nowS: number): NamedRecorded[] {
  const groups = new Map<string, NamedRecorded[]>();
  for (const each of recorded) {
    const place = placeOf(each);
    groups.set(place, [...(groups.get(place) ?? []), each]);
  }
  const best = [...groups.values()].map((group) => {
    const refused = group.find(({ source }) => source.refusal !== undefined);
    if (refused !== undefined) return refused;
    const order = (a: NamedRecorded, b: NamedRecorded) =>
      Number(isStale(a, nowS)) - Number(isStale(b, nowS)) || a.source.rank - b.source.rank;
    return [...group].sort(order)[0] as NamedRecorded;
  });
  return best.filter(
    (each) => !best.some((other) => other !== each && !isStale(other, nowS) && isCountedBy(each, other)),
  );
}

/** Whether another exporter of the same host counts the same under other names. */
function isCountedBy(each: NamedRecorded, other: NamedRecorded): boolean {
  if (each.host.name !== other.host.name) return false;
  const [mine, theirs] = [each.source, other.source];
  if (isCpu(mine) && isCpu(theirs)) {
    if (mine.kind !== theirs.kind) return mine.rank > theirs.rank;
    // The MMIO driver shows the registers of the MSR driver again.
    return isMmio(mine) && !isMmio(theirs);
  }
  return (
    mine.kind === 'prometheus-hwmon-power' &&
    mine.maker === 'AMD' &&
    theirs.kind.startsWith('prometheus-amd-')
  );
}

function isCpu({ zone, kind }: Source): boolean {
  return zone !== undefined || kind === 'prometheus-scaphandre';
}

function isMmio({ zone }: Source): boolean {
  return zone?.entry?.startsWith('intel-rapl-mmio') ?? false;
}

/** Why a source cannot be used, and what can be done; null where it can. */
function problemOf(each: NamedRecorded, nowS: number): Problem | null {
  const { source, samples } = each;
  if (source.refusal !== undefined) return source.refusal;
  const intervalS = scrapeIntervalS(samples);
  if (intervalS === null) {
    return {
      reason: `${samples.length === 1 ? 'one sample is' : `${samples.length} samples are`} too few to tell how often it is scraped`,
      fix: 'scrape it every 30 s or more often; if it is new, run the check again in some minutes',
    };
  }
  if (isStale(each, nowS)) {
    const sinceS = nowS - lastTimeS(each);
    return {
      reason: `nothing was recorded for ${sinceS.toFixed(0)} s, and every ${intervalS.toFixed(0)} s before`,
      fix: 'look at the target of this exporter on the status page of Prometheus',
    };
  }
  if (samples.some(({ value }) => !Number.isFinite(value) || value < 0)) {
    return {
      reason: 'the server holds values for it that are no numbers, or negative',
      fix: "look at the exporter's own log",
    };
  }
  const [first, last] = [samples[0], samples.at(-1)];
  if (readingIn(source.unit) === 'energyJ' && samples.every(({ value }) => value === first?.value)) {
    const duringS = (last?.timeS ?? 0) - (first?.timeS ?? 0);
    return { reason: `it did not change in ${duringS.toFixed(0)} s`, fix: null };
  }
  return null;
}

/** Of a die that shows its package's register again; null of any other source. */
function repetitionOf(each: NamedRecorded, all: readonly NamedRecorded[]): Problem | null {
  const own = packageOf(each);
  const earlier = all
    .slice(0, all.indexOf(each))
    .find((other) => own !== null && packageOf(other) === own && showTheSame(other, each));
  if (earlier === undefined) return null;
  return { reason: `it repeats ${earlier.id}, which counts for the whole package`, fix: null };
}

/** The package that a die belongs to, with its host; null for what is no die. */
function packageOf({ source, host }: NamedRecorded): string | null {
  const name = /^package-\d+(?=-die-\d+$)/.exec(source.zone?.name ?? '')?.[0];
  return name === undefined ? null : `${host.name}/${name}`;
}

function showTheSame(one: NamedRecorded, other: NamedRecorded): boolean {
  const values = new Map(one.samples.map(({ timeS, value }) => [timeS, value]));
  const apartJ = other.samples.flatMap(({ timeS, value }) => {
    const same = values.get(timeS);
    return same === undefined ? [] : [Math.abs(value - same)];
  });
  return apartJ.length >= 3 && Math.max(...apartJ) < repeatsWithinJ;
}

function isMeter({ source }: NamedRecorded): boolean {
  return source.domain === 'board' && source.kind === 'prometheus-hwmon-power';
}

function hasEnergy(recorded: readonly NamedRecorded[], host: string): boolean {
  return recorded.some((each) => each.host.name === host && readingIn(each.source.unit) === 'energyJ');
}

function leftOut({ id, source, labels }: NamedRecorded): UnavailableCounter {
  return {
    id,
    reason: 'energy counters are preferred to a power meter of the whole machine',
    fix: `to use it in their place, write metric: ${source.metric}, unit: ${source.unit}, match: { chip: ${oneLine(labels.chip ?? '')} }`,
  };
}

/** Zones of a metric that its user described: which ones are inside which is known of the exporters' own alone. */
function refuseZones(chosen: readonly NamedRecorded[]): void {
  const described = chosen.filter(({ source }) => source.described);
  const zones = [...new Set(described.map(({ labels }) => labels.zone ?? ''))].filter((zone) => zone !== '');
  if (zones.length < 2) return;
  throw new UserError(
    `energy.prometheus.metric: ${described[0]?.source.metric} has several zones, which may hold the same energy: ${listed(zones)}. Choose one, with match: { zone: ${oneLine(zones[0] ?? '')} }.`,
  );
}

function refuseMeters(chosen: readonly NamedRecorded[]): void {
  const meters = chosen.filter(isMeter);
  const twice = meters.find((each, index) =>
    meters.slice(0, index).some((other) => other.host.name === each.host.name),
  );
  if (twice === undefined) return;
  const own = meters
    .filter((each) => each.host.name === twice.host.name)
    .map(({ labels }) => labels.chip ?? '');
  throw new UserError(
    `energy.prometheus: "${oneLine(twice.host.name)}" has several power meters, and nothing says what each covers: ${listed(own)}. Choose one, with match: { chip: ${oneLine(own[0] ?? '')} }.`,
  );
}
