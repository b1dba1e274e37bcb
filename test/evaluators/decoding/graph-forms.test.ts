import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { decoderGraph } from '../../../src/evaluators/decoding/decoder-graph.ts';
import { type Decoder, decodeBatch, type Prompt } from '../../../src/evaluators/decoding/greedy.ts';
import { openDecoder } from '../../../src/evaluators/decoding/open-decoder.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { embeddingsOf, type SummingGraph, summingAnswer, writeSummingGraph } from './summing-model.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const usual: SummingGraph = {
  type: 'float',
  input: 'input_ids',
  mask: true,
  positionAxes: 1,
  keeps: [],
  cache: true,
};
const forms: Record<string, Partial<SummingGraph>> = {
  'is the usual one': {},
  'keeps logits by a list': { keeps: [1] },
  'gives the logits of all tokens': { keeps: null },
  'counts positions itself': { positionAxes: 0 },
  'has no mask': { mask: false },
  'has no cache': { cache: false },
  'has neither cache nor logits to keep': { cache: false, keeps: null },
  'is of 16-bit floats': { type: 'float16' },
  'is of 16-bit floats and gives all logits': { type: 'float16', keeps: null },
  'takes embeddings': { input: 'inputs_embeds' },
  'takes embeddings and positions on three axes': { input: 'inputs_embeds', positionAxes: 3 },
};
/** Where onnxruntime's library is called itself, and where onnxruntime-node runs the graph. */
const runtimes = { library: repository, 'onnxruntime-node': path.join(repository, 'nowhere') };

const prompts = [[5, 1, 9], [2], [7, 7, 3, 1, 20, 4, 8], [11, 3], [22, 13, 6, 2, 1]];

async function decoderOf(graph: SummingGraph, nativeDirectory: string): Promise<Decoder> {
  const file = path.join(await temporaryDirectory('cegi-graph'), 'model.onnx');
  writeSummingGraph(file, graph);
  return {
    graph: decoderGraph(await openDecoder(file, { device: 'cpu', threads: 1, nativeDirectory })),
    rules: null,
    endTokens: new Set(),
    embed: async (ids) => embeddingsOf(ids),
  };
}

function promptOf(ids: number[], { input, positionAxes }: SummingGraph): Prompt {
  if (input === 'input_ids') return { ids };
  const embeddings = embeddingsOf(ids);
  if (positionAxes < 3) return { ids, embeddings };
  const positions = BigInt64Array.from(
    [0, 1, 2].flatMap((axis) => ids.map((_, place) => axis + place * 2)),
    BigInt,
  );
  return { ids, embeddings, mrope: { positions, next: ids.length + 4 } };
}

describe.each(Object.entries(runtimes))('run by %s', (_, nativeDirectory) => {
  test.each(Object.entries(forms))('a graph that %s', async (_, form) => {
    const graph = { ...usual, ...form };
    const decoder = await decoderOf(graph, nativeDirectory);
    const asked = prompts.map((ids) => promptOf(ids, graph));
    const wanted = asked.map((prompt) => summingAnswer(graph, prompt, 12));
    expect(new Set(wanted.flat()).size).toBeGreaterThan(4);
    expect(await decodeBatch(decoder, asked, { newTokens: 12, untilEnd: false })).toEqual(wanted);

    // Rows end at several steps, one of them at the last that there is.
    const endTokens = new Set([wanted[0]![2]!, wanted[3]![11]!]);
    const ended = wanted.map((answer) =>
      answer.slice(0, 1 + [...answer, ...endTokens].findIndex((token) => endTokens.has(token))),
    );
    // A second batch finds the memory as the first one left it.
    expect(await decodeBatch({ ...decoder, endTokens }, asked, { newTokens: 12, untilEnd: true })).toEqual(
      ended,
    );
  });
});

test('a graph whose cache lacks an output is refused', async () => {
  const { graph } = await decoderOf(usual, repository);
  const outputMetadata = graph.session.outputMetadata.filter(({ name }) => name !== 'present.0.value');
  expect(() => decoderGraph({ ...graph.session, outputMetadata })).toThrow(
    'its graph has past_key_values.0.value, but no output present.0.value',
  );
});

test('a graph that wants what no decoder has is refused by name', async () => {
  const { graph } = await decoderOf(usual, repository);
  const encoder = { name: 'encoder_hidden_states', isTensor: true, type: 'float32', shape: [1] } as const;
  const inputMetadata = [...graph.session.inputMetadata, encoder];
  expect(() => decoderGraph({ ...graph.session, inputMetadata })).toThrow(
    'its graph wants encoder_hidden_states, which a decoder-only model does not have',
  );
});

test.each(Object.keys(runtimes))('a file that is no graph is one error: %s', async (runtime) => {
  const nativeDirectory = runtimes[runtime as keyof typeof runtimes];
  const options = { device: 'cpu', threads: 1, nativeDirectory } as const;
  await expect(openDecoder(import.meta.filename, options)).rejects.toThrow(/protobuf parsing failed/i);
  await expect(openDecoder(`${import.meta.filename}.nowhere`, options)).rejects.toThrow(
    /doesn't exist|not exist/,
  );
});
