import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../src/datasets/text-file.ts';
import { load, loadFrom, repository } from './dataset-files.ts';

const dialogue = { dialogue: 'A: hi', summary: 'A greets.' };
const json = JSON.stringify;
const lines = (...rows: object[]) => rows.map((row) => `${json(row)}\n`).join('');
const coco = {
  images: [
    { id: 7, file_name: 'b.png', width: 1 },
    { id: 8, file_name: 'none.png' },
    { id: 'x', file_name: 'sub/a.png' },
  ],
  annotations: [
    { id: 1, image_id: 'x', caption: 'an a' },
    { id: 2, image_id: 7, caption: 'a b' },
    { id: 3, image_id: 7, caption: 'the b' },
  ],
};
const questions = {
  questions: [
    { question_id: 420, image_id: 42, question: 'Is it red?' },
    { question_id: 421, image_id: 42, question: 'What is it?' },
  ],
};
const answers = {
  annotations: [
    {
      question_id: 421,
      answer_type: 'other',
      answers: [{ answer: 'a dot', answer_id: 1 }, { answer: 'dot' }],
    },
    { question_id: 420, answer_type: 'yes/no', answers: [{ answer: 'yes' }] },
    { question_id: 999, answers: [{ answer: 'of another split' }] },
  ],
};

describe('a JSON file', () => {
  it.each([
    ['a list', json([dialogue])],
    ['an object with one list of objects', json({ version: '1', tags: ['a'], data: [dialogue], empty: [] })],
    ['a list with a byte order mark, over several lines', `\uFEFF${JSON.stringify([dialogue], null, 2)}`],
    ['an object a line', lines(dialogue)],
  ])('of %s is read', async (form, text) => {
    const dataset = form === 'an object a line' ? 'd.txt' : 'd.json';
    const { rows } = await load({ [dataset]: text }, { dataset });
    expect(rows).toEqual([{ id: '1', ...dialogue }]);
  });

  it('called .json with an object a line is read as lines, and one with one line as JSON', async () => {
    const { rows } = await load({ 'd.json': lines(dialogue, dialogue) }, { dataset: 'd.json' });
    expect(rows.map(({ id }) => id)).toEqual(['1', '2']);
    const one = await load({ 'd.json': lines({ data: [dialogue, dialogue] }) }, { dataset: 'd.json' });
    expect(one.rows).toHaveLength(2);
  });

  it.each([
    ['{', 'd.json is not JSON: '],
    ['', 'd.json is not JSON: '],
    [Uint8Array.of(0xff, 0xfe, 0x5b, 0), 'd.json is not UTF-8 text'],
    ['[]', 'd.json holds no rows.'],
    ['{"a": [{}], "b": [{}]}', 'd.json must hold a list of objects, or an object with one such list.'],
    ['"text"', 'd.json must hold a list of objects'],
    ['[{"dialogue": "a", "summary": "b"}, 3]', 'd.json, row 2: each row must be an object'],
    ['[{"dialogue": "a"}]', 'd.json, row 1: there is no column summary; there are: dialogue'],
    [
      `[{"dialogue": "a", "summary": ${'['.repeat(50_000)}${']'.repeat(50_000)}}]`,
      'must be text, but is a list',
    ],
    [json([{ [`\u001b[31m${'x'.repeat(500)}\n`]: 1 }]), / there are: \[31mx{56}…\. Name/],
  ])('is refused with its row: %.60j', async (text, message) => {
    await expect(load({ 'd.json': text }, { dataset: 'd.json' })).rejects.toThrow(message);
  });
});

describe('a CSV file', () => {
  it('is read as a dataset', async () => {
    const text = 'id,dialogue,summary\nx,"A: hi\nB: ho","A, greets."\n';
    const { rows } = await load({ 'd.csv': text }, { dataset: 'd.csv' });
    expect(rows).toEqual([{ id: 'x', dialogue: 'A: hi\nB: ho', summary: 'A, greets.' }]);
  });
});

describe('COCO captions', () => {
  const files = { 'data/c.json': json(coco), 'data/b.png': 'b', 'data/sub/a.png': 'a' };

  it('have an item a picture, and say which pictures have none', async () => {
    const { rows, leftOut, size } = await load(files, { kind: 'captioning', dataset: 'data/c.json' });
    expect(rows.map(({ id, captions }) => [id, captions])).toEqual([
      ['7', ['a b', 'the b']],
      ['x', ['an a']],
    ]);
    expect(rows[1]!.image).toEqual({ kind: 'file', path: expect.stringMatching(/data\/sub\/a\.png$/) });
    expect(leftOut).toEqual([{ id: '8', reason: 'the picture has no captions' }]);
    expect(size).toBe(2);
  });

  it.each([
    [{ ...coco, annotations: [] }, 'd.json has no captions.'],
    [{ ...coco, annotations: [{ image_id: 9, caption: 'x' }] }, 'd.json, annotation 1: there is no image 9'],
    [
      { ...coco, images: [...coco.images, coco.images[0]] },
      'd.json, image 4: the id 7 is that of another image too',
    ],
    [{ ...coco, annotations: [{ image_id: 7 }] }, 'd.json is no COCO captions file: annotations.0.caption: '],
    [[], 'd.json is no COCO captions file: Invalid input'],
  ])('are refused with what is wrong: %#', async (data, message) => {
    const said = { kind: 'captioning', dataset: 'd.json', format: 'coco' } as const;
    await expect(load({ 'd.json': json(data) }, said)).rejects.toThrow(message);
  });

  it('of the fixtures are read', async () => {
    const said = { kind: 'captioning', dataset: 'fixtures/data/captioning/annotations.json' } as const;
    const { rows, leftOut } = await loadFrom(process.cwd(), {
      ...said,
      images: 'fixtures/data/captioning/images',
    });
    expect(leftOut).toEqual([]);
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) expect((row.captions as string[]).length).toBeGreaterThan(1);
  });
});

