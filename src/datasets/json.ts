import { UserError } from '../errors.ts';
import { isObject } from './jsonl.ts';
import type { DataRecord } from './records.ts';
import { quoted } from './shown.ts';
import { textOf } from './text-file.ts';

/** @param path what errors call the file @throws UserError where it is not JSON. */
export function parseJson(bytes: Uint8Array, path: string): unknown {
  const text = textOf(bytes, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${quoted((error as Error).message)}`);
  }
}

/**
 * Records of a JSON file: a list of objects, or an object whose only list of objects they are.
 *
 * @throws UserError where it is neither.
 */
export function jsonRecords(data: unknown, path: string): DataRecord[] {
  if (Array.isArray(data)) return listRecords(data, path);
  const lists = isObject(data) ? Object.values(data).filter(isListOfObjects) : [];
  if (lists.length !== 1)
    throw new UserError(`${path} must hold a list of objects, or an object with one such list.`);
  return listRecords(lists[0]!, path);
}

function isListOfObjects(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.some(isObject);
}

/** @throws UserError naming an entry that is no object, or a list without any. */
function listRecords(list: readonly unknown[], path: string): DataRecord[] {
  if (list.length === 0) throw new UserError(`${path} holds no rows.`);
  return list.map((value, index) => {
    const where = `${path}, row ${index + 1}`;
    if (!isObject(value)) throw new UserError(`${where}: each row must be an object`);
    return { where, number: index + 1, value };
  });
}
