import type { Score } from '../measurement/measurement.ts';
import type { CaptionedItem } from '../metrics/cider.ts';
import { type CorpusStatistic, corpusScore } from '../metrics/corpus-score.ts';
import { meteor } from './meteor.ts';

/**
 * The score of a metric that is no mean over items.
 *
 * @param perItem what each item scores by itself
 * @param statistics each item's sufficient statistics
 */
export function scoreOfCorpus(
  metric: string,
  statistic: CorpusStatistic,
  perItem: number[],
  statistics: (readonly number[])[],
): Score {
  return {
    metric,
    value: corpusScore(statistic, statistics),
    perItem,
    corpus: { statistic, perItem: statistics.map((one) => [...one]) },
  };
}

/** METEOR of texts, by the user's own program. @throws UserError where it is not there or fails */
export async function meteorScoreOf(items: readonly CaptionedItem[]): Promise<Score> {
  const { perItem, statistics } = await meteor(items);
  return scoreOfCorpus('meteor', 'meteor', perItem, statistics);
}
