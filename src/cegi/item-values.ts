import type { Score } from '../measurement/measurement.ts';
import { pseudoValues } from '../metrics/corpus-score.ts';

/**
 * A value for each item whose mean is the score and whose spread tells its error: what the item scored, or of a metric
 * of the whole corpus its jackknife pseudo-value.
 *
 * @param items places of the items that count; all where it is left out
 */
export function itemValues({ perItem, corpus }: Score, items = perItem.map((_, place) => place)): number[] {
  if (!corpus) return items.map((place) => perItem[place]!);
  return pseudoValues(
    corpus.statistic,
    items.map((place) => corpus.perItem[place]!),
  );
}
