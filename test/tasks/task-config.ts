import type { TaskConfig } from '../../src/config/config.ts';

/** A task as a configuration gives it, with `changes`. */
export function taskConfig(kind: TaskConfig['kind'], changes: Partial<TaskConfig> = {}): TaskConfig {
  return {
    id: 'task',
    kind,
    dataset: '/data/items.jsonl',
    datasetPath: 'data/items.jsonl',
    metric: kind === 'summarization' ? 'rougeL' : 'execution-accuracy',
    limit: null,
    seed: 0,
    columns: {},
    prompt: null,
    ...changes,
  };
}

/** What a model wrote. */
export function predictions(texts: Record<string, string>) {
  return Object.entries(texts).map(([id, text]) => ({ id, text, generatedTokens: 1 }));
}
