/** A value of SQLite: INTEGER is a bigint (64 bits do not fit a number), REAL a number, TEXT a string, BLOB bytes. */
export type SqlValue = null | bigint | number | string | Uint8Array;

/** What a query gave: its rows, each in the order of the columns. */
export type SqlRows = readonly (readonly SqlValue[])[];

/**
 * 1 where two queries gave the same set of rows, else 0, by BIRD's rule `set(predicted) == set(gold)`: the order of
 * rows and their repetition do not count, the order of columns does, and two values are equal as Python's are
 * (1 equals 1.0; '1', x'31' and 1 all differ; NULL equals NULL). Source: mini_dev, `evaluation_ex.py`.
 */
export function executionAccuracy(gold: SqlRows, predicted: SqlRows): number {
  const wanted = new Set(gold.map(rowKey));
  const found = new Set(predicted.map(rowKey));
  return wanted.size === found.size && [...wanted].every((key) => found.has(key)) ? 1 : 0;
}

/** Equal for two rows exactly where the rows are equal. */
function rowKey(row: readonly SqlValue[]): string {
  return JSON.stringify(row.map(valueKey));
}

function valueKey(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `text ${value}`;
  if (typeof value === 'bigint') return `number ${value}`;
  // A whole REAL equals the INTEGER of the same value, compared in full: 2.0 ** 53 is not 2 ** 53 + 1.
  if (typeof value === 'number') return `number ${Number.isInteger(value) ? BigInt(value) : value}`;
  return `blob ${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
