/**
 * Runs queries that a model wrote, in a worker thread: each in a fresh database in memory, or on a copy of a file that it
 * cannot change, so that nothing of one is left for the next. What it cannot stop itself (a query without end) the runner
 * stops by ending the worker.
 */
import { parentPort } from 'node:worker_threads';
import { costsOf } from './sql-costs.ts';
import { openInMemory, type SqlConnection, SqliteError } from './sql-engine.ts';
import { openFile } from './sql-files.ts';
import type { SqlDatabase, SqlRequest } from './sql-query.ts';
import { rowsOf, runScript, runTrusted, SqlRefusal } from './sql-statements.ts';

/** Of SQLite in all, with what it sorts and the databases in memory; a statement that wants more fails. */
const maxHeapBytes = 256 * 1024 * 1024;
const shownChars = 200;

const first = openInMemory();
runTrusted(first, `PRAGMA hard_heap_limit = ${maxHeapBytes}`);
first.close();

parentPort!.on('message', (request: SqlRequest) => parentPort!.postMessage(answerTo(request)));
parentPort!.postMessage('ready');

/** An answer, or the message of what is wrong with the request. Any other error ends the worker. */
function answerTo(request: SqlRequest): object {
  try {
    return answer(request);
  } catch (error) {
    if (!isMessage(error)) throw error;
    return { error: error.message.slice(0, shownChars) };
  }
}

function answer(request: SqlRequest): object {
  switch (request.kind) {
    case 'open':
      openFile(request.file);
      return {};
    case 'run':
      return inDatabase(request.database, (connection) => rowsOf(connection, request.sql));
    case 'compare':
      return inDatabase(request.database, (connection) => costsOf(connection, request));
  }
}

function inDatabase<T>(database: SqlDatabase, action: (connection: SqlConnection) => T): T {
  if ('file' in database) return action(openFile(database.file));
  const connection = openInMemory();
  try {
    runTrusted(connection, 'PRAGMA temp_store = MEMORY');
    fill(connection, database.script);
    runTrusted(connection, 'PRAGMA query_only = ON');
    return action(connection);
  } finally {
    connection.close();
  }
}

function fill(connection: SqlConnection, script: string): void {
  try {
    runScript(connection, script);
  } catch (error) {
    if (!isMessage(error)) throw error;
    throw new SqlRefusal(`the schema or its data: ${error.message}`);
  }
}

function isMessage(error: unknown): error is SqlRefusal | SqliteError {
  return error instanceof SqlRefusal || error instanceof SqliteError;
}
