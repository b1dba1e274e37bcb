import packageJson from '../package.json' with { type: 'json' };
import { baseSide } from './base-side.ts';
import type { BaselineStore, ToKeep } from './baseline/store.ts';
import { type Intensity, resolveIntensity } from './carbon/intensity.ts';
import { baselineKey, checkModel } from './check-model.ts';
import type { Config, ModelConfig } from './config/config.ts';
import { checkFiles } from './config/load.ts';
import { UserError } from './errors.ts';
import { recordKeeper } from './keep-records.ts';
import type { Measurement, Shard } from './measurement/measurement.ts';
import { type CheckResult, type ModelResult, resultSchemaVersion } from './measurement/result.ts';
import type { ChangedModel } from './models/changed.ts';
import { type Plan, type PlanOptions, planCheck } from './plan.ts';
import type { Progress } from './progress.ts';
import { modelOf } from './read-configuration.ts';
import { unmeasured } from './unmeasured.ts';
import { worst } from './verdict/worst.ts';
import { type Host, openWorkbench, type Workbench } from './workbench.ts';

export interface CheckOptions extends PlanOptions {
  /** The part of the items that is measured; null for all. */
  shard: Shard | null;
  /** Whether what `record` says is to be kept is kept here, and not by who puts the results together. */
  keeps: boolean;
  openStore(config: Config): BaselineStore;
  host: Host;
  context: Pick<CheckResult, 'event' | 'repository' | 'pullRequest' | 'headCommit' | 'runUrl'>;
  progress: Progress;
  signal: AbortSignal;
  /** Called with the result so far after every round, so that a crash loses nothing. */
  onResult(result: CheckResult): Promise<void>;
}

/**
 * The whole check: which models changed → evaluate each under the meter → emissions and CEGI → compare with the
 * baseline → verdict. Publishing the result is the doors' work.
 *
 * @throws UserError where the check cannot begin (configuration, files); what goes wrong with one model later is in
 *   the result.
 */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const plan = await planCheck(options);
  if (options.shard) checkShard(options.shard, plan, options);
  const intensity = resolveIntensity(plan.config.carbon.intensity);
  const result = unfinishedResult(plan, intensity, options);
  // A change that touches no model waits for no counter and no runtime.
  if (plan.changed.length > 0 || options.record) {
    const { models, areKept } = await evaluate(plan, intensity, options, (soFar) =>
      options.onResult({ ...result, models: soFar }),
    );
    result.models = models;
    result.recorded &&= areKept;
  }
  result.verdict = worst(result.models.map((model) => model.verdict));
  result.error = options.signal.aborted ? 'the check was cancelled' : whatWentWrong(result.models);
  result.status = result.error === null ? 'complete' : 'partial';
  await options.onResult(result);
  return result;
}

/** @throws UserError where the configuration divides the model otherwise: a report could not put it together. */
function checkShard({ index, count }: Shard, { head }: Plan, { only, configPath }: CheckOptions): void {
  const { id, shards } = modelOf(head, only[0]!);
  if (shards === count) return;
  throw new UserError(
    `This is to measure shard ${index} of ${count} of ${id}, and ${configPath} sets \`shards: ${shards}\` for it: take the shards from the matrix of the part plan.`,
  );
}

function unfinishedResult(plan: Plan, intensity: Intensity, options: CheckOptions): CheckResult {
  return {
    schema: 'cegi/result',
    schemaVersion: resultSchemaVersion,
    createdAt: new Date().toISOString(),
    version: packageJson.version,
    ...options.context,
    baseCommit: options.changes?.baseCommit ?? null,
    gain: plan.config.gain,
    carbon: { ...intensity, pue: plan.config.carbon.pue },
    policy: plan.policy,
    override: null,
    models: [],
    recorded: options.record && options.keeps,
    verdict: 'skipped',
    status: 'partial',
    error: null,
  };
}

