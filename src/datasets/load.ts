import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { UserError } from '../errors.ts';
import { type JsonlObject, parseJsonl } from './jsonl.ts';
import type { Row } from './rows.ts';
import { sample } from './sample.ts';

export interface Dataset {
  /** SHA-256 of the file's bytes, in hex. */
  digest: string;
  /** Rows of the file, of which `rows` may be a sample. */
  size: number;
  rows: Row[];
}

/** Datasets are held in memory; what is larger is a mistake or an attack. */
const maxBytes = 256 * 1024 * 1024;

/** Columns whose text may be blank: a question can need no schema, or no data. */
const mayBeBlank = new Set(['sql_context', 'sql_setup']);

/**
 * Reads a task's dataset and draws its sample. Every row has the columns that the task's kind requires, as text, and
 * an id of its own: the one it brings, else the number of its line.
 *
 * @throws UserError naming the line, the column and what is wrong with it.
 */
export async function loadDataset(task: TaskConfig): Promise<Dataset> {
  const bytes = await read(task);
  const objects = parseJsonl(bytes, task.datasetPath);
  const lineOfId = new Map<string, number>();
  const rows = objects.map((object) => {
    const row = rowOf(object, task);
    const earlier = lineOfId.get(row.id);
    if (earlier !== undefined) {
      refuse(
        task,
        object.line,
        `the id ${JSON.stringify(row.id)} is that of line ${earlier} too; ids must differ`,
      );
    }
    lineOfId.set(row.id, object.line);
    return row;
  });
  return {
    digest: createHash('sha256').update(bytes).digest('hex'),
    size: rows.length,
    rows: sample(rows, task.limit, task.seed),
  };
}

async function read({ dataset, datasetPath }: TaskConfig): Promise<Buffer> {
  try {
    const { size } = await stat(dataset);
    if (size > maxBytes) throw new Error(`it is larger than ${maxBytes / 1024 / 1024} MiB`);
    return await readFile(dataset);
  } catch (error) {
    throw new UserError(`The dataset ${datasetPath} cannot be read: ${(error as Error).message}`);
  }
}

function rowOf({ line, value }: JsonlObject, task: TaskConfig): Row {
  const { required, optional } = taskKindDetails[task.kind];
  const row: Record<string, unknown> = { ...value };
  for (const column of [...required, ...optional]) {
    const name = Object.hasOwn(task.columns, column) ? task.columns[column]! : column;
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    row[column] = column === 'id' ? (given ?? line) : given;
    if (column === 'id') continue;
    if (given === undefined && required.includes(column)) refuse(task, line, missing(column, name, value));
    if (given === undefined || (given === null && optional.includes(column))) {
      delete row[column];
    } else if (typeof given !== 'string') {
      refuse(task, line, `the column ${name} must be text, but is ${JSON.stringify(given).slice(0, 60)}`);
    } else if (given.trim() === '' && !mayBeBlank.has(column)) {
      refuse(task, line, `the column ${name} is blank`);
    }
  }
  const { id } = row;
  if (typeof id !== 'string' && typeof id !== 'number') {
    refuse(task, line, `an id must be text or a number, but is ${JSON.stringify(id).slice(0, 60)}`);
  }
  return { ...row, id: String(id) };
}

function missing(column: string, name: string, value: object): string {
  const there = Object.keys(value).slice(0, 20).join(', ');
  const rename = column === name ? `. Name another under columns: { ${column}: … }` : '';
  return `there is no column ${name}; there are: ${there}${rename}`;
}

function refuse({ datasetPath }: TaskConfig, line: number, problem: string): never {
  throw new UserError(`${datasetPath}:${line}: ${problem}`);
}
