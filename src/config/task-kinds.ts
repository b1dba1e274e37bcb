import type { TaskKind } from '../measurement/measurement.ts';

export interface TaskKindDetails {
  /** Metrics that may judge the kind; the first is its default. */
  metrics: readonly [string, ...string[]];
  /** Columns of its dataset that must hold text. */
  required: readonly string[];
  /** Columns that it uses where they are there. */
  optional: readonly string[];
}

/** What a configuration may say about each kind of task. */
export const taskKindDetails: Record<TaskKind, TaskKindDetails> = {
  'text-to-sql': {
    metrics: ['execution-accuracy', 'exact-match'],
    required: ['sql_prompt', 'sql_context', 'sql'],
    optional: ['sql_setup', 'id'],
  },
  summarization: {
    metrics: ['rougeL', 'rouge1', 'rouge2', 'rougeLsum'],
    required: ['dialogue', 'summary'],
    optional: ['id'],
  },
};
