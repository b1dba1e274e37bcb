import type { TaskConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import type { Prediction } from '../evaluators/evaluator.ts';
import type { Score } from '../measurement/measurement.ts';
import { plainLine } from '../processes/plain-line.ts';
import { meanScore } from './answers.ts';
import type { Task } from './task.ts';

/** Two ways of summing floats differ by less. */
const rounding = 1e-6;

/**
 * What a harness asks and scores itself, such as tasks of lm-evaluation-harness: it brings its own items, and the scores
 * of each.
 */
export function harnessTask({ metric, metrics, datasetPath }: TaskConfig): Task {
  return {
    kind: 'harness',
    metrics,
    defaultMetric: metric,
    items: () => [],
    comparableSettings: () => ({ metrics: metrics.join(','), dataset: datasetPath || null }),
    async score({ predictions, reportedScores = {} }) {
      if (predictions.length === 0) throw new UserError('the harness answered no items');
      const scores = metrics.flatMap((name) => scoreOf(name, predictions, reportedScores) ?? []);
      if (!scores.some((score) => score.metric === metric)) throw new UserError(noScore(metric, predictions));
      return {
        scores,
        itemIds: predictions.map(({ id }) => id),
        failedItems: predictions.flatMap(({ id, failure }) =>
          failure === undefined ? [] : [{ id, reason: failure }],
        ),
        clusters: null,
        leftOut: [],
      };
    },
    async close() {},
  };
}

/**
 * Over the items that have the score, since of several tasks each has its own, and those that failed and have none, which
 * score 0. Null where none has it.
 */
function scoreOf(
  metric: string,
  predictions: readonly Prediction[],
  reportedScores: Readonly<Record<string, number>>,
): Score | null {
  const hasScore = ({ scores = {} }: Prediction) => Object.hasOwn(scores, metric);
  if (!predictions.some(hasScore)) return null;
  const members = predictions.filter(
    (one) => hasScore(one) || (one.failure !== undefined && Object.keys(one.scores ?? {}).length === 0),
  );
  const perItem = members.map((one) => (hasScore(one) ? one.scores![metric]! : 0));
  const unknown = perItem.findIndex((value) => !Number.isFinite(value));
  if (unknown >= 0)
    throw new UserError(
      `the harness gives item ${JSON.stringify(plainLine(members[unknown]!.id, 100))} no number as ${metric}, but ${perItem[unknown]}`,
    );
  const score = meanScore(metric, perItem);
  const reported = Object.hasOwn(reportedScores, metric) ? reportedScores[metric] : undefined;
  // A harness's own sum may be no mean, such as that of a corpus metric: then its items could not be compared by it.
  if (reported !== undefined && !isNear(reported, score.value))
    throw new UserError(
      `the harness reports ${metric} as ${reported}, which is not the mean of its items' ${score.value}; choose a metric that is a mean over items`,
    );
  return members.length === predictions.length ? score : { ...score, itemIds: members.map(({ id }) => id) };
}

/** Of a reported NaN, too, no mean is near. */
function isNear(reported: number, mean: number): boolean {
  return Math.abs(reported - mean) <= rounding * Math.max(1, Math.abs(mean));
}

function noScore(metric: string, predictions: readonly Prediction[]): string {
  const names = [...new Set(predictions.flatMap(({ scores = {} }) => Object.keys(scores)))].sort();
  const there =
    names.length === 0
      ? 'its items have no scores'
      : `there are: ${names
          .slice(0, 40)
          .map((name) => plainLine(name, 100))
          .join('; ')}`;
  return `the harness gives no score ${JSON.stringify(metric)}; ${there}. Name one under the task's metric.`;
}
