import type { DatasetFormat, TaskConfig } from '../config/config.ts';
import { isObject } from '../datasets/jsonl.ts';
import { readRecords } from '../datasets/read-records.ts';
import type { DataRecord } from '../datasets/records.ts';
import { UserError } from '../errors.ts';
import type { FoundDataset } from './findings.ts';
import { absolute, type RepositoryFiles } from './repository-files.ts';

/** What is larger is told from its beginning alone. */
const maxWholeBytes = 32 * 1024 * 1024;

/** A file of data, as it is read before it is known what it is for. */
export interface Candidate {
  path: string;
  records: DataRecord[];
  format: DatasetFormat | null;
  isWhole: boolean;
}

/** The records of a file, or the first of a large one; null where it cannot be read. */
export async function candidateAt(
  files: RepositoryFiles,
  path: string,
  { head, annotations }: { head: string; annotations: string | null },
): Promise<Candidate | null> {
  const size = files.sizes.get(path) ?? 0;
  try {
    if (size <= maxWholeBytes) {
      const { records, format } = await readRecords(taskOf(files, { path, annotations }));
      return { path, records, format, isWhole: true };
    }
    return { path, records: recordsIn(head, path), format: null, isWhole: false };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** The first row of a file of lines, from its beginning. */
function recordsIn(head: string, path: string): DataRecord[] {
  const [line = '', second = ''] = head.split(/\r?\n/, 2);
  if (/\.csv$/i.test(path)) {
    const names = line.split(',').map((name) => name.replaceAll('"', '').trim());
    const value = Object.fromEntries(names.map((name, at) => [name, second.split(',')[at] ?? '']));
    return [{ where: `${path}:2`, number: 1, value }];
  }
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? [{ where: `${path}:1`, number: 1, value }] : [];
  } catch {
    return [];
  }
}

/** What the readers ask of a task, of one that is not configured yet. */
export function taskOf(
  { root }: RepositoryFiles,
  {
    path,
    annotations = null,
    images = null,
    kind = 'summarization',
    columns = {},
  }: Pick<FoundDataset, 'path'> & Partial<FoundDataset>,
): TaskConfig {
  return {
    id: 'init',
    kind,
    dataset: absolute(root, path),
    datasetPath: path,
    format: null,
    images: images === null ? null : { directory: absolute(root, images), path: images },
    annotations: annotations === null ? null : { file: absolute(root, annotations), path: annotations },
    databases: null,
    filter: {},
    metric: '',
    metrics: [],
    limit: null,
    seed: 0,
    columns,
    prompt: null,
  };
}
