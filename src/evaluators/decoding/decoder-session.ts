import type { InferenceSession } from 'onnxruntime-node';

export type TensorType = 'float32' | 'float16' | 'int64';

/** A tensor in memory of ours; 16-bit floats as their bits. */
export interface TensorData {
  type: TensorType;
  data: Float32Array | Uint16Array | BigInt64Array;
  dims: readonly number[];
}

/** What runs a decoder's graph. */
export interface DecoderSession extends Pick<InferenceSession, 'inputMetadata' | 'outputMetadata'> {
  /** Runs the graph on all of its inputs, and writes all of its outputs into the memory that is given for them. */
  run(
    feeds: Readonly<Record<string, TensorData>>,
    fetches: Readonly<Record<string, TensorData>>,
  ): Promise<void>;
}
