import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import initSqlJs from 'sql.js';

const { Database } = await initSqlJs();

/** Writes the database that a script makes, and its directory. */
export function writeSqliteFile(file: string, script: string): void {
  const database = new Database();
  database.exec(script);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, database.export());
  database.close();
}
