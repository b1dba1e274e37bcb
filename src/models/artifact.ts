import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dtype } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { onnxFilesOf } from './onnx-files.ts';

/**
 * What an answer depends on beside the graph: configurations of model, generation, tokenizer and preprocessor, their
 * vocabularies, chat templates, adapters. A model card or a training log is not among them.
 */
const matters =
  /^(?:.*config\.json|tokenizer\.json|tokenizer\.model|vocab\..*|merges\.txt|.*tokens.*\.json|chat_template.*|.*\.jinja|adapter_model\..*)$/;

/**
 * SHA-256, in hex, over the names and contents of the files that an evaluation at this dtype depends on. Other
 * dtypes' weights do not count.
 *
 * @throws UserError where the directory cannot be read.
 */
export async function artifactDigest(directory: string, dtype: Dtype): Promise<string> {
  try {
    const names = (await readdir(directory)).filter((name) => matters.test(name));
    const onnx = await onnxFilesOf(join(directory, 'onnx'), dtype);
    const digest = createHash('sha256');
    for (const name of [...names, ...onnx.map((file) => `onnx/${file}`)].sort()) {
      const file = join(directory, name);
      if (!(await stat(file)).isFile()) continue;
      // Each content is hashed by itself, so that no content can pass for the name of the next file.
      digest.update(JSON.stringify([name, await fileDigest(file)]));
    }
    return digest.digest('hex');
  } catch (error) {
    throw new UserError(`The model in ${directory} cannot be read: ${(error as Error).message}`);
  }
}

async function fileDigest(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(file)) digest.update(chunk);
  return digest.digest('hex');
}
