import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import initSqlJs from 'sql.js';
import type { SqlValue } from '../metrics/sql-value.ts';
import { sqlText } from './sql-text.ts';

/** What SQLite says is wrong. Any other error, such as SQLite running out of its stack, leaves it unusable. */
export class SqliteError extends Error {}

export interface SqlConnection {
  /**
   * Prepares the statement of `sql` that begins at a byte; null where nothing follows but comments.
   *
   * @throws SqliteError
   */
  prepare(sql: SqlSource, from: number): { statement: SqlStatement | null; end: number };
  close(): void;
}

export interface SqlStatement {
  hasParameters(): boolean;
  /** Whether there is another row. @throws SqliteError */
  step(): boolean;
  /** The row that `step` came to; null where it takes more than `maxBytes`. */
  row(maxBytes: number): SqlRow | null;
  /** A 32-bit word of SQLite's own record of the statement. */
  wordAt(index: number): number;
  finalize(): void;
}

export interface SqlRow {
  values: SqlValue[];
  bytes: number;
  /** False where a text is not, and is there without the bytes that are not. */
  isUtf8: boolean;
}

/** A text of SQL where SQLite can read it. */
export interface SqlSource {
  address: number;
  bytes: number;
  free(): void;
}

/** The functions of SQLite's C interface that sql.js has under its own, and what Emscripten adds. */
interface Sqlite {
  Database: new (bytes: Uint8Array) => { db: number; close(): void };
  UTF8ToString(address: number): string;
  stringToNewUTF8(text: string): number;
  _malloc(bytes: number): number;
  _free(address: number): void;
  _sqlite3_open(name: number, connection: number): number;
  _sqlite3_close_v2(connection: number): number;
  _sqlite3_errmsg(connection: number): number;
  _sqlite3_prepare_v2(
    connection: number,
    sql: number,
    bytes: number,
    statement: number,
    tail: number,
  ): number;
  _sqlite3_bind_int(statement: number, index: number, value: number): number;
  _sqlite3_step(statement: number): number;
  _sqlite3_finalize(statement: number): number;
  _sqlite3_data_count(statement: number): number;
  _sqlite3_column_type(statement: number, column: number): number;
  _sqlite3_column_double(statement: number, column: number): number;
  _sqlite3_column_text(statement: number, column: number): number;
  _sqlite3_column_blob(statement: number, column: number): number;
  _sqlite3_column_bytes(statement: number, column: number): number;
}

/** Codes of SQLite. */
const ok = 0;
const outOfRange = 25;
const anotherRow = 100;
const done = 101;
const integer = 1;
const real = 2;
const text = 3;
const blob = 4;

interface WasmMemory {
  buffer: ArrayBuffer;
}
interface WasmInstance {
  exports: Record<string, unknown>;
}
/** What is used of the global that Node's types leave out. */
declare const WebAssembly: {
  Memory: new () => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => WasmInstance;
};

let memory: WasmMemory | undefined;
const sqlite = await load();
/** Two addresses that SQLite writes results to. */
const results = sqlite._malloc(8);
const inMemory = sqlite.stringToNewUTF8(':memory:');

