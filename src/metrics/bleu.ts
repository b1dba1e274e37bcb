import { ngramStatistics } from './ngrams.ts';
import { tokenize13a } from './tokenizer-13a.ts';

const longest = 4;

/**
 * What BLEU is computed from: the lengths of prediction and closest reference, then for n-grams of 1 to 4 words those
 * that match and those that there are. Those of a corpus are the sums of its items'.
 */
export type BleuStatistics = readonly number[];

/** @param references at least one */
export function bleuStatistics(prediction: string, references: readonly string[]): BleuStatistics {
  return ngramStatistics(tokenize13a(prediction), references.map(tokenize13a), longest);
}

/**
 * BLEU of a corpus as a fraction, from the sum of its items' statistics: sacrebleu 2.6.0's with its defaults
 * (`nrefs:var|case:mixed|eff:no|tok:13a|smooth:exp`), divided by 100.
 */
export function corpusBleu(statistics: BleuStatistics): number {
  return bleu(statistics, false);
}

/** BLEU of a single sentence as a fraction: the same with effective order, as sacrebleu's `sentence_bleu`. */
export function sentenceBleu(statistics: BleuStatistics): number {
  return bleu(statistics, true);
}

function bleu(statistics: BleuStatistics, effectiveOrder: boolean): number {
  const [length, referenceLength] = statistics as [number, number];
  const correct = statistics.slice(2, 2 + longest);
  const total = statistics.slice(2 + longest);
  if (correct.every((count) => count === 0)) return 0;
  let logSum = 0;
  let orders = 0;
  let smoothing = 1;
  for (let order = 0; order < longest && total[order]! > 0; order += 1) {
    // Method 3 of Chen and Cherry 2014: each order without a match counts half as much as the one before.
    if (correct[order] === 0) smoothing *= 2;
    logSum += Math.log((correct[order] || 1 / smoothing) / total[order]!);
    orders += 1;
  }
  // Without effective order, an order that the text is too short for has the precision 0.
  if (!effectiveOrder && orders < longest) return 0;
  const brevity = length < referenceLength ? Math.exp(1 - referenceLength / length) : 1;
  return brevity * Math.exp(logSum / orders);
}
