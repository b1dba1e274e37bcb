import type { TaskConfig } from '../../src/config/config.ts';
import { taskKindDetails } from '../../src/config/task-kinds.ts';
import type { Answers } from '../../src/tasks/task.ts';

/** A task as a configuration gives it, with `changes`. */
export function taskConfig(kind: TaskConfig['kind'], changes: Partial<TaskConfig> = {}): TaskConfig {
  const { metrics, onRequest } = taskKindDetails[kind];
  return {
    id: 'task',
    kind,
    dataset: '/data/items.jsonl',
    datasetPath: 'data/items.jsonl',
    format: null,
    images: null,
    annotations: null,
    databases: null,
    filter: {},
    metric: metrics[0] ?? '',
    metrics: metrics.filter((metric) => !onRequest.includes(metric)),
    limit: null,
    seed: 0,
    columns: {},
    prompt: null,
    ...changes,
  };
}

/** What a model wrote. */
export function predictions(texts: Record<string, string>): Answers {
  return { predictions: Object.entries(texts).map(([id, text]) => ({ id, text, generatedTokens: 1 })) };
}
