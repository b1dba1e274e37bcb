import type { Domain, Provenance, TaskKind } from '../measurement/measurement.ts';
import type { Rules } from '../measurement/result.ts';

export type IntensityConfig =
  | { source: 'static'; gramsPerKWh: number }
  /** Ember's annual average; `zone` is an ISO 3166 alpha-3 country, or `WORLD`. */
  | { source: 'ember'; zone: string };

export interface TaskConfig {
  id: string;
  kind: TaskKind;
  /** Absolute path. */
  dataset: string;
  /** As written, relative to the repository, with `/`. */
  datasetPath: string;
  metric: string;
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

export interface EvaluatorConfig {
  kind: 'transformers';
  dtype: Dtype;
  device: Device;
  batch: number;
  maxNewTokens: number;
  /** `until-end` stops a row at its end token; `fixed-length` always writes `maxNewTokens`, for those who compare engines. */
  decoding: 'until-end' | 'fixed-length';
  /** Threads of the runtime on a CPU; null leaves the choice to it. */
  threads: number | null;
  /** A pass over the items that takes longer is ended. */
  timeoutS: number;
}

export type DeclaredEmissions =
  | { kind: 'grams'; emissionsG: number }
  /** A CodeCarbon `emissions.csv`, absolute path. */
  | { kind: 'file'; file: string; path: string };

export interface ModelConfig {
  id: string;
  /** Absolute path of the artifact's directory. */
  directory: string;
  /** As written, relative to the repository, with `/`. */
  path: string;
  /** Id of a task. */
  task: string;
  evaluator: EvaluatorConfig;
  /** Id of the model that the gain is taken against. */
  reference: string | null;
  trainableParameters: { kind: 'count'; count: number } | { kind: 'file'; file: string; path: string } | null;
  trainingEmissions: DeclaredEmissions | null;
  /** Items that the model will serve in its life, over which training emissions are spread. */
  lifetimeItems: number | null;
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
  store: 'cache' | 'file';
  /** Absolute directory of the `file` store. */
  directory: string;
}

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
  baseline: BaselineConfig;
}
