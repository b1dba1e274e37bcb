import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { TaskConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';

/** The files of one database id in a folder of SQLite databases, as Spider and BIRD lay them out. */
export interface SqlDatabaseFiles {
  /** `<db_id>/<db_id>.sqlite`. */
  main: SqlDatabaseFile;
  /** Every `<db_id>/*.sqlite`, by name: the test suite of the database. */
  suite: SqlDatabaseFile[];
}

export interface SqlDatabaseFile {
  /** Absolute, without symbolic links. */
  file: string;
  /** As the configuration would write it. */
  shown: string;
}

/**
 * Finds the files of a database.
 *
 * @param id what a row of the dataset says, which may be anything
 * @throws UserError where there is no such database, a file lies outside of the folder, or lacks what its write-ahead log
 * still holds
 */
export async function databaseFiles(
  { directory, path: shownDirectory }: NonNullable<TaskConfig['databases']>,
  id: string,
): Promise<SqlDatabaseFiles> {
  // A name that is a path, or part of one, is no name of a database.
  if (!/^(?!\.)[^/\\\p{Cc}]{1,200}$/u.test(id)) {
    const named = JSON.stringify(id.slice(0, 60).replace(/\p{Cc}/gu, '?'));
    throw new UserError(`${shownDirectory}: ${named} cannot be the name of a database.`);
  }
  const root = await existing(directory);
  const folder = root === null ? null : await existing(path.join(root, id));
  if (root === null || folder === null) {
    throw new UserError(
      `${shownDirectory}/${id}/${id}.sqlite is not there, though the dataset names the database ${id}.`,
    );
  }
  refuseOutside(root, folder, `${shownDirectory}/${id}`);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sqlite')).sort();
  const suite = await Promise.all(
    names.map((name) =>
      databaseFile(root, path.join(folder, name), `${shownDirectory}/${id}/${name.replace(/\p{Cc}/gu, '?')}`),
    ),
  );
  const main = suite[names.indexOf(`${id}.sqlite`)];
  if (!main) throw new UserError(`${shownDirectory}/${id}/${id}.sqlite is not there.`);
  return { main, suite };
}

async function databaseFile(root: string, named: string, shown: string): Promise<SqlDatabaseFile> {
  const file = await existing(named);
  if (file === null) throw new UserError(`${shown} is a symbolic link to nothing.`);
  refuseOutside(root, file, shown);
  if (!(await stat(file)).isFile()) throw new UserError(`${shown} is not a file.`);
  const log = await stat(`${file}-wal`).catch(() => null);
  if (log !== null && log.size > 0) {
    throw new UserError(
      `${shown} is not whole: ${path.basename(file)}-wal still holds changes. Run: sqlite3 ${shown} 'PRAGMA wal_checkpoint(TRUNCATE)'`,
    );
  }
  return { file, shown };
}

/** A path without symbolic links, or null where there is nothing. */
function existing(file: string): Promise<string | null> {
  return realpath(file).catch(() => null);
}

function refuseOutside(root: string, file: string, shown: string): void {
  if (file.startsWith(root + path.sep)) return;
  throw new UserError(`${shown} is a symbolic link that leads out of the folder of databases.`);
}

/** SHA-256 over the names and bytes of files, in hex, cut to 16 digits. */
export async function databasesDigest(files: readonly SqlDatabaseFile[]): Promise<string> {
  const all = createHash('sha256');
  const sorted = [...files].sort((a, b) => (a.shown < b.shown ? -1 : 1));
  for (const { file, shown } of sorted) {
    const one = createHash('sha256');
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) one.update(chunk);
    all.update(`${shown}\0${one.digest('hex')}\n`);
  }
  return all.digest('hex').slice(0, 16);
}
