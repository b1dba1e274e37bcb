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
  const { dataset, datasetPath, format: said } = task;
  const { bytes, digest } = await read(dataset, datasetPath);
  // Spider and BIRD say what columns are called, in whatever file they are.
  const layout = said === 'spider' || said === 'bird' ? null : said;
  const one = (records: DataRecord[], told: DatasetFormat | null): ReadFiles => ({
    records,
    leftOut: [],
    format: said ?? told,
    digests: [digest],
  });
  if (isParquet(bytes) && layout !== null && layout !== 'parquet')
    throw new UserError(`${datasetPath} is a Parquet file, and the task's format says ${layout}.`);
  const extension = path.extname(dataset).toLowerCase();
  const named = layout ?? (isParquet(bytes) ? 'parquet' : byExtension[extension]);
  if (named === 'parquet') return one(await parquetRecords(bytes, datasetPath), 'parquet');
  if (named === 'csv') {
    // Its parser is read only where such a file is.
    const { csvRecords } = await import('./csv.ts');
    return one(csvRecords(bytes, datasetPath), 'csv');
  }
  if (named === 'jsonl' || (layout === null && isLines(bytes, extension)))
    return one(jsonlRecords(bytes, datasetPath), 'jsonl');
  const data = parseJson(bytes, datasetPath);
  switch (layout ?? formatOf(data)) {
    case 'coco':
      return { ...one([], 'coco'), ...cocoRecords(data, datasetPath) };
    case 'vqav2':
      return withAnswers(task, data, digest);
    default:
      return one(jsonRecords(data, datasetPath), 'json');
  }
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

/**
 * Whether a file whose name does not say it holds an object a line: its first line is an object by itself. Where no other
 * follows, the name decides.
 */
function isLines(bytes: Uint8Array, extension: string): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lineFeed = content.indexOf('\n');
  const end = lineFeed < 0 ? content.length : lineFeed;
  const others = content.subarray(end);
  const isAlone = others.length < 100 && others.toString('utf8').trim() === '';
  if (isAlone && extension === '.json') return false;
  try {
    return isObject(JSON.parse(content.toString('utf8', 0, end).replace(/^\uFEFF/, '')));
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
