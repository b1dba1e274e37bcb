import { describe, expect, it } from 'vitest';
import { load } from './dataset-files.ts';

const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const read = async (rows: object[], said: Partial<Parameters<typeof load>[1]> = {}) =>
  load({ 'd.jsonl': lines(...rows) }, { dataset: 'd.jsonl', ...said });
const ids = async (rows: object[], said: Partial<Parameters<typeof load>[1]>) =>
  (await read(rows, said)).rows.map(({ id }) => id);
const row = (more: object = {}) => ({ dialogue: 'A: hi', summary: 'A greets.', ...more });

describe('a column map', () => {
  it('finds columns inside others by names with dots, and prefers a column that is called so', async () => {
    const columns = { dialogue: 'inputs.text', summary: 'target.list.0', id: 'meta.key' };
    const nested = { inputs: { text: 'in' }, 'target.list.0': 'flat', target: {}, meta: { key: 'k' } };
    const { rows } = await read([nested], { columns });
    expect(rows[0]).toMatchObject({ id: 'k', dialogue: 'in', summary: 'flat' });
  });

  it('says of a column that is not there under which name it was looked for', async () => {
    await expect(read([row()], { columns: { summary: 'gold' } })).rejects.toThrow(
      /^d\.jsonl:1: there is no column gold; there are: dialogue, summary$/,
    );
    await expect(read([{ dialogue: 'a' }])).rejects.toThrow('Name another under columns: { summary: … }');
  });

  it('never finds what every object has', async () => {
    for (const name of [
      'constructor',
      '__proto__',
      'toString',
      'constructor.name',
      '__proto__.toString',
      'dialogue.length',
    ])
      await expect(read([row()], { columns: { summary: name } })).rejects.toThrow(
        `there is no column ${name}`,
      );
  });

  it('leaves the answer out under its own name', async () => {
    const { rows } = await read([row({ gold: 'G' })], { columns: { summary: 'gold' } });
    expect(rows[0]).toEqual({ id: '1', dialogue: 'A: hi', summary: 'G' });
  });
});

describe('a row', () => {
  it('with keys that objects have of their own is as harmless as any', async () => {
    const hostile = `{"dialogue": "a", "summary": "b", "__proto__": {"id": "x", "polluted": 1}, "constructor": 3}\n`;
    const { rows } = await load({ 'd.jsonl': hostile }, { dataset: 'd.jsonl' });
    expect(rows[0]!.id).toBe('1');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((rows[0] as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    [{ captions: [] }, 'the column captions must be a text or a list of texts, but is []'],
    [{ captions: [' ', ''] }, 'the column captions is blank'],
    [{ captions: ' ' }, 'the column captions is blank'],
    [{ captions: ['a', 3] }, 'the column captions must be a text or a list of texts, but is ["a",3]'],
    [{ captions: null }, 'the column captions must be a text or a list of texts, but is null'],
    [{ captions: 'x', id: '' }, 'an id must be text or a number, but is ""'],
    [{ captions: 'x', id: true }, 'an id must be text or a number, but is true'],
    [{}, 'there is no column captions; there are: image'],
  ])('without its captions or id is refused: %j', async (more, message) => {
    const text = lines({ image: 'd.jsonl', ...more });
    await expect(load({ 'd.jsonl': text }, { kind: 'captioning', dataset: 'd.jsonl' })).rejects.toThrow(
      `d.jsonl:1: ${message}`,
    );
  });

  it.each([
    ['yes', ['yes']],
    [
      ['yes', 'no'],
      ['yes', 'no'],
    ],
    [
      [{ answer: 'yes', answer_id: 1 }, 'no'],
      ['yes', 'no'],
    ],
  ])('may have answers as %j', async (answers, expected) => {
    const text = lines({ image: 'd.jsonl', question: 'Is it?', answers });
    const { rows } = await load({ 'd.jsonl': text }, { kind: 'vqa', dataset: 'd.jsonl' });
    expect(rows[0]!.answers).toEqual(expected);
  });

  it('may have some blank captions beside others', async () => {
    const { rows } = await load(
      { 'd.jsonl': lines({ image: 'd.jsonl', captions: ['a', ''] }) },
      { kind: 'captioning', dataset: 'd.jsonl' },
    );
    expect(rows[0]!.captions).toEqual(['a', '']);
  });
});

describe('a filter', () => {
  it('is before the sample, which is drawn from what it keeps', async () => {
    const many = Array.from({ length: 200 }, (_, i) => row({ odd: i % 2 === 1 }));
    const said = { filter: { odd: ['true'] }, limit: 20, seed: 3 };
    const { rows: drawn, size } = await read(many, said);
    expect(size).toBe(100);
    expect(drawn).toHaveLength(20);
    for (const { id } of drawn) expect(Number(id) % 2).toBe(0);
    expect(await ids(many, said)).toEqual(drawn.map(({ id }) => id));
    expect(await ids(many, { ...said, seed: 4 })).not.toEqual(drawn.map(({ id }) => id));
    expect(await ids(many, { ...said, limit: 500 })).toHaveLength(100);
  });

  it('lets rows be wrong that it does not keep', async () => {
    expect(await ids([row({ part: 'a' }), { part: 'b' }], { filter: { part: ['a'] } })).toEqual(['1']);
  });
});
