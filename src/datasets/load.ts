import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { UserError } from '../errors.ts';
import { type DataImage, imageFinder } from './images.ts';
import { isObject } from './jsonl.ts';
import { knownColumns } from './known-columns.ts';
import { readRecords } from './read-records.ts';
import type { DataRecord } from './records.ts';
import type { Row } from './rows.ts';
import { sample } from './sample.ts';

export interface Dataset {
  /** SHA-256, in hex, over the files that the rows come from, and over their pictures. */
  digest: string;
  /** Rows of the file that the filter keeps, of which `rows` may be a sample. */
  size: number;
  rows: Row[];
}

/** Columns whose text may be blank: a question can need no schema, or no data, or no help. */
const mayBeBlank = new Set(['sql_context', 'sql_setup', 'evidence']);
/** Columns that hold several texts, or one. */
const lists = new Set(['captions', 'answers']);

/**
 * Reads a task's dataset, keeps what its filter lets through, and draws its sample. Every row has the columns that the
 * task's kind requires, and an id of its own: the one it brings, else the number of its line.
 *
 * @throws UserError naming file, row, column and what is wrong with it.
 */
export async function loadDataset(task: TaskConfig): Promise<Dataset> {
  const { records, format, files } = await readRecords(task);
  const columns = { ...knownColumns(task.kind, format, records), ...task.columns };
  const kept = filtered(records, task);
  const rows = kept.map((record) => ({ record, row: rowOf(record, task, columns) }));
  refuseRepeatedIds(rows);
  const drawn = sample(rows, task.limit, task.seed);
  const finder = imageFinder(task);
  const images: DataImage[] = [];
  for (const { record, row } of drawn) {
    if (!('image' in row)) continue;
    const image = await finder.find(row.image).catch((error: Error) => {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`${record.where}: ${error.message}`);
    });
    row.image = image;
    images.push(image);
  }
  return { digest: await digestOf(files, images), size: rows.length, rows: drawn.map(({ row }) => row) };
}

/** A single file's digest is its own SHA-256, as `sha256sum` prints it. */
async function digestOf(files: readonly Uint8Array[], images: readonly DataImage[]): Promise<string> {
  const [first, ...others] = files.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  if (others.length === 0 && images.length === 0) return first!;
  const parts = [first, ...others];
  // Several questions may be about one picture.
  const ofFiles = new Map<string, string>();
  for (const image of images) {
    const known = image.kind === 'file' ? ofFiles.get(image.path) : undefined;
    const digest = known ?? (await imageDigest(image));
    if (image.kind === 'file') ofFiles.set(image.path, digest);
    parts.push(digest);
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function imageDigest(image: DataImage): Promise<string> {
  const hash = createHash('sha256');
  if (image.kind === 'bytes') hash.update(image.bytes);
  else for await (const chunk of createReadStream(image.path)) hash.update(chunk);
  return hash.digest('hex');
}

function filtered(records: readonly DataRecord[], { filter, datasetPath }: TaskConfig): DataRecord[] {
  const wanted = Object.entries(filter);
  const kept = records.filter((record) =>
    wanted.every(([column, values]) => {
      const value = valueAt(record.value, column);
      if (value === undefined) throw new UserError(`${record.where}: ${missing(column, record.value)}`);
      return values.includes(String(value));
    }),
  );
  if (kept.length === 0)
    throw new UserError(`${datasetPath}: the task's filter keeps none of its ${records.length} rows.`);
  return kept;
}

/** A column by its name, or one inside another by a name with dots. */
function valueAt(value: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(value, name)) return value[name];
  return name
    .split('.')
    .reduce<unknown>(
      (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
      value,
    );
}

function rowOf(record: DataRecord, task: TaskConfig, columns: Readonly<Record<string, string>>): Row {
  const { required, optional } = taskKindDetails[task.kind];
  const refuse = (problem: string): never => {
    throw new UserError(`${record.where}: ${problem}`);
  };
  const row: Record<string, unknown> = { ...record.value };
  for (const column of [...required, ...optional]) {
    const name = Object.hasOwn(columns, column) ? columns[column]! : column;
    const given = valueAt(record.value, name);
    row[column] = column === 'id' ? (given ?? record.number) : given;
    if (column === 'id') continue;
    const isMissing = given === undefined || (given === null && optional.includes(column));
    if (isMissing && required.includes(column)) {
      const rename = column === name ? `. Name another under columns: { ${column}: … }` : '';
      refuse(missing(name, record.value) + rename);
    }
    if (isMissing) delete row[column];
    else if (lists.has(column)) {
      // Under its own name it could be shown in a prompt, and it is the answer.
      if (name !== column) delete row[name];
      row[column] =
        textsOf(given) ??
        refuse(`the column ${name} must be a text or a list of texts, but is ${shown(given)}`);
    } else if (column === 'image') {
      if (typeof given === 'string' && given.trim() === '') refuse(`the column ${name} is blank`);
    } else {
      const text = textIn(given) ?? refuse(`the column ${name} must be text, but is ${shown(given)}`);
      if (text.trim() === '' && !mayBeBlank.has(column)) refuse(`the column ${name} is blank`);
      row[column] = text;
    }
  }
  const { id } = row;
  if (typeof id !== 'string' && typeof id !== 'number')
    refuse(`an id must be text or a number, but is ${shown(id)}`);
  return { ...row, id: String(id) };
}

/** A text, or the UTF-8 bytes that older writers of Parquet do not call a text; null for anything else. */
function textIn(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!(value instanceof Uint8Array)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    return null;
  }
}

/** A text, texts, or objects that hold one under `answer`; null for anything else, and for none. */
function textsOf(value: unknown): string[] | null {
  const texts = (Array.isArray(value) ? value : [value]).map((one) =>
    textIn(isObject(one) && Object.hasOwn(one, 'answer') ? one.answer : one),
  );
  return texts.length > 0 && texts.every((text) => text !== null) ? texts : null;
}

function missing(name: string, value: object): string {
  const there = Object.keys(value).slice(0, 20).join(', ');
  return `there is no column ${name}; there are: ${there}`;
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.byteLength} bytes that are no UTF-8 text`;
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}

function refuseRepeatedIds(rows: readonly { record: DataRecord; row: Row }[]): void {
  const firsts = new Map<string, string>();
  for (const { record, row } of rows) {
    const first = firsts.get(row.id);
    if (first !== undefined)
      throw new UserError(
        `${record.where}: the id ${JSON.stringify(row.id)} is that of ${first} too; ids must differ`,
      );
    firsts.set(row.id, record.where);
  }
}
