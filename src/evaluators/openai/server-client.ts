import { plainLine } from '../../processes/plain-line.ts';
import { ExchangeError, httpClient } from './http-exchange.ts';
import { type Refusal, refusalOf, unansweredOf } from './refusal.ts';

export interface ServerClientOptions {
  /** As configured, without a slash at its end. */
  url: string;
  /** Connections at once. */
  connections: number;
  /** Null where it asks for none. */
  key: string | null;
  /** Text without secrets. */
  hideSecrets: (text: string) => string;
}

export interface Exchange {
  timeoutS: number;
  signal: AbortSignal;
}

/** What a server sends without being asked to generate. */
export interface Page {
  status: number;
  body: string;
  /** What it calls itself in its header; may be empty. */
  serverHeader: string;
}

export interface ServerClient {
  url: string;
  /** Posts JSON to a path under the url. */
  post(path: string, json: string, exchange: Exchange): Promise<{ body: string } | { refusal: Refusal }>;
  /** Gets a path under the url. */
  get(path: string, exchange: Exchange): Promise<Page | { refusal: Refusal }>;
  /** Gets a path of the server, whatever path the url has. */
  getFromRoot(path: string, exchange: Exchange): Promise<Page | { refusal: Refusal }>;
  /** A line of what the server says, without control characters and secrets. */
  shown(text: string): string;
  close(): void;
}

/** Far above any answer, and little enough to hold for every request under way. */
const largestAnswerBytes = 4 * 1024 ** 2;

/** Asks one server. Its key goes to that server alone: no redirect is followed. */
export function serverClient({ url, connections, key, hideSecrets }: ServerClientOptions): ServerClient {
  const http = httpClient({ connections });
  const shown = (text: string) => plainLine(hideSecrets(text), 300);
  const context = { url, hasKey: key !== null, shown };

  async function ask(address: URL, { timeoutS, signal }: Exchange, json?: string) {
    try {
      return await http.exchange({
        url: address,
        ...(json === undefined ? {} : { json }),
        headers: key === null ? {} : { authorization: `Bearer ${key}` },
        timeoutMs: timeoutS * 1000,
        largestAnswerBytes,
        signal,
      });
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      return { refusal: unansweredOf(error, { url, timeoutS }) };
    }
  }

  async function get(address: URL, exchange: Exchange): Promise<Page | { refusal: Refusal }> {
    const answer = await ask(address, exchange);
    if ('refusal' in answer) return answer;
    if (!isSuccess(answer.status)) return { refusal: refusalOf(answer, context) };
    const { status, body, headers } = answer;
    return { status, body, serverHeader: shown(`${headers.server ?? ''}`) };
  }

  return {
    url,
    async post(path, json, exchange) {
      const answer = await ask(new URL(`${url}${path}`), exchange, json);
      if ('refusal' in answer) return answer;
      return isSuccess(answer.status) ? { body: answer.body } : { refusal: refusalOf(answer, context) };
    },
    get: (path, exchange) => get(new URL(`${url}${path}`), exchange),
    getFromRoot: (path, exchange) => get(new URL(path, url), exchange),
    shown,
    close: () => http.close(),
  };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
