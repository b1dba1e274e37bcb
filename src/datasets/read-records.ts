import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DatasetFormat, TaskConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { cocoRecords, isCoco } from './coco-captions.ts';
import { jsonRecords, parseJson } from './json.ts';
import { isObject, jsonlRecords } from './jsonl.ts';
import { isParquet, parquetRecords } from './parquet.ts';
import type { DataRecord, LeftOut } from './records.ts';
import { quoted } from './shown.ts';
import { isVqaV2, vqaV2Records } from './vqa-v2.ts';

export interface ReadFiles {
  records: DataRecord[];
  /** Of what the file has, what is no record, and why. */
  leftOut: LeftOut[];
  /** As it was said, or told from the content. */
  format: DatasetFormat | null;
  /** SHA-256, in hex, of each file that was read. */
  digests: string[];
}

/** Datasets are held in memory; what is larger is a mistake or an attack. */
const maxBytes = 1024 * 1024 * 1024;

const byExtension: Readonly<Record<string, DatasetFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.parquet': 'parquet',
};

/**
 * Reads a task's file, or files, in the format that the task names, else that their names and content tell.
 *
 * @throws UserError naming the file, the place in it, and what is wrong.
 */
export async function readRecords(task: TaskConfig): Promise<ReadFiles> {
  const { dataset, datasetPath, format } = task;
  const { bytes, digest } = await read(dataset, datasetPath);
  const extension = path.extname(dataset).toLowerCase();
  const named = byExtension[extension] ?? null;
  if (isParquet(bytes) && format !== null && format !== 'parquet')
    throw new UserError(`${datasetPath} is a Parquet file, and the task's format says ${format}.`);
  const one = (records: DataRecord[], as: DatasetFormat | null): ReadFiles => ({
    records,
    leftOut: [],
    format: as,
    digests: [digest],
  });
  const isLines = () => named === 'jsonl' || (extension !== '.json' && firstLineIsObject(bytes));
  if (isParquet(bytes) || (format ?? named) === 'parquet')
    return one(await parquetRecords(bytes, datasetPath), 'parquet');
  if ((format ?? named) === 'csv') {
    // Its parser is read only where such a file is.
    const { csvRecords } = await import('./csv.ts');
    return one(csvRecords(bytes, datasetPath), 'csv');
  }
  if (format === 'jsonl' || (format === null && isLines()))
    return one(jsonlRecords(bytes, datasetPath), 'jsonl');
  // Spider's and BIRD's questions are as often kept as lines.
  if ((format === 'spider' || format === 'bird') && isLines())
    return one(jsonlRecords(bytes, datasetPath), format);
  const data = parseJson(bytes, datasetPath);
  const told = format ?? formatOf(data);
  if (told === 'coco') return { ...one([], told), ...cocoRecords(data, datasetPath) };
  if (told === 'vqav2') return withAnswers(task, data, digest);
  return one(jsonRecords(data, datasetPath), told);
}

async function withAnswers(
  { datasetPath, annotations }: TaskConfig,
  data: unknown,
  digest: string,
): Promise<ReadFiles> {
  if (annotations === null)
    throw new UserError(
      `${datasetPath} has VQAv2's questions; name the file with their answers under the task's annotations.`,
    );
  const second = await read(annotations.file, annotations.path);
  const records = vqaV2Records(
    { data, path: datasetPath },
    { data: parseJson(second.bytes, annotations.path), path: annotations.path },
  );
  return { records, leftOut: [], format: 'vqav2', digests: [digest, second.digest] };
}

function formatOf(data: unknown): DatasetFormat | null {
  if (isCoco(data)) return 'coco';
  return isVqaV2(data) ? 'vqav2' : null;
}

/** A file of lines may have any name; that its first line is an object by itself tells it. */
function firstLineIsObject(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = lines.indexOf('\n');
  try {
    return isObject(JSON.parse(lines.toString('utf8', 0, end < 0 ? lines.length : end).replace(/^\uFEFF/, '')));
  } catch {
    return false;
  }
}

async function read(file: string, shownAs: string): Promise<{ bytes: Buffer; digest: string }> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) throw new Error(`it is larger than ${maxBytes / 1024 / 1024} MiB`);
    const bytes = await readFile(file);
    return { bytes, digest: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    throw new UserError(`The dataset ${shownAs} cannot be read: ${quoted((error as Error).message)}`);
  }
}
