import type { Config } from './config.ts';

type Value = string | number | null;

/**
 * Everything that a configuration says of a model, its task and settings merged in, by the keys that people write:
 * `{ path: 'models/sql', 'task.metric': 'exact-match', 'evaluator.dtype': 'q8', … }`. Two entries that are equal
 * ask for the same measurement. Null where there is no such model.
 */
export function resolvedEntry(config: Config, modelId: string): Record<string, Value> | null {
  const model = config.models.find(({ id }) => id === modelId);
  if (!model) return null;
  const task = config.tasks.get(model.task)!;
  const { source, evaluator, trainableParameters: parameters, trainingEmissions: emissions } = model;
  return {
    path: source.kind === 'directory' ? source.path : null,
    hub: source.kind === 'hub' ? source.repository : null,
    revision: source.kind === 'hub' ? source.revision : null,
    task: task.id,
    'task.kind': task.kind,
    'task.dataset': task.datasetPath,
    'task.format': task.format,
    'task.annotations': task.annotations?.path ?? null,
    'task.images': task.images?.path ?? null,
    'task.databases': task.databases?.path ?? null,
    ...flattened('task.filter', task.filter),
    'task.metric': task.metric,
    'task.metrics': [...task.metrics].sort().join(', '),
    'task.limit': task.limit,
    'task.seed': task.seed,
    ...flattened('task.columns', task.columns),
    'task.prompt': task.prompt,
    ...flattened('evaluator', evaluator, asWritten),
    reference: model.reference,
    'trainable-parameters': parameters && (parameters.kind === 'count' ? parameters.count : parameters.path),
    'training-emissions':
      emissions && (emissions.kind === 'grams' ? `${emissions.emissionsG} g` : emissions.path),
    'lifetime-items': model.lifetimeItems,
    shards: model.shards,
  };
}

/** A value for each leaf, a list as one text; nothing for an empty map, so that a default left out is no difference. */
function flattened(
  prefix: string,
  value: object,
  nameOf: (key: string) => string = (key) => key,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]): [string, Value][] => {
      const name = `${prefix}.${nameOf(key)}`;
      if (child === null || typeof child === 'string' || typeof child === 'number') return [[name, child]];
      if (typeof child !== 'object' || Array.isArray(child)) return [[name, JSON.stringify(child)]];
      // What a map's keys are called is the user's own.
      return Object.entries(flattened(name, child, key === 'serve' ? nameOf : undefined));
    }),
  );
}

/** `maxNewTokens` is written `max-new-tokens`, and `timeoutS` `timeout-seconds`. */
function asWritten(key: string): string {
  return key
    .replace(/S$/, 'Seconds')
    .replace(/^startTimeout/, 'start')
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
