import { commonSubsequenceLength, numbered } from './common-subsequence.ts';
import { porterStem } from './porter-stemmer.ts';

export const rougeMetrics = ['rouge1', 'rouge2', 'rougeL', 'rougeLsum'] as const;

/** F1 of each kind, as fractions. */
export type RougeScores = Record<(typeof rougeMetrics)[number], number>;

/**
 * ROUGE F1 of a summary against its reference, as rouge_score 0.1.2 (google-research) computes it with
 * `use_stemmer=True`: ROUGE-1 and ROUGE-2 (clipped n-grams), ROUGE-L (longest common subsequence of the whole texts)
 * and ROUGE-Lsum (union of the subsequences, line by line). Accented and non-Latin letters separate words, as there.
 *
 * Takes time in proportion to the product of the two lengths; a text without words scores 0.
 */
export function rouge(reference: string, summary: string): RougeScores {
  const referenceTokens = tokenize(reference);
  const summaryTokens = tokenize(summary);
  return {
    rouge1: ngramF1(referenceTokens, summaryTokens, 1),
    rouge2: ngramF1(referenceTokens, summaryTokens, 2),
    rougeL: f1(
      commonSubsequenceLength(referenceTokens, summaryTokens),
      referenceTokens.length,
      summaryTokens.length,
    ),
    rougeLsum: unionF1(lines(reference), lines(summary)),
  };
}

function tokenize(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => (word.length > 3 ? porterStem(word) : word))
    .filter((word) => word !== '');
}

function lines(text: string): string[][] {
  return text.split('\n').map(tokenize);
}

/** From hits of `referenceCount` and `summaryCount`; 0 where nothing is there to be hit. */
function f1(hits: number, referenceCount: number, summaryCount: number): number {
  const precision = hits / Math.max(summaryCount, 1);
  const recall = hits / Math.max(referenceCount, 1);
  return hits > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}

function ngramF1(reference: string[], summary: string[], n: number): number {
  const wanted = count(ngrams(reference, n));
  const found = ngrams(summary, n);
  let hits = 0;
  for (const ngram of found) if (take(wanted, ngram)) hits++;
  return f1(hits, Math.max(reference.length - n + 1, 0), found.length);
}

function ngrams(tokens: string[], n: number): string[] {
  return n === 1 ? tokens : tokens.slice(n - 1).map((_, i) => tokens.slice(i, i + n).join(' '));
}

function count(tokens: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, token: string): boolean {
  const left = counts.get(token) ?? 0;
  if (left > 0) counts.set(token, left - 1);
  return left > 0;
}

/** Section 3.2 of Lin 2004, where a token counts no more often than each side has it (as in ROUGE 1.5.5). */
function unionF1(reference: string[][], summary: string[][]): number {
  const wanted = count(reference.flat());
  const found = count(summary.flat());
  // A line that is repeated marks nothing new.
  const distinct = [...new Map(summary.map((line) => [line.join(' '), line])).values()];
  let hits = 0;
  for (const line of reference) {
    const union = new Uint8Array(line.length);
    for (const summaryLine of distinct) markCommonSubsequence(line, summaryLine, union);
    line.forEach((token, i) => {
      if (union[i] && found.get(token)! > 0 && wanted.get(token)! > 0) {
        hits++;
        take(found, token);
        take(wanted, token);
      }
    });
  }
  return f1(hits, reference.flat().length, summary.flat().length);
}

/**
 * Marks in `marks` the reference positions of one longest common subsequence. There may be several; the one that the
 * reference implementation reads out of its table (from the ends, up before left on a tie) decides the union, so the
 * choice at every cell is kept, in one bit.
 */
function markCommonSubsequence(reference: string[], summary: string[], marks: Uint8Array): void {
  const [wanted, found] = numbered(reference, summary) as [Uint32Array, Uint32Array];
  const width = found.length;
  const goesLeft = new Uint8Array(Math.ceil((wanted.length * width) / 8));
  const row = new Uint32Array(width + 1);
  for (let i = 0; i < wanted.length; i++) {
    const token = wanted[i]!;
    let diagonal = 0;
    let left = 0;
    for (let j = 0; j < width; j++) {
      const above = row[j + 1]!;
      if (token === found[j]) left = diagonal + 1;
      else if (left > above) {
        const cell = i * width + j;
        goesLeft[Math.floor(cell / 8)]! |= 1 << (cell % 8);
      } else left = above;
      row[j + 1] = left;
      diagonal = above;
    }
  }
  let i = wanted.length - 1;
  let j = width - 1;
  while (i >= 0 && j >= 0) {
    const cell = i * width + j;
    if (wanted[i] === found[j]) {
      marks[i] = 1;
      i--;
      j--;
    } else if (goesLeft[Math.floor(cell / 8)]! & (1 << (cell % 8))) j--;
    else i--;
  }
}
