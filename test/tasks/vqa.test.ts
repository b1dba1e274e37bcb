import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../src/datasets/load.ts';
import { vqaTask } from '../../src/tasks/vqa.ts';
import { predictions, taskConfig } from './task-config.ts';

const image = { kind: 'bytes', bytes: Uint8Array.of(1) };
const question = (id: string, answers: string[], more = {}) => ({
  id,
  image,
  question: `${id}?`,
  answers,
  ...more,
});
const tenAnswers = (...given: [string, number][]) =>
  given.flatMap(([answer, times]) => Array.from({ length: times }, () => answer));

const rows = [
  question('shape', tenAnswers(['circle', 8], ['disc', 2]), { answer_type: 'other' }),
  question('red', tenAnswers(['yes', 10]), { answer_type: 'yes/no' }),
  question('count', tenAnswers(['3', 7], ['three', 2], ['2', 1]), { answer_type: 'number' }),
];
const pathVqa = [question('closed', ['yes']), question('open', ['the bile duct'])];

describe('a task of visual question answering', () => {
  it('asks the plain question about its picture', () => {
    expect(vqaTask(taskConfig('vqa'), rows).items()[0]).toEqual({
      id: 'shape',
      prompt: 'shape?',
      images: [image],
    });
  });

  it('never shows the answer in a prompt, under neither name', () => {
    const asked = (prompt: string) => () =>
      vqaTask(taskConfig('vqa', { prompt, columns: { answers: 'label' } }), [
        question('q', ['yes'], { label: 'yes' }),
      ]);
    for (const name of ['answers', 'label']) expect(asked(`{${name}}`)).toThrow(`The prompt has {${name}}`);
  });

  it("scores VQAv2's accuracy over what several people answered", async () => {
    const task = vqaTask(taskConfig('vqa', { metrics: ['vqa-accuracy'] }), rows);
    const { scores } = await task.score(predictions({ shape: 'Disc.', red: 'Yes', count: '2' }));
    // Two of ten say disc: 8 × 2/3 + 2 × 1/3 of ten. All say yes, and then it must be "yes" to the letter.
    // A number in words is the number: 2 is said once, so 9 × 1/3 of ten.
    expect(scores[0]!.perItem).toEqual([expect.closeTo(0.6, 12), 0, expect.closeTo(0.3, 12)]);
    expect(scores[0]!.value).toBeCloseTo(0.3, 12);
    expect(scores[0]!.itemIds).toBeUndefined();
  });

  it('scores yes/no questions apart from open ones, each over its own items', async () => {
    const task = vqaTask(taskConfig('vqa'), rows);
    const { scores, itemIds } = await task.score(
      predictions({ shape: 'a disc', red: 'no', count: 'exactly 3' }),
    );
    const by = Object.fromEntries(scores.map((score) => [score.metric, score]));
    expect(itemIds).toEqual(['shape', 'red', 'count']);
    expect(by['exact-match']).toMatchObject({ perItem: [1, 0, 0] });
    expect(by['yes-no-accuracy']).toEqual({
      metric: 'yes-no-accuracy',
      value: 0,
      perItem: [0],
      itemIds: ['red'],
    });
    expect(by['open-exact-match']).toMatchObject({
      value: 0.5,
      perItem: [1, 0],
      itemIds: ['shape', 'count'],
    });
    expect(by['open-token-f1']!.perItem).toEqual([1, expect.closeTo(2 / 3, 12)]);
  });

  it('takes for right to a yes/no question what most people said, not what anyone said', async () => {
    const split = [question('q', tenAnswers(['yes', 6], ['no', 4]), { answer_type: 'yes/no' })];
    const task = vqaTask(taskConfig('vqa', { metrics: ['yes-no-accuracy', 'exact-match'] }), split);
    const { scores } = await task.score(predictions({ q: 'no' }));
    expect(scores.map(({ value }) => value)).toEqual([0, 1]);
  });

  it('takes a question for yes/no by its answers where no type of VQAv2 says it', async () => {
    const config = taskConfig('vqa', { metric: 'exact-match' });
    const closed = [...pathVqa, question('side', ['left'], { answer_type: 'CLOSED' })];
    const { scores } = await vqaTask(config, closed).score(
      predictions({ closed: 'Yes.', open: 'bile duct', side: 'right' }),
    );
    const by = Object.fromEntries(scores.map((score) => [score.metric, score]));
    expect(by['yes-no-accuracy']).toMatchObject({ value: 1, itemIds: ['closed'] });
    expect(by['open-exact-match']).toMatchObject({ perItem: [1, 0], itemIds: ['open', 'side'] });
    expect(by['vqa-accuracy']).toBeUndefined();
  });

  it.each([
    ['vqa-accuracy', pathVqa, 'no question that four people or more answered'],
    ['yes-no-accuracy', [question('q', ['left'])], 'no yes/no questions'],
    ['open-token-f1', [question('q', ['no'])], 'no questions but yes/no ones'],
  ])('refuses at once to be judged by %s where no question is for it', (metric, dataset, why) => {
    expect(() => vqaTask(taskConfig('vqa', { metric }), dataset)).toThrow(why);
  });

  it('says which questions share a picture, by its file or its bytes', async () => {
    const about = (id: string, picture: unknown) => question(id, ['a', 'b'], { image: picture });
    const file = (path: string) => ({ kind: 'file', path });
    const bytes = (byte: number) => ({ kind: 'bytes', bytes: Uint8Array.of(byte) });
    const clustersOf = async (...pictures: unknown[]) => {
      const asked = pictures.map((picture, i) => about(`${i}`, picture));
      const task = vqaTask(taskConfig('vqa', { metric: 'exact-match' }), asked);
      return (await task.score(predictions({}))).clusters;
    };
    expect(await clustersOf(file('/a.png'), bytes(1), file('/a.png'), bytes(2), bytes(1))).toEqual([
      'picture 1',
      'picture 2',
      'picture 1',
      'picture 3',
      'picture 2',
    ]);
    expect(await clustersOf(file('/a.png'), file('/b.png'))).toBeNull();
    expect(await clustersOf(bytes(1), bytes(1))).toBeNull();
  });

  it('scores silence and failures 0 in every metric', async () => {
    const { scores, failedItems } = await vqaTask(taskConfig('vqa'), rows).score({
      predictions: [
        { id: 'shape', text: '', generatedTokens: 0 },
        { id: 'red', text: '', generatedTokens: 0, failure: 'the picture is corrupt' },
      ],
    });
    expect(scores).toHaveLength(6);
    for (const { value } of scores) expect(value).toBe(0);
    expect(failedItems).toEqual([
      { id: 'red', reason: 'the picture is corrupt' },
      { id: 'count', reason: 'the evaluator gave no answer' },
    ]);
  });

  it('scores the fixtures 1 where every answer is the one that most people gave', async () => {
    const config = taskConfig('vqa', {
      dataset: 'fixtures/data/vqa/questions.json',
      datasetPath: 'fixtures/data/vqa/questions.json',
      annotations: { file: 'fixtures/data/vqa/annotations.json', path: 'fixtures/data/vqa/annotations.json' },
      images: { directory: 'fixtures/data/captioning/images', path: 'fixtures/data/captioning/images' },
    });
    const dataset = await loadDataset(config);
    const likeliest = (answers: string[]) =>
      answers.reduce((best, one) =>
        answers.filter((other) => other === one).length > answers.filter((other) => other === best).length
          ? one
          : best,
      );
    const texts = dataset.rows.map((row) => [row.id, likeliest(row.answers as string[])]);
    const { scores, itemIds } = await vqaTask(config, dataset.rows).score(
      predictions(Object.fromEntries(texts)),
    );
    expect(itemIds.length).toBeGreaterThan(100);
    for (const score of scores) expect([score.metric, score.value]).toEqual([score.metric, 1]);
    expect(scores.map(({ metric }) => metric)).toContain('yes-no-accuracy');
  });
});
