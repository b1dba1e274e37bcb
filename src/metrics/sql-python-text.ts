import { type SqlValue, valueKey } from './sql-value.ts';

/**
 * Sorts among values as Python's `str(x) + str(type(x))` does, as far as that can tell equal values apart: in full for
 * NULL, TEXT, INTEGERs and whole REALs; for the others, which have no equal of another type, each in its own place.
 */
export function pythonText(value: SqlValue): string {
  if (value === null) return "None<class 'NoneType'>";
  if (typeof value === 'bigint') return `${value}<class 'int'>`;
  if (typeof value === 'number') return `${floatText(value)}<class 'float'>`;
  if (typeof value === 'string') return `${value}<class 'str'>`;
  return valueKey(value);
}

/** Both languages write the shortest digits that round back; Python has an exponent from 1e16 on. */
function floatText(value: number): string {
  if (!Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 1e16) return value.toExponential();
  return `${Object.is(value, -0) ? '-0' : value}.0`;
}
