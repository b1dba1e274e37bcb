import packageJson from '../package.json' with { type: 'json' };
import { nextBaseline } from './baseline/next-baseline.ts';
import type { BaselineKey, BaselineStore, ToKeep } from './baseline/store.ts';
import { resolveIntensity } from './carbon/intensity.ts';
import { bootstrap } from './check-model.ts';
import type { Collected } from './collect-results.ts';
import type { Config, ModelConfig } from './config/config.ts';
import type { Measurement } from './measurement/measurement.ts';
import { type CheckResult, type ModelResult, resultSchemaVersion } from './measurement/result.ts';
import { warningsOf } from './measurement-warnings.ts';
import type { Plan } from './plan.ts';
import { modelOf } from './read-configuration.ts';
import { unmeasured } from './unmeasured.ts';
import type { Policy } from './verdict/judge.ts';
import { rejudged } from './verdict/rejudge.ts';
import { type Expected, wholeResult } from './verdict/whole-result.ts';
import { worst } from './verdict/worst.ts';

export interface JudgeOptions {
  plan: Plan;
  store: BaselineStore;
  /** Whether the measurements become the baselines of later checks. */
  record: boolean;
  context: Pick<CheckResult, 'event' | 'repository' | 'pullRequest' | 'headCommit' | 'baseCommit' | 'runUrl'>;
}

/**
 * Judges what other runs measured: nothing of their results counts but raw rounds and items' scores. Which models there
 * must be, in how many shards, and by whose rules they are judged, is the plan's to say; a model or a shard that none of
 * the results holds is named.
 */
export async function judgeResults(
  { models: measured, results, problems: unread }: Collected,
  { plan, store, record, context }: JudgeOptions,
): Promise<CheckResult> {
  const { config } = plan;
  const intensity = resolveIntensity(config.carbon.intensity);
  const models: ModelResult[] = [];
  const problems: string[] = [...unread];
  const toKeep: ToKeep[] = [];
  for (const { id, reasons } of plan.changed) {
    const model = modelOf(config, id);
    const given = wholeResult(measured.get(id) ?? [], expectedOf(model, config));
    if ('why' in given) {
      models.push(unmeasured(model, config, reasons, given.why));
      problems.push(`${id}: ${given.why}`);
      continue;
    }
    const policy: Policy = {
      ...intensity,
      pue: config.carbon.pue,
      gain: config.gain,
      rules: config.rules,
      accept: config.energy.accept,
      rounds: config.rounds,
      lifetimeItems: model.lifetimeItems,
      bootstrap,
    };
    const key = keyOf(model, given.measurement);
    // What is recorded follows the newest, so that no run between is forgotten.
    const stored = await store.find(key, { commit: record ? null : context.baseCommit });
    const noBaseline = stored ? null : await store.explainMissing(key);
    const judged = rejudged(
      { ...given, changes: reasons, warnings: [] },
      {
        policy,
        stored,
        noBaseline,
        calibration: await store.findCalibration(key.hardwareFingerprint),
      },
    );
    if (!judged.measurement) problems.push(`${id}: ${judged.reason}`);
    const { measurement, referenceMeasurement } = judged;
    const parts = [measurement, referenceMeasurement].flatMap((part) => (part ? warningsOf(part) : []));
    const result = { ...judged, warnings: [...plan.warnings, ...parts] };
    models.push(result);
    if (record && measurement?.status === 'complete') {
      const carbon = {
        intensityGPerKWh: intensity.intensityGPerKWh,
        source: intensity.source,
        pue: policy.pue,
      };
      toKeep.push({ key, baseline: nextBaseline(measurement, carbon, stored), result });
    }
    if (judged.measurement?.status === 'partial') problems.push(`${id}: ${judged.measurement.error}`);
  }
  for (const result of results) if (result.error !== null) problems.push(result.error);
  const unknown = [...measured.keys()].filter((id) => !plan.changed.some((model) => model.id === id));
  if (unknown.length > 0) {
    problems.push(
      `Results came of models that this change does not touch, and were not judged: ${unknown.join(', ')}.`,
    );
  }
  return {
    schema: 'cegi/result',
    schemaVersion: resultSchemaVersion,
    createdAt: new Date().toISOString(),
    version: packageJson.version,
    ...context,
    gain: config.gain,
    carbon: { ...intensity, pue: config.carbon.pue },
    policy: plan.policy,
    override: null,
    models,
    recorded: record && (await store.save(toKeep)),
    verdict: worst(models.map((model) => model.verdict)),
    status: problems.length > 0 ? 'partial' : 'complete',
    error: problems.length > 0 ? [...new Set(problems)].join('\n') : null,
  };
}

/** What a result of a model must be of, as the configuration has it. */
function expectedOf(model: ModelConfig, { tasks, compare }: Config): Expected {
  const { kind, metric } = tasks.get(model.task)!;
  const { maxNewTokens, decoding } = model.evaluator;
  return {
    shards: model.shards,
    compare,
    measurement: {
      model: model.id,
      task: { id: model.task, kind, metric },
      settings: { 'max-new-tokens': maxNewTokens, decoding },
    },
  };
}

/** Where the baseline of a model is kept. */
function keyOf({ id, task }: ModelConfig, { task: { datasetDigest }, hardware }: Measurement): BaselineKey {
  return { model: id, task, datasetDigest, hardwareFingerprint: hardware.fingerprint };
}