describe("VQAv2's two files", () => {
  const said = { kind: 'vqa', dataset: 'q.json', annotations: 'a.json', images: 'images' } as const;
  const files = {
    'q.json': json(questions),
    'a.json': json(answers),
    'images/COCO_val2014_000000000042.jpg': 'x',
  };

  it('are put together by the number of the question and of the picture', async () => {
    const { rows, digest } = await load(files, said);
    const path = expect.stringMatching(/COCO_val2014_000000000042\.jpg$/);
    expect(rows).toEqual([
      {
        id: '420',
        image: { kind: 'file', path },
        question: 'Is it red?',
        answers: ['yes'],
        answer_type: 'yes/no',
      },
      {
        id: '421',
        image: { kind: 'file', path },
        question: 'What is it?',
        answers: ['a dot', 'dot'],
        answer_type: 'other',
      },
    ]);
    const changed = { ...files, 'a.json': json({ ...answers, info: {} }) };
    expect((await load(changed, said)).digest).not.toBe(digest);
  });

  it.each([
    [
      { 'a.json': json({ annotations: answers.annotations.slice(0, 1) }) },
      'q.json, question 1: a.json has no answers to 420',
    ],
    [{ 'a.json': json([]) }, "a.json is no file of VQAv2's annotations: Invalid input"],
    [{ 'a.json': '[' }, 'a.json is not JSON'],
    [
      { 'q.json': json({ questions: [{ question_id: 1, image_id: 2 }] }) },
      "q.json is no file of VQAv2's questions: questions.0.question: ",
    ],
    [
      { 'q.json': json({ questions: [...questions.questions, questions.questions[0]] }) },
      'the id "420" is that of q.json, question 1 too',
    ],
  ])('are refused with what is wrong: %#', async (changes, message) => {
    await expect(load({ ...files, ...changes }, said)).rejects.toThrow(message);
  });

  it('without the second are told what is missing', async () => {
    const { annotations: _, ...alone } = said;
    await expect(load(files, alone)).rejects.toThrow(
      "name the file with their answers under the task's annotations",
    );
    await expect(load({ 'q.json': files['q.json'] }, said)).rejects.toThrow(
      'The dataset a.json cannot be read',
    );
  });

  it('are not what any list of questions is', async () => {
    const own = { questions: [{ question: 'Red?', answer: 'yes', image: 'x.png' }] };
    const { rows } = await load({ 'q.json': json(own), 'x.png': 'x' }, { kind: 'vqa', dataset: 'q.json' });
    expect(rows).toMatchObject([{ id: '1', question: 'Red?', answers: ['yes'] }]);
  });

  it('of the fixtures are read, yes/no questions and open ones', async () => {
    const { rows } = await loadFrom(process.cwd(), {
      kind: 'vqa',
      dataset: 'fixtures/data/vqa/questions.json',
      annotations: 'fixtures/data/vqa/annotations.json',
      images: 'fixtures/data/captioning/images',
      limit: 40,
    });
    expect(rows).toHaveLength(40);
    expect([...new Set(rows.map((row) => row.answer_type))].sort()).toEqual(
      expect.arrayContaining(['yes/no']),
    );
    for (const { image } of rows) expect(image).toMatchObject({ kind: 'file' });
  });
});

