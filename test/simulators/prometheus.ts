import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/energy/clock.ts';

/** A clock on which every wait is over at once. */
export class LeapingClock implements Clock {
  #nowS = 5000;

  nowS(): number {
    return this.#nowS;
  }

  wallTime(): Date {
    return new Date(this.#nowS * 1000);
  }

  async sleep(seconds: number): Promise<void> {
    this.#nowS += seconds;
  }

  every(): () => void {
    return () => {};
  }
}

/** What an exporter shows of one thing. */
export interface SimulatedSeries {
  /** `__name__` is the metric's. */
  labels: Record<string, string>;
  /** The value at a time of the simulation's clock; null where there is none, as of a metric that was renamed. */
  value: number | ((atS: number) => number | null);
  /** Seconds between two looks of the exporter at its device; at every scrape where it is left out. */
  updatesEveryS?: number;
  /** How much later than the others it is scraped: by another server. */
  scrapedAfterS?: number;
}

/** What is wrong with the server, for all queries or for those that a test picks. */
export type PrometheusFault =
  | { kind: 'status'; status: number; body?: string; headers?: Record<string, string> }
  /** Answers after so many seconds of this machine's time. */
  | { kind: 'slow'; seconds: number }
  /** Answers after so many seconds of the simulation's clock. */
  | { kind: 'late'; seconds: number }
  | { kind: 'body'; body: string; contentType?: string }
  /** Sends half of the right answer. */
  | { kind: 'truncated' }
  /** Sends spaces for ever. */
  | { kind: 'endless' }
  | { kind: 'reset' };

export interface SimulationOptions {
  clock: Clock;
  series: SimulatedSeries[];
  /** Seconds between two scrapes; 15 where it is left out. */
  scrapeS?: number;
  /** Scrapes come up to so much later than they should. */
  jitterS?: number;
  /** The server's clock less the simulation's. */
  offsetS?: number;
  /** Whether a scrape of this time of the clock happened. */
  scraped?: (atS: number) => boolean;
  /** Asked of every request. */
  token?: string;
  /** A path before `/api`. */
  prefix?: string;
}

export interface SimulatedPrometheus {
  url: string;
  /** Query and headers of each request, in order. */
  requests: { query: string; authorization: string | undefined }[];
  series: SimulatedSeries[];
  /** Changes at any time. */
  offsetS: number;
  fault: PrometheusFault | null | ((query: string) => PrometheusFault | null);
  close(): Promise<void>;
}

/** Prometheus takes this for now where a series was not scraped lately (`--query.lookback-delta`). */
const lookbackS = 300;

/**
 * A server that speaks the part of Prometheus's query API that counters use: `/api/v1/query` of `time()`, and of
 * selectors with and without a range, over samples that it "scraped" since 2,000 s before the clock's start.
 */
export async function startPrometheus(options: SimulationOptions): Promise<SimulatedPrometheus> {
  const { clock, scrapeS = 15, jitterS = 0, scraped = () => true, prefix = '' } = options;
  const originS = clock.nowS() - 2000;

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const simulated: SimulatedPrometheus = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    requests: [],
    series: options.series,
    offsetS: options.offsetS ?? 1_700_000_000,
    fault: null,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  onTestFinished(() => simulated.close());
  return simulated;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const query = searchParams.get('query') ?? '';
    simulated.requests.push({ query, authorization: request.headers.authorization });
    const fault = typeof simulated.fault === 'function' ? simulated.fault(query) : simulated.fault;
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(fault.body ?? '');
      return;
    }
    if (fault?.kind === 'body') {
      response.writeHead(200, { 'content-type': fault.contentType ?? 'application/json' }).end(fault.body);
      return;
    }
    if (fault?.kind === 'reset') return void response.destroy();
    if (fault?.kind === 'endless') return void Readable.from(spaces()).pipe(response);
    if (fault?.kind === 'slow') await pause(fault.seconds * 1000);
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      return void response.writeHead(401).end('Unauthorized\n');
    }
    if (pathname !== `${prefix}/api/v1/query`)
      return void response.writeHead(404).end('404 page not found\n');

    // Prometheus looks at its clock when the query arrives, not when it answers.
    const serverS = clock.nowS() + simulated.offsetS;
    if (fault?.kind === 'late') await clock.sleep(fault.seconds);
    const time = searchParams.get('time');
    const { status, body } = evaluate(
      query,
      time === null ? Math.round(serverS * 1000) / 1000 : Number(time),
    );
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(fault?.kind === 'truncated' ? body.slice(0, body.length / 2) : body);
  }

  function evaluate(query: string, atS: number): { status: number; body: string } {
    if (query === 'time()') return success({ resultType: 'scalar', result: [atS, formatted(atS)] });
    const parsed = parseSelector(query);
    if (parsed === null) {
      const error = `1:1: parse error: ${query}`;
      return { status: 400, body: JSON.stringify({ status: 'error', errorType: 'bad_data', error }) };
    }
    const chosen = simulated.series.filter(({ labels }) =>
      parsed.matchers.every(({ label, matches }) => matches(labels[label] ?? '')),
    );
    if (parsed.rangeS !== null) {
      const fromS = atS - parsed.rangeS;
      const result = chosen.flatMap((series) => {
        const values = samplesOf(series, fromS, atS);
        return values.length === 0 ? [] : [{ metric: series.labels, values }];
      });
      return success({ resultType: 'matrix', result });
    }
    const result = chosen.flatMap((series) => {
      const last = samplesOf(series, atS - lookbackS, atS).at(-1);
      // A metric that its target does not show any more is marked as stale at the next scrape.
      const isStale = last !== undefined && valueAt(series, lastScrapeS(atS)) === null;
      return last === undefined || isStale ? [] : [{ metric: series.labels, value: [atS, last[1]] }];
    });
    return success({ resultType: 'vector', result });
  }

  /** Samples with `from <= time <= to` of the server's clock, as Prometheus 2 has it. */
  function samplesOf(series: SimulatedSeries, fromS: number, toS: number): [number, string][] {
    const samples: [number, string][] = [];
    const { offsetS } = simulated;
    const after = series.scrapedAfterS ?? 0;
    const first = Math.max(0, Math.floor((fromS - offsetS - originS) / scrapeS) - 1);
    for (let scrape = first; ; scrape += 1) {
      const atS = originS + scrape * scrapeS + after + jitterS * chance(scrape);
      const timeS = Math.round((atS + offsetS) * 1000) / 1000;
      if (timeS > toS) return samples;
      if (timeS < fromS || !scraped(atS)) continue;
      const value = valueAt(series, atS);
      if (value !== null) samples.push([timeS, formatted(value)]);
    }
  }

  function lastScrapeS(serverS: number): number {
    return originS + Math.floor((serverS - simulated.offsetS - originS) / scrapeS) * scrapeS;
  }

  function valueAt({ value, updatesEveryS }: SimulatedSeries, atS: number): number | null {
    if (typeof value === 'number') return value;
    return value(updatesEveryS === undefined ? atS : Math.floor(atS / updatesEveryS) * updatesEveryS);
  }
}

