import { UserError } from '../../../errors.ts';
import { oneLine } from '../../one-line.ts';
import type { Host } from './hosts.ts';
import { type Match, selector } from './selector.ts';
import type { PrometheusServer, Series } from './server.ts';
import { knownMetrics, type Labels } from './sources.ts';

const mostListed = 10;

/** What to say where no series answers: which label leads nowhere, and what there is in its place. */
export async function nothingFound(
  server: PrometheusServer,
  wanted: string | { pattern: string },
  match: Match,
): Promise<UserError> {
  const all = await server.labels(selector(wanted, {}));
  const what = typeof wanted === 'string' ? wanted : 'the energy of any known exporter';
  if (all.length === 0) {
    return new UserError(
      typeof wanted === 'string'
        ? `${server.url} records no metric ${wanted}: check energy.prometheus.metric, and that Prometheus scrapes its exporter.`
        : `${server.url} records the energy of no known exporter: it has none of ${knownMetrics.inWords}. Let it scrape one of these, or name a metric of another under energy.prometheus.metric, with its unit.`,
    );
  }
  for (const [label, value] of Object.entries(match)) {
    const allowed = [value].flat();
    if (all.some((labels) => allowed.includes(labels[label] ?? ''))) continue;
    return missing(label, allowed, valuesOf(all, label), what);
  }
  return new UserError(
    `energy.prometheus.match: each label has a value that exists, but no series has them all: leave one of ${Object.keys(match).join(', ')} out.`,
  );
}

/** Each value that was named must be there: a host that is left out in silence makes a model look frugal. */
export function refuseMissing(series: readonly Series[], match: Match): void {
  for (const [label, value] of Object.entries(match)) {
    const there = valuesOf(
      series.map(({ labels }) => labels),
      label,
    );
    const absent = [value].flat().filter((each) => !there.includes(each));
    if (absent.length > 0) throw missing(label, absent, there, 'what the other labels choose');
  }
}

function missing(
  label: string,
  absent: readonly string[],
  there: readonly string[],
  what: string,
): UserError {
  const has =
    there.length === 0 ? `No series of it has this label: leave it out.` : `There is ${listed(there)}.`;
  return new UserError(
    `energy.prometheus.match.${label}: nothing in ${what} has the value ${listed(absent)}. ${has}`,
  );
}

function valuesOf(all: readonly Labels[], label: string): string[] {
  const values = all.map((labels) => labels[label] ?? '').filter((value) => value !== '');
  return [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Several hosts are measured only where a list names them one by one. */
export function refuseUnnamed(hosts: readonly Host[], series: readonly Series[], match: Match): void {
  const names = [...new Set(hosts.map(({ name }) => name))].sort();
  if (names.length < 2) return;
  const namedInList = Object.entries(match).some(([label, value]) => {
    if (typeof value === 'string' || value.length < names.length) return false;
    const hostsBy = new Map<string, Set<string>>();
    for (const [index, { labels }] of series.entries()) {
      const name = (hosts[index] as Host).name;
      hostsBy.set(labels[label] ?? '', (hostsBy.get(labels[label] ?? '') ?? new Set()).add(name));
    }
    return [...hostsBy.values()].every((some) => some.size === 1);
  });
  if (namedInList) return;
  const labels = new Set(hosts.map(({ label }) => label?.name ?? 'instance'));
  const label = labels.size === 1 ? [...labels][0] : 'instance';
  const example = hosts.find((host) => host.label?.name === label)?.label?.value ?? '';
  throw new UserError(
    `energy.prometheus.match: these labels choose ${names.length} hosts: ${listed(names)}. Choose that on which the model runs, with match: { ${label}: ${oneLine(example)} }, or name each of several in a list.`,
  );
}

/** Values from elsewhere, fit for a message: the first ten, in quotes. */
export function listed(values: readonly string[]): string {
  const shown = values.slice(0, mostListed).map((value) => `"${oneLine(value, 100)}"`);
  const more = values.length > mostListed ? ` and ${values.length - mostListed} more` : '';
  return `${shown.join(', ')}${more}`;
}
