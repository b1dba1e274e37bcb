import { expect, it, onTestFinished } from 'vitest';
import { createTask } from '../../src/tasks/create.ts';
import { taskConfig } from './task-config.ts';

const row = { id: '1', dialogue: 'Hi', summary: 'Hi.', sql_prompt: 'One?', sql_context: '', sql: 'SELECT 1' };

it.each([
  ['text-to-sql', 'execution-accuracy', ['execution-accuracy', 'exact-match']],
  ['summarization', 'rougeL', ['rougeL', 'rouge1', 'rouge2', 'rougeLsum', 'bleu']],
] as const)(
  '%s is judged by %s unless told otherwise, and scores all its metrics',
  async (kind, metric, metrics) => {
    const task = await createTask(taskConfig(kind), { digest: '', size: 1, rows: [row], leftOut: [] });
    onTestFinished(() => task.close());
    expect([task.kind, task.defaultMetric, task.metrics]).toEqual([kind, metric, metrics]);
    const { scores } = await task.score({ predictions: [{ id: '1', text: 'SELECT 1', generatedTokens: 3 }] });
    expect(scores.map((score) => score.metric)).toEqual(metrics);
  },
);
