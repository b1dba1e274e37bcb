import type { DatasetFormat } from '../config/config.ts';
import type { TaskKind } from '../measurement/measurement.ts';
import type { DataRecord } from './records.ts';

type Columns = Readonly<Record<string, string>>;

/** What Spider's and BIRD's questions call the columns of text-to-sql. */
const spider: Columns = { sql_prompt: 'question', sql: 'query' };
const bird: Columns = { sql_prompt: 'question', sql: 'SQL', id: 'question_id' };
/** PathVQA and others have one answer a question; other collections one caption a picture. */
const single: Readonly<Partial<Record<TaskKind, Columns>>> = {
  vqa: { answers: 'answer' },
  captioning: { captions: 'caption' },
};

/** The task's name for the column that holds what is asked for. */
export const answerColumns: Readonly<Record<TaskKind, string | null>> = {
  'text-to-sql': 'sql',
  summarization: 'summary',
  captioning: 'captions',
  vqa: 'answers',
  harness: null,
};

/**
 * The names under which a known dataset has a task's columns, where they are not the task's own: the task's name → the
 * dataset's. Told from the format, else from the columns that there are.
 */
export function knownColumns(
  kind: TaskKind,
  format: DatasetFormat | null,
  records: readonly DataRecord[],
): Columns {
  const has = (...names: string[]) => names.every((name) => Object.hasOwn(records[0]!.value, name));
  if (kind === 'text-to-sql') {
    if (format === 'spider' || (format !== 'bird' && has('question', 'query', 'db_id'))) return spider;
    if (format === 'bird' || has('question', 'SQL', 'db_id')) return bird;
  }
  const renamed = Object.entries(single[kind] ?? {});
  return Object.fromEntries(renamed.filter(([column, name]) => !has(column) && has(name)));
}
