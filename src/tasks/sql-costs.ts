import type { SqlConnection } from './sql-engine.ts';
import type { SqlComparison, SqlCosts, SqlTimes } from './sql-query.ts';
import { SqlRefusal, takeAll, withQuery } from './sql-statements.ts';
import { vmSteps } from './sql-vm-steps.ts';

/** A count has 32 bits, and no machine takes 400 million instructions a second: it is whole for so long. */
const maxCountedS = 10;

/**
 * What two queries cost on an open database: instructions once, and times again and again, the predicted query and the
 * gold one in turn, as BIRD takes them. Rows are come to, but not copied.
 *
 * @throws SqlRefusal, SqliteError
 */
export function costsOf(connection: SqlConnection, comparison: Omit<SqlComparison, 'database'>): SqlCosts {
  const { gold, predicted, repetitions } = comparison;
  const steps = { predicted: stepsOf(connection, predicted), gold: stepsOf(connection, gold) };
  const times = Array.from({ length: repetitions }, () => ({
    predicted: timesOf(connection, predicted),
    gold: timesOf(connection, gold),
  }));
  return { steps, times };
}

function stepsOf(connection: SqlConnection, sql: string): number {
  const start = performance.now();
  return withQuery(connection, sql, (statement) => {
    takeAll(statement);
    const ranS = secondsSince(start);
    if (ranS > maxCountedS) throw new SqlRefusal(`takes more than ${maxCountedS} s, too long to be counted`);
    return vmSteps(statement);
  });
}

function timesOf(connection: SqlConnection, sql: string): SqlTimes {
  const start = performance.now();
  return withQuery(connection, sql, (statement) => {
    const isRow = statement.step();
    const firstRowS = secondsSince(start);
    if (isRow) takeAll(statement);
    return { firstRowS, allRowsS: secondsSince(start) };
  });
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
