import type { Score } from '../measurement/measurement.ts';
import { corpusScore } from '../metrics/corpus-score.ts';
import { mean } from '../statistics/sample.ts';

/** A score made again from what its items say, as a fraction; NaN where they say nothing that makes sense. */
export function scoreValue({ perItem, corpus }: Score): number {
  if (!corpus) return mean(perItem);
  return corpus.perItem.length > 0 ? corpusScore(corpus.statistic, corpus.perItem) : Number.NaN;
}
