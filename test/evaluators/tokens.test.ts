import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { transformersEvaluator } from '../../src/evaluators/transformers.ts';
import { bundleFile } from '../../src/native/bundle-file.ts';
import { inDirectory } from './countdown-model.ts';

/** What Python's `generate` wrote, greedily, in float32: fixtures/train/expected_tokens.py. */
interface ExpectedTokens {
  model: string;
  maxNewTokens: number;
  /** Of a model that sees pictures, `text` is what is asked about `images`, and `prompt` what the chat template makes of it. */
  prompts: {
    id: string;
    prompt: string;
    text?: string;
    images?: string[];
    inputIds: number[];
    outputIds: number[];
  }[];
}

const repository = path.resolve(import.meta.dirname, '../..');
const directory = path.join(repository, 'fixtures/expected-tokens');
const pictures = path.join(repository, 'fixtures/data/captioning/images');
const files = readdirSync(directory).filter((file) => file.endsWith('.json'));

test('every fixture model has its expected tokens', () => {
  const models = readdirSync(path.join(repository, 'fixtures/models'));
  expect(files.map((file) => path.basename(file, '.json')).sort()).toEqual(models.sort());
});

describe.each(files)("%s: the tokens are those of Python's transformers", (file) => {
  const expected: ExpectedTokens = JSON.parse(readFileSync(path.join(directory, file), 'utf8'));

  test.each([1, 8])('in batches of %i', async (batch) => {
    expect(expected.prompts.length).toBeGreaterThanOrEqual(50);
    const model = inDirectory(path.join(repository, 'fixtures/models', expected.model), {
      batch,
      maxNewTokens: expected.maxNewTokens,
    });
    const childScript = bundleFile('transformers-child.js');
    const evaluator = transformersEvaluator({ ...model, childScript, nativeDirectory: repository });
    try {
      await evaluator.load();
      const items = expected.prompts.map(({ id, prompt, text = prompt, images = [] }) => ({
        id,
        prompt: text,
        images: images.map((name) => ({ kind: 'file' as const, path: path.join(pictures, name) })),
      }));
      const { predictions, promptTokens, generatedTokens } = await evaluator.pass(items);
      for (const [index, { id, outputIds }] of expected.prompts.entries())
        expect(predictions[index]?.tokenIds, `prompt ${id}`).toEqual(outputIds);
      expect(promptTokens).toBe(expected.prompts.flatMap(({ inputIds }) => inputIds).length);
      expect(generatedTokens).toBe(expected.prompts.flatMap(({ outputIds }) => outputIds).length);
    } finally {
      await evaluator.close();
    }
  });
});
