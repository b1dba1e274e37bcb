import { getOctokit } from '@actions/github';
import { defaults } from '@actions/github/lib/utils';
import { retry } from '@octokit/plugin-retry';

/** `fetch` as the toolkit has it, which knows the runner's proxy. */
export const toolkitFetch: typeof fetch = defaults.request?.fetch ?? fetch;

/** A client of GitHub's API whose every call ends. */
export type Octokit = ReturnType<typeof getOctokit>;

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
}

/**
 * A client that retries what may pass (5xx, broken connections) and gives up in bounded time.
 *
 * 403 and 429 are not retried: they are answers about permissions and rate limits, and asking again makes them worse.
 */
export function githubClient(options: ClientOptions): Octokit {
  const { token, apiUrl, attemptTimeoutMs = 15_000, callTimeoutMs = 60_000, retryUnitMs = 1000 } = options;
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
    const call = deadline(callTimeoutMs, endpoint.request?.signal);
    try {
      return await request({ ...endpoint, request: { ...endpoint.request, signal: call.signal } });
    } finally {
      call.clear();
    }
  });
  return octokit;
}

/**
 * `fetch` with a time limit that also covers the body. The body is read here because the client would take one that
 * breaks off for an empty answer.
 */
function boundedFetch(inner: typeof fetch, timeoutMs: number): typeof fetch {
  return async (url, init) => {
    const attempt = deadline(timeoutMs, init?.signal);
    try {
      const response = await inner(url, { ...init, signal: attempt.signal });
      const body = await response.arrayBuffer();
      const { status, statusText, headers } = response;
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

/** A signal that fires after a time, or with another one. */
export function deadline(timeoutMs: number, outer?: AbortSignal | null) {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    // Named other than AbortError, which the client would not take for a failed request.
    controller.abort(new DOMException(`no answer within ${timeoutMs / 1000} s`, 'TimeoutError'));
  }, timeoutMs);
  const follow = () => controller.abort(outer?.reason);
  if (outer?.aborted) follow();
  outer?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
    },
  };
}
