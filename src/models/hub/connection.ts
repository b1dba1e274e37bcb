import { UserError } from '../../errors.ts';
import type { HubEnvironment } from './environment.ts';

/** Lets a Hub be asked, patiently. */
export interface HubConnection {
  /** As `fetch`, for answers that are read whole: one that breaks off is asked for again. */
  fetch: typeof fetch;
  /** An answer's headers, and its body to be read as it comes, once, and from `offset` on where the server can. */
  open(url: string, offset: number): Promise<Response>;
  /** Waits as long as a failure deserves, or throws it where it is final or was met too often in a row. */
  afterFailure(error: unknown, failuresInARow: number): Promise<void>;
}

export interface HubConnectionOptions extends Pick<HubEnvironment, 'endpoint' | 'token'> {
  /** `org/name`, in errors. */
  repository: string;
  /** As it is asked for, in errors. */
  revision: string;
  log: (line: string) => void;
  signal: AbortSignal;
  /** Waits, or rejects where the signal is aborted. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The Hub, or the way to it, does not answer. */
export class Unreachable extends UserError {}

/** A failure that may pass; `waitMs` is what the server asks for. */
class Passing extends Error {
  readonly waitMs: number | null;
  constructor(message: string, waitMs: number | null = null) {
    super(message);
    this.waitMs = waitMs;
  }
}

const mostFailures = 6;
const firstWaitMs = 1_000;
const longestWaitMs = 300_000;
/** Until a server answers, and between two parts of its answer. */
export const silenceMs = 30_000;
/** Of what is read whole: lists of files. */
const maxAnswerBytes = 64 * 1024 ** 2;

/** Opens nothing yet. The token goes to the endpoint's own origin alone, wherever answers and redirects lead. */
export function hubConnection(options: HubConnectionOptions): HubConnection {
  const { endpoint, token, log, signal, pause } = options;
  const { origin } = new URL(endpoint);

  /** @throws Passing, or UserError for what will not pass. */
  async function ask(url: string, init: RequestInit, whole: boolean): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    // A redirect to another origin drops it: https://fetch.spec.whatwg.org/#http-redirect-fetch.
    if (token !== null && new URL(url).origin === origin) headers.set('authorization', `Bearer ${token}`);
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), silenceMs);
    try {
      const response = await fetch(url, {
        ...init,
        headers,
        // The body of one that is read as it comes has a watch of its own.
        signal: AbortSignal.any([signal, timeout.signal]),
      });
      if (!response.ok) throw await refused(response);
      return whole ? await readWhole(response) : response;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UserError || error instanceof Passing) throw error;
      throw new Passing(timeout.signal.aborted ? `no answer for ${silenceMs / 1000} s` : reasonOf(error));
    } finally {
      clearTimeout(timer);
    }
  }

  async function refused(response: Response): Promise<Error> {
    const { status } = response;
    const code = response.headers.get('x-error-code') ?? '';
    await response.body?.cancel();
    if (status === 429 || status >= 500) return new Passing(`HTTP ${status}`, retryAfterMs(response.headers));
    return new UserError(explained(status, code, response.url));
  }

  function explained(status: number, code: string, url: string): string {
    const { repository, revision } = options;
    const who = token === null ? 'HF_TOKEN is not set' : 'the token in HF_TOKEN may not read it';
    const page = `${endpoint}/${repository}`;
    if (code === 'GatedRepo')
      return `${repository} is gated, and ${who}: accept its conditions at ${page}, and set HF_TOKEN to a token of that account`;
    if (code === 'RevisionNotFound') return `${repository} has no revision "${revision}"`;
    if (code === 'EntryNotFound') return `${repository} has no ${fileIn(url)} at revision "${revision}"`;
    if (status === 401) {
      return token === null
        ? `${repository} does not exist, or is private: check its name, or set HF_TOKEN to a token that may read it`
        : `${endpoint} does not know the token in HF_TOKEN, or ${repository} does not exist: set another token, and check the name`;
    }
    if (status === 403) return `${repository} is private, and ${who}: set HF_TOKEN to a token that may`;
    if (status === 404) {
      const hidden =
        token === null ? ', or it is private and HF_TOKEN is not set' : ' that the token in HF_TOKEN may see';
      return `there is no ${repository}${code === '' ? ` with revision "${revision}"` : ''} at ${endpoint}${hidden}`;
    }
    return `${endpoint} answered HTTP ${status}`;
  }

  /** Decoded, without origin, repository and revision. */
  function fileIn(url: string): string {
    const path = new URL(url).pathname.split(/\/(?:resolve|tree)\/[^/]+\//)[1] ?? 'such file';
    return path.replaceAll(/[^\w./-]/g, '?').slice(0, 200);
  }

  async function afterFailure(error: unknown, failuresInARow: number): Promise<void> {
    signal.throwIfAborted();
    if (!(error instanceof Passing)) throw error;
    if (failuresInARow >= mostFailures) {
      throw new Unreachable(`${endpoint} does not answer, after ${failuresInARow} tries: ${error.message}`);
    }
    const waitMs = Math.min(error.waitMs ?? firstWaitMs * 2 ** (failuresInARow - 1), longestWaitMs);
    log(`${endpoint}: ${error.message}; trying again in ${Math.ceil(waitMs / 1000)} s`);
    await pause(waitMs, signal);
    signal.throwIfAborted();
  }

  return {
    async fetch(input, init = {}) {
      const url = String(input instanceof Request ? input.url : input);
      for (let failures = 1; ; failures++) {
        try {
          return await ask(url, init, true);
        } catch (error) {
          await afterFailure(error, failures);
        }
      }
    },
    open: (url, offset) =>
      // What is compressed on its way has no place to go on from.
      ask(
        url,
        { headers: { 'accept-encoding': 'identity', ...(offset > 0 && { range: `bytes=${offset}-` }) } },
        false,
      ),
    afterFailure,
  };
}

/** What went wrong with an answer that had begun. */
export function brokenOff(error: unknown): Error {
  return error instanceof UserError ? error : new Passing(reasonOf(error));
}

async function readWhole(response: Response): Promise<Response> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxAnswerBytes)
      throw new UserError(`the Hub's answer is larger than ${maxAnswerBytes} bytes`);
    parts.push(part);
  }
  const announced = Number(response.headers.get('content-length') ?? length);
  if (response.headers.get('content-encoding') === null && announced !== length) {
    throw new Passing(`its answer broke off after ${length} of ${announced} bytes`);
  }
  const { status, headers } = response;
  return new Response(Buffer.concat(parts), { status, headers });
}

/** https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds, or a date. */
function retryAfterMs(headers: Headers): number | null {
  const text = headers.get('retry-after');
  if (text === null) return null;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(ms, 0) : null;
}

/** fetch says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return String(code ?? message ?? cause)
    .replaceAll(/\s+/g, ' ')
    .slice(0, 200);
}
