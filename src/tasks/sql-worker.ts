/**
 * Runs queries that a model wrote, in a worker thread: each in a fresh database in memory, so that nothing of one is
 * left for the next. What it cannot stop itself (a query without end) the runner stops by ending the worker.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import initSqlJs, { type Database, type Statement } from 'sql.js';
import type { SqlValue } from '../metrics/sql-value.ts';
import { afterBlank } from './sql-blank.ts';
import type { SqlOutcome, SqlQuery } from './sql-query.ts';

const maxRows = 100_000;
const maxBytes = 16 * 1024 * 1024;
/** Of SQLite in all; a statement that wants more fails with "out of memory". */
const maxHeapBytes = 128 * 1024 * 1024;
const shownChars = 200;

class ResultTooLarge extends Error {}

/** What sql.js can do and its types do not say: give INTEGERs whole. */
interface WholeReader {
  get(params: null, options: { useBigInt: true }): SqlValue[];
}

const besideBundle = new URL('./sql-wasm.wasm', import.meta.url);
const wasm = existsSync(besideBundle)
  ? besideBundle
  : createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
const { Database: FreshDatabase } = await initSqlJs({
  wasmBinary: new Uint8Array(readFileSync(wasm)).buffer,
});
const first = new FreshDatabase();
first.exec(`PRAGMA hard_heap_limit = ${maxHeapBytes}`);
first.close();

parentPort!.on('message', (query: SqlQuery) => parentPort!.postMessage(outcome(query)));
parentPort!.postMessage('ready');

function outcome({ setup, sql }: SqlQuery): SqlOutcome {
  const database = new FreshDatabase();
  try {
    const notMade = failure(() => database.exec(setup));
    if (notMade !== null) return { error: `the schema or its data: ${notMade}` };
    database.exec('PRAGMA query_only = ON');
    let rows: SqlValue[][] = [];
    const notRun = failure(() => {
      rows = read(database, sql);
    });
    return notRun === null ? { rows } : { error: notRun };
  } finally {
    database.close();
  }
}

/** The message of SQLite's error, or null. Any other error, such as SQLite running out of its stack, ends the worker. */
function failure(action: () => void): string | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof ResultTooLarge || (error as Error).constructor === Error) {
      return (error as Error).message.slice(0, shownChars);
    }
    throw error;
  }
}

function read(database: Database, sql: string): SqlValue[][] {
  const statement = onlyReader(database, sql);
  const rows: SqlValue[][] = [];
  let bytes = 0;
  while (statement.step()) {
    const row = (statement as unknown as WholeReader).get(null, { useBigInt: true });
    for (const value of row) bytes += sizeOf(value);
    rows.push(row);
    if (rows.length > maxRows) throw new ResultTooLarge(`gives more than ${maxRows} rows`);
    if (bytes > maxBytes) throw new ResultTooLarge(`gives more than ${maxBytes / 1024 / 1024} MiB`);
  }
  return rows;
}

/**
 * Prepares the one statement of a text, if it reads. Looks at the text first, because some PRAGMAs take effect while
 * they are prepared, and last longer than the database.
 */
function onlyReader(database: Database, sql: string): Statement {
  if (sql.includes('\0')) throw new Error('a NUL character in the statement');
  const query = sql.slice(afterBlank(sql));
  const keyword = /^\w*/.exec(query.slice(0, 20))![0].toUpperCase();
  if (keyword === '') throw new Error('no statement');
  if (!['SELECT', 'WITH', 'VALUES'].includes(keyword)) throw new Error(`not a query: ${keyword}`);
  const statements = database.iterateStatements(query);
  const { value: statement } = statements.next();
  const rest = statements.getRemainingSQL();
  if (afterBlank(rest) < rest.length) throw new Error('more than one statement');
  if (hasParameters(statement)) throw new Error('a parameter without a value');
  return statement;
}

/** sql.js does not count parameters, but refuses a value for one that is not there. */
function hasParameters(statement: Statement): boolean {
  try {
    return statement.bind([0]);
  } catch {
    return false;
  }
}

function sizeOf(value: SqlValue): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;
}
