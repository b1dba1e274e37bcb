import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { bundles } from '../../rolldown.config.ts';
import type { TransformersConfig } from '../../src/config/config.ts';
import { transformersEvaluator } from '../../src/evaluators/transformers.ts';
import { bundleFile } from '../../src/native/bundle-file.ts';
import { inDirectory, letters, writeCountdownModel } from './countdown-model.ts';
import { writeOnnx } from './onnx-writer.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const repository = path.resolve(import.meta.dirname, '../..');

async function modelDirectory(config: Record<string, unknown> = {}): Promise<string> {
  const directory = await temporaryDirectory('cegi-model');
  await writeCountdownModel(directory, config);
  return directory;
}

function evaluatorOf(directory: string, settings: Partial<TransformersConfig> = {}) {
  return transformersEvaluator({
    ...inDirectory(directory, settings),
    childScript: bundleFile('transformers-child.js'),
    nativeDirectory: repository,
  });
}

/** Loads, runs one pass over the prompts, and closes. */
async function answers(directory: string, prompts: string[], settings: Partial<TransformersConfig> = {}) {
  const evaluator = evaluatorOf(directory, settings);
  const progress: number[] = [];
  try {
    const loaded = await evaluator.load();
    const items = prompts.map((prompt, index) => ({ id: `item ${index}`, prompt }));
    const pass = await evaluator.pass(items, (done) => progress.push(done));
    return { ...pass, loaded, progress, texts: pass.predictions.map(({ text }) => text) };
  } finally {
    await evaluator.close();
  }
}

const prompts = ['c', 'hhhh', 'ac', 'a', 'hg', 'b', 'gggggd'];
const countdowns = ['ba', 'gfedcba', 'ba', '', 'fedcba', 'a', 'cba'];

describe('answers', () => {
  test.each([1, 2, 3, 8])(
    'are in the order of the items, each cut at its first end token, in batches of %i',
    async (batch) => {
      const { predictions, texts, promptTokens, generatedTokens, progress, cpuTimeS } = await answers(
        await modelDirectory(),
        prompts,
        { batch },
      );
      expect(texts).toEqual(countdowns);
      expect(predictions.map(({ id }) => id)).toEqual(prompts.map((_, index) => `item ${index}`));
      // The end token is written, and counted.
      expect(predictions.map((prediction) => prediction.generatedTokens)).toEqual(
        countdowns.map((text) => text.length + 1),
      );
      expect(predictions[0]?.tokenIds).toEqual([letters.indexOf('b'), letters.indexOf('a'), 0]);
      expect(promptTokens).toBe(prompts.join('').length);
      expect(generatedTokens).toBe(countdowns.join('').length + prompts.length);
      expect(progress.at(-1)).toBe(prompts.length);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      expect(cpuTimeS).toBeGreaterThan(0);
    },
  );

  test('are cut at the number of tokens that was asked for', async () => {
    const { predictions, texts } = await answers(await modelDirectory(), ['h', 'b'], { maxNewTokens: 3 });
    expect(texts).toEqual(['gfe', 'a']);
    expect(predictions.map(({ generatedTokens }) => generatedTokens)).toEqual([3, 2]);
  });

  test('stop when every row has ended, however long they might have gone on', async () => {
    const directory = await modelDirectory({ max_position_embeddings: 2_000_000 });
    const endless = { batch: 8, maxNewTokens: 1_000_000, timeoutS: 20 };
    expect((await answers(directory, prompts, endless)).texts).toEqual(countdowns);
  });

  test('of a fixed length go on past the end, and count all of it', async () => {
    const { predictions, texts, generatedTokens } = await answers(await modelDirectory(), ['c', 'h', 'a'], {
      decoding: 'fixed-length',
      maxNewTokens: 9,
    });
    expect(predictions.map((prediction) => prediction.generatedTokens)).toEqual([9, 9, 9]);
    expect(predictions[0]?.tokenIds).toEqual([3, 2, 0, 1, 1, 1, 1, 1, 1]);
    expect(generatedTokens).toBe(27);
    expect(texts).toEqual(['ba', 'gfedcba', '']);
  });

  test("end at the tokens that generation_config.json names, before config.json's", async () => {
    const directory = await modelDirectory();
    const ends = { eos_token_id: [letters.indexOf('b'), letters.indexOf('f')] };
    await writeFile(path.join(directory, 'generation_config.json'), JSON.stringify(ends));
    expect((await answers(directory, ['h', 'd', 'b'], { maxNewTokens: 4 })).texts).toEqual([
      'gf',
      'cb',
      'a!!',
    ]);
  });

  test('are greedy whatever the model asks for', async () => {
    const directory = await modelDirectory();
    const sampling = {
      do_sample: true,
      temperature: 9,
      top_k: 5,
      num_beams: 3,
      return_dict_in_generate: true,
    };
    await writeFile(path.join(directory, 'generation_config.json'), JSON.stringify(sampling));
    expect((await answers(directory, prompts)).texts).toEqual(countdowns);
  });

  test('a second pass gives the same', async () => {
    const evaluator = evaluatorOf(await modelDirectory());
    await evaluator.load();
    const items = prompts.map((prompt) => ({ id: prompt, prompt }));
    const [first, second] = [await evaluator.pass(items), await evaluator.pass(items)];
    expect(second.predictions).toEqual(first.predictions);
    await evaluator.close();
  });

  test('of no items are none', async () => {
    const { predictions, generatedTokens } = await answers(await modelDirectory(), []);
    expect(predictions).toEqual([]);
    expect(generatedTokens).toBe(0);
  });
});

