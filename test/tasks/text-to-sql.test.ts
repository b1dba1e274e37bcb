import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Row } from '../../src/datasets/rows.ts';
import { textToSqlTask } from '../../src/tasks/text-to-sql.ts';
import { writeSqliteFile } from './sqlite-file.ts';
import { predictions, taskConfig } from './task-config.ts';

const context = 'CREATE TABLE books (title TEXT, price INTEGER)';
const setup = "INSERT INTO books VALUES ('A', 1), ('B', 2) -- two";
const row = (id: string, sql: string, more = {}): Row => ({
  id,
  sql_prompt: `Question ${id}?`,
  sql_context: context,
  sql_setup: setup,
  sql,
  ...more,
});

async function open(
  rows: Row[],
  ...[config, options]: [Parameters<typeof taskConfig>[1]?, Parameters<typeof textToSqlTask>[2]?]
) {
  const task = await textToSqlTask(taskConfig('text-to-sql', config), rows, options);
  onTestFinished(() => task.close());
  return task;
}

describe('a text-to-SQL task', () => {
  it('asks with schema and question', async () => {
    expect((await open([row('1', 'SELECT 1')])).items()).toEqual([
      { id: '1', prompt: `### Schema\n${context}\n\n### Question\nQuestion 1?\n\n### SQL\n` },
    ]);
  });

  it('scores a query by what it gives, and its text beside', async () => {
    const gold = 'SELECT title FROM books WHERE price > 1';
    const task = await open(
      ['same', 'other words', 'wrong', 'broken', 'empty', 'fenced'].map((id) => row(id, gold)),
    );
    const scored = await task.score(
      predictions({
        same: ` ${gold}\n`,
        'other words': "select title from books where title = 'B';",
        wrong: 'SELECT title FROM books',
        broken: 'SELECT title FROM book',
        empty: '',
        fenced: `Here it is:\n\`\`\`sql\n${gold}\n\`\`\`\nIt works.`,
      }),
    );
    expect(scored).toEqual({
      itemIds: ['same', 'other words', 'wrong', 'broken', 'empty', 'fenced'],
      clusters: null,
      scores: [
        { metric: 'execution-accuracy', value: 0.5, perItem: [1, 1, 0, 0, 0, 1] },
        { metric: 'exact-match', value: 2 / 6, perItem: [1, 0, 0, 0, 0, 1] },
      ],
      failedItems: [],
      leftOut: [],
      notes: [],
    });
  });

  it('scores 0 and names an item that the evaluator failed on, or says nothing about', async () => {
    const task = await open([row('1', 'SELECT 1'), row('2', 'SELECT 1'), row('3', 'SELECT 1')]);
    const scored = await task.score({
      predictions: [
        { id: '3', text: 'SELECT 1', generatedTokens: 3 },
        { id: '1', text: '', generatedTokens: 0, failure: 'the prompt is too long' },
      ],
    });
    expect(scored.scores[0]).toEqual({ metric: 'execution-accuracy', value: 1 / 3, perItem: [0, 0, 1] });
    expect(scored.failedItems).toEqual([
      { id: '1', reason: 'the prompt is too long' },
      { id: '2', reason: 'the evaluator gave no answer' },
    ]);
  });

  it('says which of the scored items share a database', async () => {
    const of = (id: string, database: string | undefined, sql = 'SELECT 1') =>
      row(id, sql, database === undefined ? {} : { db_id: database });
    const clustersOf = async (...rows: Row[]) =>
      (await (await open(rows)).score({ predictions: [] })).clusters;
    expect(await clustersOf(of('1', 'a'), of('2', 'b'), of('3', 'a'), of('4', undefined))).toEqual([
      'a',
      'b',
      'a',
      'item 4',
    ]);
    expect(await clustersOf(of('1', 'a'), of('2', 'b'))).toBeNull();
    // Of one database only there is nothing to tell apart.
    expect(await clustersOf(of('1', 'a'), of('2', 'a'))).toBeNull();
    expect(await clustersOf(of('1', 'a'), of('2', 'b'), of('3', 'a', 'broken'))).toBeNull();
  });

  it('leaves out, with the reason, items whose gold query does not run', async () => {
    const task = await open([
      row('1', 'SELECT 1'),
      row('2', 'SELECT author FROM books'),
      row('3', 'DELETE FROM books'),
      row('4', 'SELECT 1', { sql_context: 'CREATE TABLE books (title ENUM(x))' }),
    ]);
    const scored = await task.score(
      predictions({ '1': 'SELECT 1', '2': 'SELECT 1', '3': 'SELECT 1', '4': 'SELECT 1' }),
    );
    expect(scored.itemIds).toEqual(['1']);
    expect(scored.scores[0]).toEqual({ metric: 'execution-accuracy', value: 1, perItem: [1] });
    expect(scored.leftOut).toEqual([
      { id: '2', reason: 'its gold query does not run: no such column: author' },
      { id: '3', reason: 'its gold query does not run: not a query: DELETE' },
      { id: '4', reason: 'its gold query does not run: the schema or its data: near "x": syntax error' },
    ]);
  });

  it('says so where no gold query runs', async () => {
    const task = await open([row('7', 'SELECT author FROM books')]);
    await expect(task.score(predictions({ '7': 'SELECT 1' }))).rejects.toThrow(
      'data/items.jsonl: none of the 1 gold queries runs on SQLite, so nothing can be scored. The first: item 7, its gold query does not run: no such column: author.',
    );
  });

  it('works without a schema and without data', async () => {
    const task = await open([{ id: '1', sql_prompt: 'One?', sql_context: '', sql: 'SELECT 1' }]);
    expect((await task.score(predictions({ '1': 'SELECT 1.0' }))).scores[0]!.value).toBe(1);
  });

  it('runs the gold query of an item once, however many models answer', async () => {
    const task = await open([row('1', 'SELECT 1')]);
    await task.score(predictions({ '1': 'SELECT 1' }));
    await task.close();
    // Nothing can be run any more, and nothing needs to be: no item has a prediction.
    expect((await task.score({ predictions: [] })).itemIds).toEqual(['1']);
    await expect(task.score(predictions({ '1': 'SELECT 1' }))).rejects.toThrow(/closed/);
  });

  it('is not held up for ever by one answer', async () => {
    const task = await open([row('1', 'SELECT 1'), row('2', 'SELECT 2')], {}, { sqlTimeoutS: 1.5 });
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT count(*) FROM c';
    const scored = await task.score(predictions({ '1': endless, '2': 'SELECT 2' }));
    expect(scored.scores[0]!.perItem).toEqual([0, 1]);
    expect(scored.failedItems).toEqual([]);
  });

  it('scores hostile queries 0, and the others as if they were not there', async () => {
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT';
    const hostile = [
      `${endless} count(*) FROM c`,
      `${endless} x FROM c`,
      `SELECT count(*) FROM ${Array.from({ length: 40 }, (_, i) => `books b${i}`).join()}`,
      'SELECT zeroblob(100000000)',
      'PRAGMA query_only = OFF',
      "ATTACH '/etc/passwd' AS p",
      'DELETE FROM books',
      'WITH b AS (SELECT 1) INSERT INTO books SELECT 1, 2 FROM b RETURNING *',
      'SELECT title FROM books; DROP TABLE books',
    ];
    const gold = 'SELECT title FROM books';
    const ids = hostile.flatMap((_, i) => [`hostile ${i}`, `good ${i}`]);
    const task = await open(
      ids.map((id) => row(id, gold)),
      { metrics: ['execution-accuracy', 'ves-steps'] },
      { sqlTimeoutS: 1.5 },
    );
    const answers = hostile.flatMap((sql, i) => [
      [`hostile ${i}`, sql],
      [`good ${i}`, gold],
    ]);
    const { scores } = await task.score(predictions(Object.fromEntries(answers)));
    for (const { perItem } of scores) expect(perItem).toEqual(hostile.flatMap(() => [0, 1]));
  });

  it('shows in its own prompt any column but the gold query', async () => {
    const rows = [
      row('1', 'SELECT 1', { sql_complexity: 'window', gold: 'SELECT 1', SQL: 'SELECT 1', tags: [] }),
    ];
    const task = await open(rows, { prompt: '{id} {question} {sql_complexity} {sql_prompt}' });
    expect(task.items()[0]!.prompt).toBe('1 Question 1? window Question 1?');
    const columns = 'context, evidence, id, question, sql_complexity, sql_context, sql_prompt, sql_setup';
    for (const name of ['sql', 'gold', 'SQL', 'tags', 'nothing', 'constructor']) {
      await expect(open(rows, { prompt: `{${name}}`, columns: { sql: 'gold' } })).rejects.toThrow(
        `The prompt has {${name}}, which is no column it may show. It may show: ${columns}.`,
      );
    }
  });

  it('is comparable only under the same prompt, sample and columns', async () => {
    const settings = async (changes: Parameters<typeof taskConfig>[1]) =>
      (await open([], changes)).comparableSettings();
    const plain = await settings({});
    expect(plain).toEqual({
      prompt: expect.stringMatching(/^[0-9a-f]{16}$/),
      metrics: 'execution-accuracy,exact-match',
      limit: null,
      seed: null,
      columns: '',
      'sql-timeout-s': 5,
    });
    expect(await settings({ prompt: '{question}' })).not.toEqual(plain);
    expect(await settings({ limit: 5 })).not.toEqual(plain);
    expect(await settings({ columns: { sql: 'gold' } })).not.toEqual(plain);
    expect(await settings({ limit: 5, seed: 1 })).not.toEqual(await settings({ limit: 5, seed: 2 }));
    expect(await settings({ seed: 1 })).toEqual(plain);
  });
});

