import packageJson from '../package.json' with { type: 'json' };
import type { BaselineStore } from './baseline/store.ts';
import { resolveIntensity } from './carbon/intensity.ts';
import { baselineKey, checkModel } from './check-model.ts';
import type { Config, ModelConfig } from './config/config.ts';
import { checkFiles, parseConfig } from './config/load.ts';
import { UserError } from './errors.ts';
import type { Changes } from './github/changes.ts';
import { type PreparedTask, prepareTask } from './measure.ts';
import type { Measurement } from './measurement/measurement.ts';
import { type CheckResult, type ModelResult, resultSchemaVersion } from './measurement/result.ts';
import { type ChangedModel, changedModels } from './models/changed.ts';
import type { Progress } from './progress.ts';
import { modelOf, readConfiguration } from './read-configuration.ts';
import { policyInForce } from './verdict/policy.ts';
import { worst } from './verdict/worst.ts';
import { type Host, openWorkbench } from './workbench.ts';

export interface CheckOptions {
  /** Root of the repository, absolute. */
  root: string;
  /** Configuration, relative to the root. */
  configPath: string;
  /** Null where there is nothing to compare with: every model then counts as changed. */
  changes: Changes | null;
  /** Only these models; empty for all. */
  only: readonly string[];
  /** Whether measurements become the baselines of later checks; models that have none are then measured too. */
  record: boolean;
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
 * @throws UserError where the check cannot begin (configuration, datasets, files); what goes wrong with one model
 *   later is in the result.
 */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const { progress, signal } = options;
  const { config, base, warnings } = await readConfigurations(options);
  const policy = policyInForce(config, base);
  const intensity = resolveIntensity(policy.gate.carbon.intensity);
  const store = options.openStore(config);
  const workbench = await openWorkbench(config, options.host, {
    progress,
    signal,
    commit: options.context.headCommit,
  });
  const taskOf = memoizedTasks(config);
  const result: CheckResult = {
    schema: 'cegi/result',
    schemaVersion: resultSchemaVersion,
    createdAt: new Date().toISOString(),
    version: packageJson.version,
    ...options.context,
    baseCommit: options.changes?.baseCommit ?? null,
    gain: policy.gate.gain,
    carbon: { ...intensity, pue: policy.gate.carbon.pue },
    policy: policy.shown,
    models: [],
    recorded: options.record,
    verdict: 'skipped',
    status: 'partial',
    error: null,
  };

  const changed = selectModels(options, config, base);
  const broken: string[] = [];
  try {
    if (options.record) changed.push(...(await modelsWithoutBaseline()));
    checkFiles(config, withReferences(config, changed));
    const measured = new Map<string, Measurement>();
    for (const { id, reasons } of referencesFirst(config, changed)) {
      if (signal.aborted) break;
      progress.line(`${id}: ${reasons.join('; ')}`);
      const model = modelOf(config, id);
      const checked = await checkModel(model, reasons, {
        workbench,
        store,
        taskOf,
        measured,
        record: options.record,
        policy: { ...policy.gate, ...intensity, pue: policy.gate.carbon.pue },
        warnings: [...warnings, ...policy.warnings],
        onRound: (soFar) => options.onResult({ ...result, models: [...result.models, soFar] }),
      }).catch((error: Error) => {
        // One model that cannot be measured must not hide what the others did.
        if (!(error instanceof UserError)) throw error;
        progress.line(`${id}: ${error.message}`);
        broken.push(`${id}: ${error.message}`);
        return unmeasured(model, config, reasons, error.message);
      });
      result.models.push(checked);
    }
  } finally {
    await taskOf.close();
  }
  result.verdict = worst(result.models.map((model) => model.verdict));
  result.error = whatWentWrong(result, broken, signal);
  result.status = result.error === null ? 'complete' : 'partial';
  await options.onResult(result);
  return result;

  async function modelsWithoutBaseline(): Promise<ChangedModel[]> {
    const missing: ChangedModel[] = [];
    for (const model of config.models) {
      const wanted = options.only.length === 0 || options.only.includes(model.id);
      if (!wanted || changed.some(({ id }) => id === model.id)) continue;
      checkFiles(config, [model.id]);
      if (!(await store.find(baselineKey(model, await taskOf(model), workbench)))) {
        missing.push({ id: model.id, reasons: ['no baseline is stored for it on this hardware'] });
      }
    }
    return missing;
  }
}

/** The head's configuration from the working tree, and the base's where it has one that can be read. */
async function readConfigurations({ root, configPath, changes }: CheckOptions) {
  const config = await readConfiguration(root, configPath);
  const baseText = changes && (await changes.fileAtBase(configPath));
  if (!baseText) return { config, base: null, warnings: [] };
  try {
    return { config, base: parseConfig(baseText, { file: configPath, root }), warnings: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      config,
      base: null,
      warnings: [`${configPath} at the base is not valid, so this change's own rules judged.`],
    };
  }
}

function selectModels(options: CheckOptions, config: Config, base: Config | null): ChangedModel[] {
  const { changes, only, configPath } = options;
  for (const id of only) modelOf(config, id);
  const everyModel = (reason: string) => config.models.map(({ id }) => ({ id, reasons: [reason] }));
  const changed = !changes
    ? everyModel('every model is checked')
    : changes.incomplete
      ? everyModel(`the list of changed files is not whole: ${changes.incomplete}`)
      : changedModels({ head: config, base, changedFiles: [...changes.changedFiles], configPath });
  return only.length === 0 ? changed : changed.filter(({ id }) => only.includes(id));
}

function withReferences(config: Config, changed: readonly ChangedModel[]): string[] {
  const ids = new Set(changed.map(({ id }) => id));
  for (const id of ids) {
    const { reference } = modelOf(config, id);
    if (reference) ids.add(reference);
  }
  return [...ids];
}

/** A reference that is measured anyway is measured before the models that need its score. */
function referencesFirst(config: Config, changed: readonly ChangedModel[]): ChangedModel[] {
  const depth = (id: string): number => {
    const { reference } = modelOf(config, id);
    return reference ? 1 + depth(reference) : 0;
  };
  return [...changed].sort((a, b) => depth(a.id) - depth(b.id));
}

/** Reads each task's dataset once, when it is first needed. */
function memoizedTasks(config: Config) {
  const tasks = new Map<string, Promise<PreparedTask>>();
  const taskOf = (model: ModelConfig) => {
    const known = tasks.get(model.task) ?? prepareTask(config, model);
    tasks.set(model.task, known);
    return known;
  };
  const close = async () => {
    for (const prepared of await Promise.allSettled(tasks.values())) {
      if (prepared.status === 'fulfilled') await prepared.value.task.close();
    }
  };
  return Object.assign(taskOf, { close });
}

function whatWentWrong(result: CheckResult, broken: string[], signal: AbortSignal): string | null {
  if (signal.aborted) return 'the check was cancelled';
  const problems = [...broken];
  for (const { measurement, referenceMeasurement } of result.models) {
    for (const part of [referenceMeasurement, measurement]) {
      if (part?.status === 'partial') problems.push(`${part.model}: ${part.error}`);
    }
  }
  return problems.length > 0 ? [...new Set(problems)].join('\n') : null;
}

/** The result of a model of which nothing could be measured. */
function unmeasured(model: ModelConfig, config: Config, changes: string[], reason: string): ModelResult {
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
    differences: [],
    warnings: [],
    measurement: null,
    baselineMeasurement: null,
    referenceMeasurement: null,
  };
}
