import { UserError } from '../../../errors.ts';
import { type Clock, systemClock } from '../../clock.ts';
import type { CounterDescription, FoundCounters, RemoteCounter } from '../../counter.ts';
import { oneLine } from '../../one-line.ts';
import { chosenSources, includes } from './choice.ts';
import { type ClockOffset, clockOffset } from './clock.ts';
import { prometheusCounter } from './counter.ts';
import { type Host, hostsOf } from './hosts.ts';
import { type NamedRecorded, namedSources, type Recorded } from './recorded.ts';
import { nothingFound, refuseMissing, refuseUnnamed } from './refusals.ts';
import { scrapeIntervalS, updatePeriodS } from './samples.ts';
import { type Match, selector } from './selector.ts';
import { type PrometheusServer, prometheusServer, type Series } from './server.ts';
import {
  type Chip,
  knownMetrics,
  knownSource,
  type Labels,
  type NamedMetric,
  namedSource,
  readingIn,
  type Source,
  unitFactor,
} from './sources.ts';

export interface PrometheusOptions {
  /** Address of the server, as `energy.prometheus.url` has it. */
  url: string;
  /** Labels that choose hosts and GPUs. */
  match?: Match;
  /** A metric to read in place of those of the known exporters. */
  metric?: NamedMetric | null;
  /** Longest wait for an answer; 10 s where it is left out. */
  timeoutS?: number;
  /** Where `CEGI_PROMETHEUS_TOKEN` may hold a bearer token. */
  env?: Record<string, string | undefined>;
  clock?: Clock;
}

const defaultTimeoutS = 10;
/** How far back the server is asked, to learn how often it scrapes. */
const lookBackS = 600;
/** One update in ten is the most that a round's ends may leave unknown; a hundred would take most of an hour. */
const updatesPerRound = 10;
/** An offset of the clocks that is worse known than this share of a scrape interval is worth a word. */
const worthAWord = 0.1;

/**
 * The energy and power that a Prometheus server records of machines elsewhere: of each piece of hardware that `match`
 * chooses the best source, joules before watts. What is there but of no use is in `unavailable`.
 *
 * Throws `UserError` where the server cannot be asked, where nothing is recorded under these labels, and where they
 * mean several hosts that were not named one by one: then it is not known what would be measured.
 */
export async function prometheusCounters(options: PrometheusOptions): Promise<FoundCounters<RemoteCounter>> {
  const { url, match = {}, metric = null, timeoutS = defaultTimeoutS, clock = systemClock } = options;
  const server = prometheusServer({ url, timeoutS, token: tokenIn(options.env ?? process.env) });
  const offset = await clockOffset(server, clock);
  const nowS = clock.nowS() + offset.offsetS;

  const wanted = metric === null ? { pattern: knownMetrics.pattern } : metric.name;
  const series = await server.range(selector(wanted, match), lookBackS, nowS);
  if (series.length === 0) throw await nothingFound(server, wanted, match);
  refuseMissing(series, match);
  const hosts = hostsOf(series.map(({ labels }) => labels));
  refuseUnnamed(hosts, series, match);

  const chip = await chipsOf(server, series);
  const recorded = series.flatMap(({ labels, samples }, index): Recorded[] => {
    const source = sourceOf(labels, metric, chip);
    return source === null ? [] : [{ source, host: hosts[index] as Host, labels, samples }];
  });
  const { chosen, unavailable } = chosenSources(namedSources(recorded), nowS);
  const context = { server, match, offset, clock };
  return { counters: chosen.map((each) => counterOf(each, chosen, context)), unavailable };
}

/** Only printable ASCII can stand in a header; what cannot must not be repeated in an error. */
function tokenIn(env: Record<string, string | undefined>): string | null {
  const token = env.CEGI_PROMETHEUS_TOKEN?.trim() ?? '';
  if (token === '') return null;
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new UserError(
    'The environment variable CEGI_PROMETHEUS_TOKEN holds more than a token: it must be one word of printable characters.',
  );
}

