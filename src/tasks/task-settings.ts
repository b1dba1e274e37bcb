import type { TaskConfig } from '../config/config.ts';
import { promptDigest } from './prompt.ts';
import type { Task } from './task.ts';

/** The settings that every kind of task has. A seed counts only where it draws a sample. */
export function taskSettings(
  { limit, seed, columns, filter }: TaskConfig,
  template: string,
  metrics: readonly string[],
): ReturnType<Task['comparableSettings']> {
  return {
    prompt: promptDigest(template),
    metrics: metrics.join(','),
    limit,
    seed: limit === null ? null : seed,
    columns: Object.entries(columns)
      .map(([column, name]) => `${column}=${name}`)
      .sort()
      .join(','),
    ...(Object.keys(filter).length === 0 ? {} : { filter: JSON.stringify(Object.entries(filter).sort()) }),
  };
}
