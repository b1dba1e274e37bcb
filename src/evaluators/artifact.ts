import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Dtype, dtypes } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { isLfsPointer, lfsAdvice } from '../models/lfs.ts';
import { type OnnxPart, onnxFileName, seesPictures, visionParts } from '../models/onnx-files.ts';
import { looksLikeOnnx } from './onnx-file.ts';

const requiredJson = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const optionalJson = ['generation_config.json'];

/** Absolute path of the graph that holds the weights of a model, or of a part of it, at a dtype. */
export function onnxFileOf(directory: string, dtype: Dtype, part: OnnxPart = 'model'): string {
  return path.join(directory, 'onnx', onnxFileName(dtype, part));
}

export interface ArtifactToCheck {
  /** The model's, in messages. */
  id: string;
  /** Absolute. */
  directory: string;
  dtype: Dtype;
}

/**
 * Checks that an artifact can be what the configuration says, without loading it: its files are there, are
 * not Git LFS pointers, and are not cut off.
 *
 * @throws UserError naming the first file that is at fault, and what to do.
 */
export async function checkArtifact({ id, directory, dtype }: ArtifactToCheck): Promise<void> {
  const refuse = (message: string): never => {
    throw new UserError(`Model "${id}": ${message}`);
  };
  if (!(await isDirectory(directory)))
    refuse(
      `there is no directory ${directory}. Set its \`path\` to the directory that holds config.json, tokenizer.json and onnx/.`,
    );

  const configs: Record<string, unknown> = {};
  for (const name of [...requiredJson, ...optionalJson]) {
    const file = path.join(directory, name);
    if (!(await isFile(file))) {
      if (optionalJson.includes(name)) continue;
      refuse(`${file} is missing. A model needs ${requiredJson.join(', ')} and an ONNX graph under onnx/.`);
    }
    if (await isLfsPointer(file)) refuse(lfsAdvice(file));
    try {
      configs[name] = JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      refuse(`${file} is not valid JSON: ${(error as Error).message}`);
    }
    if (typeof configs[name] !== 'object' || configs[name] === null)
      refuse(`${file} holds no JSON object. Fetch or export it again.`);
  }

  const sees = await seesPictures(directory);
  const preprocessor = path.join(directory, 'preprocessor_config.json');
  if (sees && !(await isFile(preprocessor)))
    refuse(`${preprocessor} is missing, which says how pictures are prepared.`);
  const parts: readonly OnnxPart[] = sees ? visionParts : ['model'];
  const [first] = parts as [OnnxPart, ...OnnxPart[]];
  for (const part of parts) {
    const onnxFile = onnxFileOf(directory, dtype, part);
    if (!(await isFile(onnxFile))) {
      const present: string[] = [];
      for (const other of dtypes) if (await isFile(onnxFileOf(directory, other, first))) present.push(other);
      refuse(
        `${onnxFile} is missing, which is where dtype ${dtype} is kept. ` +
          (present.length > 0
            ? `Here is ${present.join(', ')}: set \`dtype\` to one of these, or add the file.`
            : 'No dtype is here: export the model to ONNX (for instance with optimum-cli) into onnx/.'),
      );
    }
    const dataFiles = await externalData(onnxFile, configs['config.json']);
    for (const file of [onnxFile, ...dataFiles]) {
      if (!(await isFile(file)))
        refuse(`${file} is missing, though config.json says that weights are kept in it.`);
      if (await isLfsPointer(file)) refuse(lfsAdvice(file));
      if ((await stat(file)).size === 0) refuse(`${file} is empty. Fetch or export it again.`);
    }
    if (!(await looksLikeOnnx(onnxFile))) refuse(truncatedAdvice(onnxFile));
  }
}

/** The same words for a file found to be cut off before it was loaded, and by the runtime while it loaded. */
export function truncatedAdvice(onnxFile: string): string {
  return `${onnxFile} is truncated or not an ONNX file. Fetch or export it again.`;
}

/**
 * Weights beside a graph: those that lie there under its name, and those that config.json announces. An
 * announced file that is missing would make transformers.js wait for ever.
 */
async function externalData(onnxFile: string, config: unknown): Promise<string[]> {
  const name = path.basename(onnxFile);
  const there = (await readdir(path.dirname(onnxFile))).filter(
    (file) => file.startsWith(`${name}_data`) && /^(_\d+)?$/.test(file.slice(`${name}_data`.length)),
  );
  const announced = Array.from({ length: announcedChunks(config, name) }, (_, index) =>
    index === 0 ? `${name}_data` : `${name}_data_${index}`,
  );
  return [...new Set([...announced, ...there])].map((file) => path.join(path.dirname(onnxFile), file));
}

/** transformers.js refuses more. */
const maxChunks = 100;

function announcedChunks(config: unknown, onnxName: string): number {
  const format = property(property(config, 'transformers.js_config'), 'use_external_data_format');
  const count =
    typeof format === 'object' && format !== null
      ? (property(format, onnxName) ?? property(format, 'model') ?? 0)
      : (format ?? 0);
  return Math.min(Math.max(Math.trunc(Number(count)) || 0, 0), maxChunks);
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function isDirectory(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
