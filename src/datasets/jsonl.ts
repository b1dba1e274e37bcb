import { UserError } from '../errors.ts';
import { lfsAdvice, lfsPointerBeginning } from '../models/lfs.ts';

export interface JsonlObject {
  /** From 1. */
  line: number;
  value: Record<string, unknown>;
}

/**
 * Objects of a JSONL file, one a line, in UTF-8. A byte order mark, CRLF and blank lines are accepted.
 *
 * @param path what errors call the file
 * @throws UserError naming the first line at fault.
 */
export function parseJsonl(bytes: Uint8Array, path: string): JsonlObject[] {
  const text = decoded(bytes, path);
  if (text.startsWith(lfsPointerBeginning)) throw new UserError(lfsAdvice(path));
  const objects: JsonlObject[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    objects.push({ line: index + 1, value: objectIn(line, `${path}:${index + 1}`) });
  }
  if (objects.length === 0) throw new UserError(`${path} is empty; it must hold one JSON object a line.`);
  return objects;
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text; save it as UTF-8, one JSON object a line.`);
  }
}

function objectIn(line: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new UserError(`${where}: not JSON: ${(error as Error).message.split('\n')[0]!.slice(0, 200)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  const is = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  throw new UserError(`${where}: ${is}; each line must be one JSON object`);
}
