import { open } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { elementCount } from './element-count.ts';

/** The format's own cap; a larger header is an attack or not a header. */
const maxHeaderBytes = 100_000_000;

/** Bits of each floating-point type. Integers and booleans are indices and masks, which nobody trains. */
const floatBits: Record<string, number> = {
  F64: 64,
  F32: 32,
  F16: 16,
  BF16: 16,
  F8_E4M3: 8,
  F8_E5M2: 8,
};

/**
 * Elements of all floating-point tensors of a safetensors file, read from its header alone: a u64 length, then JSON
 * with `{ name: { dtype, shape, data_offsets } }` (https://github.com/huggingface/safetensors#format).
 */
export async function safetensorsParameters(file: string): Promise<{ count: number; tensors: number }> {
  const { header, dataBytes } = await readHeader(file);
  let [count, tensors, end] = [0, 0, 0];
  for (const [name, tensor] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = (tensor ?? {}) as Record<string, unknown>;
    if (typeof dtype !== 'string' || !Array.isArray(shape) || !isSpan(offsets)) {
      throw new UserError('its header has an entry that is not a tensor');
    }
    end = Math.max(end, offsets[1]);
    const elements = elementCount(shape);
    const bits = Object.hasOwn(floatBits, dtype) ? floatBits[dtype]! : null;
    if (bits === null) continue;
    if (elements * bits !== (offsets[1] - offsets[0]) * 8) {
      throw new UserError('the shape and the place of a tensor do not agree');
    }
    count += elements;
    tensors += 1;
  }
  if (end !== dataBytes) {
    throw new UserError(`its header announces ${end} bytes of tensors, but ${dataBytes} are there`);
  }
  return { count, tensors };
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
