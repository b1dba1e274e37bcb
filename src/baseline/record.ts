import { lstat, readFile } from 'node:fs/promises';
import { type Measurement, measurementSchema, measurementSchemaVersion } from '../measurement/measurement.ts';
import type { BaselineKey } from './store.ts';

/** Far above any real measurement, far below what would fill the memory. */
const maxBytes = 64 * 1024 * 1024;

/** A stored baseline, or why it is none. */
export type Stored = { measurement: Measurement } | { missing: true } | { damaged: string };

/** Reads a stored measurement. Whoever could write to the store may have written anything. */
export async function readStored(path: string): Promise<Stored> {
  let text: string;
  try {
    const found = await lstat(path);
    if (!found.isFile()) return { damaged: 'it is not a plain file' };
    if (found.size > maxBytes) return { damaged: `it is larger than ${maxBytes / 1024 / 1024} MiB` };
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? { missing: true } : { damaged: message };
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { damaged: `it is not JSON (${(error as Error).message})` };
  }
  const parsed = measurementSchema.safeParse(content);
  if (!parsed.success) return { damaged: whyNot(content, parsed.error.issues[0]!) };
  if (parsed.data.status !== 'complete') return { damaged: 'it was cut short' };
  return { measurement: parsed.data };
}

/** Parts of the key in which the measurement differs, in words; empty where it belongs to the key. */
export function mismatches(key: BaselineKey, measurement: Measurement): string[] {
  const parts: [string, string, string][] = [
    ['model', key.model, measurement.model],
    ['task', key.task, measurement.task.id],
    ['dataset', key.datasetDigest, measurement.task.datasetDigest],
    ['hardware', key.hardwareFingerprint, measurement.hardware.fingerprint],
  ];
  return parts.filter(([, wanted, found]) => wanted !== found).map(([what]) => what);
}

function whyNot(content: unknown, issue: { path: PropertyKey[]; message: string }): string {
  const version =
    typeof content === 'object' && content !== null && 'schemaVersion' in content
      ? content.schemaVersion
      : undefined;
  if (typeof version === 'number' && version !== measurementSchemaVersion) {
    return `it was written by another version of this check (format ${version}, not ${measurementSchemaVersion})`;
  }
  return `it is not a measurement (${issue.path.map(String).join('.') || 'the whole'}: ${issue.message})`;
}
