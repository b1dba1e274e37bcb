import { corpusBleu } from './bleu.ts';
import { cocoBleu } from './coco-bleu.ts';
import { meteorScore } from './meteor-score.ts';

/** Metrics of a whole corpus, by the sum of its items' sufficient statistics. */
const scores = {
  bleu: corpusBleu,
  'coco-bleu1': (sum: readonly number[]) => cocoBleu(sum)[0]!,
  'coco-bleu2': (sum: readonly number[]) => cocoBleu(sum)[1]!,
  'coco-bleu3': (sum: readonly number[]) => cocoBleu(sum)[2]!,
  'coco-bleu4': (sum: readonly number[]) => cocoBleu(sum)[3]!,
  meteor: meteorScore,
};
export type CorpusStatistic = keyof typeof scores;

/** A corpus's score from its items' statistics, at least one. */
export function corpusScore(statistic: CorpusStatistic, items: readonly (readonly number[])[]): number {
  return scoreOfSums(statistic, summed(items));
}

/** A corpus's score from the sums of its items' statistics. */
export function scoreOfSums(statistic: CorpusStatistic, sums: readonly number[]): number {
  return scores[statistic](sums);
}

function summed(items: readonly (readonly number[])[]): number[] {
  return items[0]!.map((_, at) => items.reduce((sum, item) => sum + item[at]!, 0));
}
