import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DatasetFormat, TaskConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { cocoRecords } from './coco-captions.ts';
import { jsonRecords, parseJson } from './json.ts';
import { isObject, jsonlRecords } from './jsonl.ts';
import type { DataRecord } from './records.ts';
import { vqaV2Records } from './vqa-v2.ts';

export interface ReadFiles {
  records: DataRecord[];
  /** As it was said, or told from the content. */
  format: DatasetFormat | null;
  /** Bytes of the files that were read. */
  files: Uint8Array[];
}

/** Datasets are held in memory; what is larger is a mistake or an attack. */
const maxBytes = 1024 * 1024 * 1024;

const byExtension: Record<string, DatasetFormat> = {
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
  const { dataset, datasetPath } = task;
  const bytes = await read(dataset, datasetPath);
  const format = task.format ?? byExtension[path.extname(dataset).toLowerCase()] ?? null;
  switch (format) {
    // Their libraries are read only where such a file is.
    case 'csv': {
      const { csvRecords } = await import('./csv.ts');
      return { records: csvRecords(bytes, datasetPath), format, files: [bytes] };
    }
    case 'parquet': {
      const { parquetRecords } = await import('./parquet.ts');
      return { records: await parquetRecords(bytes, datasetPath), format, files: [bytes] };
    }
    case 'jsonl':
      return { records: jsonlRecords(bytes, datasetPath), format, files: [bytes] };
    default:
      return fromJson(task, format, bytes);
  }
}

async function fromJson(task: TaskConfig, said: DatasetFormat | null, bytes: Uint8Array): Promise<ReadFiles> {
  const { datasetPath, annotations } = task;
  // A file of lines may have any name; its second line is what makes it no JSON.
  if (said === null && path.extname(task.dataset).toLowerCase() !== '.json')
    return { records: jsonlRecords(bytes, datasetPath), format: 'jsonl', files: [bytes] };
  const data = parseJson(bytes, datasetPath);
  const format = said ?? formatOf(data);
  if (format === 'coco') return { records: cocoRecords(data, datasetPath), format, files: [bytes] };
  if (format === 'vqav2') {
    if (annotations === null)
      throw new UserError(
        `${datasetPath} has VQAv2's questions; name the file with their answers under the task's annotations.`,
      );
    const second = await read(annotations.file, annotations.path);
    const records = vqaV2Records(
      { data, path: datasetPath },
      { data: parseJson(second, annotations.path), path: annotations.path },
    );
    return { records, format, files: [bytes, second] };
  }
  return { records: jsonRecords(data, datasetPath), format, files: [bytes] };
}

function formatOf(data: unknown): DatasetFormat | null {
  if (!isObject(data)) return null;
  if (Array.isArray(data.images) && Array.isArray(data.annotations)) return 'coco';
  return Array.isArray(data.questions) ? 'vqav2' : null;
}

async function read(file: string, shown: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) throw new Error(`it is larger than ${maxBytes / 1024 / 1024} MiB`);
    return await readFile(file);
  } catch (error) {
    throw new UserError(`The dataset ${shown} cannot be read: ${(error as Error).message}`);
  }
}
