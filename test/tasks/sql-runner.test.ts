import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { openSqlRunner, type SqlRunner } from '../../src/tasks/sql-runner.ts';

const setup = "CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'one'), (2, 'two');";
const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';

const run = (runner: SqlRunner, script: string, sql: string) => runner.run({ database: { script }, sql });

describe('a query', () => {
  const runner = openSqlRunner({ timeoutS: 20 });
  afterAll(() => runner.close());

  it.each([
    [
      'gives its rows',
      'SELECT a, b FROM t ORDER BY a',
      [
        [1n, 'one'],
        [2n, 'two'],
      ],
    ],
    ['may give no rows', 'SELECT a FROM t WHERE a > 9', []],
    ['may end in a semicolon and comments', 'SELECT 1; -- done\n/* yes */', [[1n]]],
    ['may begin with semicolons', ';; SELECT 1', [[1n]]],
    ['may begin with comments', '-- why\n/* how */ SELECT 1', [[1n]]],
    ['may be a WITH', 'WITH u AS (SELECT a FROM t) SELECT max(a) FROM u', [[2n]]],
    ['may be VALUES', 'VALUES (1), (2)', [[1n], [2n]]],
    ['keeps a semicolon in its text', "SELECT ';--'", [[';--']]],
    [
      'gives integers of 64 bits whole',
      'SELECT 9007199254740993, -9223372036854775808',
      [[9007199254740993n, -9223372036854775808n]],
    ],
    [
      'tells REAL from INTEGER, and both from text, bytes and NULL',
      "SELECT 1.5, 2.0, 2, '2', x'32', NULL",
      [[1.5, 2, 2n, '2', Uint8Array.of(0x32), null]],
    ],
    ['gives text past a NUL', "SELECT 'a' || char(0) || 'b'", [['a\0b']]],
    [
      'keeps a byte order mark',
      "SELECT CAST(x'efbbbf' || 'a text of twenty chars' AS TEXT)",
      [['\ufeffa text of twenty chars']],
    ],
    ["has SQLite's own functions", 'SELECT log(100), ceil(1.5), sqrt(-1)', [[2, 2, null]]],
  ])('%s', async (_, sql, rows) => {
    expect(await run(runner, setup, sql)).toEqual({ rows });
  });

  it('says which text is not UTF-8, and gives the rest of it', async () => {
    expect(await run(runner, '', "SELECT CAST(x'61ff62' AS TEXT), 1")).toEqual({
      rows: [['ab', 1n]],
      notUtf8: true,
    });
  });

  it('gives text of a database in UTF-16', async () => {
    const script =
      "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (a); INSERT INTO t VALUES ('a\u00e9\ufeff🙂')";
    expect(await run(runner, script, 'SELECT a FROM t')).toEqual({ rows: [['aé\ufeff🙂']] });
  });

  it('sees only its own database', async () => {
    await run(runner, 'CREATE TABLE before (x)', 'SELECT 1');
    expect(await run(runner, '', 'SELECT * FROM before')).toEqual({
      error: 'no such table: before',
    });
  });

  it('is told of a schema that cannot be made', async () => {
    const outcome = await run(runner, "CREATE TABLE t (a ENUM('x', 'y'))", 'SELECT 1');
    expect(outcome).toEqual({ error: `the schema or its data: near "'x'": syntax error` });
  });
});

