import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';

/** Why there is no answer, or none of use. */
export type ExchangeProblem =
  | 'refused'
  | 'unknown-host'
  | 'untrusted'
  | 'no-tls'
  | 'timeout'
  | 'broken'
  | 'too-large'
  | 'not-text';

/** The other side could not be asked, or its answer did not arrive whole. `code` is the system's, where it has one. */
export class ExchangeError extends Error {
  readonly problem: ExchangeProblem;
  readonly code: string;

  constructor(problem: ExchangeProblem, code = '') {
    super(code === '' ? problem : `${problem} (${code})`);
    this.problem = problem;
    this.code = code;
  }
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface HttpRequest {
  url: URL;
  /** Sent by POST where it is there. */
  json?: string;
  headers?: Record<string, string>;
  /** For the whole exchange, the answer's body included. */
  timeoutMs: number;
  largestAnswerBytes: number;
  signal: AbortSignal;
}

export interface HttpClient {
  /**
   * Sends a request and reads its answer, whatever its status. Follows no redirects.
   *
   * @throws ExchangeError, or the signal's reason.
   */
  exchange(request: HttpRequest): Promise<HttpAnswer>;
  /** Breaks all connections. */
  close(): void;
}

const longestTimerMs = 2 ** 31 - 1;

/**
 * A client that keeps its connections open. Not `fetch`: that gives up on every answer that takes longer than five
 * minutes to begin, which is nothing for a long generation.
 */
export function httpClient({ connections }: { connections: number }): HttpClient {
  const options = { keepAlive: true, maxSockets: connections };
  const agents = { http: new http.Agent(options), https: new https.Agent(options) };

  async function exchange(request: HttpRequest): Promise<HttpAnswer> {
    for (;;) {
      const attempt = once(request);
      try {
        return await attempt.answer;
      } catch (error) {
        // The server had closed a connection that it kept open, as it may, before it saw this request.
        if (!attempt.wasStale()) throw error;
      }
    }
  }

  function once({ url, json, headers, timeoutMs, largestAnswerBytes, signal }: HttpRequest): {
    answer: Promise<HttpAnswer>;
    wasStale(): boolean;
  } {
    let isAnswered = false;
    let isStale = false;
    const answer = new Promise<HttpAnswer>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const { request: send } = url.protocol === 'https:' ? https : http;
      const sent = send(url, {
        method: json === undefined ? 'GET' : 'POST',
        agent: url.protocol === 'https:' ? agents.https : agents.http,
        headers: {
          accept: 'application/json',
          ...(json === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(json)}` }),
          ...headers,
        },
      });
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      const fail = (error: unknown) =>
        finish(() => {
          isStale = sent.reusedSocket && !isAnswered && isReset(error);
          reject(signal.aborted ? signal.reason : problemOf(error));
        });
      const giveUp = (error: unknown) => {
        fail(error);
        sent.destroy();
      };
      const onAbort = () => giveUp(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      const timer = setTimeout(
        () => giveUp(new ExchangeError('timeout')),
        Math.min(timeoutMs, longestTimerMs),
      );
      sent.on('error', (error) => {
        // A server may answer before it has read all of the request, and break the connection then.
        if (!isAnswered) fail(error);
      });
      sent.once('response', (response) => {
        isAnswered = true;
        textOf(response, largestAnswerBytes).then(
          (body) =>
            finish(() => resolve({ status: response.statusCode ?? 0, headers: response.headers, body })),
          giveUp,
        );
      });
      sent.end(json);
    });
    return { answer, wasStale: () => isStale && !signal.aborted };
  }

  return {
    exchange,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

async function textOf(response: IncomingMessage, largestBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > largestBytes) throw new ExchangeError('too-large');
    chunks.push(chunk);
  }
  if (!response.complete) throw new ExchangeError('broken');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ExchangeError('not-text');
  }
}

function isReset(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function problemOf(error: unknown): ExchangeError {
  if (error instanceof ExchangeError) return error;
  // Where a name has several addresses, each has failed in its own way.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = codeOf(first) || codeOf(error);
  if (code === 'ECONNREFUSED') return new ExchangeError('refused', code);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new ExchangeError('unknown-host', code);
  if (/CERT|SIGNATURE/.test(code)) return new ExchangeError('untrusted', code);
  if (/EPROTO|SSL|TLS/.test(code)) return new ExchangeError('no-tls', code);
  return new ExchangeError('broken', code);
}
