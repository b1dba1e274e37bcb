import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { UserError } from '../errors.ts';
import { filtered } from './filter.ts';
import { type DataImage, imageFinder } from './images.ts';
import { isObject } from './jsonl.ts';
import { answerColumns, knownColumns } from './known-columns.ts';
import { readRecords } from './read-records.ts';
import type { DataRecord, LeftOut } from './records.ts';
import type { Row } from './rows.ts';
import { sample } from './sample.ts';
import { shown } from './shown.ts';
import { utf8Of } from './text-file.ts';
import { missingColumn, valueAt } from './value-at.ts';

export interface Dataset {
  /** SHA-256, in hex, over the files that the rows come from, and over their pictures. */
  digest: string;
  /** Rows of the file that the filter keeps, of which `rows` may be a sample. */
  size: number;
  rows: Row[];
  /** What the file has besides, and no row can be made of, and why. */
  leftOut: LeftOut[];
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
  const { records, leftOut, format, digests } = await readRecords(task);
  const columns = { ...knownColumns(task.kind, format, records), ...task.columns };
  const kept = filtered(records, task);
  const rows = kept.map((record) => ({ record, row: rowOf(record, task, columns) }));
  refuseRepeatedIds(rows);
  const drawn = sample(rows, task.limit, task.seed);
  const finder = imageFinder(task);
  const images: DataImage[] = [];
  if (taskKindDetails[task.kind].required.includes('image'))
    for (const { record, row } of drawn) {
      const image = await finder.find(row.image).catch((error: Error) => {
        if (!(error instanceof UserError)) throw error;
        throw new UserError(`${record.where}: ${error.message}`);
      });
      row.image = image;
      images.push(image);
    }
  return {
    digest: await digestOf(digests, images),
    size: rows.length,
    rows: drawn.map(({ row }) => row),
    leftOut,
  };
}

/** A single file's digest is its own SHA-256, as `sha256sum` prints it. */
async function digestOf(files: readonly string[], images: readonly DataImage[]): Promise<string> {
  if (files.length === 1 && images.length === 0) return files[0]!;
  const pictures: string[] = [];
  // Many questions may be about one picture.
  const ofFiles = new Map<string, string>();
  for (const image of images) {
    const known = image.kind === 'file' ? ofFiles.get(image.path) : undefined;
    const digest = known ?? (await imageDigest(image));
    if (image.kind === 'file') ofFiles.set(image.path, digest);
    pictures.push(digest);
  }
  return createHash('sha256').update(JSON.stringify({ files, pictures })).digest('hex');
}

async function imageDigest(image: DataImage): Promise<string> {
  const hash = createHash('sha256');
  if (image.kind === 'bytes') hash.update(image.bytes);
  else for await (const chunk of createReadStream(image.path)) hash.update(chunk);
  return hash.digest('hex');
}

function rowOf(record: DataRecord, task: TaskConfig, columns: Readonly<Record<string, string>>): Row {
  const { required, optional } = taskKindDetails[task.kind];
  const nameOf = (column: string) => (Object.hasOwn(columns, column) ? columns[column]! : column);
  const refuse = (problem: string): never => {
    throw new UserError(`${record.where}: ${problem}`);
  };
  const row: Record<string, unknown> = { ...record.value };
  const answer = answerColumns[task.kind];
  // Under the name that the dataset has for it, the answer could be shown in a prompt.
  if (answer !== null) delete row[nameOf(answer)];
  for (const column of [...required, ...optional]) {
    const name = nameOf(column);
    const found = valueAt(record.value, name);
    const given = column === 'image' ? found : withTexts(found);
    if (column === 'id') {
      row.id = given ?? record.number;
      continue;
    }
    const isMissing = given === undefined || (given === null && optional.includes(column));
    if (isMissing && required.includes(column)) {
      const rename = column === name ? `. Name another under columns: { ${column}: … }` : '';
      refuse(missingColumn(name, record.value) + rename);
    }
    if (isMissing) {
      delete row[column];
      continue;
    }
    row[column] = given;
    if (column === 'image') continue;
    if (lists.has(column)) {
      const several =
        textsOf(given) ??
        refuse(`the column ${name} must be a text or a list of texts, but is ${shown(given)}`);
      if (several.every((text) => text.trim() === '')) refuse(`the column ${name} is blank`);
      row[column] = several;
    } else if (typeof given !== 'string') refuse(`the column ${name} must be text, but is ${shown(given)}`);
    else if (given.trim() === '' && !mayBeBlank.has(column)) refuse(`the column ${name} is blank`);
  }
  const { id } = row;
  if ((typeof id !== 'string' && typeof id !== 'number') || id === '')
    refuse(`an id must be text or a number, but is ${shown(id)}`);
  return { ...row, id: String(id) };
}

/** With texts for the bytes that are such: Parquet files of older writers do not say which are. */
function withTexts(value: unknown): unknown {
  const textOr = (one: unknown) => (one instanceof Uint8Array ? (utf8Of(one) ?? one) : one);
  return Array.isArray(value) ? value.map(textOr) : textOr(value);
}

/** A text, texts, or objects that hold one under `answer`; null for anything else, and for none. */
function textsOf(value: unknown): string[] | null {
  const all = (Array.isArray(value) ? value : [value]).map((one) => (isObject(one) ? one.answer : one));
  return all.length > 0 && all.every((text) => typeof text === 'string') ? (all as string[]) : null;
}

function refuseRepeatedIds(rows: readonly { record: DataRecord; row: Row }[]): void {
  const firsts = new Map<string, string>();
  for (const { record, row } of rows) {
    const first = firsts.get(row.id);
    if (first !== undefined)
      throw new UserError(
        `${record.where}: the id ${shown(row.id)} is that of ${first} too; ids must differ`,
      );
    firsts.set(row.id, record.where);
  }
}
