import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dtype, ModelConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { onnxFilesOf } from './onnx-files.ts';

/** What a model is made of. */
export interface Artifact {
  /** SHA-256, in hex, over all that its answers depend on and that is known here. */
  digest: string;
  /** Absolute path of its files; null where only whoever runs the model has them. */
  directory: string | null;
  /** The repository of the Hub that its files were fetched from, at which commit. */
  hub: { repository: string; commit: string } | null;
}

/** Fetches the files that a dtype of a model needs from the Hub. */
export type FetchHubModel = (
  source: Extract<ModelConfig['source'], { kind: 'hub' }>,
  dtype: Dtype,
) => Promise<{ directory: string; commit: string }>;

/**
 * The artifact of a model. Files of the Hub are fetched where this program is to run them; what others run is known
 * by its files, where they are named, and by what the configuration says of how it is run.
 *
 * @throws UserError where its files cannot be read or fetched.
 */
export async function artifactOf(
  { source, evaluator }: ModelConfig,
  fetchHubModel: FetchHubModel,
): Promise<Artifact> {
  if (evaluator.kind === 'transformers') {
    if (source.kind === 'unknown') throw new Error('a model that this program runs has no files');
    const { dtype } = evaluator;
    if (source.kind === 'hub') {
      const { directory, commit } = await fetchHubModel(source, dtype);
      const digest = await readable(directory, onnxModelFiles(directory, dtype));
      return { digest, directory, hub: { repository: source.repository, commit } };
    }
    const { directory } = source;
    return { digest: await readable(directory, onnxModelFiles(directory, dtype)), directory, hub: null };
  }
  const directory = source.kind === 'directory' ? source.directory : null;
  const files = directory === null ? source : await readable(directory, allFiles(directory));
  const named =
    evaluator.kind === 'openai'
      ? [evaluator.url, evaluator.model, evaluator.serve, evaluator.extraBody]
      : [evaluator.command, evaluator.env];
  const digest = createHash('sha256').update(JSON.stringify([files, evaluator.kind, evaluator.dtype, named]));
  return { digest: digest.digest('hex'), directory, hub: null };
}

/**
 * What an answer depends on beside the graph: configurations of model, generation, tokenizer and preprocessor, their
 * vocabularies, chat templates, adapters. A model card or a training log is not among them.
 */
const matters =
  /^(?:.*config\.json|tokenizer\.json|tokenizer\.model|vocab\..*|merges\.txt|.*tokens.*\.json|chat_template.*|.*\.jinja|adapter_model\..*)$/;

/** The files that an evaluation at this dtype depends on. Other dtypes' weights do not count. */
async function onnxModelFiles(directory: string, dtype: Dtype): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => matters.test(name));
  const onnx = await onnxFilesOf(join(directory, 'onnx'), dtype);
  return [...names, ...onnx.map((file) => `onnx/${file}`)];
}

/** Whoever runs a model may read any of its files, or the one file that it is. */
async function allFiles(directory: string): Promise<string[]> {
  if ((await stat(directory)).isFile()) return [''];
  return readdir(directory, { recursive: true });
}

async function readable(directory: string, names: Promise<string[]>): Promise<string> {
  try {
    return await digestOf(directory, await names);
  } catch (error) {
    throw new UserError(`The model in ${directory} cannot be read: ${(error as Error).message}`);
  }
}

/** SHA-256, in hex, over the names and contents of files. */
async function digestOf(directory: string, names: readonly string[]): Promise<string> {
  const digest = createHash('sha256');
  for (const name of [...names].sort()) {
    const file = join(directory, name);
    if (!(await stat(file)).isFile()) continue;
    // Each content is hashed by itself, so that no content can pass for the name of the next file.
    digest.update(JSON.stringify([name, await fileDigest(file)]));
  }
  return digest.digest('hex');
}

async function fileDigest(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(file)) digest.update(chunk);
  return digest.digest('hex');
}
