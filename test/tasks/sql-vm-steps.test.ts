import { describe, expect, it, onTestFinished } from 'vitest';
import { openInMemory, sqlSource } from '../../src/tasks/sql-engine.ts';
import { openSqlRunner } from '../../src/tasks/sql-runner.ts';
import { rowsOf, runTrusted, takeAll, withQuery } from '../../src/tasks/sql-statements.ts';
import { vmSteps } from '../../src/tasks/sql-vm-steps.ts';
import { goldenCase } from '../metrics/golden/sql/cases.ts';

interface Steps {
  sqlite: string;
  script: string;
  queries: [sql: string, steps: number][];
}

const { sqlite, script, queries } = goldenCase<Steps>('steps');

describe('vmSteps', () => {
  it('is what sqlite3_stmt_status of the same SQLite counts', () => {
    const connection = openInMemory();
    expect(rowsOf(connection, 'SELECT sqlite_version()').rows).toEqual([[sqlite]]);
    runTrusted(connection, script);
    expect(queries.length).toBeGreaterThan(1_000);
    const counted = (sql: string) =>
      withQuery(connection, sql, (statement) => {
        takeAll(statement);
        return vmSteps(statement);
      });
    expect(queries.filter(([sql, steps]) => counted(sql) !== steps)).toEqual([]);
  });

  it('is 0 before a statement runs', () => {
    const connection = openInMemory();
    const source = sqlSource(Buffer.from('SELECT 1'));
    const { statement } = connection.prepare(source, 0);
    expect(vmSteps(statement!)).toBe(0);
    takeAll(statement!);
    // Init, Goto (to the end of the program and back), Integer, ResultRow, Halt.
    expect(vmSteps(statement!)).toBe(5);
  });
});

describe('a comparison', () => {
  const gold = 'SELECT name FROM people WHERE id = 3';
  const slow = 'SELECT name FROM people WHERE id + 0 = 3';

  it('counts the same steps every time, more for a query that does more', async () => {
    const runner = openSqlRunner();
    onTestFinished(() => runner.close());
    const compare = () => runner.compare({ database: { script }, gold, predicted: slow, repetitions: 3 });
    const [first, second] = [await compare(), await compare()];
    if ('error' in first || 'error' in second) throw new Error(JSON.stringify([first, second]));
    expect(first.steps).toEqual(second.steps);
    expect(first.steps.predicted).toBeGreaterThan(first.steps.gold);
    expect(first.times).toHaveLength(3);
    for (const { gold: one, predicted } of first.times) {
      for (const { firstRowS, allRowsS } of [one, predicted]) {
        expect(firstRowS).toBeGreaterThan(0);
        expect(allRowsS).toBeGreaterThanOrEqual(firstRowS);
      }
    }
  });

  it('fails where one of its queries does, and leaves a worker that answers', async () => {
    const runner = openSqlRunner({ timeoutS: 0.5 });
    onTestFinished(() => runner.close());
    const compare = (predicted: string) =>
      runner.compare({ database: { script }, gold, predicted, repetitions: 1 });
    expect(await compare('SELECT surname FROM people')).toEqual({ error: 'no such column: surname' });
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT count(*) FROM c';
    expect(await compare(endless)).toEqual({ error: 'timed out after 2 s' });
    expect(await compare(gold)).toMatchObject({ steps: {} });
  });
});
