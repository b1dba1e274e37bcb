import type { ClientOptions } from '../../src/github/client.ts';

/** What the client of a step is given in place of its own, so that failures pass in moments. */
export const timers: Partial<ClientOptions> = {};

/** A stall must be noticed soon; everything else must not be taken for one, however busy this machine is. */
const times = {
  none: { attemptTimeoutMs: 10_000, callTimeoutMs: 20_000 },
  // Of the attempts of a call, two may stall.
  'stalls that pass': { attemptTimeoutMs: 100, callTimeoutMs: 800 },
  // It is given up in any case.
  'stalls that stay': { attemptTimeoutMs: 90, callTimeoutMs: 100 },
};

export function setTimers(of: keyof typeof times): void {
  Object.assign(timers, times[of], { retryUnitMs: 1, enduranceMs: 20_000 });
}
