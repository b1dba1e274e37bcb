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

/**
 * For each item a value such that their mean is the corpus's score and their spread tells its error: Tukey's jackknife
 * pseudo-values, n·θ − (n−1)·θ without the item (Bias and confidence in not-quite large samples, 1958), moved to the
 * score's own mean.
 */
export function pseudoValues(statistic: CorpusStatistic, items: readonly (readonly number[])[]): number[] {
  const n = items.length;
  const sum = summed(items);
  const whole = scores[statistic](sum);
  if (n === 1) return [whole];
  const values = items.map(
    (item) => n * whole - (n - 1) * scores[statistic](sum.map((value, at) => value - item[at]!)),
  );
  const mean = values.reduce((total, value) => total + value, 0) / n;
  return values.map((value) => value - mean + whole);
}

function summed(items: readonly (readonly number[])[]): number[] {
  return items[0]!.map((_, at) => items.reduce((sum, item) => sum + item[at]!, 0));
}
