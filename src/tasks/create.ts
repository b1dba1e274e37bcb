import type { TaskConfig } from '../config/config.ts';
import type { Dataset } from '../datasets/load.ts';
import type { Row } from '../datasets/rows.ts';
import type { Task } from './task.ts';

/**
 * The task that a configuration describes, on its dataset. What the dataset left out counts as left out of its scores.
 *
 * @throws UserError for a prompt that cannot be filled in, a database that cannot be read, or a metric whose program is
 *   not there
 */
export async function createTask(config: TaskConfig, { rows, leftOut }: Dataset): Promise<Task> {
  const task = await taskOf(config, rows);
  if (leftOut.length === 0) return task;
  return {
    ...task,
    async score(answers) {
      const scored = await task.score(answers);
      return { ...scored, leftOut: [...leftOut, ...scored.leftOut] };
    },
  };
}

async function taskOf(config: TaskConfig, rows: readonly Row[]): Promise<Task> {
  // Before a model is loaded, not when its answers are there.
  if (config.metrics.includes('meteor')) await (await import('./meteor.ts')).meteorJar(process.env);
  if (config.metrics.includes('spice')) await (await import('./spice.ts')).spiceJar(process.env);
  // Most checks need one of them: the tables of the others' metrics need not be read at every start.
  switch (config.kind) {
    case 'text-to-sql':
      return (await import('./text-to-sql.ts')).textToSqlTask(config, rows);
    case 'summarization':
      return (await import('./summarization.ts')).summarizationTask(config, rows);
    case 'captioning':
      return (await import('./captioning.ts')).captioningTask(config, rows);
    case 'vqa':
      return (await import('./vqa.ts')).vqaTask(config, rows);
    case 'harness':
      return (await import('./harness.ts')).harnessTask(config);
  }
}
