import { join } from 'node:path';
import { checkReferences } from './check-references.ts';
import type {
  Config,
  EvaluatorConfig,
  ModelConfig,
  ModelSource,
  PrometheusConfig,
  TaskConfig,
} from './config.ts';
import { explainIssue, problemsOf } from './explain-issue.ts';
import { problemsError } from './problems.ts';
import { configSchema, type WrittenConfig } from './schema.ts';
import { rememberSource } from './source.ts';
import { taskKindDetails } from './task-kinds.ts';
import { readYaml } from './yaml-document.ts';

export { checkFiles } from './check-files.ts';

type WrittenModel = WrittenConfig['models'][number];

/**
 * Reads a configuration, fills in its defaults and resolves its paths. Files that it names are not looked at, so
 * that a base's configuration can be read in the head's tree: `checkFiles` does that.
 *
 * @param file what errors call it, relative to the repository
 * @param root absolute root of the repository
 * @throws UserError with every problem, a line each: file, line, column, key, what is wrong, what is allowed.
 */
export function parseConfig(text: string, { file, root }: { file: string; root: string }): Config {
  const { data, locate } = readYaml(text, file);
  const parsed = configSchema.safeParse(data ?? {}, { error: explainIssue });
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap(problemsOf)),
    ...checkReferences(data),
  ];
  if (!parsed.success || problems.length > 0) throw problemsError(file, problems, locate);
  const config = resolved(parsed.data, root);
  rememberSource(config, { file, root, locate });
  return config;
}

function resolved(written: WrittenConfig, root: string): Config {
  const { carbon, energy, rules, rounds, baseline } = written;
  return {
    carbon: {
      pue: carbon.pue,
      intensity:
        carbon.intensity.source === 'static'
          ? { source: 'static', gramsPerKWh: carbon.intensity['grams-per-kwh'] }
          : carbon.intensity,
    },
    energy: {
      counters: energy.counters,
      accept: energy.accept,
      idleS: energy['idle-seconds'],
      estimate: energy.estimate
        ? { idleW: energy.estimate['idle-watts'], busyWPerCore: energy.estimate['busy-watts-per-core'] }
        : null,
      prometheus: energy.prometheus ? resolvedPrometheus(energy.prometheus) : null,
    },
    gain: written.gain,
    tasks: new Map(Object.entries(written.tasks).map(([id, task]) => [id, resolvedTask(id, task, root)])),
    models: written.models.map((model) => resolvedModel(model, root)),
    rules: {
      cegiPercent: rules.cegi,
      emissionsPercent: rules.emissions,
      scorePoints: scoreRules(rules.score),
      budgetGPer1000Items: rules.budget === 'off' ? null : rules.budget['grams-per-1000-items'],
    },
    rounds: {
      warmUp: rounds['warm-up'],
      min: rounds.min,
      max: rounds.max,
      minSeconds: rounds['min-seconds'],
    },
    compare: written.compare,
    onInconclusive: written['on-inconclusive'],
    override: written.override,
    baseline: { store: baseline.store, branch: baseline.branch, directory: join(root, baseline.path) },
  };
}

/** Those that are on, where several metrics are named. */
function scoreRules(written: WrittenConfig['rules']['score']): Config['rules']['scorePoints'] {
  if (written === null || typeof written === 'number') return written;
  const on = Object.entries(written).filter((entry): entry is [string, number] => entry[1] !== null);
  return on.length > 0 ? Object.fromEntries(on) : null;
}

function resolvedPrometheus(written: NonNullable<WrittenConfig['energy']['prometheus']>): PrometheusConfig {
  const { url, match, metric, unit, domain = 'board', 'timeout-seconds': timeoutS } = written;
  return {
    url,
    match,
    metric: metric === undefined || unit === undefined ? null : { name: metric, unit, domain },
    timeoutS,
  };
}

function resolvedTask(id: string, task: WrittenConfig['tasks'][string], root: string): TaskConfig {
  const { metrics: known, onRequest } = taskKindDetails[task.kind];
  // A harness's metric has no default; that it is missing is reported with the other problems.
  const metric = task.metric ?? known[0] ?? '';
  const always = known.filter((name) => !onRequest.includes(name));
  const directoryAt = (path: string | undefined) =>
    path === undefined ? null : { directory: join(root, path), path };
  return {
    id,
    kind: task.kind,
    dataset: task.dataset === undefined ? '' : join(root, task.dataset),
    datasetPath: task.dataset ?? '',
    format: task.format ?? null,
    images: directoryAt(task.images),
    annotations:
      task.annotations === undefined ? null : { file: join(root, task.annotations), path: task.annotations },
    databases: directoryAt(task.databases),
    filter: Object.fromEntries(
      Object.entries(task.filter).map(([column, values]) => [column, [values].flat().map(String)]),
    ),
    metric,
    metrics: [...new Set([metric, ...always, ...task.metrics])],
    limit: task.limit ?? null,
    seed: task.seed,
    columns: task.columns,
    prompt: task.prompt ?? null,
  };
}

function resolvedModel(model: WrittenModel, root: string): ModelConfig {
  const { 'trainable-parameters': parameters, 'training-emissions': emissions } = model;
  const fileAt = (path: string) => ({ kind: 'file' as const, file: join(root, path), path });
  return {
    id: model.id,
    source: sourceOf(model, root),
    task: model.task,
    evaluator: resolvedEvaluator(model.evaluator),
    reference: model.reference ?? null,
    trainableParameters:
      parameters === undefined
        ? null
        : typeof parameters === 'number'
          ? { kind: 'count', count: parameters }
          : fileAt(parameters),
    trainingEmissions:
      emissions === undefined
        ? null
        : 'path' in emissions
          ? fileAt(emissions.path)
          : { kind: 'grams', emissionsG: emissions.emissionsG },
    lifetimeItems: model['lifetime-items'] ?? null,
    runsOn: [model['runs-on']].flat(),
    shards: model.shards,
  };
}

function sourceOf({ path, hub, revision }: WrittenModel, root: string): ModelSource {
  if (path !== undefined) return { kind: 'directory', directory: join(root, path), path };
  if (hub !== undefined) return { kind: 'hub', repository: hub, revision: revision ?? null };
  return { kind: 'unknown' };
}

function resolvedEvaluator(written: WrittenModel['evaluator']): EvaluatorConfig {
  const common = {
    maxNewTokens: written['max-new-tokens'],
    decoding: written.decoding,
    timeoutS: written['timeout-seconds'],
  };
  switch (written.kind) {
    case 'openai':
      return {
        kind: 'openai',
        url: written.url,
        model: written.model,
        api: written.api,
        device: written.device,
        dtype: written.dtype ?? null,
        concurrency: written.concurrency,
        requestTimeoutS: written['request-timeout-seconds'],
        attempts: written.attempts,
        extraBody: written['extra-body'],
        serve: written.serve
          ? {
              command: written.serve.command,
              health: written.serve.health,
              startTimeoutS: written.serve['start-seconds'],
              env: written.serve.env,
              passEnv: written.serve['pass-env'],
            }
          : null,
        ...common,
      };
    case 'command':
      return {
        kind: 'command',
        command: written.command,
        output: written.output,
        lifetime: written.lifetime,
        device: written.device,
        dtype: written.dtype ?? null,
        startTimeoutS: written['start-seconds'],
        env: written.env,
        passEnv: written['pass-env'],
        ...common,
      };
    default:
      return {
        kind: 'transformers',
        dtype: written.dtype,
        device: written.device,
        batch: written.batch,
        threads: written.threads ?? null,
        chatTemplate: written['chat-template'],
        ...common,
      };
  }
}
