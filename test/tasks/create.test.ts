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

it.each([
  ['summarization', 'meteor', 'CEGI_METEOR_JAR'],
  ['captioning', 'spice', 'CEGI_SPICE_JAR'],
] as const)('%s by %s is refused at once where its program is not there', async (kind, metric, variable) => {
  expect(process.env[variable]).toBeUndefined();
  const config = taskConfig(kind, { metrics: [metric] });
  await expect(createTask(config, { digest: '', size: 1, rows: [row], leftOut: [] })).rejects.toThrow(
    variable,
  );
});

it('what a dataset left out is among what its scores leave out', async () => {
  const leftOut = [{ id: '7', reason: 'the picture has no captions' }];
  const task = await createTask(taskConfig('summarization'), { digest: '', size: 1, rows: [row], leftOut });
  const scored = await task.score({ predictions: [{ id: '1', text: 'Hi.', generatedTokens: 1 }] });
  expect(scored.leftOut).toEqual(leftOut);
  expect(scored.itemIds).toEqual(['1']);
});
