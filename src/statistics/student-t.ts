import { incompleteBeta } from './incomplete-beta.ts';

/** P(T ≤ t) for Student's t with `df` > 0 degrees of freedom, not necessarily whole. */
export function studentTCdf(t: number, df: number): number {
  const tail = 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** The t for which P(|T| ≤ t) = `confidence` (0 < confidence < 1) with `df` > 0 degrees of freedom. */
export function studentTTwoSided(confidence: number, df: number): number {
  const tail = (1 - confidence) / 2;
  const upperTail = (t: number) => studentTCdf(-t, df);
  let low = 0;
  let high = 1;
  while (upperTail(high) > tail) {
    low = high;
    high *= 2;
    if (high > 1e12) return high;
  }
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