describe('a text-to-SQL task with a folder of databases', () => {
  const script = `${context}; CREATE TABLE shops (name TEXT); ${setup}`;
  const folder = (files: Record<string, string> = { 'books/books.sqlite': script }) => {
    const directory = mkdtempSync(join(tmpdir(), 'databases-'));
    for (const [name, content] of Object.entries(files)) writeSqliteFile(join(directory, name), content);
    return { directory, path: 'databases' };
  };
  const question = (id: string, sql: string, more = {}): Row => ({
    id,
    sql_prompt: `Question ${id}?`,
    sql,
    db_id: 'books',
    ...more,
  });

  it("asks with the database's own tables as its schema, and with evidence where there is some", async () => {
    const rows = [
      question('1', 'SELECT 1'),
      question('2', 'SELECT 1', { evidence: 'cheap is below 2' }),
      question('3', 'SELECT 1', { sql_context: 'books(title, price)' }),
    ];
    const task = await open(rows, { databases: folder() });
    const schema = `${context}\n\nCREATE TABLE shops (name TEXT)`;
    expect(task.items().map(({ prompt }) => prompt)).toEqual([
      `### Schema\n${schema}\n\n### Question\nQuestion 1?\n\n### SQL\n`,
      `### Schema\n${schema}\n\n### Evidence\ncheap is below 2\n\n### Question\nQuestion 2?\n\n### SQL\n`,
      '### Schema\nbooks(title, price)\n\n### Question\nQuestion 3?\n\n### SQL\n',
    ]);
  });

  it('scores on them, by the test suite only where every file agrees', async () => {
    const suite = folder({
      'books/books.sqlite': script,
      'books/cheap.sqlite': `${context}; INSERT INTO books VALUES ('C', 0)`,
    });
    const gold = 'SELECT DISTINCT title, price FROM books WHERE price > 0';
    const task = await open(
      ['same', 'turned', 'luck', 'write', 'broken'].map((id) => question(id, gold)),
      { databases: suite, metrics: ['execution-accuracy', 'test-suite-accuracy'] },
    );
    const { scores, failedItems } = await task.score(
      predictions({
        same: gold,
        turned: 'SELECT price, title FROM books WHERE price > = 1',
        luck: 'SELECT title, price FROM books',
        write: 'DELETE FROM books',
        broken: 'SELECT',
      }),
    );
    expect(scores).toEqual([
      { metric: 'execution-accuracy', value: 0.4, perItem: [1, 0, 1, 0, 0] },
      { metric: 'test-suite-accuracy', value: 0.4, perItem: [1, 1, 0, 0, 0] },
    ]);
    expect(failedItems).toEqual([]);
  });

  it('leaves out an item whose gold query fails on a file of its suite, and names the file', async () => {
    const databases = folder({ 'books/books.sqlite': script, 'books/empty.sqlite': '' });
    const config = { databases, metrics: ['execution-accuracy', 'test-suite-accuracy'] };
    const task = await open([question('1', 'SELECT title FROM books'), question('2', 'SELECT 1')], config);
    const { itemIds, leftOut } = await task.score(predictions({ 1: 'SELECT 1', 2: 'SELECT 1' }));
    expect(itemIds).toEqual(['2']);
    expect(leftOut).toEqual([
      {
        id: '1',
        reason: 'its gold query does not run on databases/books/empty.sqlite: no such table: books',
      },
    ]);
  });

  it('scores 0 for text that is not UTF-8 by BIRD, which cannot read it; leaves out what has it in its gold', async () => {
    const text = "SELECT CAST(x'61ff' AS TEXT)";
    const rows = [question('1', "SELECT 'a'"), question('2', text)];
    const metrics = ['execution-accuracy', 'test-suite-accuracy'];
    const answers = predictions({ 1: text, 2: text });
    const byBird = await (await open(rows, { databases: folder(), metrics })).score(answers);
    expect(byBird.scores.map(({ perItem }) => perItem)).toEqual([[0], [1]]);
    expect(byBird.leftOut).toEqual([{ id: '2', reason: 'its gold query gives text that is not UTF-8' }]);
    const bySpider = await (
      await open(rows, { databases: folder(), metrics, metric: 'test-suite-accuracy' })
    ).score(answers);
    expect(bySpider.scores.map(({ perItem }) => perItem)).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it("is comparable only on the same databases, with BIRD's time limit", async () => {
    const settings = async (databases: ReturnType<typeof folder>) =>
      (await open([question('1', 'SELECT 1')], { databases })).comparableSettings();
    const plain = await settings(folder());
    expect(plain).toMatchObject({ databases: expect.stringMatching(/^[0-9a-f]{16}$/), 'sql-timeout-s': 30 });
    expect(await settings(folder())).toEqual(plain);
    expect(await settings(folder({ 'books/books.sqlite': `${script}\n; DELETE FROM books` }))).not.toEqual(
      plain,
    );
  });

  it('scores no prediction 0 for a file that is gone', async () => {
    const databases = folder();
    const task = await open(
      [question('1', 'SELECT 1'), question('2', 'SELECT 2')],
      { databases },
      { sqlTimeoutS: 1 },
    );
    await task.score(predictions({ 1: 'SELECT 1', 2: 'SELECT 2' }));
    rmSync(join(databases.directory, 'books'), { recursive: true });
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT count(*) FROM c';
    // The worker that knew the file ends with the first query.
    await expect(task.score(predictions({ 1: endless, 2: 'SELECT 2' }))).rejects.toThrow(
      /^Item 2 cannot be scored: the database cannot be opened: /,
    );
  });

  it('says before any model runs which database cannot be used', async () => {
    await expect(
      open([question('1', 'SELECT 1', { db_id: 'cars' })], { databases: folder() }),
    ).rejects.toThrow('databases/cars/cars.sqlite is not there, though the dataset names the database cars.');
    const broken = folder();
    writeFileSync(join(broken.directory, 'books', 'books.sqlite'), 'no database '.repeat(1000));
    await expect(open([question('1', 'SELECT 1')], { databases: broken })).rejects.toThrow(
      'databases/books/books.sqlite cannot be used: the database cannot be opened: file is not a database.',
    );
    await expect(open([question('1', 'SELECT 1')])).rejects.toThrow(
      "data/items.jsonl: item 1 has a db_id and no sql_context; name the folder of the databases under the task's databases.",
    );
    await expect(open([question('1', 'SELECT 1', { db_id: undefined })])).rejects.toThrow(
      'data/items.jsonl: item 1 has neither a sql_context nor a db_id, so there is no database to ask.',
    );
  });
});

describe('the efficiency of a query', () => {
  const metrics = ['execution-accuracy', 'ves', 'r-ves', 'ves-steps', 'r-ves-steps'];
  const gold = 'SELECT title FROM books WHERE price > 1';

  it('is counted and timed only for queries that are correct', async () => {
    const task = await open(
      ['same', 'slower', 'wrong', 'broken', 'none'].map((id) => row(id, gold)),
      { metrics },
      { sqlRepetitions: 5 },
    );
    const { scores } = await task.score(
      predictions({
        same: gold,
        slower: `SELECT title FROM (SELECT * FROM books ORDER BY title) WHERE price > 1 GROUP BY title`,
        wrong: 'SELECT 1',
        broken: 'SELECT',
      }),
    );
    const of = Object.fromEntries(scores.map(({ metric, perItem }) => [metric, perItem]));
    expect(of['execution-accuracy']).toEqual([1, 1, 0, 0, 0]);
    for (const metric of metrics.slice(1)) expect(of[metric]!.slice(2)).toEqual([0, 0, 0]);
    expect(of['ves-steps']![0]).toBe(1);
    expect(of['ves-steps']![1]).toBeGreaterThan(0);
    expect(of['ves-steps']![1]).toBeLessThan(1);
    expect(of['r-ves-steps']![0]).toBe(1);
    for (const metric of ['ves', 'r-ves']) expect(of[metric]![0]).toBeGreaterThan(0);
  });

  it('in steps is the same every time', async () => {
    const steps = ['ves-steps', 'r-ves-steps'];
    const values = [];
    for (let i = 0; i < 2; i++) {
      const task = await open([row('1', gold)], { metrics: steps });
      const { scores } = await task.score(predictions({ 1: `${gold} ORDER BY title` }));
      values.push(scores.map(({ value }) => value));
    }
    expect(values[0]).toEqual(values[1]);
  });

  it('is comparable only with as many repetitions, where it is timed', async () => {
    const settings = async (which: string[], sqlRepetitions: number) =>
      (await open([], { metrics: which }, { sqlRepetitions })).comparableSettings()['sql-repetitions'];
    expect(await settings(['ves'], 7)).toBe(7);
    expect(await settings(['ves-steps', 'execution-accuracy'], 7)).toBeUndefined();
  });
});

it('says how many gold queries give no rows, where any query that gives none is right', async () => {
  const gold = 'SELECT title FROM books';
  const none = `${gold} WHERE price > 1000`;
  const task = await open([row('1', gold), row('2', none), row('3', none)]);
  const { notes, scores } = await task.score(predictions({ 1: gold, 2: none, 3: 'SELECT 1 WHERE 0' }));
  expect(notes).toEqual([
    '2 of 3 gold queries give no rows: any query that gives none counts as right there.',
  ]);
  expect(scores[0]!.value).toBe(1);
  expect((await (await open([row('1', gold)])).score(predictions({ 1: gold }))).notes).toEqual([]);
});
