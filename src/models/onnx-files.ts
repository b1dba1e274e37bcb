import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dtype, dtypes } from '../config/config.ts';

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

/** The parts of a model that sees pictures. */
export const visionParts = [
  'decoder_model_merged',
  'embed_tokens',
  'vision_encoder',
] as const satisfies OnnxPart[];

/** Whether the model in a directory is made of the parts of one that sees pictures. */
export async function seesPictures(directory: string): Promise<boolean> {
  const files = await readdir(join(directory, 'onnx')).catch(() => []);
  return files.some((file) => /^vision_encoder.*\.onnx$/.test(file));
}

/** Name of the graph under `onnx/` that holds the weights of a model, or of a part of it, at a dtype. */
export function onnxFileName(dtype: Dtype, part: OnnxPart = 'model'): string {
  return `${part}${suffixes[dtype]}.onnx`;
}

/** The dtypes of which a model's graphs, or those of all its parts, are among these names under `onnx/`. */
export function dtypesAmong(names: readonly string[], seesPictures: boolean): Dtype[] {
  const wanted = seesPictures ? visionParts : (['model'] as const);
  return dtypes.filter((dtype) => wanted.every((part) => names.includes(onnxFileName(dtype, part))));
}

/** Names of the graphs that a model of this dtype may be made of. */
export function onnxGraphNames(dtype: Dtype): string[] {
  return parts.map((part) => onnxFileName(dtype, part));
}

/** Whether a file under `onnx/` holds weights that lie beside this graph. */
export function isDataOf(file: string, graph: string): boolean {
  return file.startsWith(`${graph}_data`) && /^(_\d+)?$/.test(file.slice(`${graph}_data`.length));
}

/** Under `onnx/`, the graphs of a dtype and the weights that lie beside them, sorted. Empty where there are none. */
export async function onnxFilesOf(onnxDirectory: string, dtype: Dtype): Promise<string[]> {
  const graphs = onnxGraphNames(dtype);
  const files = await readdir(onnxDirectory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return files.filter((file) => graphs.some((graph) => file === graph || isDataOf(file, graph))).sort();
}
