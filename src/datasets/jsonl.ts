import { UserError } from '../errors.ts';
import type { DataRecord } from './records.ts';
import { quoted } from './shown.ts';
import { textOf } from './text-file.ts';

/**
 * Records of a JSONL file: one object a line. CRLF and blank lines are accepted.
 *
 * @param path what errors call the file
 * @throws UserError naming the first line at fault.
 */
export function jsonlRecords(bytes: Uint8Array, path: string): DataRecord[] {
  const records: DataRecord[] = [];
  for (const [index, line] of textOf(bytes, path).split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${path}:${index + 1}`;
    records.push({ where, number: index + 1, value: objectIn(line, where) });
  }
  if (records.length === 0) throw new UserError(`${path} is empty; it must hold one JSON object a line.`);
  return records;
}

function objectIn(line: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new UserError(`${where}: not JSON: ${quoted((error as Error).message)}`);
  }
  if (isObject(value)) return value;
  const is = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  throw new UserError(`${where}: ${is}; each line must be one JSON object`);
}

/** Whether a value is an object with keys, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
