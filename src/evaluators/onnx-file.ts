import { open } from 'node:fs/promises';

/** A tag and a length are two varints of at most ten bytes. */
const headerBytes = 20;
/** `ModelProto` has some ten fields; what has more at its top level is no model. */
const maxFields = 10_000;

/** `graph` and `opset_import`, without which a `ModelProto` is no model. */
const requiredFields = [7, 8];

/**
 * Whether a file's outermost protobuf fields are those of an ONNX `ModelProto` and end exactly where the file
 * does. Reads a few bytes a field, whatever the size of the weights; a truncated file fails.
 */
export async function looksLikeOnnx(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const header = Buffer.alloc(headerBytes);
    const seen = new Set<number>();
    let position = 0;
    for (let fields = 0; position < size; fields += 1) {
      if (fields === maxFields) return false;
      const { bytesRead } = await handle.read(header, 0, headerBytes, position);
      const field = readField(header.subarray(0, bytesRead));
      if (field === null) return false;
      seen.add(field.number);
      position += field.length;
    }
    return position === size && requiredFields.every((number) => seen.has(number));
  } finally {
    await handle.close();
  }
}

/** Number of the protobuf field that begins here, and the bytes it takes with its tag; null where there is none. */
function readField(bytes: Buffer): { number: number; length: number } | null {
  const tag = varint(bytes, 0);
  if (tag === null || tag.value < 8) return null;
  const end = valueEnd(bytes, tag.value & 7, tag.end);
  return end === null ? null : { number: Math.floor(tag.value / 8), length: end };
}

function valueEnd(bytes: Buffer, wireType: number, start: number): number | null {
  switch (wireType) {
    case 0:
      return varint(bytes, start)?.end ?? null;
    case 1:
      return start + 8;
    case 2: {
      const length = varint(bytes, start);
      return length === null ? null : length.end + length.value;
    }
    case 5:
      return start + 4;
    default:
      return null;
  }
}

function varint(bytes: Buffer, start: number): { value: number; end: number } | null {
  let value = 0;
  for (let index = start; index < bytes.length && index < start + 10; index += 1) {
    const byte = bytes[index] as number;
    value += (byte & 0x7f) * 2 ** (7 * (index - start));
    if (byte < 0x80) return { value, end: index + 1 };
  }
  return null;
}
