import type { Config } from './config.ts';

/**
 * Everything that a configuration says of a model, its task and settings merged in, by the keys that people write:
 * `{ path: 'models/sql', 'task.metric': 'exact-match', 'evaluator.dtype': 'q8', … }`. Two entries that are equal
 * ask for the same measurement. Null where there is no such model.
 */
export function resolvedEntry(
  config: Config,
  modelId: string,
): Record<string, string | number | null> | null {
  const model = config.models.find(({ id }) => id === modelId);
  if (!model) return null;
  const task = config.tasks.get(model.task)!;
  const { evaluator, trainableParameters: parameters, trainingEmissions: emissions } = model;
  return {
    path: model.path,
    task: task.id,
    'task.kind': task.kind,
    'task.dataset': task.datasetPath,
    'task.metric': task.metric,
    'task.limit': task.limit,
    'task.seed': task.seed,
    ...Object.fromEntries(
      Object.entries(task.columns).map(([column, name]) => [`task.columns.${column}`, name]),
    ),
    'task.prompt': task.prompt,
    'evaluator.kind': evaluator.kind,
    'evaluator.dtype': evaluator.dtype,
    'evaluator.device': evaluator.device,
    'evaluator.batch': evaluator.batch,
    'evaluator.max-new-tokens': evaluator.maxNewTokens,
    'evaluator.decoding': evaluator.decoding,
    'evaluator.threads': evaluator.threads,
    'evaluator.timeout-seconds': evaluator.timeoutS,
    reference: model.reference,
    'trainable-parameters': parameters && (parameters.kind === 'count' ? parameters.count : parameters.path),
    'training-emissions':
      emissions && (emissions.kind === 'grams' ? `${emissions.emissionsG} g` : emissions.path),
    'lifetime-items': model.lifetimeItems,
  };
}
