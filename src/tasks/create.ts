import type { TaskConfig } from '../config/config.ts';
import type { Dataset } from '../datasets/load.ts';
import { captioningTask } from './captioning.ts';
import { harnessTask } from './harness.ts';
import { summarizationTask } from './summarization.ts';
import type { Task } from './task.ts';
import { textToSqlTask } from './text-to-sql.ts';
import { vqaTask } from './vqa.ts';

/**
 * The task that a configuration describes, on its dataset.
 *
 * @throws UserError for a prompt that cannot be filled in, or a database that cannot be read
 */
export async function createTask(config: TaskConfig, { rows }: Dataset): Promise<Task> {
  switch (config.kind) {
    case 'text-to-sql':
      return textToSqlTask(config, rows);
    case 'summarization':
      return summarizationTask(config, rows);
    case 'captioning':
      return captioningTask(config, rows);
    case 'vqa':
      return vqaTask(config, rows);
    case 'harness':
      return harnessTask(config);
  }
}
