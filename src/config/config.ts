import type { Domain, Provenance, TaskKind } from '../measurement/measurement.ts';
import type { OnInconclusive, Rules } from '../measurement/result.ts';

export type IntensityConfig =
  | { source: 'static'; gramsPerKWh: number }
  /** Ember's annual average; `zone` is an ISO 3166 alpha-3 country, or `WORLD`. */
  | { source: 'ember'; zone: string };

export const datasetFormats = ['jsonl', 'json', 'csv', 'parquet', 'coco', 'vqav2', 'spider', 'bird'] as const;
export type DatasetFormat = (typeof datasetFormats)[number];

export interface TaskConfig {
  id: string;
  kind: TaskKind;
  /** Absolute path of a file. Empty for a harness that brings its own items. */
  dataset: string;
  /** As written, relative to the repository, with `/`. */
  datasetPath: string;
  /** How the file is laid out; null to tell from its name and content. */
  format: DatasetFormat | null;
  /** Absolute directory that the dataset's images are named relative to; null for the dataset's own directory. */
  images: { directory: string; path: string } | null;
  /** Absolute path of the file that holds the answers, where they are apart from the questions (VQAv2). */
  annotations: { file: string; path: string } | null;
  /** Absolute directory of SQLite databases, `<db_id>/*.sqlite` (Spider, BIRD). */
  databases: { directory: string; path: string } | null;
  /** Keeps rows whose columns have one of these values, compared as text. */
  filter: Record<string, string[]>;
  /** The metric that judges. */
  metric: string;
  /** Metrics to compute, the judging one among them. */
  metrics: readonly string[];
  /** Evaluate only this many items, drawn with `seed`; null for all. */
  limit: number | null;
  seed: number;
  /** Renames the dataset's columns: what the task calls it → what the dataset calls it. */
  columns: Record<string, string>;
  /** Replaces the task's own prompt; `{column}` is filled in. */
  prompt: string | null;
}

export const dtypes = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const;
export type Dtype = (typeof dtypes)[number];
export const devices = ['auto', 'cpu', 'cuda', 'webgpu'] as const;
export type Device = (typeof devices)[number];

interface EveryEvaluator {
  maxNewTokens: number;
  /** `until-end` stops a row at its end token; `fixed-length` always writes `maxNewTokens`, for those who compare engines. */
  decoding: 'until-end' | 'fixed-length';
  /** A pass over the items that takes longer is ended. */
  timeoutS: number;
}

/** ONNX files, run by this program. */
export interface TransformersConfig extends EveryEvaluator {
  kind: 'transformers';
  dtype: Dtype;
  device: Device;
  /** Items that run at once. */
  batch: number;
  /** Threads of the runtime on a CPU; null leaves the choice to it. */
  threads: number | null;
  /** Whether prompts are put into the model's chat template; `auto` where it has one. */
  chatTemplate: 'auto' | 'on' | 'off';
}

/** Where a model runs that this program does not run itself: decides which counters must cover it. */
export type ForeignDevice = 'cpu' | 'gpu';

/** A server that speaks OpenAI's API. */
export interface OpenAiConfig extends EveryEvaluator {
  kind: 'openai';
  /** With its path prefix, such as `http://127.0.0.1:8000/v1`, without a slash at its end. */
  url: string;
  /** The name that the server knows the model by. */
  model: string;
  api: 'chat' | 'completions';
  device: ForeignDevice;
  /** What the server runs the model in, as the report shows it; null where it is not said. */
  dtype: string | null;
  /** Requests under way at once. */
  concurrency: number;
  /** Longest wait for one answer. */
  requestTimeoutS: number;
  /** Tries for one item, the first included. */
  attempts: number;
  /** Further fields of each request, such as `{ chat_template_kwargs: … }`. */
  extraBody: Record<string, unknown>;
  /** How to start the server; null for one that runs already. */
  serve: ServeConfig | null;
}

export interface ServeConfig {
  command: readonly [string, ...string[]];
  /** Path on the server, asked until it answers with 2xx. */
  health: string;
  startTimeoutS: number;
  /** Set beside what a child process may see of this one's environment. */
  env: Record<string, string>;
  /** Names of further variables of this process's environment that it may see. */
  passEnv: readonly string[];
}

