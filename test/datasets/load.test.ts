import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskConfig } from '../../src/config/config.ts';
import { loadDataset } from '../../src/datasets/load.ts';
import { dialogueRows, sqlRows } from '../../src/datasets/rows.ts';
import { sample } from '../../src/datasets/sample.ts';
import { taskConfig } from '../tasks/task-config.ts';

async function load(content: string | Buffer, changes: Partial<TaskConfig> = {}) {
  const dataset = join(await mkdtemp(join(tmpdir(), 'cegi-dataset-')), 'd.jsonl');
  await writeFile(dataset, content);
  return loadDataset(taskConfig('summarization', { dataset, datasetPath: 'data/d.jsonl', ...changes }));
}
const row = (more: object = {}) => JSON.stringify({ dialogue: 'A: hi', summary: 'A greets.', ...more });

describe('a dataset', () => {
  it('has a byte order mark, CRLF and blank lines, and ids by line where it brings none', async () => {
    const text = `\uFEFF${row()}\r\n\r\n${row({ id: 'x' })}\r\n${row({ id: 7 })}\r\n`;
    const { rows, digest, size } = await load(text);
    expect(dialogueRows(rows)).toEqual(
      ['1', 'x', '7'].map((id) => ({ id, dialogue: 'A: hi', summary: 'A greets.' })),
    );
    expect(size).toBe(3);
    expect(digest).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('has its columns under the names of the task, and keeps its own for prompts', async () => {
    const line = JSON.stringify({ q: 'How many?', schema: '', gold: 'SELECT 1', level: 3 });
    const columns = { sql_prompt: 'q', sql_context: 'schema', sql: 'gold' };
    const { rows } = await load(line, { kind: 'text-to-sql', columns });
    expect(sqlRows(rows)).toEqual([
      { id: '1', question: 'How many?', context: '', setup: '', sql: 'SELECT 1' },
    ]);
    expect(rows[0]).toMatchObject({ level: 3, q: 'How many?' });
  });

  it('among the fixtures is read', async () => {
    const dataset = 'fixtures/data/text-to-sql/test.jsonl';
    const { rows } = await load('', { kind: 'text-to-sql', dataset, datasetPath: dataset, limit: 10 });
    expect(sqlRows(rows)).toHaveLength(10);
    expect(sqlRows(rows)[0]!.setup).toMatch(/^INSERT INTO/);
  });

  it.each([
    ['', 'data/d.jsonl is empty'],
    ['\n \r\n', 'data/d.jsonl is empty'],
    [`${row()}\n{"dialogue": `, 'data/d.jsonl:2: not JSON: '],
    ['[1]', 'data/d.jsonl:1: a list; each line must be one JSON object'],
    ['null', 'data/d.jsonl:1: null; each line'],
    [row({ summary: undefined }), 'data/d.jsonl:1: there is no column summary; there are: dialogue'],
    [row({ summary: 3 }), 'data/d.jsonl:1: the column summary must be text, but is 3'],
    [row({ summary: null }), 'data/d.jsonl:1: the column summary must be text, but is null'],
    [row({ summary: ' ' }), 'data/d.jsonl:1: the column summary is blank'],
    [row({ id: {} }), 'data/d.jsonl:1: an id must be text or a number, but is {}'],
    [`${row({ id: 2 })}\n${row()}`, 'data/d.jsonl:2: the id "2" is that of data/d.jsonl:1 too'],
    ['{"__proto__": {"dialogue": "x", "summary": "y"}}', 'data/d.jsonl:1: there is no column dialogue'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'data/d.jsonl is not UTF-8'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\n', 'data/d.jsonl is a Git LFS pointer'],
  ])('is refused with its line: %j', async (content, message) => {
    await expect(load(content)).rejects.toThrow(message);
  });

  it('that is not there is refused by name', async () => {
    await expect(load('', { dataset: '/nowhere' })).rejects.toThrow(
      'The dataset data/d.jsonl cannot be read',
    );
  });
});

describe('a sample', () => {
  it('is so many of the rows, each once, in their order, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 80 }), fc.nat(), (size, limit, seed) => {
        const rows = Array.from({ length: size }, (_, index) => index);
        const drawn = sample(rows, limit, seed);
        expect(drawn).toHaveLength(Math.min(size, limit));
        expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
        expect(sample(rows, limit, seed)).toEqual(drawn);
      }),
    );
  });

  it('differs between seeds, and draws every row about as often', () => {
    const rows = Array.from({ length: 10 }, (_, index) => index);
    const times = rows.map(() => 0);
    for (let seed = 0; seed < 2000; seed++) for (const index of sample(rows, 3, seed)) times[index]! += 1;
    // 600 expected, standard deviation 20.
    expect(Math.min(...times)).toBeGreaterThan(500);
    expect(Math.max(...times)).toBeLessThan(700);
  });
});
