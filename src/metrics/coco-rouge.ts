import type { CaptionedItem } from './cider.ts';
import { commonSubsequenceLength } from './common-subsequence.ts';

const beta = 1.2;

/**
 * ROUGE-L of a caption as pycocoevalcap 1.2 computes it: the best precision and the best recall, each over all
 * references by itself, weighed with β = 1.2. A corpus has the mean of its items. Tokens are what single spaces part.
 */
export function cocoRougeL({ references, prediction }: CaptionedItem): number {
  const tokens = prediction.split(' ');
  let precision = 0;
  let recall = 0;
  for (const reference of references) {
    const wanted = reference.split(' ');
    const common = commonSubsequenceLength(wanted, tokens);
    precision = Math.max(precision, common / tokens.length);
    recall = Math.max(recall, common / wanted.length);
  }
  return precision > 0 && recall > 0
    ? ((1 + beta ** 2) * precision * recall) / (recall + beta ** 2 * precision)
    : 0;
}
