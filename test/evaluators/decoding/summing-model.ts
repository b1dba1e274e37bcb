import { writeFileSync } from 'node:fs';
import type { Prompt } from '../../../src/evaluators/decoding/greedy.ts';
import { randomSource } from '../../simulators/random.ts';
import { elementTypes, floats, type Node, type Tensor, type Value, writeOnnx } from '../onnx-writer.ts';

/** What a decoder's graph may look like. */
export interface SummingGraph {
  type: 'float' | 'float16';
  input: 'input_ids' | 'inputs_embeds';
  mask: boolean;
  /** Axes of position_ids; 0 for none. */
  positionAxes: 0 | 1 | 3;
  /** The shape of num_logits_to_keep; null for a graph that gives all logits. */
  keeps: readonly number[] | null;
  cache: boolean;
}

export const vocabulary = 23;
export const hidden = 4;

const { uniform } = randomSource(1);
/** Small whole numbers, so that every sum of them is exact, 16-bit floats included. */
const numbers = (count: number, most: number) =>
  Array.from({ length: count }, () => Math.round((2 * uniform() - 1) * most));
/** Token 0 adds nothing. */
const embedding = [...Array<number>(hidden).fill(0), ...numbers((vocabulary - 1) * hidden, 2)];
const headOfSum = numbers(hidden * vocabulary, 1);
/** Outweighs the sum, which else would write one and the same token again and again. */
const headOfLast = numbers(hidden * vocabulary, 12);
const byPosition = numbers(vocabulary, 1);

export function embeddingsOf(ids: readonly number[]): Float32Array {
  return Float32Array.from(ids.flatMap((id) => embedding.slice(id * hidden, (id + 1) * hidden)));
}

/**
 * A decoder whose every answer can be told without it: its logits are those of the sum of all tokens' embeddings, of
 * the last token's alone, and of its position. So it shows each token that was forgotten, read twice, or misplaced.
 */
