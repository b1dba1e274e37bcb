import type { Config, ModelConfig } from './config/config.ts';
import { loadDataset } from './datasets/load.ts';
import type { Shard } from './measurement/measurement.ts';
import { shardOfTask } from './shard-of-task.ts';
import { createTask } from './tasks/create.ts';
import type { Task } from './tasks/task.ts';

/** A task with its dataset read, ready to be run and scored. */
export interface PreparedTask {
  task: Task;
  /** Of the whole dataset, whatever part of it is measured. */
  datasetDigest: string;
  /** The part of the items that is measured; null for all. */
  shard: Shard | null;
}

export interface PreparedTasks {
  /** The task of a model; its dataset is read once. @throws UserError for a dataset that cannot be used. */
  of(model: ModelConfig): Promise<PreparedTask>;
  close(): Promise<void>;
}

/** @param shard the part of every dataset that is measured; null for all of it */
export function preparedTasks(config: Config, shard: Shard | null): PreparedTasks {
  const tasks = new Map<string, Promise<PreparedTask>>();
  return {
    of(model) {
      const known = tasks.get(model.task) ?? prepare(config, model.task, shard);
      tasks.set(model.task, known);
      return known;
    },
    async close() {
      for (const prepared of await Promise.allSettled(tasks.values())) {
        if (prepared.status === 'fulfilled') await prepared.value.task.close();
      }
    },
  };
}

async function prepare(config: Config, id: string, shard: Shard | null): Promise<PreparedTask> {
  const taskConfig = config.tasks.get(id)!;
  // A harness brings its own items; what they are, its answers' ids say.
  const dataset =
    taskConfig.kind === 'harness'
      ? { digest: 'of the harness', size: 0, rows: [], leftOut: [] }
      : await loadDataset(taskConfig);
  const task = await createTask(taskConfig, dataset);
  const datasetDigest = dataset.digest;
  if (!shard) return { task, datasetDigest, shard };
  try {
    return { task: shardOfTask(task, shard), datasetDigest, shard };
  } catch (error) {
    await task.close();
    throw error;
  }
}
