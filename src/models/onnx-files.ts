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

/** Name of the graph under `onnx/` that holds a model's weights at a dtype. */
export function onnxFileName(dtype: Dtype): string {
  return `model${suffixes[dtype]}.onnx`;
}

/** Under `onnx/`, the graph of a dtype and the weights that lie beside it, sorted. Empty where there are none. */
export async function onnxFilesOf(onnxDirectory: string, dtype: Dtype): Promise<string[]> {
  const graph = onnxFileName(dtype);
  const files = await readdir(onnxDirectory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return files.filter((file) => file === graph || file.startsWith(`${graph}_data`)).sort();
}
