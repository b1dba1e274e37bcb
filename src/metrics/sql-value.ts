/** A value of SQLite: INTEGER is a bigint (64 bits do not fit a number), REAL a number, TEXT a string, BLOB bytes. */
export type SqlValue = null | bigint | number | string | Uint8Array;

/** What a query gave: its rows, each in the order of the columns. */
export type SqlRows = readonly (readonly SqlValue[])[];

/**
 * Equal for two values exactly where Python's are equal: 1 and 1.0 are, in full (2.0 ** 53 is not 2 ** 53 + 1);
 * '1', x'31' and 1 all differ; NULL equals NULL. NaN, which equals nothing, has no key: see `hasNaN`.
 */
export function valueKey(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `text ${value}`;
  if (typeof value === 'bigint') return `number ${value}`;
  if (typeof value === 'number') return `number ${Number.isInteger(value) ? BigInt(value) : value}`;
  return `blob ${hex(value)}`;
}

/** Whether a NaN is among the values. SQLite gives none, but what compares must not take one for equal. */
export function hasNaN(rows: SqlRows): boolean {
  return rows.some((row) => row.some((value) => typeof value === 'number' && Number.isNaN(value)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
