import { lstat, readFile } from 'node:fs/promises';
import type { z } from 'zod';
import {
  type Baseline,
  baselineSchema,
  baselineSchemaVersion,
  type Calibration,
  calibrationSchema,
  type Measurement,
  measurementSchemaVersion,
} from '../measurement/measurement.ts';
import type { BaselineKey } from './store.ts';

/** Far above any real record, far below what would fill the memory. */
const maxBytes = 64 * 1024 * 1024;

/** What a store holds, or why that is of no use. */
export type Stored<T> = { record: T } | { missing: true } | { damaged: string };

/** A kind of stored record. */
interface Kind<T> {
  /** What it is called; parts of it that have a version of their own come after it. */
  versions: readonly { name: string; part: string | null; version: number }[];
  schema: z.ZodType<T>;
}

const baselines: Kind<Baseline> = {
  versions: [
    { name: 'baseline', part: null, version: baselineSchemaVersion },
    { name: 'measurement', part: 'measurement', version: measurementSchemaVersion },
  ],
  schema: baselineSchema,
};

const calibrations: Kind<Calibration> = {
  versions: [{ name: 'calibration', part: null, version: calibrationSchema.shape.schemaVersion.value }],
  schema: calibrationSchema,
};

/** Reads the baseline that a store has under a key. */
export async function readBaseline(path: string, key: BaselineKey): Promise<Stored<Baseline>> {
  const text = await textOf(path);
  return typeof text === 'string' ? baselineIn(text, key) : text;
}

/** Reads a baseline, whatever key it is of. */
export async function readAnyBaseline(path: string): Promise<Stored<Baseline>> {
  const text = await textOf(path);
  return typeof text === 'string' ? anyBaselineIn(text) : text;
}

/** The baseline that a store's text holds under a key. */
export function baselineIn(text: string, key: BaselineKey): Stored<Baseline> {
  const stored = anyBaselineIn(text);
  return 'record' in stored ? unlessForeign(stored, mismatches(key, stored.record.measurement)) : stored;
}

/** The baseline that a text holds, whatever key it is of. */
export function anyBaselineIn(text: string): Stored<Baseline> {
  const stored = parsed(text, baselines);
  return 'record' in stored && stored.record.measurement.status !== 'complete'
    ? { damaged: 'it was cut short' }
    : stored;
}

/** Reads the calibration that a store has of some hardware. */
export async function readCalibration(path: string, fingerprint: string): Promise<Stored<Calibration>> {
  const text = await textOf(path);
  return typeof text === 'string' ? calibrationIn(text, fingerprint) : text;
}

/** The calibration that a store's text holds of some hardware. */
export function calibrationIn(text: string, fingerprint: string): Stored<Calibration> {
  const stored = parsed(text, calibrations);
  if (!('record' in stored)) return stored;
  return unlessForeign(stored, stored.record.hardwareFingerprint === fingerprint ? [] : ['hardware']);
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

function unlessForeign<T>(stored: Stored<T>, differs: string[]): Stored<T> {
  return differs.length === 0 ? stored : { damaged: `it belongs to another ${differs.join(' and ')}` };
}

/** The text of a file, or why it has none. Whoever could write to the store may have written anything. */
async function textOf(path: string): Promise<string | { missing: true } | { damaged: string }> {
  try {
    const found = await lstat(path);
    if (!found.isFile()) return { damaged: 'it is not a plain file' };
    if (found.size > maxBytes) return { damaged: `it is larger than ${maxBytes / 1024 / 1024} MiB` };
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? { missing: true } : { damaged: message };
  }
}

function parsed<T>(text: string, kind: Kind<T>): Stored<T> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { damaged: `it is not JSON (${(error as Error).message})` };
  }
  const checked = kind.schema.safeParse(content);
  return checked.success
    ? { record: checked.data }
    : { damaged: whyNot(content, kind, checked.error.issues[0]!) };
}

function whyNot<T>(content: unknown, { versions }: Kind<T>, issue: z.core.$ZodIssue): string {
  for (const { name, part, version } of versions) {
    const written = fieldOf(part === null ? content : fieldOf(content, part), 'schemaVersion');
    if (typeof written === 'number' && written !== version) {
      return `its ${name} was written by another version of this check (format ${written}, not ${version})`;
    }
  }
  return `it is not a ${versions[0]!.name} (${issue.path.map(String).join('.') || 'the whole'}: ${issue.message})`;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
