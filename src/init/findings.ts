import type { DatasetFormat, Dtype } from '../config/config.ts';
import type { Provenance, TaskKind } from '../measurement/measurement.ts';

/** Where a model is: a path in the repository, or a repository of the Hugging Face Hub. */
export type ModelPlace =
  | { kind: 'path'; path: string }
  | { kind: 'hub'; repository: string; revision: string | null };

export interface FoundModel {
  place: ModelPlace;
  /** What its weights are; `unknown` of a model on the Hub that could not be asked for. */
  format: 'onnx' | 'safetensors' | 'adapter' | 'gguf' | 'unknown';
  seesPictures: boolean;
  /** Of ONNX, those whose graphs are all there. */
  dtypes: Dtype[];
  /** Why it cannot be run as it is, and what to do; null where it can. */
  problem: string | null;
  /** Whether weights of it are Git LFS pointers here. */
  isUnfetched: boolean;
  /** What it was fine-tuned from, and which file says so. */
  base: { name: string; saidIn: string } | null;
  /** What its trainable parameters are counted in. */
  trainableParameters: string | null;
  /** What they would be counted in if no part of the model was frozen. */
  allParameters: string | null;
  trainingEmissions: string | null;
  /** Whether prompts have to be put into a chat template of its own. */
  chats: boolean;
  /** Of a LoRA adapter. */
  rank: number | null;
  /** The file and line that name it, where no file of it is here. */
  namedIn: string | null;
  /** What a reader of its entry should know. */
  notes: string[];
}

export interface FoundDataset {
  path: string;
  kind: Exclude<TaskKind, 'harness'>;
  /** Written only where it cannot be told. */
  format: DatasetFormat | null;
  annotations: string | null;
  images: string | null;
  databases: string | null;
  columns: Record<string, string>;
  /** The metric that judges, where it is not the kind's first. */
  metric: string | null;
  /** Rows; null where the file is too large to be read for that. */
  rows: number | null;
  /** Why its kind is not sure; null where it is. */
  doubt: string | null;
  /** Why it cannot be used as it is; null where it can. */
  problem: string | null;
}

/** A task of lm-evaluation-harness that the repository defines. */
export interface FoundHarnessTask {
  /** The file that defines it. */
  path: string;
  name: string;
  /** As the harness calls it, with its filter: `acc,none`. */
  metric: string;
  doubt: string | null;
}

/** A server of models that a compose file describes. */
export interface FoundServer {
  path: string;
  service: string;
  /** Name of the model that it answers to. */
  model: string;
  /** What it loads: a model on the Hub, or a path in the container; null where that is not written. */
  serves: string | null;
  /** Port of this machine. */
  port: number;
}

/** What can be measured on the machine where this runs. */
export interface MachineFindings {
  forecasts: { device: 'cpu' | 'gpu'; provenance: Provenance; counters: string[]; decides: boolean }[];
  decides: boolean;
}

/** Programs that run what this program does not run itself. */
export const foreignPrograms = ['vllm', 'llama-server', 'lm_eval'] as const;
export type ForeignProgram = (typeof foreignPrograms)[number];

export interface Findings {
  models: FoundModel[];
  datasets: FoundDataset[];
  harnessTasks: FoundHarnessTask[];
  servers: FoundServer[];
  /** Of the foreign programs, those that are on this machine's path. */
  programs: ForeignProgram[];
  /** Null where it was not looked at. */
  machine: MachineFindings | null;
  /** Whether files are kept in Git LFS, or by DVC. */
  keptIn: { lfs: boolean; dvc: boolean };
  defaultBranch: string;
  /** What else was found, or was not looked at. */
  notes: string[];
}

/** What people call a model by: its path, or its name on the Hub. */
export function placeName(place: ModelPlace): string {
  return place.kind === 'path' ? place.path : place.repository;
}
