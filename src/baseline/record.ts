import { lstat, readFile } from 'node:fs/promises';
import {
  type Baseline,
  baselineSchema,
  baselineSchemaVersion,
  type Measurement,
  measurementSchemaVersion,
} from '../measurement/measurement.ts';
import type { BaselineKey } from './store.ts';

/** Far above any real measurement, far below what would fill the memory. */
const maxBytes = 64 * 1024 * 1024;

/** A stored baseline, or why it is none. */
export type Stored = { baseline: Baseline } | { missing: true } | { damaged: string };

/** Reads a stored baseline. Whoever could write to the store may have written anything. */
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
  const parsed = baselineSchema.safeParse(content);
  if (!parsed.success) return { damaged: whyNot(content, parsed.error.issues[0]!) };
  if (parsed.data.measurement.status !== 'complete') return { damaged: 'it was cut short' };
  return { baseline: parsed.data };
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
  for (const [what, record, version] of [
    ['baseline', content, baselineSchemaVersion],
    ['measurement', fieldOf(content, 'measurement'), measurementSchemaVersion],
  ] as const) {
    const written = fieldOf(record, 'schemaVersion');
    if (typeof written === 'number' && written !== version) {
      return `its ${what} was written by another version of this check (format ${written}, not ${version})`;
    }
  }
  return `it is not a baseline (${issue.path.map(String).join('.') || 'the whole'}: ${issue.message})`;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
