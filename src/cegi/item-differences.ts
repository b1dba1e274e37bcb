import { scoreOfSums } from '../metrics/corpus-score.ts';
import type { PairedScores } from './paired-scores.ts';

/**
 * By how much each item makes the first side's score differ from the second's, times the number of items: their mean is
 * the difference of the scores, of a metric of the whole corpus as nearly as few items matter. There it is what the first
 * side's score loses where the item alone is answered as by the second side.
 */
export function itemDifferences({ perItem, corpus }: PairedScores): number[] {
  const [ours, theirs] = perItem as [number[], number[]];
  if (!corpus) return ours.map((score, i) => score - theirs[i]!);
  const { statistic, perItem: rows } = corpus;
  const [own, others] = rows as [(readonly number[])[], (readonly number[])[]];
  const sums = own[0]!.map((_, at) => own.reduce((sum, row) => sum + row[at]!, 0));
  const score = scoreOfSums(statistic, sums);
  return own.map((row, i) => {
    const other = others[i]!;
    if (row.every((value, at) => value === other[at])) return 0;
    const without = scoreOfSums(
      statistic,
      sums.map((sum, at) => sum - row[at]! + other[at]!),
    );
    return own.length * (score - without);
  });
}
