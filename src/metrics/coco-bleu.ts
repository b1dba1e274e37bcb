import type { CaptionedItem } from './cider.ts';
import { ngramStatistics } from './ngrams.ts';
import { pythonSplit } from './python-whitespace.ts';

const longest = 4;
const tiny = 1e-15;
const small = 1e-9;

/**
 * What COCO's BLEU is computed from: the lengths of caption and closest reference, then for n-grams of 1 to 4 tokens
 * those that match and those that there are. Those of a corpus are the sums of its items'.
 */
export type CocoBleuStatistics = readonly number[];

export function cocoBleuStatistics({ references, prediction }: CaptionedItem): CocoBleuStatistics {
  return ngramStatistics(pythonSplit(prediction), references.map(pythonSplit), longest);
}

/**
 * BLEU-1 to BLEU-4 as pycocoevalcap 1.2 computes them (`option='closest'`), of an item or of a corpus from the sum of
 * its items' statistics. Fractions: an item without any match still has a little.
 */
export function cocoBleu(statistics: CocoBleuStatistics): number[] {
  const [length, referenceLength] = statistics as [number, number];
  const ratio = (length + tiny) / (referenceLength + small);
  const brevity = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  return Array.from({ length: longest }, (_, order) => {
    product *= (statistics[2 + order]! + tiny) / (statistics[2 + longest + order]! + small);
    return product ** (1 / (order + 1)) * brevity;
  });
}
