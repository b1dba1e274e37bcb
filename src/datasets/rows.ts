/** One item of text-to-sql. */
export interface SqlRow {
  id: string;
  question: string;
  /** The schema, as SQL that creates it. */
  context: string;
  /** SQL that fills the schema with data; empty where there is none. */
  setup: string;
  /** The gold query. */
  sql: string;
}

/** One item of summarization. */
export interface DialogueRow {
  id: string;
  dialogue: string;
  summary: string;
}

/** An item with its dataset's columns, those that the task knows under the task's names. */
export type Row = Record<string, unknown> & { id: string };

/** @param rows of a dataset that `loadDataset` read for a text-to-sql task */
export function sqlRows(rows: readonly Row[]): SqlRow[] {
  return rows.map((row) => ({
    id: row.id,
    question: row.sql_prompt as string,
    context: row.sql_context as string,
    setup: (row.sql_setup as string | undefined) ?? '',
    sql: row.sql as string,
  }));
}

/** @param rows of a dataset that `loadDataset` read for a summarization task */
export function dialogueRows(rows: readonly Row[]): DialogueRow[] {
  return rows.map(({ id, dialogue, summary }) => ({
    id,
    dialogue: dialogue as string,
    summary: summary as string,
  }));
}
