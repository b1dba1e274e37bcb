import { open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { elementCount } from './element-count.ts';
import { refuseLfsPointer } from './lfs.ts';

/** A tensor of a safetensors file. */
export interface StoredTensor {
  name: string;
  elements: number;
  /** As the format names it: F32, BF16, I64 … */
  dtype: string;
}

/** The format's own cap; a larger header is an attack or not a header. */
const maxHeaderBytes = 100_000_000;
const maxIndexBytes = 100_000_000;

/** Bits of each floating-point type. */
const floatBits: Record<string, number> = {
  F64: 64,
  F32: 32,
  F16: 16,
  BF16: 16,
  F8_E4M3: 8,
  F8_E5M2: 8,
};
/** Indices and masks, which nobody trains. */
const untrainedTypes = new Set(['BOOL', 'I64', 'U64']);

/**
 * Elements of floating-point tensors, as they were trained.
 *
 * @throws UserError for quantised weights: packing and scales make their sizes differ from what was trained.
 */
export function trainedElements(tensors: readonly StoredTensor[]): { count: number; tensors: number } {
  const isScaled = tensors.some(({ name }) => /scale(_inv)?$/.test(name));
  let [count, found] = [0, 0];
  for (const { dtype, elements } of tensors) {
    if (untrainedTypes.has(dtype)) continue;
    const isFloat = Object.hasOwn(floatBits, dtype) && !(isScaled && dtype.startsWith('F8'));
    if (!isFloat && elements > 1) {
      throw new UserError(
        `its weights are quantised (${dtype}), so their sizes are not those that were trained`,
      );
    }
    if (!isFloat) continue;
    count += elements;
    found += 1;
  }
  if (!Number.isSafeInteger(count)) throw new UserError('its tensors are larger than any can be');
  return { count, tensors: found };
}

/**
 * The tensors of a safetensors file, read from its header alone: a u64 length, then JSON with
 * `{ name: { dtype, shape, data_offsets } }` (https://github.com/huggingface/safetensors#format).
 */
export async function safetensorsIn(file: string): Promise<StoredTensor[]> {
  await refuseLfsPointer(file);
  const { header, dataBytes } = await readHeader(file);
  const tensors: StoredTensor[] = [];
  let end = 0;
  for (const [name, tensor] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = (tensor ?? {}) as Record<string, unknown>;
    if (typeof dtype !== 'string' || !/^\w{1,20}$/.test(dtype) || !Array.isArray(shape) || !isSpan(offsets)) {
      throw new UserError('its header has an entry that is not a tensor');
    }
    end = Math.max(end, offsets[1]);
    const elements = elementCount(shape);
    const bits = Object.hasOwn(floatBits, dtype) ? floatBits[dtype]! : null;
    if (bits !== null && elements * bits !== (offsets[1] - offsets[0]) * 8) {
      throw new UserError('the shape and the place of a tensor do not agree');
    }
    tensors.push({ name, elements, dtype });
  }
  if (end !== dataBytes) {
    throw new UserError(`its header announces ${end} bytes of tensors, but ${dataBytes} are there`);
  }
  return tensors;
}

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/** The tensors of all the files that a `model.safetensors.index.json` names, which lie beside it. */
export async function shardedSafetensors(indexFile: string): Promise<StoredTensor[]> {
  await refuseLfsPointer(indexFile);
  if ((await stat(indexFile)).size > maxIndexBytes)
    throw new UserError(`it is larger than ${maxIndexBytes} bytes`);
  const index = indexSchema.safeParse(parsed(await readFile(indexFile, 'utf8')));
  if (!index.success) throw new UserError('it has no weight_map of tensors to files');
  const fileOf = new Map(Object.entries(index.data.weight_map));
  const tensors: StoredTensor[] = [];
  for (const shard of new Set(fileOf.values())) {
    if (basename(shard) !== shard) throw new UserError('its weight_map names a file outside its directory');
    const found = await safetensorsIn(join(dirname(indexFile), shard)).catch((error) => {
      throw new UserError(`${JSON.stringify(shard.slice(0, 100))}, which it names: ${reasonOf(error)}`);
    });
    tensors.push(...found.filter(({ name }) => fileOf.get(name) === shard));
  }
  if (tensors.length !== fileOf.size) {
    throw new UserError(`it names ${fileOf.size} tensors, and its files have ${tensors.length} of them`);
  }
  return tensors;
}

function reasonOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error);
}

async function readHeader(file: string): Promise<{ header: object; dataBytes: number }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    if (size < 8) throw new UserError('it is too short to be a safetensors file');
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    const length = buffer.readBigUInt64LE();
    if (length > BigInt(Math.min(maxHeaderBytes, size - 8))) {
      throw new UserError(`it is cut off or not a safetensors file: its header would have ${length} bytes`);
    }
    const bytes = Buffer.alloc(Number(length));
    await handle.read(bytes, 0, bytes.length, 8);
    const header: unknown = parsed(bytes.toString('utf8'));
    if (typeof header !== 'object' || header === null || Array.isArray(header)) {
      throw new UserError('its header is not JSON with an entry for each tensor');
    }
    return { header, dataBytes: size - 8 - bytes.length };
  } finally {
    await handle.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSpan(value: unknown): value is [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [begin, end] = value;
  return Number.isSafeInteger(begin) && Number.isSafeInteger(end) && 0 <= begin && begin <= end;
}
