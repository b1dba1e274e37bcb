import { mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Dtype } from '../../src/config/config.ts';
import { checkArtifact } from '../../src/evaluators/artifact.ts';
import { looksLikeOnnx } from '../../src/evaluators/onnx-file.ts';
import { writeCountdownModel } from './countdown-model.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const lfsPointer = `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
`;

async function artifact(config: Record<string, unknown> = {}): Promise<string> {
  const directory = await temporaryDirectory('cegi-artifact');
  await writeCountdownModel(directory, config);
  return directory;
}

async function refusal(directory: string, dtype: Dtype = 'fp32'): Promise<string> {
  const error = await checkArtifact({ id: 'countdown', directory, dtype }).then(
    () => null,
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: 'UserError' });
  expect(error.message).toMatch(/^Model "countdown": /);
  return error.message;
}

describe('an artifact', () => {
  test('with all its files is accepted, with and without optional ones', async () => {
    const directory = await artifact();
    await checkArtifact({ id: 'countdown', directory, dtype: 'fp32' });
    await writeFile(path.join(directory, 'generation_config.json'), '{}');
    await checkArtifact({ id: 'countdown', directory, dtype: 'fp32' });
  });

  test('that is no directory is refused', async () => {
    expect(await refusal('/nowhere/model')).toContain('there is no directory /nowhere/model');
    const file = path.join(await artifact(), 'config.json');
    expect(await refusal(file)).toContain('there is no directory');
  });

  test.each(['config.json', 'tokenizer.json', 'tokenizer_config.json'])(
    'without %s is refused',
    async (name) => {
      const directory = await artifact();
      await rm(path.join(directory, name));
      expect(await refusal(directory)).toContain(`${path.join(directory, name)} is missing`);
    },
  );

  test('with broken JSON is refused, naming the file', async () => {
    const directory = await artifact();
    await writeFile(path.join(directory, 'generation_config.json'), '{"eos_token_id": ');
    expect(await refusal(directory)).toContain('generation_config.json is not valid JSON');
  });

  test('whose configuration is no object is refused, naming the file', async () => {
    const directory = await artifact();
    await writeFile(path.join(directory, 'tokenizer_config.json'), 'null');
    expect(await refusal(directory)).toContain('tokenizer_config.json holds no JSON object');
  });

  test('of another dtype is refused, saying which are there', async () => {
    const directory = await artifact();
    const message = await refusal(directory, 'q8');
    expect(message).toContain('onnx/model_quantized.onnx is missing, which is where dtype q8 is kept');
    expect(message).toContain('Here is fp32:');
    await rename(path.join(directory, 'onnx/model.onnx'), path.join(directory, 'onnx/model_q4f16.onnx'));
    expect(await refusal(directory)).toContain('Here is q4f16:');
    await checkArtifact({ id: 'countdown', directory, dtype: 'q4f16' });
    await rm(path.join(directory, 'onnx/model_q4f16.onnx'));
    expect(await refusal(directory)).toContain('No dtype is here');
  });

  test.each(['onnx/model.onnx', 'tokenizer.json', 'onnx/model.onnx_data'])(
    'whose %s is a Git LFS pointer is refused with the command that fetches it',
    async (name) => {
      const directory = await artifact();
      await writeFile(path.join(directory, name), lfsPointer);
      const message = await refusal(directory);
      expect(message).toContain(`${path.join(directory, name)} is a Git LFS pointer`);
      expect(message).toContain('git lfs pull');
    },
  );

  test('whose graph is empty is refused', async () => {
    const directory = await artifact();
    await truncate(path.join(directory, 'onnx/model.onnx'));
    expect(await refusal(directory)).toContain('model.onnx is empty');
  });

  test('whose graph is no ONNX file is refused', async () => {
    const directory = await artifact();
    await writeFile(path.join(directory, 'onnx/model.onnx'), 'PK\u0003\u0004 not a model at all');
    expect(await refusal(directory)).toContain('model.onnx is truncated or not an ONNX file');
    await rm(path.join(directory, 'onnx/model.onnx'));
    await mkdir(path.join(directory, 'onnx/model.onnx'));
    expect(await refusal(directory)).toContain('model.onnx is missing');
  });

  test.each([
    [true, 'model.onnx_data'],
    [1, 'model.onnx_data'],
    [{ model: 2 }, 'model.onnx_data'],
    [{ 'model.onnx': 1 }, 'model.onnx_data'],
  ])('that announces external data as %j needs it', async (format, missing) => {
    const directory = await artifact({ 'transformers.js_config': { use_external_data_format: format } });
    expect(await refusal(directory)).toContain(`${path.join(directory, 'onnx', missing)} is missing`);
    await writeFile(path.join(directory, 'onnx', missing), 'weights');
    if (typeof format === 'object' && 'model' in format)
      expect(await refusal(directory)).toContain('model.onnx_data_1 is missing');
    else await checkArtifact({ id: 'countdown', directory, dtype: 'fp32' });
  });
});

describe('an ONNX file', () => {
  test('cut off anywhere no longer looks like one', async () => {
    const directory = await artifact();
    const whole = await readFile(path.join(directory, 'onnx/model.onnx'));
    const file = path.join(directory, 'cut.onnx');
    await writeFile(file, whole);
    expect(await looksLikeOnnx(file)).toBe(true);
    for (let length = whole.length - 1; length >= 0; length -= 1) {
      await truncate(file, length);
      expect(await looksLikeOnnx(file), `${length} of ${whole.length} bytes`).toBe(false);
    }
  });

  test('of endless tiny fields is given up', async () => {
    const directory = await temporaryDirectory('cegi-artifact');
    const file = path.join(directory, 'model.onnx');
    await writeFile(file, Buffer.alloc(200_000, 0x08));
    expect(await looksLikeOnnx(file)).toBe(false);
  });
});
