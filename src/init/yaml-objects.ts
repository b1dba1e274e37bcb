import { parseAllDocuments } from 'yaml';
import { isObject } from '../datasets/jsonl.ts';

/** The objects in a YAML text; functions and other tags of its own are left as they are written. */
export function objectsInYaml(text: string): Record<string, unknown>[] {
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent' });
    return [...documents].map((one) => one.toJS({ maxAliasCount: 10 }) as unknown).filter(isObject);
  } catch {
    return [];
  }
}
