/**
 * Writes small ONNX graphs without a tool of the field's, so that tests and benches can make the model they need.
 * Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */

export type ElementType = 'float' | 'int64' | 'float16';

export interface Tensor {
  name: string;
  dims: number[];
  /** float by default. */
  type?: ElementType;
  /** Little-endian. */
  data: Buffer;
}

export interface Node {
  op: string;
  inputs: string[];
  outputs: string[];
  /** Integers alone. */
  attributes?: Record<string, number>;
}

export interface Value {
  name: string;
  type: ElementType;
  /** A name is a dimension that is only known when the model runs. */
  dims: (number | string)[];
}

export interface Graph {
  nodes: Node[];
  weights: Tensor[];
  inputs: Value[];
  outputs: Value[];
}

/** Of TensorProto.DataType. */
export const elementTypes = { float: 1, int64: 7, float16: 10 } as const;
const integerAttribute = 2;

/** A serialized `ModelProto` of opset 17, in pieces that are written one after the other. */
export function writeOnnx(graph: Graph): Buffer[] {
  const body = [
    ...graph.nodes.flatMap((node) =>
      message(1, [
        ...node.inputs.map((name) => text(1, name)),
        ...node.outputs.map((name) => text(2, name)),
        text(4, node.op),
        ...Object.entries(node.attributes ?? {}).flatMap(([name, value]) =>
          message(5, [text(1, name), number(3, value), number(20, integerAttribute)]),
        ),
      ]),
    ),
    text(2, 'graph'),
    ...graph.weights.flatMap(({ name, dims, type = 'float', data }) =>
      message(5, [
        ...dims.map((dim) => number(1, dim)),
        number(2, elementTypes[type]),
        text(8, name),
        ...bytes(9, data),
      ]),
    ),
    ...graph.inputs.flatMap((value) => message(11, valueInfo(value))),
    ...graph.outputs.flatMap((value) => message(12, valueInfo(value))),
  ];
  return [number(1, 8), ...message(7, body), ...message(8, [number(2, 17)])];
}

/** Little-endian float32, as `Tensor.data` wants it. */
export function floats(values: ArrayLike<number>): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}

function valueInfo({ name, type, dims }: Value): Buffer[] {
  const shape = dims.flatMap((dim) => message(1, [typeof dim === 'number' ? number(1, dim) : text(2, dim)]));
  const tensorType = [number(1, elementTypes[type]), ...message(2, shape)];
  return [text(1, name), ...message(2, message(1, tensorType))];
}

function message(field: number, parts: Buffer[]): Buffer[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [varint(field * 8 + 2), varint(length), ...parts];
}

function bytes(field: number, data: Buffer): Buffer[] {
  return message(field, [data]);
}

function text(field: number, value: string): Buffer {
  return Buffer.concat(bytes(field, Buffer.from(value)));
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.push((rest % 0x80) | 0x80);
  return Buffer.from([...out, rest]);
}
