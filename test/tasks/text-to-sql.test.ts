import { describe, expect, it, onTestFinished } from 'vitest';
import type { Row } from '../../src/datasets/rows.ts';
import { textToSqlTask } from '../../src/tasks/text-to-sql.ts';
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
      scores: [
        { metric: 'execution-accuracy', value: 0.5, perItem: [1, 1, 0, 0, 0, 1] },
        { metric: 'exact-match', value: 2 / 6, perItem: [1, 0, 0, 0, 0, 1] },
      ],
      failedItems: [],
      leftOut: [],
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

  it('shows in its own prompt any column but the gold query', async () => {
    const rows = [row('1', 'SELECT 1', { sql_complexity: 'window', gold: 'SELECT 1', tags: [] })];
    const task = await open(rows, { prompt: '{id} {question} {sql_complexity} {sql_prompt}' });
    expect(task.items()[0]!.prompt).toBe('1 Question 1? window Question 1?');
    const columns = 'context, evidence, id, question, sql_complexity, sql_context, sql_prompt, sql_setup';
    for (const name of ['sql', 'gold', 'tags', 'nothing', 'constructor']) {
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
