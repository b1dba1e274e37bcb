import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TaskConfig } from '../../src/config/config.ts';
import { loadDataset } from '../../src/datasets/load.ts';
import { captionRows, dialogueRows, questionRows, sqlRows } from '../../src/datasets/rows.ts';
import { taskConfig } from '../tasks/task-config.ts';

/** Reads files that a task names relative to a directory of their own; the first is the dataset. */
async function load(
  kind: TaskConfig['kind'],
  files: Record<string, string | Uint8Array | object>,
  changes: Partial<TaskConfig> = {},
) {
  const directory = await mkdtemp(path.join(tmpdir(), 'cegi-formats-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(path.join(directory, name), isRaw ? content : JSON.stringify(content));
  }
  const [first] = Object.keys(files);
  const answers = 'answers.json' in files;
  return loadDataset(
    taskConfig(kind, {
      dataset: path.join(directory, first!),
      datasetPath: `data/${first}`,
      annotations: answers ? { file: path.join(directory, 'answers.json'), path: 'data/answers.json' } : null,
      ...changes,
    }),
  );
}
const dialogue = (id: string) => ({ id, dialogue: `Ann: ${id}`, summary: 'Ann speaks.' });
const two = [dialogue('x'), dialogue('y')];

describe('JSON', () => {
  it.each([
    ['a list of objects', 'd.json', JSON.stringify(two)],
    ['an object with one list', 'd.json', JSON.stringify({ version: 1, tags: ['a'], data: two }, null, 2)],
    ['lines', 'd.jsonl', two.map((row) => JSON.stringify(row)).join('\n')],
    ['lines under any name', 'd.data', two.map((row) => JSON.stringify(row)).join('\n')],
    ['a list under any name', 'd.data', JSON.stringify(two, null, 2)],
  ])('may be %s', async (_, name, content) => {
    const { rows } = await load('summarization', { [name]: content });
    expect(dialogueRows(rows)).toEqual(two);
  });

  it.each([
    ['{"a": [{}], "b": [{}]}', 'd.json must hold a list of objects, or an object with one such list'],
    ['3', 'd.json must hold a list of objects'],
    ['[]', 'd.json holds no rows'],
    [`[${JSON.stringify(two[0])}, 3]`, 'd.json, row 2: each row must be an object'],
    ['[{"a": 1', 'd.json is not JSON'],
    ['', 'd.json is not JSON'],
    [Uint8Array.of(0xff, 0xfe, 0x5b, 0), 'd.json is not UTF-8'],
  ])('%j is refused', async (content, message) => {
    await expect(load('summarization', { 'd.json': content })).rejects.toThrow(message);
  });
});

describe("COCO's captions", () => {
  const coco = {
    info: { year: 2014 },
    images: [
      { id: 9, file_name: 'nine.png' },
      { id: 4, file_name: 'four.png' },
      { id: 7, file_name: 'seven.png' },
    ],
    annotations: [
      { id: 1, image_id: 7, caption: 'Seven.' },
      { id: 2, image_id: 9, caption: 'Nine.' },
      { id: 3, image_id: 7, caption: 'A seven.' },
    ],
  };
  const pictures = { 'nine.png': '9', 'seven.png': '7', 'four.png': '4' };

  it('are an item a picture, with its captions in their order; pictures without any are left out', async () => {
    const { rows, leftOut } = await load('captioning', { 'd.json': coco, ...pictures });
    expect(captionRows(rows).map(({ id, captions }) => [id, captions])).toEqual([
      ['9', ['Nine.']],
      ['7', ['Seven.', 'A seven.']],
    ]);
    expect(leftOut).toEqual([{ id: '4', reason: 'the picture has no captions' }]);
  });

  it('of a picture that is not there are refused', async () => {
    const annotations = [...coco.annotations, { image_id: 1, caption: 'One.' }];
    await expect(load('captioning', { 'd.json': { ...coco, annotations } })).rejects.toThrow(
      'data/d.json, annotation 4: there is no image 1',
    );
  });

  it('of another form are refused with where', async () => {
    const annotations = [{ image_id: 9, caption: 3 }];
    await expect(load('captioning', { 'd.json': { ...coco, annotations } })).rejects.toThrow(
      'data/d.json is no COCO captions file: annotations.0.caption',
    );
  });
});

describe("VQAv2's questions", () => {
  const questions = {
    questions: [
      { question_id: 420, image_id: 42, question: 'Is it red?' },
      { question_id: 421, image_id: 42, question: 'What is it?' },
    ],
  };
  const answer = (...given: string[]) => given.map((one, i) => ({ answer: one, answer_id: i + 1 }));
  const annotations = {
    annotations: [
      { question_id: 421, image_id: 42, answer_type: 'other', answers: answer('dot', 'spot', 'dot') },
      { question_id: 420, image_id: 42, answer_type: 'yes/no', answers: answer('yes') },
    ],
  };
  const picture = { 'COCO_val2014_000000000042.jpg': 'x', 'COCO_val2014_000000000142.jpg': 'y' };

  it('are joined with their answers, and find their picture by its number', async () => {
    const { rows } = await load('vqa', { 'q.json': questions, 'answers.json': annotations, ...picture });
    const read = questionRows(rows);
    expect(read.map(({ id, answers, answerType }) => [id, answers, answerType])).toEqual([
      ['420', ['yes'], 'yes/no'],
      ['421', ['dot', 'spot', 'dot'], 'other'],
    ]);
    for (const { image } of read)
      expect(image.kind === 'file' && path.basename(image.path)).toBe('COCO_val2014_000000000042.jpg');
  });

  it('without answers, or without their picture, are refused', async () => {
    await expect(load('vqa', { 'q.json': questions })).rejects.toThrow(
      "name the file with their answers under the task's annotations",
    );
    const one = { annotations: annotations.annotations.slice(1) };
    await expect(load('vqa', { 'q.json': questions, 'answers.json': one, ...picture })).rejects.toThrow(
      'data/q.json, question 2: data/answers.json has no answers to 421',
    );
    await expect(load('vqa', { 'q.json': questions, 'answers.json': annotations })).rejects.toThrow(
      'data/q.json, question 1: there is no picture in data whose name ends in the number 42',
    );
  });

  it('change their digest with their answers and with their picture', async () => {
    const digest = async (files: object) =>
      (await load('vqa', { 'q.json': questions, 'answers.json': annotations, ...picture, ...files })).digest;
    const first = await digest({});
    expect(await digest({})).toBe(first);
    expect(await digest({ 'COCO_val2014_000000000042.jpg': 'z' })).not.toBe(first);
    expect(await digest({ 'answers.json': { ...annotations, more: 1 } })).not.toBe(first);
    expect(await digest({ 'COCO_val2014_000000000142.jpg': 'z' })).toBe(first);
  });
});

describe("Spider's and BIRD's questions", () => {
  const spider = { db_id: 'cars', question: 'How many?', query: 'SELECT 1', query_toks: ['select'] };
  const bird = {
    question_id: 12,
    db_id: 'cars',
    question: 'How many?',
    evidence: '',
    SQL: 'SELECT 1',
    difficulty: 'simple',
  };
  const read = { question: 'How many?', sql: 'SELECT 1' };

  it.each([
    ['Spider', spider, '1'],
    ['BIRD', bird, '12'],
  ])('of %s are told by their columns', async (_, row, id) => {
    const { rows } = await load('text-to-sql', { 'dev.json': [row] });
    expect(sqlRows(rows)[0]).toMatchObject({ ...read, id });
    expect(rows[0]).toMatchObject({ db_id: 'cars' });
  });

  it('may be filtered by difficulty', async () => {
    const dev = [bird, { ...bird, question_id: 13, difficulty: 'hard' }];
    const { rows, size } = await load(
      'text-to-sql',
      { 'dev.json': dev },
      { filter: { difficulty: ['hard'] } },
    );
    expect([rows.map(({ id }) => id), size]).toEqual([['13'], 1]);
  });
});

describe('columns', () => {
  it('are renamed, also from inside another', async () => {
    const row = { meta: { q: 'One?', gold: { sql: 'SELECT 1' } } };
    const columns = { sql_prompt: 'meta.q', sql: 'meta.gold.sql' };
    const { rows } = await load('text-to-sql', { 'd.json': [row] }, { columns });
    expect(sqlRows(rows)[0]).toMatchObject({ question: 'One?', sql: 'SELECT 1' });
  });

  it.each([
    [
      ['yes', 'no'],
      ['yes', 'no'],
    ],
    [[{ answer: 'yes', answer_id: 1 }], ['yes']],
    ['yes', ['yes']],
  ])('of answers may be %j', async (answers, expected) => {
    const picture = { 'p.png': 'x' };
    const data = [{ image: 'p.png', question: 'Is it?', answers }];
    const { rows } = await load('vqa', { 'd.json': data, ...picture });
    expect(questionRows(rows)[0]!.answers).toEqual(expected);
  });

  it.each([
    [[], 'but is []'],
    [3, 'but is 3'],
    [[1], 'but is [1]'],
    [[' '], 'the column answers is blank'],
  ])('of answers are refused where they are %j', async (answers, message) => {
    const data = [{ image: 'p.png', question: 'Is it?', answers }];
    await expect(load('vqa', { 'd.json': data, 'p.png': 'x' })).rejects.toThrow(message);
  });

  it('that hold the answer are not there for prompts', async () => {
    const data = [{ image: 'p.png', question: 'Is it?', answer: 'yes' }];
    const { rows } = await load('vqa', { 'd.json': data, 'p.png': 'x' });
    expect(rows[0]).not.toHaveProperty('answer');
  });
});

describe('a filter', () => {
  const rows = [
    { ...dialogue('a'), split: 'test', level: 1 },
    { ...dialogue('b'), split: 'train', level: 2 },
    { ...dialogue('c'), split: 'test', level: 3 },
  ];
  const kept = async (filter: Record<string, string[]>) =>
    (await load('summarization', { 'd.json': rows }, { filter })).rows.map(({ id }) => id);

  it('keeps rows with one of the values, in every column that it names', async () => {
    expect(await kept({ split: ['test'] })).toEqual(['a', 'c']);
    expect(await kept({ split: ['test'], level: ['2', '3'] })).toEqual(['c']);
  });

  it('by what is not there, or that keeps nothing, is refused', async () => {
    await expect(kept({ subset: ['x'] })).rejects.toThrow(
      'there is no column subset; there are: id, dialogue',
    );
    await expect(kept({ split: ['dev'] })).rejects.toThrow(
      "data/d.json: the task's filter keeps none of its 3",
    );
  });
});