export function writeSummingGraph(file: string, graph: SummingGraph): void {
  const { type, input, mask, positionAxes, keeps, cache } = graph;
  const weight = (name: string, dims: number[], values: readonly number[]): Tensor => ({
    name,
    dims,
    type,
    data: type === 'float' ? floats(values) : halves(values),
  });
  const integers = (name: string, values: readonly number[]): Tensor => ({
    name,
    dims: [values.length],
    type: 'int64',
    data: Buffer.from(BigInt64Array.from(values, BigInt).buffer),
  });
  const to = elementTypes[type];
  const nodes: Node[] = [
    input === 'input_ids'
      ? { op: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['x'] }
      : { op: 'Cast', inputs: ['inputs_embeds'], outputs: ['x'], attributes: { to } },
    { op: 'Unsqueeze', inputs: ['x', 'axis 1'], outputs: ['new'] },
  ];
  const sequence = ['batch_size', 'sequence_length'];
  const inputs: Value[] = [
    input === 'input_ids'
      ? { name: input, type: 'int64', dims: sequence }
      : { name: input, type: 'float', dims: [...sequence, hidden] },
  ];
  const outputs: Value[] = [{ name: 'logits', type, dims: [...sequence, vocabulary] }];
  if (cache)
    for (const part of ['key', 'value']) {
      const [past, present] = [`past_key_values.0.${part}`, `present.0.${part}`];
      nodes.push({ op: 'Concat', inputs: [past, 'new'], outputs: [present], attributes: { axis: 2 } });
      inputs.push({ name: past, type, dims: ['batch_size', 1, 'past', hidden] });
      outputs.push({ name: present, type, dims: ['batch_size', 1, 'total', hidden] });
    }
  let all = cache ? 'present.0.key' : 'new';
  if (mask) {
    inputs.push({ name: 'attention_mask', type: 'int64', dims: ['batch_size', 'total'] });
    nodes.push(
      { op: 'Cast', inputs: ['attention_mask'], outputs: ['real'], attributes: { to } },
      { op: 'Unsqueeze', inputs: ['real', 'axes 1, 3'], outputs: ['real 4'] },
      { op: 'Mul', inputs: [all, 'real 4'], outputs: ['seen'] },
    );
    all = 'seen';
  }
  nodes.push(
    { op: 'ReduceSum', inputs: [all, 'axes 1, 2'], outputs: ['sum'], attributes: { keepdims: 0 } },
    { op: 'MatMul', inputs: ['sum', 'head of sum'], outputs: ['of sum'] },
    { op: 'Unsqueeze', inputs: ['of sum', 'axis 1'], outputs: ['of sum 3'] },
    { op: 'MatMul', inputs: ['x', 'head of last'], outputs: ['of last'] },
    { op: 'Add', inputs: ['of last', 'of sum 3'], outputs: ['scores'] },
  );
  let scores = 'scores';
  if (positionAxes > 0) {
    const dims = positionAxes === 1 ? sequence : [3, ...sequence];
    inputs.push({ name: 'position_ids', type: 'int64', dims });
    nodes.push({ op: 'Cast', inputs: ['position_ids'], outputs: ['position'], attributes: { to } });
    if (positionAxes === 3)
      nodes.push({
        op: 'ReduceSum',
        inputs: ['position', 'axis 0'],
        outputs: ['position 2'],
        attributes: { keepdims: 0 },
      });
    nodes.push(
      {
        op: 'Unsqueeze',
        inputs: [positionAxes === 3 ? 'position 2' : 'position', 'axis 2'],
        outputs: ['position 3'],
      },
      { op: 'Mul', inputs: ['position 3', 'by position'], outputs: ['of position'] },
      { op: 'Add', inputs: ['scores', 'of position'], outputs: ['placed scores'] },
    );
    scores = 'placed scores';
  }
  if (keeps === null) nodes.push({ op: 'Identity', inputs: [scores], outputs: ['logits'] });
  else {
    inputs.push({ name: 'num_logits_to_keep', type: 'int64', dims: [...keeps] });
    nodes.push(
      { op: 'Reshape', inputs: ['num_logits_to_keep', 'axis 1'], outputs: ['kept'] },
      { op: 'Neg', inputs: ['kept'], outputs: ['first kept'] },
      { op: 'Slice', inputs: [scores, 'first kept', 'end', 'axis 1'], outputs: ['logits'] },
    );
  }
  const weights = [
    weight('embedding', [vocabulary, hidden], embedding),
    weight('head of sum', [hidden, vocabulary], headOfSum),
    weight('head of last', [hidden, vocabulary], headOfLast),
    weight('by position', [vocabulary], byPosition),
    ...[integers('axis 0', [0]), integers('axis 1', [1]), integers('axis 2', [2])],
    ...[integers('axes 1, 2', [1, 2]), integers('axes 1, 3', [1, 3]), integers('end', [1_000_000])],
  ];
  writeFileSync(file, Buffer.concat(writeOnnx({ nodes, weights, inputs, outputs })));
}

/** What a summing graph answers. */
export function summingAnswer(graph: SummingGraph, { ids, mrope }: Prompt, newTokens: number): number[] {
  const answer: number[] = [];
  const positionOf = (place: number) => {
    if (graph.positionAxes < 3 || !mrope) return graph.positionAxes * place;
    if (place >= ids.length) return 3 * (mrope.next + place - ids.length);
    return [0, 1, 2].reduce((sum, axis) => sum + Number(mrope.positions[axis * ids.length + place]), 0);
  };
  while (answer.length < newTokens) {
    const tokens = [...ids, ...answer];
    const vectors = tokens.map((id) => embedding.slice(id * hidden, (id + 1) * hidden));
    const sum = Array.from({ length: hidden }, (_, index) =>
      vectors.reduce((total, vector) => total + vector[index]!, 0),
    );
    const times = (vector: readonly number[], head: readonly number[], token: number) =>
      vector.reduce((total, value, index) => total + value * head[index * vocabulary + token]!, 0);
    const scores = byPosition.map(
      (score, token) =>
        score * positionOf(tokens.length - 1) +
        times(sum, headOfSum, token) +
        times(vectors.at(-1)!, headOfLast, token),
    );
    answer.push(scores.indexOf(Math.max(...scores)));
  }
  return answer;
}

/** Whole numbers below 2,048 as 16-bit floats. */
function halves(values: readonly number[]): Buffer {
  const bits = values.map((value) => {
    if (value === 0) return 0;
    const exponent = Math.floor(Math.log2(Math.abs(value)));
    const fraction = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
    return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
  });
  return Buffer.from(Uint16Array.from(bits).buffer);
}
