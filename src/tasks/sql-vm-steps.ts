import { openInMemory, type SqlStatement, sqlSource } from './sql-engine.ts';

const searchedWords = 128;
let place: number | undefined;

/**
 * Instructions of SQLite's virtual machine that a statement has taken so far, modulo 2^32: the same for the same query on
 * the same database, on every machine.
 *
 * sql.js leaves out `sqlite3_stmt_status`, which does no more than read this count from the statement's record. Where it
 * is there differs between builds; so it is looked for, once: it is the one number that grows by as much for every
 * further turn of a loop.
 *
 * @throws Error where no number, or more than one, is that
 */
export function vmSteps(statement: SqlStatement): number {
  place ??= find();
  return statement.wordAt(place);
}

function find(): number {
  const [few, more, most] = [recordAfter(10), recordAfter(20), recordAfter(30)];
  const found = few.flatMap((count, i) => {
    const grown = more[i]! - count;
    return count > 0 && grown > 0 && most[i]! - more[i]! === grown ? [i] : [];
  });
  if (found.length !== 1) throw new Error('this build of SQLite does not show where it counts its steps');
  return found[0]!;
}

function recordAfter(turns: number): number[] {
  const sql = `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ${turns}) SELECT max(x) FROM c`;
  const source = sqlSource(Buffer.from(sql));
  const connection = openInMemory();
  const { statement } = connection.prepare(source, 0);
  while (statement!.step());
  const record = Array.from({ length: searchedWords }, (_, i) => statement!.wordAt(i));
  statement!.finalize();
  connection.close();
  source.free();
  return record;
}
