import { readdir } from 'node:fs/promises';
import type { Dtype } from '../config/config.ts';

/** What transformers.js appends to `model` for each dtype. A dtype it does not know silently loads fp32. */
const suffixes: Record<Dtype, string> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/** Graphs that a model may be made of: all in one, or the parts of a vision-language model. */
const parts = ['model', 'decoder_model_merged', 'embed_tokens', 'vision_encoder'] as const;
export type OnnxPart = (typeof parts)[number];

/** Name of the graph under `onnx/` that holds the weights of a model, or of a part of it, at a dtype. */
export function onnxFileName(dtype: Dtype, part: OnnxPart = 'model'): string {
  return `${part}${suffixes[dtype]}.onnx`;
}

/** Under `onnx/`, the graphs of a dtype and the weights that lie beside them, sorted. Empty where there are none. */
export async function onnxFilesOf(onnxDirectory: string, dtype: Dtype): Promise<string[]> {
  const graphs = parts.map((part) => onnxFileName(dtype, part));
  const files = await readdir(onnxDirectory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return files
    .filter((file) => graphs.some((graph) => file === graph || file.startsWith(`${graph}_data`)))
    .sort();
}
