import { open } from 'node:fs/promises';

const lfsPointer = 'version https://git-lfs.github.com/spec/';

/** Whether a file is a Git LFS pointer instead of what it stands for. */
export async function isLfsPointer(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(lfsPointer.length), 0, lfsPointer.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === lfsPointer;
  } finally {
    await handle.close();
  }
}

/** A tag and a length are two varints of at most ten bytes. */
const headerBytes = 20;
/** `ModelProto` has some ten fields; what has more at its top level is no model. */
const maxFields = 10_000;

/**
 * Whether a file's outermost protobuf fields end exactly where the file does, as those of an ONNX `ModelProto`
 * must. Reads a few bytes a field, whatever the size of the weights; a truncated file fails.
 */
export async function looksLikeOnnx(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const header = Buffer.alloc(headerBytes);
    let position = 0;
    for (let fields = 0; position < size; fields += 1) {
      if (fields === maxFields) return false;
      const { bytesRead } = await handle.read(header, 0, headerBytes, position);
      const length = fieldLength(header.subarray(0, bytesRead));
      if (length === null) return false;
      position += length;
    }
    return size > 0 && position === size;
  } finally {
    await handle.close();
  }
}

/** Bytes that one protobuf field takes, its tag included, or null where there is none. */
function fieldLength(bytes: Buffer): number | null {
  const tag = varint(bytes, 0);
  if (tag === null || tag.value < 8) return null;
  switch (tag.value & 7) {
    case 0:
      return varint(bytes, tag.end)?.end ?? null;
    case 1:
      return tag.end + 8;
    case 2: {
      const length = varint(bytes, tag.end);
      return length === null ? null : length.end + length.value;
    }
    case 5:
      return tag.end + 4;
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
