import type { Verdict } from '../measurement/result.ts';

// `no-baseline` before `inconclusive`: a model that has nothing to be compared with was not judged at all.
const severity: Verdict[] = ['fail', 'incomparable', 'no-baseline', 'inconclusive', 'pass', 'skipped'];

/** The verdict of a whole: its worst part's; `skipped` for nothing. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return severity.find((verdict) => verdicts.includes(verdict)) ?? 'skipped';
}
