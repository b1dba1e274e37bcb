import type { SqlConnection } from './sql-engine.ts';
import type { SqlComparison, SqlCosts, SqlTimes } from './sql-query.ts';
import { takeAll, withQuery } from './sql-statements.ts';
import { vmSteps } from './sql-vm-steps.ts';

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
  return withQuery(connection, sql, (statement) => {
    takeAll(statement);
    return vmSteps(statement);
  });
}

function timesOf(connection: SqlConnection, sql: string): SqlTimes {
  const start = performance.now();
  const times = withQuery(connection, sql, (statement) => {
    const isRow = statement.step();
    const firstRowS = secondsSince(start);
    if (isRow) takeAll(statement);
    return { firstRowS, allRowsS: secondsSince(start) };
  });
  return times;
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