async function evaluate(
  plan: Plan,
  intensity: Intensity,
  options: CheckOptions,
  onModels: (soFar: ModelResult[]) => Promise<void>,
): Promise<{ models: ModelResult[]; areKept: boolean }> {
  const { config } = plan;
  const { progress, signal, record, shard } = options;
  const store = options.openStore(config);
  const commit = options.context.headCommit;
  const workbench = await openWorkbench(config, options.host, { progress, signal, commit, shard });
  try {
    const unrecorded = record ? await modelsWithoutBaseline(plan, options, workbench, store) : [];
    const wanted = referencesFirst(config, [...plan.changed, ...unrecorded]);
    checkFiles(plan.head, withReferences(config, wanted));
    const policy = {
      ...intensity,
      pue: config.carbon.pue,
      gain: config.gain,
      rules: config.rules,
      accept: config.energy.accept,
      rounds: config.rounds,
    };
    const measured = new Map<string, Measurement>();
    const models: ModelResult[] = [];
    const keeper = recordKeeper(store, wanted.length);
    for (const { id, reasons } of wanted) {
      if (signal.aborted) break;
      progress.line(`${id}: ${reasons.join('; ')}`);
      const model = modelOf(config, id);
      const context = {
        workbench,
        store,
        policy,
        compare: config.compare,
        baseSide: ({ id: of }: ModelConfig) =>
          baseSide(of, { head: plan.head, configPath: options.configPath, changes: options.changes }),
        warnings: plan.warnings,
        // What is recorded follows the newest, so that no run between is forgotten.
        baseCommit: record ? null : (options.changes?.baseCommit ?? null),
        record,
        keep: async (record: ToKeep) => {
          if (options.keeps) await keeper.keep(record);
        },
        measured,
      };
      const checked = await checkModel(model, reasons, {
        ...context,
        onRound: (soFar) => onModels([...models, soFar]),
      }).catch((error: Error) => {
        // One model that cannot be measured must not hide what the others did.
        if (!(error instanceof UserError)) throw error;
        progress.line(`${id}: ${error.message}`);
        return unmeasured(model, config, reasons, error.message);
      });
      models.push(checked);
    }
    return { models, areKept: await keeper.finish() };
  } finally {
    await workbench.close();
  }
}

async function modelsWithoutBaseline(
  plan: Plan,
  options: CheckOptions,
  workbench: Workbench,
  store: BaselineStore,
): Promise<ChangedModel[]> {
  const missing: ChangedModel[] = [];
  for (const model of plan.config.models) {
    const wanted = options.only.length === 0 || options.only.includes(model.id);
    if (!wanted || plan.changed.some(({ id }) => id === model.id)) continue;
    checkFiles(plan.head, [model.id]);
    if (!(await store.find(baselineKey(model, await workbench.tasks.of(model), workbench)))) {
      missing.push({ id: model.id, reasons: ['no baseline is stored for it on this hardware'] });
    }
  }
  return missing;
}

/** A reference that is measured anyway is measured before the models that need its score. */
function referencesFirst(config: Config, changed: readonly ChangedModel[]): ChangedModel[] {
  const depth = (id: string): number => {
    const { reference } = modelOf(config, id);
    return reference ? 1 + depth(reference) : 0;
  };
  return [...changed].sort((a, b) => depth(a.id) - depth(b.id));
}

function withReferences(config: Config, changed: readonly ChangedModel[]): string[] {
  const ids = new Set(changed.map(({ id }) => id));
  for (const id of ids) {
    const { reference } = modelOf(config, id);
    if (reference) ids.add(reference);
  }
  return [...ids];
}

/** What kept models from being measured to the end, a line each; null where nothing did. */
function whatWentWrong(models: readonly ModelResult[]): string | null {
  const problems = new Set<string>();
  for (const { id, reason, measurement, referenceMeasurement } of models) {
    if (!measurement) problems.add(`${id}: ${reason}`);
    for (const part of [referenceMeasurement, measurement]) {
      if (part?.status === 'partial') problems.add(`${part.model}: ${part.error}`);
    }
  }
  return problems.size > 0 ? [...problems].join('\n') : null;
}
