import type { DatasetFormat } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { knownColumns } from '../datasets/known-columns.ts';
import type { DataRecord } from '../datasets/records.ts';
import { valueAt } from '../datasets/value-at.ts';
import type { FoundDataset } from './findings.ts';

type Kind = FoundDataset['kind'];

export interface GuessedKind {
  kind: Kind;
  /** The task's name for a column → the dataset's, where the readers do not know it by themselves. */
  columns: Record<string, string>;
  /** Why it is not sure; null where the readers know these columns. */
  doubt: string | null;
}

/** Those that need a picture first: their columns are more. */
const kinds: readonly Kind[] = ['vqa', 'captioning', 'text-to-sql', 'summarization'];

interface Likely {
  kind: Kind;
  columns: Record<string, string>;
  /** What the dataset is called that has such columns. */
  like: string;
  /** Whether what stands in the columns is such, too. */
  holds?: (value: Readonly<Record<string, unknown>>) => boolean;
}

const isQuery = (value: unknown) => typeof value === 'string' && /^\s*(?:select|with)\s/i.test(value);

/** Columns of other collections, which mean what a task needs as far as their names go. */
const likely: readonly Likely[] = [
  {
    kind: 'text-to-sql',
    columns: { sql_prompt: 'question', sql_context: 'context', sql: 'answer' },
    like: 'sql-create-context',
    holds: ({ answer }) => isQuery(answer),
  },
  ...['query', 'sql', 'SQL'].map(
    (sql): Likely => ({
      kind: 'text-to-sql',
      columns: { sql_prompt: 'question', ...(sql === 'sql' ? {} : { sql }) },
      like: 'Spider without its databases',
      holds: (value) => isQuery(value[sql]),
    }),
  ),
  { kind: 'summarization', columns: { dialogue: 'document' }, like: 'XSum' },
  { kind: 'summarization', columns: { dialogue: 'article', summary: 'highlights' }, like: 'CNN/DailyMail' },
  { kind: 'summarization', columns: { dialogue: 'article' }, like: 'arXiv summarization' },
  { kind: 'summarization', columns: { dialogue: 'text' }, like: 'BillSum' },
  ...['text', 'caption', 'captions'].map(
    (captions): Likely => ({
      kind: 'captioning',
      columns: { image: 'file_name', ...(captions === 'captions' ? {} : { captions }) },
      like: "an image folder's metadata",
    }),
  ),
];

/** Words in the first row's columns without which no dataset of these kinds can be. */
export const tellingWords =
  /["']?\b(?:sql|SQL|sql_prompt|query|question|questions|dialogue|summary|highlights|caption|captions|answers?|image|file_name)\b["']?/;

/** What task a dataset is for, as far as the columns of its first row tell; null where they tell of none. */
export function guessKind(records: readonly DataRecord[], format: DatasetFormat | null): GuessedKind | null {
  const [first] = records;
  if (first === undefined) return null;
  if (format === 'coco') return { kind: 'captioning', columns: {}, doubt: null };
  if (format === 'vqav2') return { kind: 'vqa', columns: {}, doubt: null };
  const hasAll = (kind: Kind, columns: Readonly<Record<string, string>>) =>
    taskKindDetails[kind].required.every((name) => {
      const value = valueAt(first.value, columns[name] ?? name);
      return value !== undefined && value !== null;
    });
  for (const kind of kinds)
    if (hasAll(kind, knownColumns(kind, format, records))) return { kind, columns: {}, doubt: null };
  const guess = likely.find(
    ({ kind, columns, holds }) => hasAll(kind, columns) && (holds === undefined || holds(first.value)),
  );
  if (!guess) return null;
  const named = Object.entries(guess.columns).map(([name, other]) => `${other} as ${name}`);
  return {
    kind: guess.kind,
    columns: guess.columns,
    doubt: `its columns look like those of ${guess.like}: ${named.join(', ')}`,
  };
}
