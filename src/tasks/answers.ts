import type { Prediction } from '../evaluators/evaluator.ts';
import type { Measurement, Score } from '../measurement/measurement.ts';

/** An item's prediction, or why there is none. */
export type Answer = { text: string } | { failure: string };

/**
 * Longest text that is scored: some twenty thousand words. What a model that does not end writes after that is left out,
 * so that metrics whose time grows with the square of a text's length cannot hold up a check.
 */
const scoredChars = 100_000;

/** Finds each item's prediction; an item that the evaluator says nothing about is one that it failed on. */
export function answersById(predictions: readonly Prediction[]): (id: string) => Answer {
  const byId = new Map(predictions.map((prediction) => [prediction.id, prediction]));
  return (id) => {
    const prediction = byId.get(id);
    if (!prediction) return { failure: 'the evaluator gave no answer' };
    return prediction.failure === undefined
      ? { text: prediction.text.slice(0, scoredChars) }
      : { failure: prediction.failure };
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

/** The text of an item's answer; of a failed item none, which every metric scores as it scores silence. */
export function textOf(answer: Answer): string {
  return 'text' in answer ? answer.text : '';
}

/** A score that is the mean over its items. */
export function meanScore(metric: string, perItem: number[]): Score {
  return { metric, value: perItem.reduce((sum, score) => sum + score, 0) / perItem.length, perItem };
}

/** One score a metric, its value the mean over the items. */
export function meanScores(
  metrics: readonly string[],
  items: readonly Readonly<Record<string, number>>[],
): Score[] {
  return metrics.map((metric) =>
    meanScore(
      metric,
      items.map((item) => item[metric]!),
    ),
  );
}
