import packageJson from '../package.json' with { type: 'json' };
import type { BaselineStore } from './baseline/store.ts';
import { resolveIntensity } from './carbon/intensity.ts';
import { bootstrap } from './check-model.ts';
import type { Collected } from './collect-results.ts';
import type { Config } from './config/config.ts';
import type { Baseline } from './measurement/measurement.ts';
import { type CheckResult, type ModelResult, resultSchemaVersion } from './measurement/result.ts';
import type { Plan } from './plan.ts';
import { unmeasured } from './unmeasured.ts';
import type { Policy } from './verdict/judge.ts';
import { rejudged } from './verdict/rejudge.ts';
import { worst } from './verdict/worst.ts';

export interface JudgeOptions {
  plan: Plan;
  store: BaselineStore;
  context: Pick<CheckResult, 'event' | 'repository' | 'pullRequest' | 'headCommit' | 'baseCommit' | 'runUrl'>;
}

/**
 * Judges what other runs measured: nothing of their results counts but raw rounds and items' scores. Which models there
 * must be, and by whose rules they are judged, is the plan's to say; a model that none of the results holds is named.
 */
export async function judgeResults(
  { models: measured, results }: Collected,
  { plan, store, context }: JudgeOptions,
): Promise<CheckResult> {
  const { config } = plan;
  const intensity = resolveIntensity(config.carbon.intensity);
  const models: ModelResult[] = [];
  const problems: string[] = [];
  for (const { id, reasons } of plan.changed) {
    const given = measured.get(id);
    const model = config.models.find((candidate) => candidate.id === id)!;
    if (!given) {
      const why = 'No result of it came from the runs that measured: a shard is missing, or it failed.';
      models.push(unmeasured(model, config, reasons, why));
      problems.push(`${id}: ${why}`);
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
    const stored = given.measurement && (await storedBaseline(given, config, store, context.baseCommit));
    const noBaseline = stored ? null : 'The store holds none of this model, task, dataset and hardware.';
    const judged = rejudged({ ...given, changes: reasons, warnings: [] }, { policy, stored, noBaseline });
    models.push({ ...judged, warnings: [...plan.warnings, ...given.warnings] });
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
    recorded: false,
    verdict: worst(models.map((model) => model.verdict)),
    status: problems.length > 0 ? 'partial' : 'complete',
    error: problems.length > 0 ? [...new Set(problems)].join('\n') : null,
  };
}

async function storedBaseline(
  { id, measurement }: ModelResult,
  config: Config,
  store: BaselineStore,
  baseCommit: string | null,
): Promise<Baseline | null> {
  const { task, hardware } = measurement!;
  const key = {
    model: id,
    task: config.models.find((model) => model.id === id)!.task,
    datasetDigest: task.datasetDigest,
    hardwareFingerprint: hardware.fingerprint,
  };
  return store.find(key, { commit: baseCommit });
}
