import type { Config, ModelConfig } from './config/config.ts';
import type { ModelResult } from './measurement/result.ts';

/** The result of a model of which nothing could be measured. */
export function unmeasured(
  model: ModelConfig,
  config: Config,
  changes: string[],
  reason: string,
): ModelResult {
  const task = config.tasks.get(model.task)!;
  return {
    id: model.id,
    task: task.kind,
    metric: task.metric,
    changes,
    verdict: 'incomparable',
    reason,
    rules: [],
    change: { energyPercent: null, scorePoints: null, cegiPercent: null },
    head: null,
    baseline: null,
    reference: model.reference ? { id: model.reference, score: null } : null,
    comparison: null,
    differences: [],
    warnings: [],
    measurement: null,
    baselineMeasurement: null,
    history: [],
    baselineCarbon: null,
    calibration: null,
    referenceMeasurement: null,
  };
}
