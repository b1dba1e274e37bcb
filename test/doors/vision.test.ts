import { cpSync } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallScene } from './small-scene.ts';

const evaluator = '{ kind: transformers, device: cpu, threads: 1, batch: 4, max-new-tokens: 24 }';
const captions =
  '{ kind: captioning, dataset: captioning/annotations.json, images: captioning/images, metric: bleu4, limit: 8 }';
const questions =
  '{ kind: vqa, dataset: vqa/questions.json, annotations: vqa/annotations.json, images: captioning/images, metric: vqa-accuracy, limit: 4 }';
const rows = '{ kind: captioning, dataset: rows.jsonl, metric: cider }';
const row = (image: string) => JSON.stringify({ id: image, image, captions: ['a red star', 'a star'] });
const picture = (number: number) => `captioning/images/00000000000${number}.png`;

/** A model that sees, with the pictures and questions of the fixtures. */
async function scene(task: string, files: Record<string, string | Buffer> = {}) {
  const { directory, measure } = await smallScene({ task, evaluator }, files);
  cpSync(resolve('fixtures/models/vision-lora'), join(directory, 'model'), { recursive: true });
  cpSync(resolve('fixtures/data/captioning'), join(directory, 'captioning'), { recursive: true });
  cpSync(resolve('fixtures/data/vqa'), join(directory, 'vqa'), { recursive: true });
  return {
    directory,
    async measure() {
      const ran = await measure();
      return ran;
    },
  };
}

describe('a model that sees', () => {
  it.each([
    ['captions by BLEU', captions, 'bleu4'],
    ["questions by VQAv2's accuracy", questions, 'vqa-accuracy'],
  ])('is scored on %s', async (_, task, metric) => {
    const { measure } = await scene(task);
    const ran = await measure();
    expect(ran.status, ran.stderr).toBe(0);
    const [record] = ran.records;
    expect(record!.failedItems).toEqual([]);
    expect(record!.scores[0]).toMatchObject({ metric });
    expect(record!.scores[0]!.value).toBeGreaterThan(0);
  });

  it('loses only the item whose picture is corrupt', async () => {
    const { directory, measure } = await scene(rows, {
      'rows.jsonl': [1, 2, 3].map((number) => row(picture(number))).join('\n'),
    });
    await truncate(join(directory, picture(2)), 60);
    const ran = await measure();
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.records[0]!.failedItems.map(({ id }) => id)).toEqual([picture(2)]);
  });

  it('is not measured where a picture is not there: file and row are named', async () => {
    const { measure } = await scene(rows, { 'rows.jsonl': `${row(picture(1))}\n${row('gone.png')}` });
    const ran = await measure();
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/rows\.jsonl:2.*gone\.png/);
  });

  it('is not measured where a column is not there: the columns that are there are named', async () => {
    const { measure } = await scene(rows, { 'rows.jsonl': '{"picture": "a.png", "captions": ["a"]}' });
    const ran = await measure();
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/rows\.jsonl.*image.*picture/s);
  });

  it('is not measured on a Parquet file that is cut short', async () => {
    const { directory, measure } = await scene(rows.replace('rows.jsonl', 'rows.parquet'));
    const whole = await readFile('test/datasets/fixtures/captions.parquet');
    await writeFile(join(directory, 'rows.parquet'), whole.subarray(0, (2 * whole.length) / 3));
    const ran = await measure();
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('rows.parquet is a Parquet file without its end: it was cut short.');
  });
});
