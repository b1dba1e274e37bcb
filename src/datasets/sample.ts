/** `limit` of the rows, in their order, the same for the same seed; all of them where there are no more. */
export function sample<T>(rows: readonly T[], limit: number | null, seed: number): T[] {
  if (limit === null || limit >= rows.length) return [...rows];
  const random = mulberry32(seed);
  const indices = rows.map((_, index) => index);
  // The first steps of a Fisher-Yates shuffle.
  for (let i = 0; i < limit; i++) {
    const j = i + Math.floor(random() * (indices.length - i));
    [indices[i], indices[j]] = [indices[j]!, indices[i]!];
  }
  return indices
    .slice(0, limit)
    .sort((a, b) => a - b)
    .map((index) => rows[index]!);
}

/** Tommy Ettinger's 32-bit generator: small, and the same on every platform. Numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
