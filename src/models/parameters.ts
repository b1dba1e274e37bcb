import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ModelConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import {
  adapterConfigName,
  adapterParameters,
  adapterWeightsName,
  areOfAdapter,
} from './adapter-parameters.ts';
import { refuseLfsPointer } from './lfs.ts';
import { onnxParameters } from './onnx-parameters.ts';
import { safetensorsIn, shardedSafetensors, trainedElements } from './safetensors-parameters.ts';

export interface ParameterCount {
  count: number;
  /** Where the number comes from, in words. */
  source: string;
}

interface Counted {
  count: number;
  tensors: number;
  leftOut?: string[];
}

const indexEnd = '.safetensors.index.json';
const wholeName = 'model.safetensors';
const shownNames = 3;

/**
 * How many parameters a fine-tune trained: the number that was declared, or the sizes of the tensors in a file
 * (safetensors, its index of shards, GGUF, ONNX) or in a directory that an adapter or a whole model was saved to.
 * Of an adapter, frozen tensors that were saved along are left out, and named; of a whole model all count, so declare
 * a number where some were frozen.
 *
 * @throws UserError for a file that is damaged, a Git LFS pointer, of another format, or whose sizes are not those of
 * what was trained.
 */
export async function trainableParameters(
  declared: NonNullable<ModelConfig['trainableParameters']>,
): Promise<ParameterCount> {
  if (declared.kind === 'count') return { count: declared.count, source: 'declared in the configuration' };
  const { file, path } = declared;
  try {
    const { count, tensors, leftOut = [] } = await counted(file);
    if (count === 0) throw new UserError('it holds no floating-point tensors');
    const source = `${path}, ${tensors} tensor${tensors === 1 ? '' : 's'}`;
    return { count, source: leftOut.length === 0 ? source : `${source}; not trained: ${named(leftOut)}` };
  } catch (error) {
    throw new UserError(
      `Trainable parameters cannot be counted in ${path}: ${(error as Error).message}. ` +
        'Mend the file, or write the number under trainable-parameters.',
    );
  }
}

async function counted(file: string): Promise<Counted> {
  if ((await stat(file)).isDirectory()) return inDirectory(file);
  if (file.endsWith('.onnx')) {
    await refuseLfsPointer(file);
    return onnxParameters(file);
  }
  if (file.endsWith('.gguf')) {
    // Its reader is large, and seldom needed.
    const { ggufParameters } = await import('./gguf-parameters.ts');
    return ggufParameters(file);
  }
  if (file.endsWith(indexEnd)) return trainedElements(await shardedSafetensors(file));
  if (basename(file) === adapterWeightsName && (await readdir(dirname(file))).includes(adapterConfigName)) {
    return adapterParameters(dirname(file));
  }
  const tensors = await safetensorsIn(file);
  if (areOfAdapter(tensors) && tensors.some((tensor) => !areOfAdapter([tensor]))) {
    throw new UserError(
      `it holds tensors beside those of its adapter, and no ${adapterConfigName} lies beside it that tells whether they were trained`,
    );
  }
  return trainedElements(tensors);
}

async function inDirectory(directory: string): Promise<Counted> {
  const names = await readdir(directory);
  if (names.includes(adapterConfigName)) return adapterParameters(directory);
  const index = names.find((name) => name === `model${indexEnd}`);
  if (index) return trainedElements(await shardedSafetensors(join(directory, index)));
  if (names.includes(wholeName)) return trainedElements(await safetensorsIn(join(directory, wholeName)));
  throw new UserError(`the directory has neither ${adapterConfigName} nor ${wholeName}`);
}

/** Names that a file holds, fit for a message. */
function named(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).map((name) => name.replaceAll(/[^\w./-]/g, '?').slice(0, 100));
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
