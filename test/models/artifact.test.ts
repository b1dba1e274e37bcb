import { mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dtype, ModelConfig } from '../../src/config/config.ts';
import { UserError } from '../../src/errors.ts';
import { artifactOf } from '../../src/models/artifact.ts';
import { commandConfig, modelConfig, openAiConfig } from '../model-config.ts';

const notOnTheHub = () => Promise.reject(new Error('nothing is to be fetched'));

async function artifactDigest(directory: string, dtype: Dtype): Promise<string> {
  const config = modelConfig(directory, { dtype });
  const artifact = await artifactOf(config, notOnTheHub);
  expect(artifact.directory).toBe(directory);
  return artifact.digest;
}

async function model(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-artifact-'));
  await mkdir(join(directory, 'onnx'));
  for (const name of [
    'config.json',
    'tokenizer.json',
    'README.md',
    'onnx/model.onnx',
    'onnx/model_quantized.onnx',
  ]) {
    await writeFile(join(directory, name), name);
  }
  return directory;
}

describe('the digest of an artifact', () => {
  it('is the same for the same files, wherever they lie', async () => {
    const [a, b] = [await artifactDigest(await model(), 'fp32'), await artifactDigest(await model(), 'fp32')];
    expect(a).toBe(b);
    expect(a).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    'config.json',
    'generation_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'special_tokens_map.json',
    'chat_template.jinja',
    'preprocessor_config.json',
    'adapter_model.safetensors',
    'vocab.txt',
    'merges.txt',
    'onnx/model.onnx',
    'onnx/model.onnx_data',
    'onnx/model.onnx_data_1',
  ])('changes with %s', async (name) => {
    const directory = await model();
    const before = await artifactDigest(directory, 'fp32');
    await writeFile(join(directory, name), 'other');
    expect(await artifactDigest(directory, 'fp32')).not.toBe(before);
  }); // prettier-ignore

  it.each(['README.md', 'emissions.csv', 'onnx/model_quantized.onnx', 'onnx/model_q4.onnx_data'])(
    'does not change with %s',
    async (name) => {
      const directory = await model();
      const before = await artifactDigest(directory, 'fp32');
      await writeFile(join(directory, name), 'other');
      expect(await artifactDigest(directory, 'fp32')).toBe(before);
    },
  );

  it('changes where a file is renamed, and with the dtype', async () => {
    const directory = await model();
    const before = await artifactDigest(directory, 'fp32');
    expect(await artifactDigest(directory, 'q8')).not.toBe(before);
    await rename(join(directory, 'tokenizer.json'), join(directory, 'vocab.json'));
    expect(await artifactDigest(directory, 'fp32')).not.toBe(before);
  });

  it('of a directory that is not there is a UserError', async () => {
    await expect(artifactDigest('/nowhere', 'fp32')).rejects.toThrow(UserError);
  });
});

describe('the artifact of a model', () => {
  it('of the Hub lies where it was fetched to', async () => {
    const directory = await model();
    const config = {
      ...modelConfig('', { dtype: 'q8' }),
      source: { kind: 'hub', repository: 'org/name', revision: 'abc' },
    } as const satisfies ModelConfig;
    const fetched: unknown[] = [];
    const artifact = await artifactOf(config, async (...asked) => {
      fetched.push(asked);
      return { directory, commit: 'abc' };
    });
    expect(fetched).toEqual([[config.source, 'q8']]);
    expect(artifact).toEqual({
      directory,
      digest: await artifactDigest(directory, 'q8'),
      hub: { repository: 'org/name', commit: 'abc' },
    });
  });

  it('that a server runs is told by what the configuration says of it', async () => {
    const digest = async (changes: Parameters<typeof openAiConfig>[0]) => {
      const artifact = await artifactOf(openAiConfig(changes), notOnTheHub);
      expect(artifact.directory).toBeNull();
      return artifact.digest;
    };
    expect(await digest({})).toBe(await digest({}));
    expect(await digest({ model: 'other' })).not.toBe(await digest({}));
    expect(await digest({ extraBody: { seed: 1 } })).not.toBe(await digest({}));
    expect(await digest({ concurrency: 2 })).toBe(await digest({}));
  });

  it('that a harness runs from a directory is all of its files', async () => {
    const directory = await model();
    const config = commandConfig({}, { kind: 'directory', directory, path: 'models/a' });
    const before = await artifactOf(config, notOnTheHub);
    expect(before.directory).toBe(directory);
    await writeFile(join(directory, 'onnx', 'anything.bin'), 'new');
    expect((await artifactOf(config, notOnTheHub)).digest).not.toBe(before.digest);
  });

  it('that a harness runs from a directory changes with how it is run', async () => {
    const directory = await model();
    const source = { kind: 'directory' as const, directory, path: 'models/a' };
    const digestOf = async (changes: Parameters<typeof commandConfig>[0]) =>
      (await artifactOf(commandConfig(changes, source), notOnTheHub)).digest;
    const digests = [
      await digestOf({}),
      await digestOf({ command: ['harness', '--fast'] }),
      await digestOf({ env: { THREADS: '8' } }),
    ];
    expect(new Set(digests).size).toBe(3);
    expect(await digestOf({})).toBe(digests[0]);
  });
});