/** The user's own harness. */
export interface CommandConfig extends EveryEvaluator {
  kind: 'command';
  command: readonly [string, ...string[]];
  /** What it answers with. */
  output: 'predictions' | 'lm-eval';
  /** `once`: started for every pass, loading included. `resident`: started once, loads outside the rounds. */
  lifetime: 'once' | 'resident';
  device: ForeignDevice;
  dtype: string | null;
  /** Longest wait until a resident harness has loaded its model. */
  startTimeoutS: number;
  env: Record<string, string>;
  passEnv: readonly string[];
}

export type EvaluatorConfig = TransformersConfig | OpenAiConfig | CommandConfig;

export const evaluatorKinds = [
  'transformers',
  'openai',
  'command',
] as const satisfies EvaluatorConfig['kind'][];

/** Where a model's files are. */
export type ModelSource =
  /** `directory` is absolute; `path` as written, relative to the repository, with `/`. */
  | { kind: 'directory'; directory: string; path: string }
  /** A repository of the Hugging Face Hub; `revision` is a commit, a tag or a branch, null for the newest. */
  | { kind: 'hub'; repository: string; revision: string | null }
  /** Only whoever runs the model knows. */
  | { kind: 'unknown' };

export type DeclaredEmissions =
  | { kind: 'grams'; emissionsG: number }
  /** A CodeCarbon or eco2AI CSV file or a model card, absolute path. */
  | { kind: 'file'; file: string; path: string };

export interface ModelConfig {
  id: string;
  source: ModelSource;
  /** Id of a task. */
  task: string;
  evaluator: EvaluatorConfig;
  /** Id of the model that the gain is taken against. */
  reference: string | null;
  trainableParameters: { kind: 'count'; count: number } | { kind: 'file'; file: string; path: string } | null;
  trainingEmissions: DeclaredEmissions | null;
  /** Items that the model will serve in its life, over which training emissions are spread. */
  lifetimeItems: number | null;
  /** Labels of the runner that measures it, where jobs are made of a plan. */
  runsOn: string[];
  /** Jobs that its items are divided among, where jobs are made of a plan. */
  shards: number;
}

export const prometheusUnits = ['J', 'mJ', 'µJ', 'uJ', 'W', 'mW'] as const;
export type PrometheusUnit = (typeof prometheusUnits)[number];

export interface PrometheusConfig {
  /** Without a slash at its end. */
  url: string;
  /** Labels that choose series, and the values that each may have. */
  match: Record<string, string | string[]>;
  /** A metric that no known exporter has; null to look for those of the known ones. */
  metric: { name: string; unit: PrometheusUnit; domain: Domain } | null;
  timeoutS: number;
}

export interface BaselineConfig {
  store: 'cache' | 'branch' | 'file';
  /** Name of the `branch` store's branch. */
  branch: string;
  /** Absolute directory of the `file` store. */
  directory: string;
}

export const comparisons = ['auto', 'side-by-side', 'stored'] as const;
/** What the head is compared with: the base, measured beside it, or a stored baseline; `auto` the former where it can. */
export type CompareConfig = (typeof comparisons)[number];

/** `.github/cegi.yml`, checked, with its defaults filled in and its paths resolved. */
export interface Config {
  carbon: { intensity: IntensityConfig; pue: number };
  energy: {
    /** Ids of counters, or `auto` for all that can be read. */
    counters: 'auto' | string[];
    /** Provenances that may decide a verdict. */
    accept: Provenance[];
    /** Seconds for which idle power is measured with a model loaded; 0 for not. */
    idleS: number;
    /** Watts of the estimate: at rest, and for each busy core. Null for the documented defaults. */
    estimate: { idleW: number; busyWPerCore: number } | null;
    /** Where the energy of models that are served elsewhere is recorded; null for nowhere. */
    prometheus: PrometheusConfig | null;
  };
  gain: 'relative' | 'points';
  tasks: Map<string, TaskConfig>;
  models: ModelConfig[];
  rules: Rules;
  rounds: { warmUp: number; min: number; max: number; minSeconds: number };
  compare: CompareConfig;
  onInconclusive: OnInconclusive;
  /** `days`: how long an override lasts that names no end. */
  override: { days: number } | 'off';
  baseline: BaselineConfig;
}
