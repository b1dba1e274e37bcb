import { cp, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { trainableParameters } from '../../src/models/parameters.ts';
import { floats, writeOnnx } from '../evaluators/onnx-writer.ts';
import counts from './golden/parameters/counts.json' with { type: 'json' };

async function count(name: string, content: Buffer) {
  const file = join(await mkdtemp(join(tmpdir(), 'cegi-parameters-')), name);
  await writeFile(file, content);
  return trainableParameters({ kind: 'file', file, path: name });
}

function safetensors(header: unknown, dataBytes: number): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}
const tensor = (dtype: string, shape: unknown, begin: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('trainable parameters of a safetensors file', () => {
  it('are the elements of its floating-point tensors', async () => {
    const header = {
      __metadata__: { format: 'pt' },
      a: tensor('F32', [2, 3], 0, 24),
      b: tensor('BF16', [5], 24, 34),
      scalar: tensor('F16', [], 34, 36),
      positions: tensor('I64', [2], 36, 52),
    };
    expect(await count('a.safetensors', safetensors(header, 52))).toEqual({
      count: 12,
      source: 'a.safetensors, 3 tensors',
    });
  });

  it('of the adapter among the fixtures, all float32, fill the file after its header', async () => {
    const file = 'fixtures/models/sql-lora/adapter_model.safetensors';
    const bytes = await readFile(file);
    const dataBytes = bytes.length - 8 - Number(bytes.readBigUInt64LE());
    const { count } = await trainableParameters({ kind: 'file', file, path: file });
    expect(count).toBe(dataBytes / 4);
  });

  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is shorter than its header', safetensors({}, 0).subarray(0, 9)],
    ['announces a header of 2^64 bytes', Buffer.alloc(64, 0xff)],
    ['has no JSON', safetensors('{"a":', 0)],
    ['has a list for a header', safetensors([], 0)],
    ['has an entry that is null', safetensors({ a: null }, 0)],
    ['has a negative dimension', safetensors({ a: tensor('F32', [-1, -4], 0, 16) }, 16)],
    ['has a fraction for a dimension', safetensors({ a: tensor('F32', [1.5], 0, 6) }, 6)],
    ['has text for a dimension', safetensors({ a: tensor('F32', ['4'], 0, 16) }, 16)],
    ['overflows', safetensors({ a: tensor('F32', Array(8).fill(2 ** 50), 0, 16) }, 16)],
    ['has a shape that its data cannot hold', safetensors({ a: tensor('F32', [1000], 0, 16) }, 16)],
    ['has offsets that go back', safetensors({ a: tensor('F32', [4], 16, 0) }, 16)],
    ['has 1000 dimensions', safetensors({ a: tensor('F32', Array(1000).fill(1), 0, 4) }, 4)],
    ['is cut off', safetensors({ a: tensor('F32', [4], 0, 16) }, 15)],
    ['has no tensor', safetensors({}, 0)],
    [
      'is a Git LFS pointer',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'),
    ],
  ])('are refused where it %s', async (_, content) => {
    await expect(count('a.safetensors', content)).rejects.toThrow(UserError);
    await expect(count('a.safetensors', content)).rejects.toThrow(
      'or write the number under trainable-parameters',
    );
  });

  it('are a count or a UserError for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.nat(20), async (json, dataBytes) => {
        await expect(count('a.safetensors', safetensors(json, dataBytes))).rejects.toThrow(UserError);
      }),
      { numRuns: 50 },
    );
  });
});

const golden = 'test/models/golden/parameters/files';
const read = (file: string, path = 'm') => trainableParameters({ kind: 'file', file, path });

/** A golden file or directory, to be spoilt. */
async function copyOf(name: string) {
  const copy = join(await mkdtemp(join(tmpdir(), 'cegi-parameters-')), name);
  await cp(join(golden, name), copy, { recursive: true });
  return copy;
}

