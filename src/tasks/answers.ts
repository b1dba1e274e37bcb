import type { Prediction } from '../evaluators/evaluator.ts';
import type { Measurement, Score } from '../measurement/measurement.ts';

/** An item's prediction, or why there is none. */
export type Answer = { text: string } | { failure: string };

/** Finds each item's prediction; an item that the evaluator says nothing about is one that it failed on. */
export function answersById(predictions: readonly Prediction[]): (id: string) => Answer {
  const byId = new Map(predictions.map((prediction) => [prediction.id, prediction]));
  return (id) => {
    const prediction = byId.get(id);
    if (!prediction) return { failure: 'the evaluator gave no answer' };
    return prediction.failure === undefined ? { text: prediction.text } : { failure: prediction.failure };
  };
}

/** Items of `ids` without a prediction, and why. */
export function failedItems(
  ids: readonly string[],
  answerOf: (id: string) => Answer,
): Measurement['failedItems'] {
  return ids.flatMap((id) => {
    const answer = answerOf(id);
    return 'failure' in answer ? [{ id, reason: answer.failure }] : [];
  });
}

/** One score a metric, its value the mean over the items. */
export function meanScores(
  metrics: readonly string[],
  items: readonly Readonly<Record<string, number>>[],
): Score[] {
  return metrics.map((metric) => {
    const perItem = items.map((item) => item[metric]!);
    return { metric, value: perItem.reduce((sum, score) => sum + score, 0) / perItem.length, perItem };
  });
}