describe('hostile SQL', () => {
  const runner = openSqlRunner({ timeoutS: 20 });
  afterAll(() => runner.close());

  const nested = (depth: number) => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`;
  it.each([
    ['nothing', '', 'no statement'],
    ['only a comment', '/* SELECT 1', 'no statement'],
    ['prose', 'The answer is 42', 'not a query: THE'],
    ['punctuation', '!!', 'no statement'],
    ['a column that is not there', 'SELECT c FROM t', 'no such column: c'],
    ['two statements', 'SELECT 1; SELECT 2', 'more than one statement'],
    ['a second semicolon', 'SELECT 1;;', 'more than one statement'],
    ['half a character', "SELECT '\ud83d'", 'half a character in the statement'],
    ['a PRAGMA behind a query', 'SELECT 1; PRAGMA hard_heap_limit = 1', 'more than one statement'],
    ['a PRAGMA', 'PRAGMA hard_heap_limit = 1', 'not a query: PRAGMA'],
    ['a PRAGMA behind a comment', '/* SELECT */ PRAGMA query_only = 0', 'not a query: PRAGMA'],
    ['a PRAGMA as a table', 'SELECT * FROM pragma_hard_heap_limit(1)', /too many arguments/],
    ['ATTACH', "ATTACH '/etc/passwd' AS p", 'not a query: ATTACH'],
    ['VACUUM INTO', "VACUUM INTO '/tmp/copy'", 'not a query: VACUUM'],
    ['EXPLAIN', 'EXPLAIN SELECT 1', 'not a query: EXPLAIN'],
    ['DELETE', 'DELETE FROM t', 'not a query: DELETE'],
    ['DROP', 'DROP TABLE t', 'not a query: DROP'],
    ['INSERT behind WITH', "WITH u AS (SELECT 3) INSERT INTO t SELECT 3, 'x' FROM u", /readonly/],
    ['DELETE that gives rows', 'WITH u AS (SELECT 1) DELETE FROM t RETURNING a', /readonly/],
    ['an extension', "SELECT load_extension('/tmp/x.so')", 'no such function: load_extension'],
    ['a file to read', "SELECT readfile('/etc/passwd')", 'no such function: readfile'],
    ['a file to write', "SELECT writefile('/tmp/x', 'x')", 'no such function: writefile'],
    ['a parameter', 'SELECT a FROM t WHERE a = ?', 'a parameter without a value'],
    ['a named parameter', 'SELECT a FROM t WHERE a = :a', 'a parameter without a value'],
    ['a NUL', 'SELECT 1\0; DROP TABLE t', 'a NUL character in the statement'],
    [
      'more rows than anyone asked for',
      'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c',
      'gives more than 100000 rows',
    ],
    [
      'more bytes than anyone asked for',
      'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT randomblob(1000000) FROM c',
      'gives more than 16 MiB',
    ],
    ['one value larger than the heap', 'SELECT randomblob(500000000)', 'out of memory'],
    ['a value larger than SQLite allows', 'SELECT zeroblob(2000000000)', 'string or blob too big'],
    [
      'a text that doubles',
      "WITH RECURSIVE c(x) AS (SELECT 'abcdefgh' UNION ALL SELECT x || x FROM c) SELECT max(length(x)) FROM c",
      'out of memory',
    ],
    ['deep nesting', nested(100_000), 'Recursion limit'],
    ['a deep expression', `SELECT ${'1 + '.repeat(5_000)}1`, /Expression tree is too large/],
    ['many columns', `SELECT ${Array(5_000).fill(1).join()}`, 'too many columns in result set'],
    [
      'columns that are large together',
      `SELECT ${Array(2_000).fill('zeroblob(9000)').join()}`,
      'gives more than 16 MiB',
    ],
    [
      'many tables',
      `SELECT 1 FROM ${Array.from({ length: 65 }, (_, i) => `(SELECT 1) t${i}`).join()}`,
      /at most 64 tables/,
    ],
    ['many parts', `SELECT 1${' UNION SELECT 1'.repeat(600)}`, /too many terms/],
    ['many arguments', `SELECT max(${Array(2_000).fill(1).join()})`, /too many arguments/],
    ['many values', `SELECT 1 WHERE 1 IN (${Array(2_000_000).fill(1).join()})`, 'out of memory'],
    [
      'tables that square each other',
      `WITH t0 AS (SELECT 1)${Array.from({ length: 60 }, (_, i) => `, t${i + 1} AS (SELECT 1 FROM t${i} a, t${i} b)`).join('')} SELECT 1 FROM t60`,
      /nested too deep/,
    ],
    ['deep JSON', `SELECT json('${'['.repeat(100_000)}')`, 'malformed JSON'],
    ['a long pattern', `SELECT 'a' LIKE '${'%a'.repeat(30_000)}'`, 'LIKE or GLOB pattern too complex'],
    ['hex of hex', 'SELECT hex(hex(hex(hex(zeroblob(10000000)))))', 'out of memory'],
    [
      'a text that is replaced by longer ones',
      "SELECT replace(hex(zeroblob(50000)), '0', hex(zeroblob(50000)))",
      'out of memory',
    ],
    ['a wide format', "SELECT printf('%.*c', 900000000, 'x')", 'out of memory'],
    ['a blob of 1 GB', 'SELECT randomblob(1e9)', 'out of memory'],
    ['a result of 100 MB', 'SELECT zeroblob(100000000)', 'gives more than 16 MiB'],
    [
      'a table that is sorted by what is large',
      'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT zeroblob(100000) || x AS b FROM c ORDER BY b',
      'out of memory',
    ],
    [
      'a table that is kept',
      'WITH c AS MATERIALIZED (WITH RECURSIVE d(y) AS (SELECT 1 UNION ALL SELECT y + 1 FROM d) SELECT hex(zeroblob(10000)) FROM d) SELECT 1 FROM c a, c b',
      'out of memory',
    ],
    [
      'an address for a function',
      "SELECT fts3_tokenizer('simple', x'4141414141414141')",
      /fts3tokenize disabled/,
    ],
    ['a PRAGMA with effects as a table', 'SELECT * FROM pragma_query_only(0)', /too many arguments/],
    ['a very long error', `SELECT ${'x'.repeat(1_000_000)}`, /^no such column: x+$/],
  ])('%s gives an error', async (_, sql, error) => {
    const outcome = await run(runner, setup, sql);
    expect(outcome).toEqual({ error: typeof error === 'string' ? error : expect.stringMatching(error) });
    expect((outcome as { error: string }).error.length).toBeLessThan(300);
    expect(await run(runner, setup, 'SELECT count(*), length(zeroblob(1000000)) FROM t')).toEqual({
      rows: [[2n, 1_000_000n]],
    });
  });
});

describe('a pattern that is made to take long', () => {
  const runner = openSqlRunner({ timeoutS: 20 });
  afterAll(() => runner.close());

  it.each(['LIKE', 'GLOB'])('(%s) does not', async (operator) => {
    const any = operator === 'LIKE' ? '%' : '*';
    const sql = `SELECT '${'a'.repeat(40_000)}' ${operator} '${`${any}a`.repeat(20_000)}b'`;
    expect(await run(runner, '', sql)).toEqual({ rows: [[0n]] });
  });
});

describe('a script', () => {
  const runner = openSqlRunner({ timeoutS: 20 });
  afterAll(() => runner.close());

  it.each([
    ['ATTACH', "ATTACH 'kept' AS kept", 'not in a script: ATTACH'],
    ['VACUUM INTO', "CREATE TABLE t (a); vacuum INTO 'kept'", 'not in a script: VACUUM'],
    [
      'a limit that would outlive it',
      'PRAGMA /*;*/ hard_heap_limit = 1',
      'not in a script: PRAGMA HARD_HEAP_LIMIT',
    ],
    ['a PRAGMA in quotes', 'PRAGMA "hard_heap_limit" = 1', 'not in a script: PRAGMA '],
    ['a PRAGMA of a schema', 'PRAGMA main.hard_heap_limit = 1', 'not in a script: PRAGMA MAIN'],
    ['more data than the heap holds', 'CREATE TABLE t AS SELECT zeroblob(400000000)', 'out of memory'],
  ])('may not have %s', async (_, script, error) => {
    expect(await run(runner, script, 'SELECT 1')).toEqual({ error: `the schema or its data: ${error}` });
    expect(await run(runner, 'CREATE TABLE t AS SELECT zeroblob(1000000)', 'SELECT 1')).toEqual({
      rows: [[1n]],
    });
  });

  it('may be a dump', async () => {
    const dump =
      "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t (a);\nINSERT INTO t VALUES(';');\nCOMMIT;\n";
    expect(await run(runner, dump, 'SELECT a FROM t')).toEqual({ rows: [[';']] });
  });

  it('may end in the middle of a transaction', async () => {
    expect(await run(runner, 'BEGIN; CREATE TABLE t (a)', 'SELECT count(*) FROM t')).toEqual({
      rows: [[0n]],
    });
    expect(await run(runner, '', 'SELECT count(*) FROM t')).toEqual({ error: 'no such table: t' });
  });
});

describe('a query without end', () => {
  it.each([
    ['recursion', endless],
    [
      'one value that grows',
      'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT sum(length(zeroblob(100000000))) FROM c',
    ],
    ['cross join', `SELECT count(*) FROM ${Array.from({ length: 12 }, (_, i) => `d d${i}`).join(', ')}`],
  ])('(%s) times out, and the next is answered', async (_, sql) => {
    const runner = openSqlRunner({ timeoutS: 1.5 });
    const digits = `CREATE TABLE d (x); INSERT INTO d VALUES ${Array(50).fill('(1)').join(', ')};`;
    expect(await run(runner, digits, sql)).toEqual({ error: 'timed out after 1.5 s' });
    expect(await run(runner, '', 'SELECT 1')).toEqual({ rows: [[1n]] });
    await runner.close();
  });

  it('in the setup times out too', async () => {
    const runner = openSqlRunner({ timeoutS: 1.5 });
    expect(await run(runner, endless, 'SELECT 1')).toEqual({ error: 'timed out after 1.5 s' });
    await runner.close();
  });
});

describe('a runner', () => {
  it('answers queries that are asked at once each with its own', async () => {
    const runner = openSqlRunner();
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => run(runner, '', `SELECT ${n}`)));
    expect(outcomes).toEqual([1n, 2n, 3n, 4n].map((n) => ({ rows: [[n]] })));
    await runner.close();
  });

  it('that nobody closed does not keep its process alive, but an answer that is waited for does', async () => {
    const module = new URL('../../src/tasks/sql-runner.ts', import.meta.url).href;
    const script = `
      import { openSqlRunner } from ${JSON.stringify(module)};
      const { rows } = await openSqlRunner().run({ database: { script: '' }, sql: 'SELECT 42' });
      console.log(String(rows));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 40_000,
    });
    expect(stdout).toBe('42\n');
  });

  it('that is closed gives no outcome to what it is asked, before or after', async () => {
    const runner = openSqlRunner({ timeoutS: 60 });
    await run(runner, '', 'SELECT 1');
    const underWay = expect(run(runner, '', endless)).rejects.toThrow(/closed/);
    await runner.close();
    await underWay;
    await expect(run(runner, '', 'SELECT 1')).rejects.toThrow(/closed/);
    await runner.close();
  });
});
