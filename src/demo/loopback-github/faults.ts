import type { RecordedRequest } from './answer.ts';

/** What the next matching requests meet instead of an answer. */
export interface Fault {
  method?: string;
  path: RegExp;
  /** How many requests; all where left out. */
  times?: number;
  /**
   * `reset` breaks the connection, `reset-after` does the work first; `half` breaks off inside the body, `cut` ends there as
   * if that were all (of a file's bytes it breaks off, too: nobody could tell); `page` answers with a web page; `stall` never answers, `stall-after` does the work first, and `late`
   * does it `lateMs` later.
   */
  with: number | 'reset' | 'reset-after' | 'half' | 'cut' | 'page' | 'stall' | 'stall-after' | 'late';
  lateMs?: number;
  /** GitHub's own description of its API leaves this answer out. */
  isUndescribed?: boolean;
  headers?: Record<string, string>;
  message?: string;
}

/** A token's hourly requests are used up until `resetS`, in seconds since 1970. */
export function primaryRateLimit(resetS: number): Pick<Fault, 'with' | 'headers' | 'message'> {
  return {
    with: 403,
    message: 'API rate limit exceeded for installation ID 1.',
    headers: {
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '1000',
      'x-ratelimit-reset': String(resetS),
      'x-ratelimit-resource': 'core',
    },
  };
}

/** Too many requests at once. */
export function secondaryRateLimit(
  status: 403 | 429,
  retryAfterS: number,
): Pick<Fault, 'with' | 'headers' | 'message'> {
  return {
    with: status,
    message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    headers: { 'retry-after': String(retryAfterS), 'x-ratelimit-remaining': '900' },
  };
}

/** The faults that wait for a request. */
export class Faults {
  readonly #waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  /** Takes the first that the request meets; null for none. */
  take(request: RecordedRequest): Fault | null {
    const met = this.#waiting.find(
      ({ left, fault: { method, path } }) =>
        left > 0 && (method === undefined || method === request.method) && path.test(request.path),
    );
    if (!met) return null;
    met.left--;
    return met.fault;
  }
}
