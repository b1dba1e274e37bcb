import type { InferenceSession } from 'onnxruntime-node';
import type { DecoderSession } from './decoder-session.ts';
import { LogitsBuffer } from './logits-buffer.ts';
import { ReusedMemory } from './reused-memory.ts';

/** One tensor of a key-value cache: the graph reads it under one name and writes it, grown, under another. */
export interface CacheTensor {
  past: string;
  present: string;
  /** Heads of keys and values. */
  heads: number;
  headSize: number;
  type: 'float32' | 'float16';
}

/** What a decoder's graph takes and gives, as its own inputs and outputs say. */
export interface DecoderGraph {
  session: DecoderSession;
  /** Whether it takes tokens, or embeddings that were looked up before. */
  input: 'input_ids' | 'inputs_embeds';
  hasMask: boolean;
  /** Axes of its `position_ids`: 1, or 3 for Qwen2-VL's multimodal rotary embedding; 0 where it counts itself. */
  positionAxes: 0 | 1 | 3;
  /** The input that says of how many last tokens logits are wanted; null where it gives them for all. */
  logitsToKeep: { name: string; dims: readonly number[] } | null;
  /** Empty for a graph without a cache, which is given the whole sequence for every token. */
  cache: CacheTensor[];
  vocabulary: number;
  /** For one batch at a time, as is the cache's memory. */
  logits: LogitsBuffer;
  memory: ReusedMemory;
}

const keepsLogits = ['num_logits_to_keep', 'logits_to_keep'];
const pastName = /^past_key_values\.(\d+)\.(key|value)$/;

/**
 * Reads what a decoder-only graph is called with, by the names under which Optimum and transformers.js export them.
 *
 * @throws Error naming an input that is not among them, or a shape that is not of the kind.
 */
export function decoderGraph(session: DecoderSession): DecoderGraph {
  const inputs = tensorsOf(session.inputMetadata);
  const outputs = tensorsOf(session.outputMetadata);
  const input = inputs.has('input_ids') ? 'input_ids' : 'inputs_embeds';
  if (!inputs.has(input) || !outputs.has('logits'))
    throw new Error('its graph is no language model: it lacks the input input_ids or the output logits');
  const position = inputs.get('position_ids');
  const keeps = keepsLogits.find((name) => inputs.has(name));
  const pasts = [...inputs.keys()].filter((name) => pastName.test(name));
  const known = [input, 'attention_mask', 'position_ids', keeps, ...pasts];
  const unknown = [...inputs.keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `its graph wants ${unknown.slice(0, 5).join(', ')}, which a decoder-only model does not have; serve the model and use the openai evaluator, or run it by command`,
    );
  if (input === 'inputs_embeds' && pasts.length === 0)
    throw new Error('its graph takes embeddings and has no cache; export it with past_key_values');
  const { shape: logitsShape, type } = outputs.get('logits')!;
  if (type !== 'float32' && type !== 'float16') throw new Error(`its graph gives logits as ${type}`);
  const vocabulary = logitsShape.at(-1);
  return {
    session,
    input,
    hasMask: inputs.has('attention_mask'),
    positionAxes: position === undefined ? 0 : position.shape.length === 3 ? 3 : 1,
    logitsToKeep:
      keeps === undefined ? null : { name: keeps, dims: inputs.get(keeps)!.shape.length === 0 ? [] : [1] },
    cache: pasts.map((past) => cacheTensor(past, inputs.get(past)!, outputs)),
    vocabulary: typeof vocabulary === 'number' && vocabulary > 0 ? vocabulary : unknownSize('logits'),
    logits: new LogitsBuffer(type),
    memory: new ReusedMemory(),
  };
}

type TensorMetadata = Extract<InferenceSession.ValueMetadata, { isTensor: true }>;

function tensorsOf(metadata: readonly InferenceSession.ValueMetadata[]): Map<string, TensorMetadata> {
  return new Map(metadata.flatMap((value) => (value.isTensor ? [[value.name, value]] : [])));
}

function cacheTensor(
  past: string,
  { shape, type }: TensorMetadata,
  outputs: ReadonlyMap<string, TensorMetadata>,
): CacheTensor {
  const [, layer, part] = pastName.exec(past)!;
  const present = `present.${layer}.${part}`;
  if (!outputs.has(present)) throw new Error(`its graph has ${past}, but no output ${present}`);
  if (type !== 'float32' && type !== 'float16') throw new Error(`its graph keeps ${past} as ${type}`);
  const [, heads, , headSize] = shape;
  if (shape.length !== 4 || typeof heads !== 'number' || typeof headSize !== 'number') unknownSize(past);
  return { past, present, heads: heads as number, headSize: headSize as number, type };
}

function unknownSize(name: string): never {
  throw new Error(
    `its graph does not say the size of ${name}; export it again with fixed sizes for heads and vocabulary`,
  );
}
