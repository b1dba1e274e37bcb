import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gguf, parseGgufShardFilename } from '@huggingface/gguf';
import { UserError } from '../errors.ts';
import { elementCount } from './element-count.ts';
import { refuseLfsPointer } from './lfs.ts';

const maxShards = 1000;

/**
 * Elements of all tensors of a GGUF file, and of the files that it is split into: its shapes are those of the model,
 * also where the weights are quantised (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
 */
export async function ggufParameters(file: string): Promise<{ count: number; tensors: number }> {
  const sum = { count: 0, tensors: 0 };
  for (const part of partsOf(file)) {
    const { count, tensors } = await parametersIn(part).catch((error) => {
      if (part === file) throw error;
      throw new UserError(`${basename(part)}, a part of it: ${(error as Error).message}`);
    });
    sum.count += count;
    sum.tensors += tensors;
  }
  if (!Number.isSafeInteger(sum.count)) throw new UserError('its tensors are larger than any can be');
  return sum;
}

async function parametersIn(file: string): Promise<{ count: number; tensors: number }> {
  await refuseLfsPointer(file);
  const { size } = await stat(file);
  const { tensorInfos, tensorDataOffset } = await gguf(file, {
    allowLocalFile: true,
    // It refuses shapes that cannot be in a file of this size.
    computeParametersCount: true,
  }).catch((error: Error) => {
    throw new UserError(
      `it is cut off or not a GGUF file (${error.message.replaceAll(/\s+/g, ' ').slice(0, 200)})`,
    );
  });
  let count = 0;
  for (const { shape, offset } of tensorInfos) {
    if (tensorDataOffset + offset >= BigInt(size)) {
      throw new UserError('it is cut off: it announces tensors beyond its end');
    }
    count += elementCount(shape.map(Number));
  }
  return { count, tensors: tensorInfos.length };
}

/** `x-00001-of-00003.gguf` and its fellows, or the file alone. */
function partsOf(file: string): string[] {
  const shard = parseGgufShardFilename(basename(file));
  const total = Number(shard?.total ?? 1);
  if (!shard || total > maxShards) return [file];
  return Array.from({ length: total }, (_, index) =>
    join(dirname(file), `${shard.prefix}-${String(index + 1).padStart(5, '0')}-of-${shard.total}.gguf`),
  );
}
