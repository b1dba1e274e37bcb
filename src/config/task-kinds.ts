import type { TaskKind } from '../measurement/measurement.ts';

export interface TaskKindDetails {
  /** Metrics that may judge the kind; the first is its default. Empty where any name may. */
  metrics: readonly string[];
  /** Those of them that are computed only when they are asked for, because they take long or need a program. */
  onRequest: readonly string[];
  /** Columns of its dataset that must be there. */
  required: readonly string[];
  /** Columns that it uses where they are there. */
  optional: readonly string[];
}

/** What a configuration may say about each kind of task. */
export const taskKindDetails: Record<TaskKind, TaskKindDetails> = {
  'text-to-sql': {
    metrics: [
      'execution-accuracy',
      'test-suite-accuracy',
      'exact-match',
      'ves',
      'r-ves',
      'ves-steps',
      'r-ves-steps',
    ],
    onRequest: ['test-suite-accuracy', 'ves', 'r-ves', 'ves-steps', 'r-ves-steps'],
    required: ['sql_prompt', 'sql'],
    optional: ['sql_context', 'sql_setup', 'db_id', 'evidence', 'id'],
  },
  summarization: {
    metrics: ['rougeL', 'rouge1', 'rouge2', 'rougeLsum', 'bleu', 'meteor'],
    onRequest: ['meteor'],
    required: ['dialogue', 'summary'],
    optional: ['id'],
  },
  captioning: {
    metrics: ['cider', 'bleu4', 'bleu3', 'bleu2', 'bleu1', 'rougeL', 'meteor', 'spice'],
    onRequest: ['meteor', 'spice'],
    required: ['image', 'captions'],
    optional: ['id'],
  },
  vqa: {
    metrics: [
      'vqa-accuracy',
      'exact-match',
      'token-f1',
      'yes-no-accuracy',
      'open-exact-match',
      'open-token-f1',
    ],
    onRequest: [],
    required: ['image', 'question', 'answers'],
    optional: ['answer_type', 'id'],
  },
  harness: { metrics: [], onRequest: [], required: [], optional: [] },
};
