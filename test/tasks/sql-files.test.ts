import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSqlRunner } from '../../src/tasks/sql-runner.ts';
import { writeSqliteFile } from './sqlite-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'sqlite-files-'));
const script = "CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'one'), (2, 'two');";
const newFile = (name: string, content = script) => {
  const file = join(directory, `${name}.sqlite`);
  writeSqliteFile(file, content);
  return file;
};

describe('a query on a file', () => {
  const runner = openSqlRunner({ timeoutS: 20 });
  afterAll(() => runner.close());
  const run = (file: string, sql: string) => runner.run({ database: { file }, sql });

  it('gives its rows, again and again', async () => {
    const file = newFile('plain');
    for (let i = 0; i < 3; i++) {
      expect(await run(file, 'SELECT b FROM t ORDER BY a')).toEqual({ rows: [['one'], ['two']] });
    }
  });

  it("has SQLite's own functions", async () => {
    expect(await run(newFile('functions'), 'SELECT log(100), sqrt(-1)')).toEqual({ rows: [[2, null]] });
  });

  it('sees its own file among several', async () => {
    const files = [1, 2, 3].map((n) => newFile(`of ${n}`, `CREATE TABLE t AS SELECT ${n} AS n`));
    for (const n of [1, 2, 3, 1, 3, 2]) {
      expect(await run(files[n - 1]!, 'SELECT n FROM t')).toEqual({ rows: [[BigInt(n)]] });
    }
  });

  it('changes nothing, whatever it is', async () => {
    const file = newFile('kept');
    const before = readFileSync(file);
    const hostile = [
      'DELETE FROM t',
      'WITH u AS (SELECT 1) DELETE FROM t RETURNING a',
      'WITH u AS (SELECT 1) INSERT INTO t SELECT 3, 3 FROM u',
      'WITH u AS (SELECT 1) UPDATE t SET a = 9',
      'CREATE TEMP TABLE t (a)',
      'PRAGMA query_only = OFF',
      'SELECT * FROM pragma_query_only(0)',
      'SELECT * FROM pragma_optimize(-1)',
      'SELECT 1; DELETE FROM t',
      'BEGIN',
      'VACUUM',
      `ATTACH '${file}' AS other`,
      'REINDEX',
      'ANALYZE',
    ];
    for (const sql of hostile) await run(file, sql);
    expect(await run(file, 'SELECT a, b FROM t')).toEqual({
      rows: [
        [1n, 'one'],
        [2n, 'two'],
      ],
    });
    expect(await run(file, 'SELECT count(*) FROM sqlite_master')).toEqual({ rows: [[1n]] });
    expect(await run(file, 'SELECT count(*) FROM temp.sqlite_master')).toEqual({ rows: [[0n]] });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('finds its file again after one that had no end', async () => {
    const short = openSqlRunner({ timeoutS: 1 });
    const file = newFile('after');
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT count(*) FROM c, t';
    const ask = (sql: string) => short.run({ database: { file }, sql });
    expect(await ask(endless)).toEqual({ error: 'timed out after 1 s' });
    expect(await ask('SELECT count(*) FROM t')).toEqual({ rows: [[2n]] });
    await short.close();
  });

  it('reads a database that was left in WAL mode', async () => {
    const file = newFile('wal');
    const bytes = readFileSync(file);
    // The versions of the format that tell write-ahead logging.
    bytes[18] = 2;
    bytes[19] = 2;
    writeFileSync(file, bytes);
    expect(await run(file, 'SELECT count(*) FROM t')).toEqual({ rows: [[2n]] });
    expect(await run(file, 'SELECT count(*) FROM t')).toEqual({ rows: [[2n]] });
  });

  it('may sort and join what is there', async () => {
    const many = newFile(
      'many',
      'CREATE TABLE t AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 50000) SELECT x, x % 7 AS y FROM c',
    );
    const sql = 'SELECT a.y, count(*) FROM t a JOIN t b ON a.x = b.x GROUP BY a.y ORDER BY 1';
    const outcome = await run(many, sql);
    expect('rows' in outcome && outcome.rows.length).toBe(7);
  });

  it.each([
    ['is not there', () => join(directory, 'none.sqlite'), /the database cannot be opened: .*ENOENT/],
    ['is a directory', () => directory, /the database cannot be opened: (it is not a file|.*EISDIR)/],
    [
      'is no database',
      () => {
        writeFileSync(join(directory, 'text.sqlite'), 'no database '.repeat(1000));
        return join(directory, 'text.sqlite');
      },
      /the database cannot be opened: file is not a database/,
    ],
    [
      'is cut short',
      () => {
        const file = newFile('cut', `${script} CREATE TABLE u AS SELECT hex(zeroblob(50000)) AS u;`);
        truncateSync(file, 5000);
        return file;
      },
      /malformed/,
    ],
    [
      'is larger than is allowed',
      () => {
        const file = newFile('large');
        truncateSync(file, 1024 ** 3 + 1);
        return file;
      },
      /the database cannot be opened: it is larger than 1024 MiB/,
    ],
  ])('fails where the file %s, and the next is answered', async (_, make, error) => {
    expect(await run(make(), 'SELECT * FROM u')).toMatchObject({ error: expect.stringMatching(error) });
    expect(await run(newFile('next'), 'SELECT count(*) FROM t')).toEqual({ rows: [[2n]] });
  });
});
