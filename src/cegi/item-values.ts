import type { Score } from '../measurement/measurement.ts';
import { pseudoValues } from '../metrics/corpus-score.ts';
import { mean } from '../statistics/sample.ts';

/**
 * A value for each item whose mean is the score and whose spread tells its error: what the item scored, or of a metric
 * of the whole corpus its jackknife pseudo-value. A score that is neither, such as METEOR's aggregate, is taken to
 * differ from its items' mean by the same amount whichever items there are.
 *
 * @param items places of the items that count; all where it is left out
 */
export function itemValues(
  { value, perItem, corpus }: Score,
  items = perItem.map((_, place) => place),
): number[] {
  if (corpus) {
    return pseudoValues(
      corpus.statistic,
      items.map((place) => corpus.perItem[place]!),
    );
  }
  const offset = value - mean(perItem);
  // A mean is its items' own, but for rounding, which need not show in them.
  return items.map((place) => perItem[place]! + (Math.abs(offset) > 1e-9 ? offset : 0));
}
