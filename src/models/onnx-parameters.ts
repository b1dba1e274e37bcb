import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { elementCount } from './element-count.ts';

/** Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const modelGraph = 7;
const graphInitializer = 5;
const tensorDims = 1;
const tensorDataType = 2;

const floatTypes = new Set([1, 10, 11, 16]);
/** 8-, 4- and 2-bit integers and floats: weights that were quantised, packed, and given scales beside them. */
const quantizedTypes = new Set([2, 3, 17, 18, 19, 20, 21, 22, 23, 25, 26]);

/** Fields to walk before giving up; models have a hundred thousand at most. */
const maxFields = 5_000_000;

const damaged = () => new UserError('it is cut off or not an ONNX file');

/**
 * Elements of all floating-point initializers of an ONNX graph, by a walk over its protobuf fields that skips the
 * tensors' data. Shapes stand in the graph also where the data lie in files beside it.
 *
 * @throws UserError for quantised weights: packing and scales make their sizes differ from what was trained.
 */
export async function onnxParameters(file: string): Promise<{ count: number; tensors: number }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const reader = protobufReader(handle, size);
    const sum = { count: 0, tensors: 0 };
    let graphs = 0;
    await reader.fields(0, size, async (field) => {
      if (field.number !== modelGraph || field.wireType !== 2) return;
      graphs += 1;
      await reader.fields(field.start, field.end, async (inGraph) => {
        if (inGraph.number !== graphInitializer || inGraph.wireType !== 2) return;
        const { dataType, dims } = await tensorOf(reader, inGraph);
        const elements = elementCount(dims);
        if (quantizedTypes.has(dataType) && elements > 1) {
          throw new UserError('its weights are quantised, so their sizes are not those that were trained');
        }
        if (!floatTypes.has(dataType)) return;
        sum.count += elements;
        sum.tensors += 1;
      });
    });
    if (graphs !== 1) throw damaged();
    if (!Number.isSafeInteger(sum.count)) throw new UserError('its tensors are larger than any can be');
    return sum;
  } finally {
    await handle.close();
  }
}

async function tensorOf(reader: ProtobufReader, { start, end }: Field) {
  const dims: number[] = [];
  let dataType = 0;
  await reader.fields(start, end, async (field) => {
    if (field.number === tensorDataType && field.wireType === 0) dataType = field.value;
    if (field.number !== tensorDims) return;
    if (field.wireType === 0) dims.push(field.value);
    // Packed: varints one after the other.
    if (field.wireType === 2) {
      for (let at = field.start; at < field.end; ) {
        const { value, next } = await reader.varint(at, field.end);
        dims.push(value);
        at = next;
        if (dims.length > 1000) throw damaged();
      }
    }
  });
  return { dataType, dims };
}

interface Field {
  number: number;
  wireType: number;
  /** Of a varint. */
  value: number;
  /** Where the field's content lies in the file. */
  start: number;
  end: number;
}

interface ProtobufReader {
  fields(start: number, end: number, onField: (field: Field) => Promise<void>): Promise<void>;
  varint(at: number, end: number): Promise<{ value: number; next: number }>;
}

function protobufReader(handle: FileHandle, size: number): ProtobufReader {
  const window = Buffer.alloc(65_536);
  let [windowStart, windowEnd] = [0, 0];
  let fieldsSeen = 0;

  async function byteAt(at: number): Promise<number> {
    if (at < windowStart || at >= windowEnd) {
      const { bytesRead } = await handle.read(window, 0, Math.min(window.length, size - at), at);
      if (bytesRead === 0) throw damaged();
      [windowStart, windowEnd] = [at, at + bytesRead];
    }
    return window[at - windowStart]!;
  }

  /** A value above 2^53, as a negative one is, comes out inexact and is refused where it is used. */
  async function varint(at: number, end: number) {
    let value = 0;
    for (let index = 0; index < 10 && at + index < end; index++) {
      const byte = await byteAt(at + index);
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return { value, next: at + index + 1 };
    }
    throw damaged();
  }

  async function fields(start: number, end: number, onField: (field: Field) => Promise<void>) {
    for (let at = start; at < end; ) {
      fieldsSeen += 1;
      if (fieldsSeen > maxFields) throw new UserError('it has more fields than any model');
      const tag = await varint(at, end);
      const number = Math.floor(tag.value / 8);
      const wireType = tag.value % 8;
      const first = wireType === 0 || wireType === 2 ? await varint(tag.next, end) : null;
      const length = { 0: 0, 1: 8, 2: first?.value, 5: 4 }[wireType];
      if (number === 0 || length === undefined) throw damaged();
      const contentStart = first?.next ?? tag.next;
      const contentEnd = contentStart + length;
      if (contentEnd > end) throw damaged();
      await onField({ number, wireType, value: first?.value ?? 0, start: contentStart, end: contentEnd });
      at = contentEnd;
    }
  }

  return { fields, varint };
}
