/** Length of the longest common subsequence of two lists of tokens; takes time in proportion to their product. */
export function commonSubsequenceLength(a: readonly string[], b: readonly string[]): number {
  const row = new Uint32Array(a.length + 1);
  for (const token of b) {
    let diagonal = 0;
    for (let i = 1; i <= a.length; i++) {
      const above = row[i]!;
      row[i] = a[i - 1] === token ? diagonal + 1 : Math.max(above, row[i - 1]!);
      diagonal = above;
    }
  }
  return row[a.length]!;
}
