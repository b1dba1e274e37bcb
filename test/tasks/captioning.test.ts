import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadDataset } from '../../src/datasets/load.ts';
import { captioningTask } from '../../src/tasks/captioning.ts';
import { predictions, taskConfig } from './task-config.ts';

const image = { kind: 'bytes', bytes: Uint8Array.of(1) };
const rows = [
  { id: 'a', image, captions: ['A red circle above a square.', 'A circle, in red'], caption: 'secret' },
  { id: 'b', image, captions: ['Two stars on a blue background.'] },
  { id: 'c', image, captions: ['A small green triangle.'] },
];
const perfect = {
  a: 'a red circle above a square',
  b: 'Two stars on a blue background',
  c: 'a small green triangle',
};

describe('a captioning task', () => {
  afterEach(() => void vi.unstubAllEnvs());
  const task = captioningTask(taskConfig('captioning'), rows);

  it('shows each picture, and asks for its description', () => {
    expect(task.items()).toEqual(
      ['a', 'b', 'c'].map((id) => ({ id, prompt: 'Describe the picture.', images: [image] })),
    );
  });

  it("scores all but the Java programs' metrics by itself", async () => {
    const { scores } = await task.score(predictions(perfect));
    expect(scores.map(({ metric }) => metric)).toEqual([
      'cider',
      'bleu4',
      'bleu3',
      'bleu2',
      'bleu1',
      'rougeL',
    ]);
    // Case and punctuation do not count.
    for (const { metric, value } of scores.slice(1))
      expect([metric, value]).toEqual([metric, expect.closeTo(1, 6)]);
  });

  it('scores BLEU of the whole corpus, and keeps what it can be computed from anew', async () => {
    const { scores } = await task.score(predictions({ ...perfect, b: 'a cat' }));
    const bleu = scores.find(({ metric }) => metric === 'bleu1')!;
    const mean = bleu.perItem.reduce((sum, score) => sum + score, 0) / 3;
    expect(bleu.corpus?.statistic).toBe('coco-bleu1');
    expect(bleu.corpus?.perItem).toHaveLength(3);
    expect(Math.abs(bleu.value - mean)).toBeGreaterThan(0.02);
  });

  it('says which captions are of one picture', async () => {
    const other = { kind: 'bytes', bytes: Uint8Array.of(2) };
    const [a, b, c] = rows as [object, object, object];
    const both = captioningTask(taskConfig('captioning'), [a, { ...b, image: other }, c] as typeof rows);
    expect((await both.score(predictions(perfect))).clusters).toEqual([
      'picture 1',
      'picture 2',
      'picture 1',
    ]);
  });

  it('computes no metric that is not asked for', async () => {
    const one = captioningTask(taskConfig('captioning', { metric: 'rougeL', metrics: ['rougeL'] }), rows);
    const { scores } = await one.score(predictions(perfect));
    expect(scores.map(({ metric }) => metric)).toEqual(['rougeL']);
  });

  it.each(['meteor', 'spice'])('says what to get where %s is asked for and not there', async (metric) => {
    const variable = `CEGI_${metric.toUpperCase()}_JAR`;
    vi.stubEnv(variable, '');
    const one = captioningTask(taskConfig('captioning', { metric, metrics: [metric] }), rows);
    await expect(one.score(predictions(perfect))).rejects.toThrow(`Set ${variable} to its path.`);
  });

  it('scores silence 0, and a failure with its reason', async () => {
    const { scores, failedItems } = await task.score({
      predictions: [
        { id: 'a', text: '', generatedTokens: 0 },
        { id: 'b', text: ' \n', generatedTokens: 1 },
        { id: 'c', text: '', generatedTokens: 0, failure: 'the picture is corrupt' },
      ],
    });
    for (const { metric, value } of scores) expect([metric, value]).toEqual([metric, expect.closeTo(0, 8)]);
    expect(failedItems).toEqual([{ id: 'c', reason: 'the picture is corrupt' }]);
  });

  it('scores an answer of 1 MB, and one of broken text, as it scores others', async () => {
    const { scores } = await task.score(
      predictions({ a: 'a red circle '.repeat(80_000), b: '\uD800\uFFFD\u0000', c: perfect.c }),
    );
    for (const { perItem } of scores) for (const score of perItem) expect(Number.isFinite(score)).toBe(true);
    expect(scores.find(({ metric }) => metric === 'rougeL')!.perItem[2]).toBeCloseTo(1, 12);
  });

  it('never shows captions in a prompt', () => {
    const asking = (prompt: string, columns = {}) =>
      captioningTask(taskConfig('captioning', { prompt, columns }), rows.slice(0, 1));
    expect(() => asking('{captions}')).toThrow('The prompt has {captions}');
    expect(() => asking('{caption}', { captions: 'caption' })).toThrow('The prompt has {caption}');
  });

  it('scores the fixtures highest where each answer is one of the captions', async () => {
    const dataset = 'fixtures/data/captioning/annotations.json';
    const images = { directory: 'fixtures/data/captioning/images', path: 'fixtures/data/captioning/images' };
    const config = taskConfig('captioning', { dataset, datasetPath: dataset, images });
    const { rows: pictures } = await loadDataset(config);
    const own = pictures.map((row) => [row.id, (row.captions as string[])[0]]);
    const others = own.map(([id], i) => [id, own[(i + 7) % own.length]![1]]);
    const fixture = captioningTask(config, pictures);
    const scored = async (texts: unknown[][]) =>
      (await fixture.score(predictions(Object.fromEntries(texts)))).scores;
    const [best, worse] = [await scored(own), await scored(others)];
    for (const [i, { metric, value }] of best.entries()) {
      expect([metric, value > worse[i]!.value]).toEqual([metric, true]);
      if (metric !== 'cider') expect([metric, value]).toEqual([metric, expect.closeTo(1, 6)]);
    }
  });
});