function success(data: unknown): { status: number; body: string } {
  return { status: 200, body: JSON.stringify({ status: 'success', data }) };
}

function* spaces(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(1024 * 1024, ' ');
}

function formatted(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}

/** From 0 to 1, the same for the same scrape. */
function chance(scrape: number): number {
  return (Math.imul(scrape + 1, 0x9e3779b1) >>> 0) / 2 ** 32;
}

interface Matcher {
  label: string;
  matches: (value: string) => boolean;
}

/** `name{label="value",other=~"pattern"}[120s]`; null where it is not that. */
export function parseSelector(query: string): { matchers: Matcher[]; rangeS: number | null } | null {
  const parts = /^([a-zA-Z_:][\w:]*)?(\{(?:[^"}]|"(?:\\.|[^"\\])*")*\})?(?:\[(\d+)s\])?$/s.exec(query);
  if (parts === null) return null;
  const matchers: Matcher[] = [];
  if (parts[1] !== undefined) matchers.push({ label: '__name__', matches: (value) => value === parts[1] });
  let rest = (parts[2] ?? '{}').slice(1, -1);
  while (rest !== '') {
    const matcher = /^([a-zA-Z_]\w*)(=~|=)("(?:\\.|[^"\\])*")(?:,|$)/s.exec(rest);
    if (matcher === null) return null;
    rest = rest.slice(matcher[0].length);
    const [, label = '', operator, literal = ''] = matcher;
    const text = unquoted(literal);
    if (text === null) return null;
    const pattern = operator === '=~' ? new RegExp(`^(?:${text})$`, 's') : null;
    matchers.push({ label, matches: (value) => pattern?.test(value) ?? value === text });
  }
  return { matchers, rangeS: parts[3] === undefined ? null : Number(parts[3]) };
}

/** Of Go's escapes, those that can be needed; null for any other, which Prometheus may refuse. */
function unquoted(literal: string): string | null {
  let known = true;
  const text = literal.slice(1, -1).replace(/\\(.)/gs, (_, escaped: string) => {
    const meant = { '\\': '\\', '"': '"', n: '\n' }[escaped];
    known &&= meant !== undefined;
    return meant ?? '';
  });
  return known && !text.includes('\u0000') && !/\n/.test(literal) ? text : null;
}
