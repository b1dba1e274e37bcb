import { z } from 'zod';
import { UserError } from '../../../errors.ts';
import { oneLine } from '../../one-line.ts';

export interface PrometheusServerOptions {
  /** Address under which `/api/v1/query` lies. */
  url: string;
  /** Longest wait for an answer, its body included. */
  timeoutS: number;
  /** Bearer token; sent to this server alone. */
  token: string | null;
}

/** A sample as the server has it: seconds of the server's clock since 1970; NaN where it is no finite number. */
export interface ServerSample {
  timeS: number;
  value: number;
}

export interface Series {
  labels: Readonly<Record<string, string>>;
  /** As the server sent them. */
  samples: ServerSample[];
}

export interface PrometheusServer {
  readonly url: string;
  /** Raw samples of the series of a selector, in the `lengthS` seconds up to `endS` of the server's clock. */
  range(selector: string, lengthS: number, endS: number): Promise<Series[]>;
  /** The labels of the series of a selector that have a value now. */
  labels(selector: string): Promise<Series['labels'][]>;
  /** What the server's clock says, in seconds since 1970, to the millisecond. */
  timeS(): Promise<number>;
}

/** The server could not be asked, or its answer is of no use. `passing` where asking again later may help. */
export class PrometheusError extends UserError {
  readonly passing: boolean;

  constructor(message: string, { passing }: { passing: boolean }) {
    super(message);
    this.passing = passing;
  }
}

/** Far above what is asked for here: a day of samples of a hundred GPUs. */
const largestAnswerBytes = 32 * 1024 * 1024;

// https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats
const sample = z.tuple([z.number(), z.string()]);
const labelSet = z.record(z.string(), z.string());
// A series of native histograms has no `values`.
const matrix = z.object({
  resultType: z.literal('matrix'),
  result: z.array(z.object({ metric: labelSet, values: z.array(sample).default([]) })),
});
const vector = z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: labelSet })) });
const scalar = z.object({ resultType: z.literal('scalar'), result: sample });
const success = z.object({ status: z.literal('success'), data: z.unknown() });
const failure = z.object({ status: z.literal('error'), error: z.string() });

/**
 * A client of the query API of Prometheus, and of what speaks it (Thanos, Mimir). Follows no redirects. What it throws
 * says what happened and what to do, and holds neither the token nor control characters.
 */
