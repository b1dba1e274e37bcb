import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeTokenizer } from '../../test/evaluators/countdown-model.ts';
import { type Node, type Tensor, writeOnnx } from '../../test/evaluators/onnx-writer.ts';

const hidden = 2048;
const vocabulary = 4096;
const layers = 20;

/**
 * Writes a language model of 400 MB of float32 weights, most of them in matrix products as a transformer's are:
 * an embedding, layers, a head. It makes no sense, and needs as much memory as one that does. Returns its bytes.
 */
export async function writeLargeModel(directory: string): Promise<number> {
  const weights: Tensor[] = [
    matrix('embedding', vocabulary, hidden),
    ...Array.from({ length: layers }, (_, layer) => matrix(`layer ${layer}`, hidden, hidden)),
    matrix('head', hidden, vocabulary),
  ];
  const nodes: Node[] = [
    { op: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['state 0'] },
    ...Array.from({ length: layers }, (_, layer) => ({
      op: 'MatMul',
      inputs: [`state ${layer}`, `layer ${layer}`],
      outputs: [`state ${layer + 1}`],
    })),
    { op: 'MatMul', inputs: [`state ${layers}`, 'head'], outputs: ['logits'] },
  ];
  const graph = writeOnnx({
    nodes,
    weights,
    inputs: [{ name: 'input_ids', type: 'int64', dims: ['batch_size', 'sequence_length'] }],
    outputs: [{ name: 'logits', type: 'float', dims: ['batch_size', 'sequence_length', vocabulary] }],
  });
  await mkdir(path.join(directory, 'onnx'), { recursive: true });
  await pipeline(graph, createWriteStream(path.join(directory, 'onnx', 'model.onnx')));
  await writeTokenizer(directory, ['#', ...'abcdefgh']);
  await writeFile(
    path.join(directory, 'config.json'),
    JSON.stringify({
      model_type: 'llama',
      hidden_size: hidden,
      num_attention_heads: 1,
      num_key_value_heads: 1,
      num_hidden_layers: layers,
      vocab_size: vocabulary,
      max_position_embeddings: 64,
      eos_token_id: 0,
    }),
  );
  return weights.reduce((sum, { data }) => sum + data.length, 0);
}

/** Small values that differ, so that no page of them can be shared or left out. */
function matrix(name: string, rows: number, columns: number): Tensor {
  const values = new Float32Array(rows * columns);
  for (let index = 0; index < values.length; index += 1)
    values[index] = ((index * 7919) % 2048) / 1e6 - 0.001;
  return { name, dims: [rows, columns], data: Buffer.from(values.buffer) };
}
