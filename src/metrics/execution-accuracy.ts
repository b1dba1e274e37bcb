import { hasNaN, type SqlRows, type SqlValue, valueKey } from './sql-value.ts';

/**
 * 1 where two queries gave the same set of rows, else 0, by BIRD's rule `set(predicted) == set(gold)`: the order of
 * rows and their repetition do not count, the order of columns does, and values are equal as Python's are.
 * Source: bird-bench/mini_dev at 4d970a9, `evaluation_ex.py`.
 */
export function executionAccuracy(gold: SqlRows, predicted: SqlRows): number {
  if (hasNaN(gold) || hasNaN(predicted)) return 0;
  const wanted = new Set(gold.map(rowKey));
  const found = new Set(predicted.map(rowKey));
  return wanted.size === found.size && [...wanted].every((key) => found.has(key)) ? 1 : 0;
}

/** Equal for two rows exactly where the rows are equal. */
function rowKey(row: readonly SqlValue[]): string {
  return JSON.stringify(row.map(valueKey));
}
