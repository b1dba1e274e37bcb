/** Lists of tokens as numbers that are equal where the tokens are: they compare many times faster than texts. */
export function numbered(...lists: readonly (readonly string[])[]): Uint32Array[] {
  const numbers = new Map<string, number>();
  return lists.map((tokens) =>
    Uint32Array.from(tokens, (token) => {
      const known = numbers.get(token) ?? numbers.size;
      numbers.set(token, known);
      return known;
    }),
  );
}

/** Length of the longest common subsequence of two lists of tokens; takes time in proportion to their product. */
export function commonSubsequenceLength(a: readonly string[], b: readonly string[]): number {
  const [of, other] = numbered(a, b) as [Uint32Array, Uint32Array];
  const row = new Uint32Array(of.length + 1);
  for (const token of other) {
    let diagonal = 0;
    let before = 0;
    for (let i = 1; i <= of.length; i++) {
      const above = row[i]!;
      before = of[i - 1] === token ? diagonal + 1 : above > before ? above : before;
      row[i] = before;
      diagonal = above;
    }
  }
  return row[of.length]!;
}
