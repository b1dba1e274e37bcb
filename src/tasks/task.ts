import type { EvaluationItem, Pass } from '../evaluators/evaluator.ts';
import type { Measurement, Score, TaskKind } from '../measurement/measurement.ts';

/** What predictions are worth, as a measurement stores it. */
export interface Scored {
  /** Every metric of the task; `perItem` in the order of `itemIds`. */
  scores: Score[];
  /** The items that are scored, in the dataset's order. */
  itemIds: string[];
  /** What each of them shares with others (a picture, a database), in the same order; null where each stands alone. */
  clusters: Measurement['clusters'];
  /** Scored items that have no prediction; each scores 0. */
  failedItems: Measurement['failedItems'];
  /** Items that nothing can be scored on. */
  leftOut: Measurement['leftOutItems'];
  /** What a reader of the scores should know of them, a sentence each. */
  notes?: Measurement['notes'];
}

/** Of a pass, what is scored. */
export type Answers = Pick<Pass, 'predictions' | 'reportedScores'>;

/** A dataset with what is asked about it: prompts in, predictions back, scores out. */
export interface Task {
  kind: TaskKind;
  metrics: readonly string[];
  defaultMetric: string;
  items(): EvaluationItem[];
  /** What must be equal for two measurements of the task to be compared, beside the dataset. */
  comparableSettings(): Measurement['task']['settings'];
  /** @throws UserError where no item can be scored */
  score(pass: Answers): Promise<Scored>;
  close(): Promise<void>;
}
