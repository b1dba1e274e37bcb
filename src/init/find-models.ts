import { posix } from 'node:path';
import type { Dtype } from '../config/config.ts';
import { isObject } from '../datasets/jsonl.ts';
import { quoted } from '../datasets/shown.ts';
import { dtypesAmong, onnxFileName } from '../models/onnx-files.ts';
import type { FoundModel } from './findings.ts';
import { ggufModels } from './gguf-models.ts';
import { hasPointer, unfetched } from './lfs-pointers.ts';
import { adapterConfig, adapterWeights, declarations } from './model-declarations.ts';
import { byDirectory, type RepositoryFiles } from './repository-files.ts';

/** Why the ONNX files of a directory cannot be run at a dtype; null where they can. */
export type CheckOnnx = (path: string, dtype: Dtype) => Promise<string | null>;

/** More are an accident, such as the checkpoints of a training. */
const maxModels = 100;
/** What a training leaves on its way. */
const checkpoint = /(?:^|\/)checkpoint-\d+(?:\/|$)/;
const generates = /CausalLM|ConditionalGeneration|LMHead|Vision2Seq|ImageTextToText/;

/** Models whose files are in the repository: ONNX, safetensors, adapters and GGUF. */
export async function findModels(
  files: RepositoryFiles,
  checkOnnx: CheckOnnx,
): Promise<{ models: FoundModel[]; notes: string[] }> {
  const directories = byDirectory(files.sizes.keys());
  const models: FoundModel[] = [];
  const notes: string[] = [];
  const checkpoints = [...directories.keys()].filter((directory) => checkpoint.test(directory));
  if (checkpoints.length > 0)
    notes.push(`Checkpoints of trainings were left out, such as ${quoted(checkpoints[0]!)}.`);
  for (const [directory, names] of directories) {
    if (checkpoint.test(directory) || !files.hasTime()) continue;
    if (models.length >= maxModels) {
      notes.push(`Only the first ${maxModels} models were looked at.`);
      break;
    }
    const graphs = directories.get(inside(directory, 'onnx'))?.filter((name) => name.endsWith('.onnx')) ?? [];
    const found = await directoryModel(files, directory, { names, graphs, checkOnnx });
    if (found !== null) models.push(found);
    models.push(...(await ggufModels(files, directory, names)));
  }
  return { models, notes };
}

interface Directory {
  names: readonly string[];
  /** Under `onnx/`. */
  graphs: readonly string[];
  checkOnnx: CheckOnnx;
}

async function directoryModel(
  files: RepositoryFiles,
  path: string,
  { names, graphs, checkOnnx }: Directory,
): Promise<FoundModel | null> {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const isAdapter = names.includes(adapterConfig);
  const hasConfig = names.includes('config.json');
  const hasWeights = has(
    /^(?:model.*\.safetensors(?:\.index\.json)?|pytorch_model.*\.(?:bin|bin\.index\.json))$/,
  );
  const format =
    hasConfig && graphs.length > 0
      ? 'onnx'
      : isAdapter && names.includes(adapterWeights)
        ? 'adapter'
        : hasConfig && hasWeights
          ? 'safetensors'
          : hasConfig && has(/\.onnx$/)
            ? 'onnx'
            : null;
  if (format === null) return null;
  const config = hasConfig ? await files.json(inside(path, 'config.json')) : null;
  const seesPictures =
    graphs.some((name) => name.startsWith('vision_encoder')) || isObject(config?.vision_config);
  const declared = await declarations(files, path, names);
  const weights = names.filter((name) => /\.(?:safetensors|bin|onnx)$/.test(name));
  const isUnfetched = await hasPointer(files, [
    ...weights.map((name) => inside(path, name)),
    ...graphs.map((name) => inside(path, `onnx/${name}`)),
  ]);
  const model: FoundModel = {
    place: { kind: 'path', path },
    format,
    seesPictures,
    dtypes: format === 'onnx' ? dtypesAmong(graphs, seesPictures) : [],
    problem: null,
    isUnfetched,
    namedIn: null,
    ...declared,
    allParameters: isAdapter ? null : allParametersIn(path, names, graphs),
  };
  if (isUnfetched) model.notes.push(unfetched);
  model.problem = unfitness(config, [...graphs, ...names]) ?? (await problemOf(model, graphs, checkOnnx));
  return model;
}

/** A model that answers with no text, or in a way that no evaluator reads. */
function unfitness(config: Record<string, unknown> | null, names: readonly string[]): string | null {
  const architectures = Array.isArray(config?.architectures) ? config.architectures.filter(isText) : [];
  if (config?.is_encoder_decoder === true || names.some((name) => /^encoder_model.*\.onnx$/.test(name)))
    return 'it has an encoder and a decoder; only decoder-only models are run here. Serve it, or run it in a harness of yours (docs/harness.md)';
  if (architectures.length > 0 && !architectures.some((name) => generates.test(name)))
    return `${quoted(architectures[0]!, 60)} writes no text; use a harness of yours (docs/harness.md)`;
  return null;
}

async function problemOf(
  { format, place, dtypes: [dtype], isUnfetched }: FoundModel,
  graphs: readonly string[],
  checkOnnx: CheckOnnx,
): Promise<string | null> {
  if (format !== 'onnx' || place.kind !== 'path') return null;
  if (graphs.length === 0)
    return 'its ONNX files lie beside config.json: move them into a directory onnx/ there, where they are looked for';
  if (dtype === undefined)
    return `the graphs under onnx/ have names of no known dtype; for fp32 call it onnx/${onnxFileName('fp32')}`;
  // What Git LFS has not fetched here may be there on the runner.
  return isUnfetched ? null : checkOnnx(place.path, dtype);
}

function allParametersIn(path: string, names: readonly string[], graphs: readonly string[]): string | null {
  for (const name of ['model.safetensors', 'model.safetensors.index.json'])
    if (names.includes(name)) return inside(path, name);
  const graph = onnxFileName('fp32');
  return graphs.includes(graph) ? inside(path, `onnx/${graph}`) : null;
}

function inside(directory: string, name: string): string {
  return posix.join(directory, name);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
