import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { trainableParameters } from '../../src/models/parameters.ts';
import { floats, writeOnnx } from '../evaluators/onnx-writer.ts';

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