export function prometheusServer(options: PrometheusServerOptions): PrometheusServer {
  const { url, token } = options;

  async function query<Data>(promql: string, data: z.ZodType<Data>, atS?: number): Promise<Data> {
    const parameters = new URLSearchParams({ query: promql });
    if (atS !== undefined) parameters.set('time', atS.toFixed(3));
    const answer = success.safeParse(await ask(`${url}/api/v1/query?${parameters}`));
    const parsed = data.safeParse(answer.data?.data);
    if (parsed.success) return parsed.data;
    throw new PrometheusError(
      `${url} answers, but not as Prometheus does: energy.prometheus.url must be the address of its query API.`,
      { passing: false },
    );
  }

  return {
    url,
    async range(selector, lengthS, endS) {
      const { result } = await query(`${selector}[${Math.ceil(lengthS)}s]`, matrix, endS);
      return result.map(({ metric, values }) => ({
        labels: metric,
        samples: values.map(([timeS, text]) => ({ timeS, value: numberIn(text) })),
      }));
    },
    async labels(selector) {
      return (await query(selector, vector)).result.map(({ metric }) => metric);
    },
    async timeS() {
      const [, text] = (await query('time()', scalar)).result;
      const timeS = numberIn(text);
      if (Number.isFinite(timeS)) return timeS;
      throw new PrometheusError(`${url} does not know what time it is.`, { passing: false });
    },
  };

  async function ask(address: string): Promise<unknown> {
    let response: Response;
    let body: string;
    try {
      response = await fetch(address, {
        redirect: 'manual',
        signal: AbortSignal.timeout(options.timeoutS * 1000),
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
      });
      body = await bodyOf(response);
    } catch (error) {
      throw error instanceof PrometheusError ? error : unreachable(error);
    }
    const json = parsedJson(body);
    if (response.status !== 200) throw refusal(response, json);
    if (json !== undefined) return json;
    if (/^\s*</.test(body)) {
      throw new PrometheusError(
        `${url} answers with a web page in place of data: if a login stands before it, hand a token to the check in the environment variable CEGI_PROMETHEUS_TOKEN; else write the address of Prometheus itself under energy.prometheus.url.`,
        { passing: false },
      );
    }
    throw new PrometheusError(
      `${url} answers with what is no JSON, or only half of it: check that energy.prometheus.url is the address of Prometheus, and any proxy before it.`,
      { passing: true },
    );
  }

  async function bodyOf(response: Response): Promise<string> {
    const decoder = new TextDecoder();
    let bytes = 0;
    let text = '';
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > largestAnswerBytes) {
        throw new PrometheusError(
          `${url} answers with more than ${largestAnswerBytes / 1024 ** 2} MiB: choose fewer series with energy.prometheus.match.`,
          { passing: false },
        );
      }
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  }

  function unreachable(error: unknown): PrometheusError {
    const { hostname } = new URL(url);
    if (error instanceof Error && error.name === 'TimeoutError') {
      const message = `${url} did not answer in ${options.timeoutS} s: check that this machine may reach it, or raise energy.prometheus.timeout-seconds.`;
      return new PrometheusError(message, { passing: true });
    }
    const code = codeOf(error);
    if (code === 'ECONNREFUSED') {
      const message = `${url} refuses the connection: check that Prometheus runs there, and the port in energy.prometheus.url.`;
      return new PrometheusError(message, { passing: true });
    }
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      const message = `There is no machine called ${hostname}, as far as this one knows: check energy.prometheus.url.`;
      return new PrometheusError(message, { passing: code === 'EAI_AGAIN' });
    }
    if (/CERT|SIGNATURE|SSL|TLS/.test(code)) {
      const message = `The certificate of ${hostname} is not trusted (${code}): name the file with its issuer's certificate in the environment variable NODE_EXTRA_CA_CERTS.`;
      return new PrometheusError(message, { passing: false });
    }
    const message = `The connection to ${url} failed${code === '' ? '' : ` (${code})`}: check that this machine may reach it.`;
    return new PrometheusError(message, { passing: true });
  }

  function refusal(response: Response, json: unknown): PrometheusError {
    const { status } = response;
    const parsed = failure.safeParse(json);
    const said = parsed.success ? `: ${shown(parsed.data.error)}` : '';
    const error = (text: string, passing = false) =>
      new PrometheusError(`${url} ${text} (HTTP ${status}${said}).`, { passing });
    if (status >= 300 && status < 400) {
      const location = response.headers.get('location') ?? '';
      const target = URL.canParse(location, url) ? shown(new URL(location, url).origin) : 'nowhere';
      return error(
        `redirects to ${target}, which is not followed: write the address of Prometheus itself under energy.prometheus.url`,
      );
    }
    switch (status) {
      case 401:
        return error(
          token === null
            ? 'asks who is there: hand it a token in the environment variable CEGI_PROMETHEUS_TOKEN'
            : 'does not know the token in CEGI_PROMETHEUS_TOKEN: renew it',
        );
      case 403:
        return error(
          token === null
            ? 'forbids the query: hand it a token in the environment variable CEGI_PROMETHEUS_TOKEN'
            : 'forbids the query: give the token in CEGI_PROMETHEUS_TOKEN the right to read metrics',
        );
      case 404:
        return error('has no query API: energy.prometheus.url may lack a path, such as /prometheus');
      case 422:
        return error('cannot carry out the query: choose fewer series with energy.prometheus.match');
    }
    return status >= 500 || status === 429
      ? error('cannot answer now: look at its own log, and run the check again', true)
      : error('refuses the query: check that energy.prometheus.url is the address of Prometheus');
  }

  /** What the server says of itself; it may say the token too. */
  function shown(text: string): string {
    return oneLine(token === null ? text : text.replaceAll(token, '…'));
  }
}

/** NaN for everything but a finite decimal number: `Number` takes an empty text for 0. */
function numberIn(text: string): number {
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The code of an error, or of what caused it: `fetch` wraps those of the network. */
function codeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return oneLine(cause.code, 40);
  }
  return '';
}