describe('an item that cannot be run', () => {
  test('fails alone: a prompt longer than the context, and an empty one', async () => {
    const directory = await modelDirectory({ max_position_embeddings: 10 });
    const { predictions, texts, promptTokens, progress } = await answers(directory, [
      'c'.repeat(11),
      'd',
      '',
    ]);
    expect(texts).toEqual(['', 'cba', '']);
    expect(predictions.map(({ failure }) => failure)).toEqual([
      "the prompt of 11 tokens leaves no room in the model's context of 10",
      undefined,
      'the prompt has no tokens',
    ]);
    expect(promptTokens).toBe(1);
    expect(progress.at(-1)).toBe(3);
  });

  test('a long prompt may still write what its context has room for', async () => {
    const directory = await modelDirectory({ max_position_embeddings: 10 });
    expect((await answers(directory, ['cccccccch', 'gggggggh', 'h'])).texts).toEqual(['g', 'gf', 'gfedcba']);
  });
});

test('a model that fails while it runs says so, and leaves no pass to wait for', async () => {
  const directory = await modelDirectory();
  // A token that the tokenizer knows and the graph does not.
  const tokenizer = path.join(directory, 'tokenizer.json');
  await writeFile(tokenizer, (await readFile(tokenizer, 'utf8')).replace('"h":9', '"h":99'));
  await expect(answers(directory, ['h'])).rejects.toThrow(/^Model "countdown": inference failed: /);
});

