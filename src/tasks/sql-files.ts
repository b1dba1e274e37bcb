import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { openBytes, type SqlConnection } from './sql-engine.ts';
import { rowsOf, runTrusted, SqlRefusal } from './sql-statements.ts';

const mebibyte = 1024 * 1024;
const maxFileBytes = 1024 * mebibyte;
/** Databases stay open for the next query while they take no more in all. */
const maxOpenBytes = 256 * mebibyte;

/** By path, the one that was used last at the end. */
const open = new Map<string, { connection: SqlConnection; bytes: number }>();

/**
 * The database of a file, as it was when it was first asked for. Queries work on a copy in memory, which none of them can
 * change; so it serves for all of them.
 *
 * @throws SqlRefusal, SqliteError for a file that is no database
 */
export function openFile(file: string): SqlConnection {
  const known = open.get(file);
  open.delete(file);
  const database = known ?? read(file);
  open.set(file, database);
  return database.connection;
}

function read(file: string): { connection: SqlConnection; bytes: number } {
  const bytes = contentOf(file);
  makeRoom(bytes.length);
  const connection = openBytes(bytes);
  try {
    runTrusted(connection, 'PRAGMA temp_store = MEMORY; PRAGMA query_only = ON');
    // Otherwise a file that is no database would say so only to the first query.
    rowsOf(connection, 'SELECT count(*) FROM sqlite_master');
  } catch (error) {
    connection.close();
    throw error;
  }
  return { connection, bytes: bytes.length };
}

function makeRoom(bytes: number): void {
  let taken = [...open.values()].reduce((sum, database) => sum + database.bytes, bytes);
  for (const [file, database] of open) {
    if (taken <= maxOpenBytes) return;
    database.connection.close();
    open.delete(file);
    taken -= database.bytes;
  }
}

function contentOf(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new SqlRefusal('it is not a file');
    if (status.size > maxFileBytes) throw new SqlRefusal(`it is larger than ${maxFileBytes / mebibyte} MiB`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
