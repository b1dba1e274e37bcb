import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { decoderGraph } from '../../../src/evaluators/decoding/decoder-graph.ts';
import { type Decoder, decodeBatch } from '../../../src/evaluators/decoding/greedy.ts';
import { openDecoder } from '../../../src/evaluators/decoding/open-decoder.ts';

const nativeDirectory = path.resolve(import.meta.dirname, '../../..');
const fixtures = path.join(nativeDirectory, 'fixtures');
const { prompts, maxNewTokens } = JSON.parse(
  readFileSync(path.join(fixtures, 'expected-tokens/sql-lora.json'), 'utf8'),
) as { prompts: { inputIds: number[]; outputIds: number[] }[]; maxNewTokens: number };
const endTokens = new Set([prompts[0]!.outputIds.at(-1)!]);

async function decoder(changes: Partial<Decoder> = {}): Promise<Decoder> {
  const file = path.join(fixtures, 'models/sql-lora/onnx/model.onnx');
  const graph = decoderGraph(await openDecoder(file, { device: 'cpu', threads: 1, nativeDirectory }));
  return { graph, rules: null, endTokens, ...changes };
}

const asked = prompts.map(({ inputIds }) => ({ ids: inputIds }));
const wanted = prompts.map(({ outputIds }) => outputIds);

describe('a batch', () => {
  test('of very different prompts writes what each writes alone, while rows leave it at their ends', async () => {
    const lengths = new Set(wanted.map((ids) => ids.length));
    expect(lengths.size).toBeGreaterThan(5);
    const answers = await decodeBatch(await decoder(), asked, { newTokens: maxNewTokens, untilEnd: true });
    expect(answers).toEqual(wanted);
  });

  test('is no slower to end than its longest row', async () => {
    const model = await decoder();
    let runs = 0;
    let rowsRun = 0;
    const { session } = model.graph;
    model.graph.session = {
      ...session,
      run(feeds, fetches) {
        runs += 1;
        rowsRun += feeds.input_ids!.dims[0]!;
        return session.run(feeds, fetches);
      },
    };
    await decodeBatch(model, asked, { newTokens: maxNewTokens, untilEnd: true });
    const lengths = wanted.map((ids) => ids.length);
    expect(runs).toBe(Math.max(...lengths));
    // Of what a batch of fixed size would run, little more than what the answers take.
    const needed = lengths.reduce((sum, length) => sum + length, 0);
    expect(rowsRun).toBeGreaterThanOrEqual(needed);
    expect(rowsRun).toBeLessThan(1.35 * needed);
  });

  test('of a fixed length writes on after the end, the same until there', async () => {
    const answers = await decodeBatch(await decoder(), asked.slice(0, 8), { newTokens: 80, untilEnd: false });
    for (const [row, answer] of answers.entries()) {
      expect(answer).toHaveLength(80);
      expect(answer.slice(0, wanted[row]!.length)).toEqual(wanted[row]);
    }
  });

  test('is cut at the number of new tokens', async () => {
    const answers = await decodeBatch(await decoder(), asked.slice(0, 4), { newTokens: 3, untilEnd: true });
    expect(answers).toEqual(wanted.slice(0, 4).map((ids) => ids.slice(0, 3)));
  });

  test('follows the rules of its model, for each row by its own tokens', async () => {
    const rules = {
      repetitionPenalty: 1,
      noRepeatNgramSize: 1,
      suppressed: [],
      suppressedAtBegin: [],
      minNewTokens: 0,
    };
    const model = await decoder({ rules });
    const options = { newTokens: 20, untilEnd: true };
    const together = await decodeBatch(model, asked.slice(0, 6), options);
    for (const [row, prompt] of asked.slice(0, 6).entries()) {
      const tokens = [...prompt.ids, ...together[row]!];
      expect(new Set(together[row]).size).toBe(together[row]!.length);
      expect(together[row]!.some((token) => prompt.ids.includes(token))).toBe(false);
      expect(tokens.length).toBeGreaterThan(prompt.ids.length);
      expect(await decodeBatch(model, [prompt], options)).toEqual([together[row]]);
    }
  });
});
