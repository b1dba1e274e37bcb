import { oneLine } from '../../one-line.ts';
import type { Host } from './hosts.ts';
import { longestGapScrapes, mergedSamples, scrapeIntervalS } from './samples.ts';
import type { ServerSample } from './server.ts';
import type { Labels, Source } from './sources.ts';

/** A source on its host, with what was recorded of it lately. */
export interface Recorded {
  source: Source;
  host: Host;
  labels: Labels;
  samples: ServerSample[];
}

/** A source that has a name of its own. */
export interface NamedRecorded extends Recorded {
  id: string;
}

/**
 * One for each metric of each piece of hardware, with its id. Series that differ only in labels that do not tell
 * hardware apart are one.
 */
export function namedSources(recorded: readonly Recorded[]): NamedRecorded[] {
  const groups = new Map<string, Recorded[]>();
  for (const each of recorded) {
    const key = JSON.stringify([placeOf(each), each.source.metric]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const merged = [...groups.values()].map((group) => {
    const latest = [...group].sort((a, b) => lastTimeS(b) - lastTimeS(a))[0] as Recorded;
    // One slice is enough: what is recorded of its GPU covers the other slices too.
    const refusal = group.find(({ source }) => source.refusal !== undefined)?.source.refusal;
    const source = refusal === undefined ? latest.source : { ...latest.source, refusal };
    return { ...latest, source, samples: mergedSamples(group) };
  });
  return merged.map((each) => withName(each, merged));
}

function withName(each: Recorded, all: readonly Recorded[]): NamedRecorded {
  const { source, host, labels } = each;
  const own = source.described ? distinguishing(labels, source.metric, all) : source.hardware;
  const place = source.unique ? own : [host.name, own].filter((part) => part !== '').join('/');
  const several = new Set(all.map((other) => other.host.name)).size > 1;
  const where = several || !source.unique ? ` of ${oneLine(host.name, 80)}` : '';
  const which = source.described && own !== '' ? ` (${oneLine(own, 120)})` : '';
  return {
    ...each,
    id: oneLine(`prometheus:${source.metric}:${place}`, 300),
    source: { ...source, covers: oneLine(`${source.covers}${where}${which}`, 300) },
  };
}

/** The labels by which a series is told from others of its metric: `namespace=a,pod=b`. */
function distinguishing(labels: Labels, metric: string, all: readonly Recorded[]): string {
  const others = all.filter(({ source }) => source.metric === metric);
  return Object.keys(labels)
    .filter((label) => new Set(others.map((other) => other.labels[label])).size > 1)
    .sort()
    .map((label) => `${label}=${labels[label]}`)
    .join(',');
}

/** One name for a piece of hardware, the world over. */
export function placeOf({ source, host }: Recorded): string {
  return source.unique ? source.hardware : `${host.name}/${source.hardware}`;
}

/** When a source was last recorded, in seconds of the server's clock. */
export function lastTimeS({ samples }: Pick<Recorded, 'samples'>): number {
  return samples.reduce((last, { timeS }) => Math.max(last, timeS), Number.NEGATIVE_INFINITY);
}

/** Whether a source is not being recorded any more. */
export function isStale(each: Pick<Recorded, 'samples'>, nowS: number): boolean {
  const intervalS = scrapeIntervalS(each.samples);
  return intervalS !== null && nowS - lastTimeS(each) > longestGapScrapes * intervalS;
}
