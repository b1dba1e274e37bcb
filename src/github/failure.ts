import { GivenUp } from './endurance.ts';

/** Why a call of GitHub's API failed. */
export interface Failure {
  kind: 'forbidden' | 'missing' | 'rate-limited' | 'rejected' | 'unavailable';
  /** One sentence for people, without the answer's own text where that is of no use to them. */
  reason: string;
  /** Seconds for which a rate limit lasts, where GitHub says so. */
  waitS?: number;
}

/** Reads the error of an API call; any other error is a defect of this program and is thrown again. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    const reason =
      error instanceof GivenUp
        ? `GitHub is asked nothing more: ${error.message}.`
        : `GitHub did not answer in time (${error.message}).`;
    return { kind: 'unavailable', reason };
  }
  if (!isRequestError(error)) throw error;
  const { status, response } = error;
  const message = said(error.message);
  if (!response) return { kind: 'unavailable', reason: `GitHub could not be reached (${message}).` };
  if (status === 429 || (status === 403 && isRateLimit(message, response.headers))) {
    const waitS = limitEndsInS(response.headers);
    return {
      kind: 'rate-limited',
      reason: `GitHub's rate limit is used up${waitS === null ? '' : ` for ${waitS} s`} (HTTP ${status}).`,
      ...(waitS !== null && { waitS }),
    };
  }
  if (status === 401) {
    return {
      kind: 'forbidden',
      reason: 'GitHub does not accept the token (HTTP 401): it is wrong or expired.',
    };
  }
  if (status === 403) {
    return { kind: 'forbidden', reason: `The token may not do this (HTTP 403: ${message}).` };
  }
  if (status === 404 || status === 410) {
    return {
      kind: 'missing',
      reason: `GitHub does not have it, or the token may not see it (HTTP ${status}).`,
    };
  }
  if (status >= 500) return { kind: 'unavailable', reason: `GitHub failed to answer (HTTP ${status}).` };
  return { kind: 'rejected', reason: `GitHub refused the request (HTTP ${status}: ${message}).` };
}

/** What GitHub asks for where it does not say how long its limit lasts. */
const unsaidLimitS = 60;

/** For how long to wait for the end of a rate limit; null for another failure. */
export function limitedMs({ kind, waitS = unsaidLimitS }: Failure): number | null {
  return kind === 'rate-limited' ? 1000 * waitS : null;
}

const longestMessage = 400;

/** What an answer says, on one line; where a proxy or an outage answers with a web page, nothing of that. */
function said(message: string): string {
  const line = message.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  if (/<(!doctype|html|head|body)\b/i.test(line)) return 'a web page';
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
}

interface RequestError extends Error {
  status: number;
  response?: { headers: Record<string, string | number | undefined> };
}

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

/** By the header that says it in seconds, else by the one that says when. */
function limitEndsInS(headers: Record<string, string | number | undefined>): number | null {
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(after)) return Math.max(0, after);
  const resetS = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(resetS)) return null;
  // A second more than asked for: the header has whole ones.
  return Math.max(0, Math.ceil(resetS - Date.now() / 1000)) + 1;
}

function isRateLimit(message: string, headers: Record<string, string | number | undefined>): boolean {
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /rate limit/i.test(message)
  );
}
