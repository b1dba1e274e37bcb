import { getOctokit } from '@actions/github';
import { defaults } from '@actions/github/lib/utils';
import { retry } from '@octokit/plugin-retry';
import { Endurance } from './endurance.ts';

/** `fetch` as the toolkit has it, which knows the runner's proxy. */
export const toolkitFetch: typeof fetch = defaults.request?.fetch ?? fetch;

/** A client of GitHub's API whose every call ends. */
export type Octokit = ReturnType<typeof getOctokit> & {
  /** What this step bears of GitHub's failures, all calls together. */
  endurance: Endurance;
};

export interface ClientOptions {
  token: string;
  /** `https://api.github.com`, or that of a GitHub Enterprise Server. */
  apiUrl: string;
  /** One attempt, from connection to the last byte. */
  attemptTimeoutMs?: number;
  /** One call with its attempts and the waits between them. */
  callTimeoutMs?: number;
  /** Unit of the waits between attempts: 1, 4, 9 … of it. */
  retryUnitMs?: number;
  /** Attempts that fail and the waits after them, of all calls together. */
  enduranceMs?: number;
  /** Fires when the run is cancelled; what is asked then is given up after `graceMs`. */
  cancelled?: AbortSignal;
  graceMs?: number;
}

/**
 * A client that retries what may pass (5xx, broken connections) and gives up in bounded time.
 *
 * 403 and 429 are not retried: they are answers about permissions and rate limits, and asking again makes them worse.
 */
export function githubClient(options: ClientOptions): Octokit {
  const { token, apiUrl, attemptTimeoutMs = 15_000, callTimeoutMs = 60_000, retryUnitMs = 1000 } = options;
  const { enduranceMs = 600_000, cancelled = new AbortController().signal, graceMs = 3000 } = options;
  const endurance = new Endurance(enduranceMs, { cancelled, graceMs, retryUnitMs });
  const octokit = getOctokit(
    token,
    {
      baseUrl: apiUrl.replace(/\/+$/, ''),
      userAgent: 'cegi-action',
      request: { ...defaults.request, fetch: boundedFetch(toolkitFetch, attemptTimeoutMs) },
      retry: {
        retries: 2,
        retryAfterBaseValue: retryUnitMs,
        doNotRetry: [400, 401, 403, 404, 409, 410, 413, 422, 429, 451],
      },
    },
    retry,
  );
  octokit.hook.wrap('request', async (request, endpoint) => {
    endurance.check();
    const start = performance.now();
    const limitMs = Math.min(callTimeoutMs, endurance.leftMs);
    const call = deadline(limitMs, endpoint.request?.signal, endurance.over);
    const own: { signal: AbortSignal; retryCount?: number } = { ...endpoint.request, signal: call.signal };
    try {
      // The waits between its attempts know no signal.
      const response = await Promise.race([request({ ...endpoint, request: own }), call.ended]);
      if (own.retryCount !== undefined) endurance.lostSince(start);
      return response;
    } catch (error) {
      if (mayPass(error)) endurance.lostSince(start);
      throw error;
    } finally {
      call.clear();
    }
  });
  return Object.assign(octokit, { endurance });
}

/** Whether it is a failure, and not an answer that GitHub has given for good. */
function mayPass(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return status >= 500 || status === 429;
}

/**
 * `fetch` with a time limit that also covers the body. The body is read here because the client would take one that
 * breaks off for an empty answer, and one that is not whole for a text.
 */
function boundedFetch(inner: typeof fetch, timeoutMs: number): typeof fetch {
  return async (url, init) => {
    const attempt = deadline(timeoutMs, init?.signal);
    try {
      const response = await inner(url, { ...init, signal: attempt.signal });
      const body = await response.arrayBuffer();
      const { status, statusText, headers } = response;
      if (response.ok) checkWhole(status, headers.get('content-type') ?? '', body);
      const whole = new Response(body.byteLength > 0 ? body : null, {
        status,
        statusText,
        headers: [...headers],
      });
      return Object.defineProperty(whole, 'url', { value: response.url });
    } finally {
      attempt.clear();
    }
  };
}

/** @throws Error for an answer that is not the API's, or is cut short: a proxy may close it as if it were whole */
function checkWhole(status: number, type: string, body: ArrayBuffer): void {
  if (status === 204) return;
  if (/^text\/html\b/i.test(type)) throw new Error('a web page came in place of an answer');
  if (!/^application\/json\b/i.test(type)) return;
  try {
    JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new Error('the answer was cut short');
  }
}

/** A signal that fires after a time, or with another one. */
export function deadline(timeoutMs: number, ...outer: (AbortSignal | null | undefined)[]) {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    // Named other than AbortError, which the client would not take for a failed request.
    controller.abort(new DOMException(`no answer within ${timeoutMs / 1000} s`, 'TimeoutError'));
  }, timeoutMs);
  const others = outer.filter((signal) => signal !== null && signal !== undefined);
  const follow = () => controller.abort(others.find(({ aborted }) => aborted)?.reason);
  if (others.some(({ aborted }) => aborted)) follow();
  for (const signal of others) signal.addEventListener('abort', follow, { once: true });
  const ended = new Promise<never>((_, reject) => {
    const fail = () => reject(controller.signal.reason);
    if (controller.signal.aborted) fail();
    else controller.signal.addEventListener('abort', fail, { once: true });
  });
  // Most who have a deadline wait for the work alone.
  ended.catch(() => {});
  return {
    signal: controller.signal,
    /** Fails when the signal fires. */
    ended,
    clear() {
      clearTimeout(timer);
      for (const signal of others) signal.removeEventListener('abort', follow);
    },
  };
}