function sourceOf(labels: Labels, metric: NamedMetric | null, chip: (labels: Labels) => Chip): Source | null {
  const known = knownSource(labels, chip);
  if (metric === null) return known;
  // Kinds of hwmon chips that are not known are what `metric` is for.
  if (known === null || known.metric.startsWith('node_hwmon_')) return namedSource(labels, metric);
  const sameUnit = unitFactor[known.unit] === unitFactor[metric.unit];
  if (sameUnit && readingIn(known.unit) === readingIn(metric.unit)) return known;
  throw new UserError(
    `energy.prometheus.unit: ${metric.name} is in ${known.unit}, not in ${metric.unit}: write ${known.unit}.`,
  );
}

/** What node_exporter says of its chips; nothing is asked where no source needs it. */
async function chipsOf(
  server: PrometheusServer,
  series: readonly Series[],
): Promise<(labels: Labels) => Chip> {
  const needed = series.filter(({ labels }) => labels.__name__?.startsWith('node_hwmon_'));
  if (needed.length === 0) return () => ({ name: null, sensors: new Map() });
  const instance = [...new Set(needed.map(({ labels }) => labels.instance ?? ''))];
  const all = await server.labels(
    selector({ pattern: 'node_hwmon_chip_names|node_hwmon_sensor_label' }, { instance }),
  );
  return (labels) => {
    const own = all.filter((each) => each.instance === labels.instance && each.chip === labels.chip);
    const sensors = own.flatMap(({ __name__, sensor, label }) =>
      __name__ === 'node_hwmon_sensor_label' && sensor && label ? [[sensor, label] as const] : [],
    );
    const name = own.find((each) => each.__name__ === 'node_hwmon_chip_names')?.chip_name ?? null;
    return { name, sensors: new Map(sensors) };
  };
}

function counterOf(
  each: NamedRecorded,
  chosen: readonly NamedRecorded[],
  context: { server: PrometheusServer; match: Match; offset: ClockOffset; clock: Clock },
): RemoteCounter {
  const { source, id, samples } = each;
  const { server, match, offset, clock } = context;
  const reading = readingIn(source.unit);
  const intervalS = scrapeIntervalS(samples) as number;
  const caution = cautionOf(source, offset, intervalS);
  const description: CounterDescription = {
    id,
    kind: source.kind,
    domain: source.domain,
    provenance: reading === 'energyJ' ? 'measured' : 'integrated',
    covers: source.covers,
    includes: chosen.filter((other) => includes(each, other)).map((other) => other.id),
    reading,
    resolution: source.resolution,
    wrapsAtJ: null,
    updatePeriodS: updatePeriodS(samples, reading, intervalS),
    updatesPerRound,
    ...(source.device === undefined ? {} : { device: oneLine(source.device) }),
    ...(caution === null ? {} : { caution }),
  };
  const chosenBy = { ...match, ...identityOf(each) };
  return prometheusCounter({
    description,
    server,
    metric: source.metric,
    selector: selector(source.metric, chosenBy),
    factor: unitFactor[source.unit],
    intervalS,
    offset,
    successors: source.described ? null : selector({ pattern: knownMetrics.pattern }, chosenBy),
    clock,
  });
}

function cautionOf({ caution }: Source, { uncertaintyS }: ClockOffset, intervalS: number): string | null {
  const clocks =
    uncertaintyS > worthAWord * intervalS
      ? `the clock of the server is only known to ${uncertaintyS.toFixed(1)} s, and it scrapes every ${intervalS.toFixed(0)} s`
      : undefined;
  const cautions = [caution, clocks].filter((each) => each !== undefined);
  return cautions.length === 0 ? null : cautions.join('; ');
}

/** Not all labels: some change while a model runs, such as the pod that uses a GPU. */
function identityOf({ source, host, labels }: NamedRecorded): Record<string, string> {
  const names = [...source.identity, ...(source.unique || host.label === null ? [] : [host.label.name])];
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
}