async function load(): Promise<Sqlite> {
  const besideBundle = new URL('./sql-wasm.wasm', import.meta.url);
  const file = existsSync(besideBundle)
    ? besideBundle
    : createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
  const module = new WebAssembly.Module(new Uint8Array(readFileSync(file)));
  const options = {
    // SQLite's own functions, as every other build has them: those of sql.js take log() for the natural logarithm.
    useOldExtensionFunctions: false,
    instantiateWasm(imports: object, received: (instance: WasmInstance) => void) {
      const instance = new WebAssembly.Instance(module, imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      received(instance);
      return instance.exports;
    },
  };
  const loaded = (await initSqlJs(options as object)) as unknown as Sqlite;
  if (!memory) throw new Error('sql.js does not export its memory');
  return loaded;
}

/** Bytes of SQLite's memory, which moves when it grows: not to be kept. */
function bytesAt(address: number, bytes: number): Uint8Array {
  return new Uint8Array(memory!.buffer, address, bytes);
}

function numberAt(address: number): number {
  return new DataView(memory!.buffer).getUint32(address, true);
}

/** @param sql UTF-8 */
export function sqlSource(sql: Uint8Array): SqlSource {
  const address = sqlite._malloc(sql.length + 1);
  if (address === 0) throw new SqliteError('out of memory');
  bytesAt(address, sql.length).set(sql);
  bytesAt(address + sql.length, 1)[0] = 0;
  return { address, bytes: sql.length, free: () => sqlite._free(address) };
}

/** A new database in SQLite's memory, gone when it is closed. */
export function openInMemory(): SqlConnection {
  if (sqlite._sqlite3_open(inMemory, results) !== ok) throw new SqliteError('out of memory');
  const connection = numberAt(results);
  return connectionOf(connection, () => sqlite._sqlite3_close_v2(connection));
}

/** The database of a file's bytes, of which a copy is kept outside SQLite's memory. */
export function openBytes(bytes: Uint8Array): SqlConnection {
  const database = new sqlite.Database(bytes);
  return connectionOf(database.db, () => database.close());
}

function connectionOf(connection: number, close: () => void): SqlConnection {
  const check = (code: number) => {
    if (code !== ok) throw new SqliteError(sqlite.UTF8ToString(sqlite._sqlite3_errmsg(connection)));
  };
  return {
    prepare({ address, bytes }, from) {
      check(sqlite._sqlite3_prepare_v2(connection, address + from, bytes - from + 1, results, results + 4));
      const statement = numberAt(results);
      const end = numberAt(results + 4) - address;
      return { statement: statement === 0 ? null : statementOf(statement, check), end };
    },
    close,
  };
}

function statementOf(statement: number, check: (code: number) => void): SqlStatement {
  return {
    // SQLite tells no one here how many parameters there are, but refuses a value for one that is not.
    hasParameters: () => sqlite._sqlite3_bind_int(statement, 1, 0) !== outOfRange,
    step() {
      const code = sqlite._sqlite3_step(statement);
      if (code === anotherRow) return true;
      if (code !== done) check(code);
      return false;
    },
    row(maxBytes) {
      const row: SqlRow = { values: [], bytes: 0, isUtf8: true };
      const columns = sqlite._sqlite3_data_count(statement);
      for (let column = 0; column < columns; column++) {
        row.bytes += sizeOf(statement, column);
        if (row.bytes > maxBytes) return null;
        const value = valueAt(statement, column);
        const decoded = value instanceof Uint8Array && isText(statement, column) ? sqlText(value) : null;
        row.values.push(decoded ? decoded.text : value);
        row.isUtf8 &&= decoded?.isUtf8 ?? true;
      }
      return row;
    },
    wordAt: (index) => numberAt(statement + 4 * index),
    finalize: () => void sqlite._sqlite3_finalize(statement),
  };
}

function isText(statement: number, column: number): boolean {
  return sqlite._sqlite3_column_type(statement, column) === text;
}

function sizeOf(statement: number, column: number): number {
  const type = sqlite._sqlite3_column_type(statement, column);
  if (type !== text && type !== blob) return 8;
  // Of a database in UTF-16, a text has its length in UTF-8 only once it is asked for in UTF-8.
  if (type === text) sqlite._sqlite3_column_text(statement, column);
  return sqlite._sqlite3_column_bytes(statement, column);
}

/** Of a TEXT, its bytes. */
function valueAt(statement: number, column: number): Exclude<SqlValue, string> {
  switch (sqlite._sqlite3_column_type(statement, column)) {
    case integer: {
      const near = sqlite._sqlite3_column_double(statement, column);
      if (Number.isSafeInteger(near)) return BigInt(near);
      return BigInt(sqlite.UTF8ToString(sqlite._sqlite3_column_text(statement, column)));
    }
    case real:
      return sqlite._sqlite3_column_double(statement, column);
    case text:
    case blob: {
      const address = sqlite._sqlite3_column_blob(statement, column);
      return bytesAt(address, sqlite._sqlite3_column_bytes(statement, column)).slice();
    }
    default:
      return null;
  }
}