describe('trainable parameters', () => {
  it.each(Object.entries(counts))('of %s are as many as Python counts', async (name, { parameters }) => {
    const { count } = await read(join(golden, name));
    expect(count).toBe(parameters);
  });

  it('of an adapter are counted from its weights as from its directory', async () => {
    const file = join(golden, 'lora-embeddings-frozen/adapter_model.safetensors');
    expect((await read(file)).count).toBe(counts['lora-embeddings-frozen'].parameters);
  });

  it('name what was saved and not trained', async () => {
    expect((await read(join(golden, 'lora-embeddings-frozen'))).source).toBe(
      'm, 8 tensors; not trained: base_model.model.lm_head.weight, base_model.model.model.embed_tokens.weight',
    );
    expect((await read(join(golden, 'lora'))).source).toBe('m, 8 tensors');
  });

  it('of a directory that a whole model was saved to are those of its files', async () => {
    expect((await read(join(golden, 'whole'))).count).toBe(counts['whole/model.safetensors'].parameters);
    expect((await read(join(golden, 'shards'))).count).toBe(counts['whole/model.safetensors'].parameters);
  });

  it('of a GGUF file in parts are those of all of them', async () => {
    const whole = await copyOf('quantised.gguf');
    const [first, second] = [1, 2].map((part) => whole.replace('quantised', `m-0000${part}-of-00002`));
    await cp(whole, first!);
    await expect(read(first!)).rejects.toThrow('m-00002-of-00002.gguf, a part of it: ');
    await cp(whole, second!);
    expect((await read(first!)).count).toBe(2 * counts['quantised.gguf'].parameters);
  });

  const withConfig = (change: object) => async (directory: string) => {
    const file = join(directory, 'adapter_config.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...change }));
  };
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
  it.each<[string, string, (copy: string) => Promise<unknown>, string]>([
    [
      'of an adapter of another method',
      'lora',
      withConfig({ peft_type: 'P_TUNING' }),
      'which tensors of a "P_TUNING" adapter were trained is not known here',
    ],
    [
      'of prefixes that a network made',
      'prefix-tuning',
      withConfig({ prefix_projection: true }),
      'is not known here',
    ],
    [
      "of an adapter that is not PEFT's",
      'lora',
      withConfig({ peft_type: 3 }),
      'adapter_config.json is not what PEFT writes',
    ],
    [
      'of an adapter without safetensors',
      'lora',
      (copy) => rm(join(copy, 'adapter_model.safetensors')),
      'it has no adapter_model.safetensors; save the adapter as safetensors',
    ],
    [
      'of an adapter that is a pointer',
      'lora',
      (copy) => writeFile(join(copy, 'adapter_model.safetensors'), pointer),
      'it is a Git LFS pointer',
    ],
    [
      'of shards of which one is missing',
      'shards',
      (copy) => rm(join(copy, 'model-00002-of-00003.safetensors')),
      '"model-00002-of-00003.safetensors", which it names: there is no such file',
    ],
    [
      'of shards of which one is a pointer',
      'shards',
      (copy) => writeFile(join(copy, 'model-00003-of-00003.safetensors'), pointer),
      'which it names: it is a Git LFS pointer',
    ],
    [
      'of shards that have changed places',
      'shards',
      (copy) =>
        rename(
          join(copy, 'model-00001-of-00003.safetensors'),
          join(copy, 'model-00002-of-00003.safetensors'),
        ),
      'which it names: there is no such file',
    ],
    [
      'of an index that leads out of its directory',
      'shards',
      (copy) =>
        writeFile(join(copy, 'model.safetensors.index.json'), '{"weight_map": {"a": "../a.safetensors"}}'),
      'names a file outside its directory',
    ],
    [
      'of an index that is none',
      'shards',
      (copy) => writeFile(join(copy, 'model.safetensors.index.json'), '[]'),
      'it has no weight_map',
    ],
    [
      'of a directory of something else',
      'whole',
      (copy) => rm(join(copy, 'model.safetensors')),
      'the directory has neither adapter_config.json nor model.safetensors',
    ],
    [
      'of a GGUF file that is cut off in its tensors',
      'quantised.gguf',
      (copy) => truncate(copy, 10_000),
      'it is cut off: it announces tensors beyond its end',
    ],
    [
      'of a GGUF file that is cut off in its header',
      'quantised.gguf',
      (copy) => truncate(copy, 500),
      'it is cut off',
    ],
    [
      'of a GGUF file that is a pointer',
      'quantised.gguf',
      (copy) => writeFile(copy, pointer),
      'it is a Git LFS pointer',
    ],
    [
      'of a GGUF file that is none',
      'quantised.gguf',
      (copy) => writeFile(copy, 'GGUF of another kind'),
      'it is cut off or not a GGUF file',
    ],
  ])('%s are refused', async (_, name, spoil, message) => {
    const copy = await copyOf(name);
    await spoil(copy);
    const error = await read(copy).catch((reason) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(message);
    expect(error.message).toContain('or write the number under trainable-parameters');
  });

  it('of an adapter are refused without its configuration where other tensors lie beside it', async () => {
    const copy = await copyOf('lora-embeddings-frozen');
    await rm(join(copy, 'adapter_config.json'));
    await expect(read(join(copy, 'adapter_model.safetensors'))).rejects.toThrow(
      'no adapter_config.json lies beside it',
    );
  });

  it('are refused for quantised weights, whose sizes are others', async () => {
    const packed = safetensors(
      { 'a.qweight': tensor('I32', [4], 0, 16), 'a.scales': tensor('F16', [2], 16, 20) },
      20,
    );
    await expect(count('a.safetensors', packed)).rejects.toThrow('its weights are quantised (I32)');
    const scaled = safetensors(
      { 'a.weight': tensor('F8_E4M3', [4], 0, 4), 'a.weight_scale_inv': tensor('F32', [1], 4, 8) },
      8,
    );
    await expect(count('a.safetensors', scaled)).rejects.toThrow('its weights are quantised (F8_E4M3)');
    const fourBits = safetensors({ 'a.weight': tensor('F4', [8], 0, 4) }, 4);
    await expect(count('a.safetensors', fourBits)).rejects.toThrow('its weights are quantised (F4)');
  });

  it("of any bytes after a GGUF file's beginning are a count or a UserError", async () => {
    const whole = await readFile(join(golden, 'quantised.gguf'));
    await fc.assert(
      fc.asyncProperty(fc.nat(2_000), fc.uint8Array({ minLength: 1, maxLength: 16 }), async (at, bytes) => {
        const content = Buffer.from(whole);
        content.set(bytes, at);
        await count('m.gguf', content).then(
          ({ count }) => expect(count).toBeGreaterThan(0),
          (error) => expect(error).toBeInstanceOf(UserError),
        );
      }),
      { numRuns: 60 },
    );
  });
});

const graph = (weights: Parameters<typeof writeOnnx>[0]['weights']) =>
  Buffer.concat(writeOnnx({ nodes: [], weights, inputs: [], outputs: [] }));
const weight = (name: string, dims: number[]) => ({
  name,
  dims,
  data: floats(new Float32Array(dims.reduce((a, b) => a * b, 1))),
});

describe('trainable parameters of an ONNX file', () => {
  it('are the elements of its initializers', async () => {
    const content = graph([weight('a', [100, 300]), weight('b', [7]), weight('scalar', [])]);
    expect(await count('m.onnx', content)).toEqual({ count: 30_008, source: 'm.onnx, 3 tensors' });
  });

  it('are known where the data lie in another file, from packed dimensions too', async () => {
    // graph { initializer { dims: [300, 2] packed, data_type: FLOAT, data_location: EXTERNAL } }
    const initializer = [0x0a, 3, 0xac, 0x02, 2, 0x10, 1, 0x70, 1];
    const inGraph = [0x2a, initializer.length, ...initializer];
    const content = Buffer.from([0x08, 8, 0x3a, inGraph.length, ...inGraph]);
    expect((await count('m.onnx', content)).count).toBe(600);
  });

  it.each([
    ['quantised', [0x08, 4, 0x10, 3], 'quantised'],
    [
      'of a negative dimension',
      [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0x10, 1],
      'dimension',
    ],
    ['cut off', [0x08, 4, 0x10, 1, 0x4a, 100], 'cut off'],
    ['of integers alone', [0x08, 4, 0x10, 7], 'no floating-point tensors'],
  ])('are refused where they are %s', async (_, initializer, message) => {
    const inGraph = [0x2a, initializer.length, ...initializer];
    await expect(count('m.onnx', Buffer.from([0x3a, inGraph.length, ...inGraph]))).rejects.toThrow(message);
  });

  it('are refused for every truncation and for any bytes', async () => {
    const content = graph([weight('a', [3, 3])]);
    for (let length = 0; length < content.length - 5; length += 7) {
      await expect(count('m.onnx', content.subarray(0, length))).rejects.toThrow(UserError);
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        await count('m.onnx', Buffer.from(bytes)).catch((error) => expect(error).toBeInstanceOf(UserError));
      }),
      { numRuns: 100 },
    );
  });
});

it('a declared number of trainable parameters is taken as it is', async () => {
  expect(await trainableParameters({ kind: 'count', count: 7 })).toEqual({
    count: 7,
    source: 'declared in the configuration',
  });
});
