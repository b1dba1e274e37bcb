// Parameters that the program has for English, tuned to rank systems as people do (task "rank").
const [alpha, beta, gamma, delta] = [0.85, 0.2, 0.6, 0.75];
/** Of words that are the same, share a stem, share a synset, or are paraphrases. */
const weights = [1, 0.6, 0.8, 0.6];

/** How many numbers METEOR 1.5 counts for an item. */
export const meteorCounts = 23;

/**
 * What METEOR 1.5 counts for an item, made such that the counts of a corpus are the sum of its items': a caption that
 * is its reference is no chunk.
 */
export function addableMeteorCounts(counts: readonly number[]): number[] {
  const { lengths, matched, chunks } = read(counts);
  const isReference = chunks === 1 && matched.every((words, side) => words === lengths[side]);
  return isReference ? counts.with(20, 0) : [...counts];
}

/**
 * METEOR (Denkowski and Lavie 2014) of an item, or of the sum of several items' addable counts, from 0 to 1: an
 * harmonic mean of precision and recall, each of weighted matches, less a penalty for matches that lie in many chunks.
 * Without a match it is 0.
 *
 * @param counts in the program's order: words of the caption and its reference, how many of each are function words,
 *   the same for each kind of match (content words of both, then function words), chunks, and matched words of both
 */
export function meteorScore(counts: readonly number[]): number {
  const { lengths, functionWords, matches, matched, chunks } = read(counts);
  const [precision, recall] = [0, 1].map((side) => {
    const weighted = matches.reduce(
      (sum, { content, functional }, kind) =>
        sum + weights[kind]! * (delta * content[side]! + (1 - delta) * functional[side]!),
      0,
    );
    const length = delta * (lengths[side]! - functionWords[side]!) + (1 - delta) * functionWords[side]!;
    return weighted / length;
  }) as [number, number];
  if (!(precision > 0 && recall > 0)) return 0;
  const mean = 1 / ((1 - alpha) / precision + alpha / recall);
  const fragmentation = chunks / ((matched[0] + matched[1]) / 2);
  return Math.max(0, mean * (1 - gamma * fragmentation ** beta));
}

type Pair = [ofCaption: number, ofReference: number];

function read(counts: readonly number[]): {
  lengths: Pair;
  functionWords: Pair;
  matches: { content: Pair; functional: Pair }[];
  chunks: number;
  matched: Pair;
} {
  const pair = (at: number): Pair => [counts[at]!, counts[at + 1]!];
  return {
    lengths: pair(0),
    functionWords: pair(2),
    matches: weights.map((_, kind) => ({ content: pair(4 + 4 * kind), functional: pair(6 + 4 * kind) })),
    chunks: counts[20]!,
    matched: pair(21),
  };
}