describe("datasets' own columns", () => {
  it("are known: Spider's", async () => {
    const row = { db_id: 'pets', question: 'How many?', query: 'SELECT 1', query_toks: ['SELECT', '1'] };
    for (const [dataset, format] of [
      ['d.json', null],
      ['d.json', 'spider'],
      ['d.jsonl', 'spider'],
      ['d.jsonl', null],
    ] as const) {
      const text = dataset === 'd.json' ? json([row]) : lines(row);
      const { rows } = await load({ [dataset]: text }, { kind: 'text-to-sql', dataset, format });
      expect(rows[0]).toMatchObject({ id: '1', sql_prompt: 'How many?', sql: 'SELECT 1', db_id: 'pets' });
      expect(rows[0]).not.toHaveProperty('query');
    }
  });

  it("are known: BIRD's, with its hints and ids", async () => {
    const row = {
      question_id: 12,
      db_id: 'pets',
      question: 'How many?',
      evidence: '',
      SQL: 'SELECT 1',
      difficulty: 'simple',
    };
    const { rows } = await load({ 'd.json': json([row]) }, { kind: 'text-to-sql', dataset: 'd.json' });
    expect(rows[0]).toMatchObject({
      id: '12',
      sql_prompt: 'How many?',
      sql: 'SELECT 1',
      evidence: '',
      difficulty: 'simple',
    });
    expect(rows[0]).not.toHaveProperty('SQL');
  });

  it("are known: SAMSum's and gretel's", async () => {
    const samsum = await load({ 'd.jsonl': lines({ id: '13818513', ...dialogue }) }, { dataset: 'd.jsonl' });
    expect(samsum.rows).toEqual([{ id: '13818513', ...dialogue }]);
    const row = {
      id: 5,
      sql_prompt: 'How many?',
      sql_context: 'CREATE TABLE t (a)',
      sql: 'SELECT 1',
      sql_task_type: 'x',
    };
    const gretel = await load({ 'd.jsonl': lines(row) }, { kind: 'text-to-sql', dataset: 'd.jsonl' });
    expect(gretel.rows).toEqual([{ ...row, id: '5' }]);
  });

  it('are known where a question has one answer and a picture one caption', async () => {
    const files = {
      'x.png': 'x',
      'q.jsonl': lines({ image: 'x.png', question: 'Red?', answer: 'yes' }),
      'c.jsonl': lines({ image: 'x.png', caption: 'a dot' }),
    };
    const asked = await load(files, { kind: 'vqa', dataset: 'q.jsonl' });
    expect(asked.rows[0]).toMatchObject({ answers: ['yes'] });
    expect(asked.rows[0]).not.toHaveProperty('answer');
    const captioned = await load(files, { kind: 'captioning', dataset: 'c.jsonl' });
    expect(captioned.rows[0]).toMatchObject({ captions: ['a dot'] });
    expect(captioned.rows[0]).not.toHaveProperty('caption');
  });
});

describe("a format that is not the file's", () => {
  it.each([
    ['d.jsonl', lines(dialogue), 'json', /must hold a list of objects/],
    ['d.jsonl', lines(dialogue, dialogue), 'json', /d\.jsonl is not JSON: /],
    [
      'd.jsonl',
      lines(dialogue),
      'csv',
      /d\.jsonl:1: a quote stands inside a value|holds no rows below its header/,
    ],
    ['d.jsonl', lines(dialogue), 'parquet', /d\.jsonl is not Parquet: it does not begin with PAR1/],
    ['d.jsonl', lines(dialogue), 'coco', /d\.jsonl is no COCO captions file: images: /],
    ['d.json', json(coco), 'vqav2', /name the file with their answers/],
    ['d.json', json([dialogue]), 'jsonl', /d\.json:1: a list; each line must be one JSON object/],
    ['d.csv', 'dialogue,summary\na,b\n', 'jsonl', /d\.csv:1: not JSON: /],
    [
      'd.parquet',
      'PAR1 and so on PAR1',
      'jsonl',
      /d\.parquet is a Parquet file, and the task's format says jsonl/,
    ],
    ['d.parquet', lines(dialogue), null, /d\.parquet is not Parquet/],
  ] as const)('is refused: %s, %.30j, %s', async (dataset, text, format, message) => {
    await expect(load({ [dataset]: text }, { dataset, format })).rejects.toThrow(message);
  });
});

describe('a file that is too large', () => {
  it('is refused before it is read', async () => {
    const root = await repository({ 'd.parquet': 'PAR1' });
    await truncate(join(root, 'd.parquet'), 1024 ** 3 + 1);
    await expect(loadFrom(root, { dataset: 'd.parquet' })).rejects.toThrow(
      'The dataset d.parquet cannot be read: it is larger than 1024 MiB',
    );
  });

  it('for text is told so, and not that it is no text', () => {
    const bytes = new Uint8Array(500 * 1024 * 1024 + 1);
    expect(() => textOf(bytes, 'd.jsonl')).toThrow(
      'd.jsonl is larger than 500 MiB, the most that a text file may have',
    );
  });
});

it('a dataset that is a directory, or is not there, is refused by name', async () => {
  const root = await repository({ 'd/x.json': '[]' });
  for (const dataset of ['d', 'none.json'])
    await expect(loadFrom(root, { dataset })).rejects.toThrow(`The dataset ${dataset} cannot be read: `);
});
