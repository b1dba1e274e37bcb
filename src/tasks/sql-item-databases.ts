import type { TaskConfig } from '../config/config.ts';
import { type Row, sqlRows } from '../datasets/rows.ts';
import { UserError } from '../errors.ts';
import { databaseFiles, databasesDigest, type SqlDatabaseFiles } from './sql-databases.ts';
import type { SqlRunner } from './sql-runner.ts';
import type { SqlItem } from './sql-scores.ts';

/** An item's databases, and the text of its prompt that comes from them. */
export interface ItemDatabases extends Pick<SqlItem, 'database' | 'suite'> {
  /** The schema, as SQL. */
  context: string;
  /** What the dataset says to help with the question, such as how a figure is computed; empty where it says nothing. */
  evidence: string;
}

/**
 * Gives each row its databases: those of its `db_id` in the task's folder, else one that its own SQL makes. The schema of
 * a file's tables stands in for a `sql_context` that is not there.
 *
 * @returns with `of` in the order of the rows; `digest` over all files that a score can come from, null without any
 * @throws UserError for a database that is not there or cannot be read
 */
export async function sqlDatabasesOf(
  { databases, datasetPath, metrics }: Pick<TaskConfig, 'databases' | 'datasetPath' | 'metrics'>,
  dataset: readonly Row[],
  runner: SqlRunner,
): Promise<{ of: ItemDatabases[]; digest: string | null }> {
  const usesSuite = metrics.includes('test-suite-accuracy');
  const byId = new Map<string, SqlDatabaseFiles & { schema: string }>();
  const of: ItemDatabases[] = [];
  for (const [i, row] of sqlRows(dataset).entries()) {
    const { db_id: id, evidence, sql_context: context } = dataset[i]! as Partial<Record<string, string>>;
    if (databases === null || id === undefined) {
      if (context === undefined) throw new UserError(noDatabase(datasetPath, row.id, id));
      // A line of its own each: either text may end in a comment, or without its semicolon.
      const database = { script: `${context}\n;\n${row.setup}` };
      const suite = [{ database, shown: 'its database' }];
      of.push({ database, suite, context, evidence: evidence ?? '' });
      continue;
    }
    const found = byId.get(id) ?? (await withSchema(await databaseFiles(databases, id), runner));
    byId.set(id, found);
    of.push({
      database: { file: found.main.file },
      suite: found.suite.map(({ file, shown }) => ({ database: { file }, shown })),
      context: context ?? found.schema,
      evidence: evidence ?? '',
    });
  }
  const used = [...byId.values()].flatMap(({ main, suite }) => (usesSuite ? suite : [main]));
  return { of, digest: used.length === 0 ? null : await databasesDigest(used) };
}

/** As BIRD's own prompts have it: each table's CREATE TABLE, a blank line between. */
const tables =
  "SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql IS NOT NULL ORDER BY rowid";

async function withSchema(files: SqlDatabaseFiles, runner: SqlRunner) {
  const { file, shown } = files.main;
  const outcome = await runner.run({ database: { file }, sql: tables });
  if ('error' in outcome) throw new UserError(`${shown} cannot be used: ${outcome.error}.`);
  return { ...files, schema: outcome.rows.map(([sql]) => String(sql)).join('\n\n') };
}

function noDatabase(datasetPath: string, item: string, id: string | undefined): string {
  const what =
    id === undefined
      ? 'neither a sql_context nor a db_id, so there is no database to ask'
      : "a db_id and no sql_context; name the folder of the databases under the task's databases";
  return `${datasetPath}: item ${item} has ${what}.`;
}
