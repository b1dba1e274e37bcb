import { plainLine } from '../../processes/plain-line.ts';
import { errorIn } from './answer.ts';
import type { ExchangeError, HttpAnswer } from './http-exchange.ts';

/** Why a request was not answered. */
export interface Refusal {
  /** `item`: others may fare better. `all`: every request would fare like this one. */
  scope: 'item' | 'all';
  /** Another try may help. */
  mayPass: boolean;
  /** In words that follow the server's name or "the server". */
  reason: string;
  /** What the server said itself, in one line; empty where it said nothing. */
  said: string;
  /** What it asked to wait for, as in its `retry-after` header. */
  retryAfter?: string | undefined;
  /** Nothing was generated for it. */
  isUnheard: boolean;
  /** A key is missing, or not known. */
  isAboutKey: boolean;
}

export interface RefusalContext {
  /** The server's url, as configured. */
  url: string;
  hasKey: boolean;
  /** What the server says may hold the key. */
  shown(text: string): string;
}

export const keyVariable = 'CEGI_OPENAI_API_KEY';

/** What an answer without success means. */
export function refusalOf(answer: HttpAnswer, context: RefusalContext): Refusal {
  const { status, body, headers } = answer;
  const said = context.shown(saidIn(body));
  const refusal = (scope: Refusal['scope'], reason: string, mayPass = false): Refusal => ({
    scope,
    mayPass,
    retryAfter: headers['retry-after'],
    reason: `${reason} (HTTP ${status}${said === '' ? '' : `: ${said}`})`,
    said,
    // Of a server that fails, or a proxy that gave up on it, it is not known what it did before.
    isUnheard: status < 500 || status === 503,
    isAboutKey: status === 401 || status === 403,
  });
  if (status >= 300 && status < 400) {
    const location = headers.location ?? '';
    const target = URL.canParse(location, context.url)
      ? context.shown(new URL(location, context.url).origin)
      : 'nowhere';
    return refusal('all', `redirects to ${target}, which is not followed: write that address under \`url\``);
  }
  switch (status) {
    case 401:
      return refusal(
        'all',
        context.hasKey
          ? `does not know the key in ${keyVariable}: renew it`
          : `asks for a key: hand it to the check in the environment variable ${keyVariable}`,
      );
    case 403:
      return refusal(
        'all',
        context.hasKey
          ? `forbids this to the key in ${keyVariable}`
          : `forbids this: it may want a key, in the environment variable ${keyVariable}`,
      );
    case 404:
      return refusal('all', 'knows no such model or path: check `model`, `api`, and the path in `url`');
    case 405:
      return refusal('all', 'does not speak this API: check `api`, and the path in `url`');
    case 408:
    case 409:
    case 425:
      return refusal('item', 'did not take the request', true);
    case 413:
      return refusal('item', 'finds the request too large');
    case 429:
      return /insufficient_quota|billing/.test(body)
        ? refusal('all', 'has no quota left for this key')
        : refusal('item', 'has too many requests: lower `concurrency`', true);
    case 501:
      return refusal('all', 'cannot do this');
  }
  if (status >= 500) return refusal('item', 'failed', true);
  return refusal('item', 'refuses the request');
}

/** What it means that there is no answer. */
export function unansweredOf(
  error: ExchangeError,
  { url, timeoutS }: { url: string; timeoutS: number },
): Refusal {
  const { hostname } = new URL(url);
  const code = error.code === '' ? '' : ` (${plainLine(error.code, 40)})`;
  const refusal = (reason: string, rest: Partial<Refusal> = {}): Refusal => ({
    scope: 'item',
    mayPass: false,
    reason: `${reason}${code}`,
    said: '',
    isUnheard: false,
    isAboutKey: false,
    ...rest,
  });
  switch (error.problem) {
    case 'refused':
      return refusal('refuses the connection: check that it runs, and the port in `url`', {
        scope: 'all',
        mayPass: true,
        isUnheard: true,
      });
    case 'unknown-host':
      return refusal(`cannot be found: this machine knows no ${hostname}`, {
        scope: 'all',
        mayPass: true,
        isUnheard: true,
      });
    case 'untrusted':
      return refusal(
        'has a certificate that is not trusted: name the file with its issuer in the environment variable NODE_EXTRA_CA_CERTS',
        { scope: 'all', isUnheard: true },
      );
    case 'no-tls':
      return refusal('does not speak https: check whether `url` should begin with http://', {
        scope: 'all',
        isUnheard: true,
      });
    case 'timeout':
      return refusal(`did not answer within ${timeoutS} s: see \`request-timeout-seconds\``, {
        mayPass: true,
      });
    case 'broken':
      return refusal('broke the connection before its answer was complete', { mayPass: true });
    case 'too-large':
      return refusal('sent more than an answer can be, and was not read on');
    case 'not-text':
      return refusal('answered with bytes that are no text (UTF-8)');
  }
}

function saidIn(body: string): string {
  try {
    return errorIn(JSON.parse(body)) ?? '';
  } catch {
    return /^\s*</.test(body) ? '' : plainLine(body, 200);
  }
}
