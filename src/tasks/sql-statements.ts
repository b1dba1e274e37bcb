import { afterBlank, nextStatement } from './sql-blank.ts';
import { type SqlConnection, type SqlStatement, sqlSource } from './sql-engine.ts';
import type { SqlAnswer } from './sql-query.ts';

/** What may not be asked. */
export class SqlRefusal extends Error {}

const mebibyte = 1024 * 1024;
const maxRows = 100_000;
const maxBytes = 16 * mebibyte;

/** Statements of a script that reach beyond its database. */
const refusedInScripts = ['ATTACH', 'DETACH', 'VACUUM'];
/** PRAGMAs that a script may need, none of which outlives its database. */
const pragmasInScripts = [
  'APPLICATION_ID',
  'AUTO_VACUUM',
  'CASE_SENSITIVE_LIKE',
  'DEFER_FOREIGN_KEYS',
  'ENCODING',
  'FOREIGN_KEYS',
  'JOURNAL_MODE',
  'PAGE_SIZE',
  'RECURSIVE_TRIGGERS',
  'SYNCHRONOUS',
  'USER_VERSION',
];

/** Runs all statements of a dataset's script. @throws SqlRefusal, SqliteError */
export function runScript(connection: SqlConnection, script: string): void {
  eachStatement(connection, script, (characters, at) => {
    const keyword = wordAt(characters, at);
    if (refusedInScripts.includes(keyword)) throw new SqlRefusal(`not in a script: ${keyword}`);
    if (keyword !== 'PRAGMA') return;
    const pragma = wordAt(characters, afterBlank(characters, at + keyword.length));
    if (!pragmasInScripts.includes(pragma)) throw new SqlRefusal(`not in a script: PRAGMA ${pragma}`);
  });
}

/** Runs statements of the program's own. @throws SqliteError */
export function runTrusted(connection: SqlConnection, statements: string): void {
  eachStatement(connection, statements, () => {});
}

function eachStatement(
  connection: SqlConnection,
  script: string,
  check: (characters: string, at: number) => void,
): void {
  const { bytes, characters } = encoded(script);
  const source = sqlSource(bytes);
  try {
    for (let at = nextStatement(characters); at < bytes.length; ) {
      check(characters, at);
      const { statement, end } = connection.prepare(source, at);
      if (statement) finishing(statement, () => takeAll(statement));
      at = nextStatement(characters, end);
    }
  } finally {
    source.free();
  }
}

/** All rows of a query. @throws SqlRefusal for a text that is no query or gives too much, SqliteError */
export function rowsOf(connection: SqlConnection, sql: string): SqlAnswer {
  return withQuery(connection, sql, (statement) => {
    const rows: SqlAnswer['rows'][number][] = [];
    let spareBytes = maxBytes;
    let isUtf8 = true;
    while (statement.step()) {
      const row = statement.row(spareBytes);
      if (!row) throw new SqlRefusal(`gives more than ${maxBytes / mebibyte} MiB`);
      if (rows.push(row.values) > maxRows) throw new SqlRefusal(`gives more than ${maxRows} rows`);
      spareBytes -= row.bytes;
      isUtf8 &&= row.isUtf8;
    }
    return isUtf8 ? { rows } : { rows, notUtf8: true };
  });
}

export function takeAll(statement: SqlStatement): void {
  while (statement.step());
}

/**
 * Prepares the one statement of a text, if it reads, and finishes it. Looks at the text first, because some PRAGMAs take
 * effect while they are prepared, and last longer than the database. As Python's sqlite3, takes comments and white space
 * behind the statement's semicolon, and nothing else.
 */
export function withQuery<T>(connection: SqlConnection, sql: string, action: (query: SqlStatement) => T): T {
  const { bytes, characters } = encoded(sql);
  const start = nextStatement(characters);
  const keyword = wordAt(characters, start);
  if (keyword === '') throw new SqlRefusal('no statement');
  if (!['SELECT', 'WITH', 'VALUES'].includes(keyword)) throw new SqlRefusal(`not a query: ${keyword}`);
  const source = sqlSource(bytes);
  try {
    const { statement, end } = connection.prepare(source, start);
    if (!statement) throw new SqlRefusal('no statement');
    return finishing(statement, () => {
      if (afterBlank(characters, end) < characters.length) throw new SqlRefusal('more than one statement');
      if (statement.hasParameters()) throw new SqlRefusal('a parameter without a value');
      return action(statement);
    });
  } finally {
    source.free();
  }
}

function finishing<T>(statement: SqlStatement, action: () => T): T {
  try {
    return action();
  } finally {
    statement.finalize();
  }
}

/** A text as SQLite reads it, and with a character for each byte: what is looked for in it is ASCII. */
function encoded(sql: string): { bytes: Buffer; characters: string } {
  if (sql.includes('\0')) throw new SqlRefusal('a NUL character in the statement');
  if (/\p{Surrogate}/u.test(sql)) throw new SqlRefusal('half a character in the statement');
  const bytes = Buffer.from(sql);
  return { bytes, characters: bytes.toString('latin1') };
}

function wordAt(characters: string, at: number): string {
  return /^\w*/.exec(characters.slice(at, at + 40))![0].toUpperCase();
}
