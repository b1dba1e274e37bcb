import type { SqlRows } from '../metrics/sql-value.ts';

/** A query and the database that it is asked of. */
export interface SqlQuery {
  /** SQL that makes the database: schema and data. */
  setup: string;
  /** One statement that reads. */
  sql: string;
}

/** What a query gave, or in one line why it gave nothing. */
export type SqlOutcome = { rows: SqlRows } | { error: string };
