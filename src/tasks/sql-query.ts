import type { SqlRows } from '../metrics/sql-value.ts';

/** The database that a query is asked of: made in memory by a script, or an SQLite file (absolute path), only read. */
export type SqlDatabase = { script: string } | { file: string };

export interface SqlQuery {
  database: SqlDatabase;
  /** One statement that reads. */
  sql: string;
}

/** What a query gave, or in one line why it gave nothing. */
export type SqlOutcome = SqlAnswer | SqlFailure;

export interface SqlFailure {
  error: string;
  /** No query's fault: the file of its database could not be opened. */
  unopened?: true;
}

export interface SqlAnswer {
  rows: SqlRows;
  /** Some text in the rows was not UTF-8, and is there without the bytes that were not. */
  notUtf8?: true;
}

/** Two queries that give the same, to be run again and again for what they cost. */
export interface SqlComparison {
  database: SqlDatabase;
  gold: string;
  predicted: string;
  /** How often each is timed. */
  repetitions: number;
}

/** What a query cost in one run. */
export interface SqlTimes {
  /** Wall time until its first row was there. */
  firstRowS: number;
  /** Wall time until its last row was read. */
  allRowsS: number;
}

/** What both queries of a comparison cost. */
export interface SqlCosts {
  times: { gold: SqlTimes; predicted: SqlTimes }[];
  /** Instructions of SQLite's virtual machine in one run. */
  steps: { gold: number; predicted: number };
}

/** What the runner asks of its worker; each is answered with `error`, or with what stands behind it. */
export type SqlRequest =
  | { kind: 'open'; file: string } // {}
  | ({ kind: 'run' } & SqlQuery) // SqlAnswer
  | ({ kind: 'compare' } & SqlComparison); // SqlCosts
