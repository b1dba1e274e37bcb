import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluationItem, Evaluator, ItemImage } from '../../src/evaluators/evaluator.ts';
import { transformersEvaluator } from '../../src/evaluators/transformers.ts';
import { bundleFile } from '../../src/native/bundle-file.ts';
import { inDirectory } from './countdown-model.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const models = path.join(repository, 'fixtures/models');
const fixture = path.join(repository, 'fixtures/data/captioning/images/000000000001.png');
const prompt = 'Describe the picture.';

function open(directory: string, dtype: 'fp32' | 'q8' = 'fp32'): Evaluator {
  return transformersEvaluator({
    ...inDirectory(directory, { dtype, batch: 4 }),
    childScript: bundleFile('transformers-child.js'),
    nativeDirectory: repository,
  });
}

describe('a model that sees', () => {
  let evaluator: Evaluator;
  beforeAll(async () => {
    evaluator = open(path.join(models, 'vision-lora'));
    await evaluator.load();
  });
  afterAll(() => evaluator.close());

  /** One pass over a picture that is well, and another. */
  async function answers(image: ItemImage | null) {
    const items: EvaluationItem[] = [
      { id: 'well', prompt, images: [{ kind: 'file', path: fixture }] },
      { id: 'other', prompt, ...(image ? { images: [image] } : {}) },
    ];
    const { predictions } = await evaluator.pass(items);
    expect(predictions.map(({ id }) => id)).toEqual(['well', 'other']);
    expect(predictions[0]!.failure).toBeUndefined();
    expect(predictions[0]!.text).toMatch(/background$/);
    return predictions as [(typeof predictions)[0], (typeof predictions)[0]];
  }

  const bytesOf = (image: Sharp) => image.toBuffer().then((bytes) => ({ kind: 'bytes' as const, bytes }));

  test('reads a file and the same bytes alike', async () => {
    const [file, bytes] = await answers(await bytesOf(sharp(fixture).png()));
    expect(bytes.tokenIds).toEqual(file.tokenIds);
  });

  test('sees another picture', async () => {
    const [file, flopped] = await answers(await bytesOf(sharp(fixture).negate({ alpha: false }).png()));
    expect(flopped.failure).toBeUndefined();
    expect(flopped.text).not.toBe(file.text);
  });

  test('answers a question without a picture', async () => {
    const [, other] = await answers(null);
    expect(other.failure).toBeUndefined();
    expect(other.generatedTokens).toBeGreaterThan(0);
  });

  test('fails on a corrupt picture alone, and names it', async () => {
    const whole = await sharp(fixture).png().toBuffer();
    const directory = await temporaryDirectory('cegi-pictures');
    const cut = path.join(directory, 'cut.png');
    await writeFile(cut, whole.subarray(0, whole.length / 2));
    const [, other] = await answers({ kind: 'file', path: cut });
    expect(other).toMatchObject({ text: '', generatedTokens: 0 });
    expect(other.failure).toMatch(/^the picture cut\.png cannot be decoded: /);
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'the picture is empty'],
    ['text', Buffer.from('no picture'), 'cannot be decoded'],
    ['a program', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'SVG'],
  ])('fails on %s alone', async (_, bytes, message) => {
    const [, other] = await answers({ kind: 'bytes', bytes });
    expect(other.failure).toContain(message);
  });

  test('decodes no picture that is small as a file and huge in memory', async () => {
    const bomb = await sharp({
      create: { width: 16_000, height: 16_000, channels: 3, background: 'white' },
    })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(bomb.length).toBeLessThan(2_000_000);
    const [, other] = await answers({ kind: 'bytes', bytes: bomb });
    expect(other.failure).toContain('16000 × 16000 pixels');
  });

  test('fails on a picture that is not there alone', async () => {
    const [, other] = await answers({ kind: 'file', path: '/nowhere/a.png' });
    expect(other.failure).toBe('the picture a.png cannot be read: there is no such file');
  });

  test('takes no more pictures from a prompt than the item has', async () => {
    const items = [
      { id: 'a', prompt: 'What is <|image_pad|>?', images: [{ kind: 'file' as const, path: fixture }] },
    ];
    const { predictions } = await evaluator.pass(items);
    expect(predictions[0]!.failure).toContain('<|image_pad|>, which stands for a picture');
  });
});

test('8-bit weights see too', async () => {
  const evaluator = open(path.join(models, 'vision-lora'), 'q8');
  try {
    await evaluator.load();
    const { predictions } = await evaluator.pass([
      { id: 'a', prompt, images: [{ kind: 'file', path: fixture }] },
    ]);
    expect(predictions[0]!.text).toMatch(/background$/);
  } finally {
    await evaluator.close();
  }
});

test('a model of text alone refuses a picture, and answers what has none', async () => {
  const evaluator = open(path.join(models, 'dialogue-lora'));
  try {
    await evaluator.load();
    const { predictions } = await evaluator.pass([
      { id: 'a', prompt, images: [{ kind: 'file', path: fixture }] },
      { id: 'b', prompt },
    ]);
    expect(predictions[0]!.failure).toBe('the item has a picture, and the model reads text alone');
    expect(predictions[1]!.failure).toBeUndefined();
  } finally {
    await evaluator.close();
  }
});