describe('loading', () => {
  test('takes the graph of the dtype that was asked for', async () => {
    const directory = await modelDirectory();
    await rename(path.join(directory, 'onnx/model.onnx'), path.join(directory, 'onnx/model_quantized.onnx'));
    expect((await answers(directory, ['c'], { dtype: 'q8' })).texts).toEqual(['ba']);
  });

  test('chooses a device and names what runs the model', async () => {
    const { loaded } = await answers(await modelDirectory(), [], { device: 'auto' });
    expect(['cpu', 'cuda', 'webgpu']).toContain(loaded.device);
    expect(loaded.runtime).toMatch(/^onnxruntime \d+\.\d+\.\d+, transformers\.js \d+\.\d+\.\d+$/);
  });

  test('on CUDA without its libraries says which, where, and what to do', async () => {
    const loading = evaluatorOf(await modelDirectory(), { device: 'cuda' }).load();
    await expect(loading).rejects.toThrow(
      /device cuda cannot be used: .*libonnxruntime_providers_cuda\.so missing in .*onnxruntime-node.*CUDA 12 and cuDNN 9/,
    );
  });

  test('a graph that only the runtime finds broken is named', async () => {
    const directory = await modelDirectory();
    const file = path.join(directory, 'onnx/model.onnx');
    const bytes = await readFile(file);
    bytes[bytes.indexOf('Gather') - 2] = 0xff;
    await writeFile(file, bytes);
    await expect(evaluatorOf(directory).load()).rejects.toThrow(`${file} is truncated or not an ONNX file`);
  });

  test('a tokenizer that makes no sense is blamed on the artifact', async () => {
    const directory = await modelDirectory();
    await writeFile(path.join(directory, 'tokenizer.json'), '{}');
    await expect(evaluatorOf(directory).load()).rejects.toThrow(
      `Model "countdown": ${directory} could not be loaded: `,
    );
  });

  test('a graph that is no decoder alone is refused in a sentence', async () => {
    const directory = await modelDirectory();
    const graph = writeOnnx({
      nodes: [{ op: 'Add', inputs: ['input_ids', 'encoder_hidden_states'], outputs: ['logits'] }],
      weights: [],
      inputs: ['input_ids', 'encoder_hidden_states'].map((name) => ({ name, type: 'int64', dims: [1, 10] })),
      outputs: [{ name: 'logits', type: 'int64', dims: [1, 10] }],
    });
    await writeFile(path.join(directory, 'onnx/model.onnx'), Buffer.concat(graph));
    await expect(evaluatorOf(directory).load()).rejects.toThrow(
      /^Model "countdown": .* wants encoder_hidden_states, which a decoder-only model does not have/,
    );
  });

  test('a setting that would change the answers, and is not done, is refused by name', async () => {
    const directory = await modelDirectory();
    await writeFile(path.join(directory, 'generation_config.json'), '{"guidance_scale": 3}');
    await expect(evaluatorOf(directory).load()).rejects.toThrow('sets guidance_scale');
  });

  test('works from a directory whose path has spaces and looks like a name on the Hub', async () => {
    const directory = path.join(await temporaryDirectory('cegi model '), 'org--name.git');
    await writeCountdownModel(directory);
    expect((await answers(directory, ['c'])).texts).toEqual(['ba']);
  });
});

describe('the bundled child', () => {
  async function build(): Promise<string> {
    const dist = await temporaryDirectory('cegi-dist');
    const bundle = bundles(dist).find(({ input }) => 'transformers-child' in (input as object));
    const { output, ...input } = bundle as { output: object };
    const build = await rolldown(input);
    await build.write(output);
    await build.close();
    return dist;
  }

  test('finds native parts where it is told, and not beside itself', async () => {
    const dist = await build();
    const childScript = path.join(dist, 'transformers-child.js');
    const model = inDirectory(await modelDirectory());
    const evaluator = transformersEvaluator({ ...model, childScript, nativeDirectory: repository });
    await evaluator.load();
    const { predictions } = await evaluator.pass([{ id: '1', prompt: 'd' }]);
    expect(predictions[0]?.text).toBe('cba');
    await evaluator.close();

    const lost = transformersEvaluator({ ...model, childScript, nativeDirectory: dist });
    await expect(lost.load()).rejects.toThrow("Cannot find module 'onnxruntime-node'");
  });

  test('is the same bytes on every build, and says nothing of the machine that built it', async () => {
    const [one, other] = await Promise.all([build(), build()]);
    const files = (await readdir(one, { recursive: true, withFileTypes: true })).filter((file) =>
      file.isFile(),
    );
    const names = files.map((file) => path.relative(one, path.join(file.parentPath, file.name))).sort();
    expect(names).toEqual([
      'cegi.schema.json',
      'gate.js',
      'licenses.txt',
      'measure-post.js',
      'measure.js',
      'native/package-lock.json',
      'native/package.json',
      'package.json',
      'plan.js',
      'report.js',
      'sql-wasm.wasm',
      'transformers-child.js',
    ]);
    for (const name of names) {
      const bytes = await readFile(path.join(one, name));
      expect(bytes.equals(await readFile(path.join(other, name))), name).toBe(true);
      expect(bytes.includes(repository), name).toBe(false);
    }
  });
});
