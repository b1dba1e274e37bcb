import { posix } from 'node:path';
import type { Dtype } from '../config/config.ts';
import { isObject } from '../datasets/jsonl.ts';
import { quoted } from '../datasets/shown.ts';
import { frontMatterOf } from '../models/front-matter.ts';
import { lfsPointerBeginning } from '../models/lfs.ts';
import { dtypesAmong, onnxFileName } from '../models/onnx-files.ts';
import { trainableParameters } from '../models/parameters.ts';
import { trainingEmissions } from '../models/training-emissions.ts';
import type { FoundModel } from './findings.ts';
import { absolute, byDirectory, type RepositoryFiles } from './repository-files.ts';
import { objectsInYaml } from './yaml-objects.ts';

/** Why the ONNX files of a directory cannot be run at a dtype; null where they can. */
export type CheckOnnx = (path: string, dtype: Dtype) => Promise<string | null>;

/** More are an accident, such as the checkpoints of a training. */
const maxModels = 100;
/** What a training leaves on its way. */
const checkpoint = /(?:^|\/)checkpoint-\d+(?:\/|$)/;
const generates = /CausalLM|ConditionalGeneration|LMHead|Vision2Seq|ImageTextToText/;
const adapterConfig = 'adapter_config.json';
const adapterWeights = 'adapter_model.safetensors';

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

const unfetched = 'its weights are Git LFS pointers here: `git lfs pull` before a check';

async function hasPointer(files: RepositoryFiles, paths: readonly string[]): Promise<boolean> {
  for (const path of paths)
    if ((await files.beginning(path, lfsPointerBeginning.length)) === lfsPointerBeginning) return true;
  return false;
}

function allParametersIn(path: string, names: readonly string[], graphs: readonly string[]): string | null {
  for (const name of ['model.safetensors', 'model.safetensors.index.json'])
    if (names.includes(name)) return inside(path, name);
  const graph = onnxFileName('fp32');
  return graphs.includes(graph) ? inside(path, `onnx/${graph}`) : null;
}

/** What the files beside a model say of its training. */
async function declarations(files: RepositoryFiles, path: string, names: readonly string[]) {
  const adapter = names.includes(adapterConfig) ? await files.json(inside(path, adapterConfig)) : null;
  const notes: string[] = [];
  const baseName = adapter?.base_model_name_or_path;
  const card = names.includes('README.md') ? await frontMatter(files, inside(path, 'README.md')) : null;
  const cardBase = [card?.base_model].flat().find(isText);
  const base =
    isText(baseName) && baseName !== ''
      ? { name: baseName, saidIn: adapterConfig }
      : cardBase === undefined
        ? null
        : { name: cardBase, saidIn: 'README.md' };
  const emissions = [
    ...['emissions.csv', 'emission.csv'].filter((name) => names.includes(name)),
    ...(card?.co2_eq_emissions === undefined ? [] : ['README.md']),
  ].map((name) => inside(path, name));
  const weights =
    names.includes(adapterConfig) && names.includes(adapterWeights) ? inside(path, adapterWeights) : null;
  return {
    base,
    chats: await hasChatTemplate(files, path, names),
    rank: Number.isSafeInteger(adapter?.r) ? (adapter!.r as number) : null,
    trainableParameters: await usable(files, weights === null ? [] : [weights], notes, (file) =>
      trainableParameters(file),
    ),
    trainingEmissions: await usable(files, emissions, notes, (file) => trainingEmissions(file)),
    notes,
  };
}

async function hasChatTemplate(
  files: RepositoryFiles,
  path: string,
  names: readonly string[],
): Promise<boolean> {
  if (names.some((name) => name.startsWith('chat_template.'))) return true;
  const tokenizer = await files.json(inside(path, 'tokenizer_config.json'));
  return tokenizer?.chat_template !== undefined;
}

/** The first file that its reader can read, or could once Git LFS has fetched it; why others could not be is added to the notes. */
async function usable(
  files: RepositoryFiles,
  paths: readonly string[],
  notes: string[],
  read: (file: { kind: 'file'; file: string; path: string }) => Promise<unknown>,
): Promise<string | null> {
  for (const path of paths) {
    if (await hasPointer(files, [path])) return path;
    try {
      await read({ kind: 'file', file: absolute(files.root, path), path });
      return path;
    } catch (error) {
      notes.push(quoted((error as Error).message, 300));
    }
  }
  return null;
}

const maxCardBytes = 64 * 1024;

/** The data between two lines of dashes at the beginning of a model card; null where there are none. */
async function frontMatter(files: RepositoryFiles, path: string): Promise<Record<string, unknown> | null> {
  const text = await files.beginning(path, maxCardBytes);
  const matter = frontMatterOf(text ?? '');
  if (matter === null) return null;
  return objectsInYaml(matter)[0] ?? null;
}

async function ggufModels(
  files: RepositoryFiles,
  directory: string,
  names: readonly string[],
): Promise<FoundModel[]> {
  const first = names.filter(
    (name) =>
      name.endsWith('.gguf') && !/^mmproj/i.test(name) && !/-0*(?:[2-9]|\d{2,})-of-\d+\.gguf$/.test(name),
  );
  return Promise.all(
    first.map(async (name): Promise<FoundModel> => {
      const isUnfetched = await hasPointer(files, [inside(directory, name)]);
      return {
        place: { kind: 'path', path: inside(directory, name) },
        format: 'gguf',
        // Its projector lies beside it.
        seesPictures: names.some((other) => /^mmproj.*\.gguf$/i.test(other)),
        dtypes: [],
        problem: null,
        base: null,
        trainableParameters: null,
        allParameters: null,
        trainingEmissions: null,
        // Its server knows.
        chats: true,
        rank: null,
        namedIn: null,
        isUnfetched,
        notes: isUnfetched ? [unfetched] : [],
      };
    }),
  );
}

function inside(directory: string, name: string): string {
  return posix.join(directory, name);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
