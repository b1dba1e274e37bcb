/** How often each run of 1 to `longest` tokens occurs. Tokens hold no spaces, so that a run is told by its words. */
function ngramCounts(tokens: readonly string[], longest: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start < tokens.length; start += 1) {
    let ngram = '';
    for (let size = 1; size <= longest && start + size <= tokens.length; size += 1) {
      ngram = size === 1 ? tokens[start]! : `${ngram} ${tokens[start + size - 1]}`;
      counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
    }
  }
  return counts;
}

/** Of each n-gram the most that any of several texts has. */
function highestCounts(all: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const counts of all)
    for (const [ngram, count] of counts) if (count > (highest.get(ngram) ?? 0)) highest.set(ngram, count);
  return highest;
}

/** Of n-grams of each length from 1 to `longest`, how many are also in `wanted`, each as often as there at most. */
function matches(
  counts: ReadonlyMap<string, number>,
  wanted: ReadonlyMap<string, number>,
  longest: number,
): number[] {
  const found: number[] = Array(longest).fill(0);
  for (const [ngram, count] of counts) {
    const known = wanted.get(ngram);
    if (known !== undefined) found[lengthOf(ngram) - 1]! += Math.min(count, known);
  }
  return found;
}

function lengthOf(ngram: string): number {
  let length = 1;
  for (let at = ngram.indexOf(' '); at !== -1; at = ngram.indexOf(' ', at + 1)) length += 1;
  return length;
}

/** Of several lengths that which is nearest to `length`; of two the shorter. */
function closestLength(length: number, lengths: readonly number[]): number {
  return lengths.reduce((best, other) => {
    const nearer = Math.abs(other - length) - Math.abs(best - length);
    return nearer < 0 || (nearer === 0 && other < best) ? other : best;
  });
}

/**
 * What BLEU is computed from, for one item: the lengths of the text and of the closest reference, then for n-grams of
 * 1 to `longest` tokens those that match and those that there are.
 *
 * @param references at least one
 */
export function ngramStatistics(
  tokens: readonly string[],
  references: readonly (readonly string[])[],
  longest: number,
): number[] {
  const wanted = highestCounts(references.map((reference) => ngramCounts(reference, longest)));
  return [
    tokens.length,
    closestLength(
      tokens.length,
      references.map(({ length }) => length),
    ),
    ...matches(ngramCounts(tokens, longest), wanted, longest),
    ...Array.from({ length: longest }, (_, order) => Math.max(tokens.length - order, 0)),
  ];
}
