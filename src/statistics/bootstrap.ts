export interface BootstrapSettings {
  /** At most so many; fewer where rows and columns are so many that these would take long. */
  resamples: number;
  /** The same seed gives the same resamples, so that whoever computes an interval again finds the same. */
  seed: number;
}

/** Sums of rows, as one column after another of each row. */
export interface Table {
  rows: Float64Array;
  columns: number;
}

/** Additions that one bootstrap may take: some 40 ms. */
const mostAdditions = 4e7;
/** Fewer would make the ends of intervals shake by more than a twentieth of their width. */
const leastResamples = 1000;

/** How many resamples are drawn of a table. */
export function resamplesOf({ rows }: Table, { resamples }: BootstrapSettings): number {
  return Math.min(resamples, Math.max(leastResamples, Math.floor(mostAdditions / rows.length)));
}

/**
 * The bootstrap (B. Efron, Bootstrap methods: another look at the jackknife, Ann. Statist. 7, 1979): of each resample,
 * which draws as many rows as there are with replacement, the columns' totals, one resample after another.
 */
export function resampledTotals(table: Table, settings: BootstrapSettings): Float64Array {
  const { rows, columns } = table;
  const resamples = resamplesOf(table, settings);
  const length = rows.length / columns;
  const totals = new Float64Array(resamples * columns);
  const picks = drawnRows(length, resamples, settings.seed);
  for (let resample = 0; resample < resamples; resample++) {
    const picked = picks.subarray(resample * length, (resample + 1) * length);
    addRows(rows, columns, picked, totals, resample * columns);
  }
  return totals;
}

type Picks = Uint16Array | Uint32Array;

/**
 * What was drawn before, the latest last: of one comparison tables are as long again and again, and drawing takes longer
 * than adding. Of items and of rounds, on both sides.
 */
const drawn: { length: number; seed: number; picks: Picks }[] = [];
const mostKept = 3;

function drawnRows(length: number, resamples: number, seed: number): Picks {
  const size = length * resamples;
  const known = drawn.find(
    (each) => each.length === length && each.seed === seed && each.picks.length >= size,
  );
  if (known) return known.picks;
  if (drawn.length === mostKept) drawn.shift();
  const picks = length <= 65_536 ? new Uint16Array(size) : new Uint32Array(size);
  let [s0, s1, s2, s3] = seeded(seed);
  for (let i = 0; i < size; i++) {
    // xoshiro128** (D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, ACM Trans. Math.
    // Softw. 47, 2021), written out here because a call for each of some ten million draws takes twice as long.
    const times5 = Math.imul(s1, 5);
    const bits = Math.imul((times5 << 7) | (times5 >>> 25), 9);
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    picks[i] = ((bits >>> 0) / 2 ** 32) * length;
  }
  drawn.push({ length, seed, picks });
  return picks;
}

/** Some columns at once: their sums then stay in registers. */
function addRows(
  rows: Float64Array,
  columns: number,
  picked: Picks,
  totals: Float64Array,
  start: number,
): void {
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < picked.length; i++) {
      const at = picked[i]! * columns + column;
      a += rows[at]!;
      b += rows[at + 1]!;
      c += rows[at + 2]!;
      d += rows[at + 3]!;
    }
    totals[start + column] = a;
    totals[start + column + 1] = b;
    totals[start + column + 2] = c;
    totals[start + column + 3] = d;
  }
  for (; column + 2 <= columns; column += 2) {
    let [a, b] = [0, 0];
    for (let i = 0; i < picked.length; i++) {
      const at = picked[i]! * columns + column;
      a += rows[at]!;
      b += rows[at + 1]!;
    }
    totals[start + column] = a;
    totals[start + column + 1] = b;
  }
  for (; column < columns; column++) {
    let sum = 0;
    for (let i = 0; i < picked.length; i++) sum += rows[picked[i]! * columns + column]!;
    totals[start + column] = sum;
  }
}

/** A state of four words, of which one at least is not 0, by splitmix32. */
function seeded(seed: number): [number, number, number, number] {
  let state = seed | 0;
  const word = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return [word(), word(), word(), word()];
}
