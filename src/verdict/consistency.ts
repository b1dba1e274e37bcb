import { scoreValue } from '../cegi/score-value.ts';
import type { Measurement, Score } from '../measurement/measurement.ts';

/** The measurement with each score made anew from its items. */
export function withOwnScores(measurement: Measurement): Measurement {
  return {
    ...measurement,
    scores: measurement.scores.map((score) => ({ ...score, value: ownValue(score) ?? score.value })),
  };
}

function ownValue(score: Score): number | null {
  if (score.perItem.length === 0) return null;
  const value = scoreValue(score);
  return Number.isFinite(value) ? value : null;
}

/** What in a measurement cannot be true together with the rest of it, in a few words; null for nothing. */
export function contradiction(measurement: Measurement): string | null {
  const { itemIds, clusters, scores, rounds, task, leftOutItems } = measurement;
  if (new Set(itemIds).size !== itemIds.length) return 'an item is there twice';
  if (clusters && clusters.length !== itemIds.length) return 'items and their groups are not equally many';
  for (const { metric, perItem, corpus, itemIds: own } of scores) {
    const ids = own ?? itemIds;
    if (perItem.length !== ids.length) return `${metric} has not one score for each item`;
    if (own && new Set(own).size !== own.length) return `${metric} scores an item twice`;
    if (!corpus) continue;
    if (corpus.perItem.length !== ids.length) return `${metric} has not one entry for each item`;
    if (new Set(corpus.perItem.map((entry) => entry.length)).size > 1) return `${metric} has unlike entries`;
  }
  if (!scores.some(({ metric }) => metric === task.metric) && rounds.length > 0)
    return `it has no score by ${task.metric}`;
  // A harness's items are its own, and what of them it scores.
  const most = itemIds.length + leftOutItems.length;
  if (task.kind !== 'harness' && rounds.length > 0 && (task.items < itemIds.length || task.items > most))
    return `it is of ${task.items} items, and says of ${most} what they scored`;
  const uneven = rounds.find(({ passes, items }) => passes < 1 || items !== passes * task.items);
  return uneven ? 'a round has not gone through all items' : null;
}
