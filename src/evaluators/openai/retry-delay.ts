const firstDelayMs = 500;
const longestDelayMs = 30_000;

/**
 * How long to wait before a request is tried again, in ms: exponential backoff with full jitter, so that requests that
 * failed together do not come again together.
 *
 * @param failures How often it has failed, at least once.
 * @param random In [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  return random * Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
}

/**
 * What a `retry-after` header asks for, in ms from now: seconds, or a date (RFC 9110, 10.2.3). Null where it is not
 * there or says nothing.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const dateMs = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(dateMs) ? Math.max(0, dateMs - nowMs) : null;
}
