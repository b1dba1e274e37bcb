import type { DataImage } from './images.ts';

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

/** One item of captioning. */
export interface CaptionRow {
  id: string;
  image: DataImage;
  /** At least one. */
  captions: string[];
}

/** One item of visual question answering. */
export interface QuestionRow {
  id: string;
  image: DataImage;
  question: string;
  /** At least one; of VQAv2 ten. */
  answers: string[];
  /** VQAv2's: `yes/no`, `number` or `other`; null where the dataset does not say. */
  answerType: string | null;
}

/** An item with its dataset's columns, those that the task knows under the task's names. */
export type Row = Record<string, unknown> & { id: string };

/** @param rows of a dataset that `loadDataset` read for a text-to-sql task */
export function sqlRows(rows: readonly Row[]): SqlRow[] {
  return rows.map((row) => ({
    id: row.id,
    question: row.sql_prompt as string,
    context: (row.sql_context as string | undefined) ?? '',
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

/** @param rows of a dataset that `loadDataset` read for a captioning task */
export function captionRows(rows: readonly Row[]): CaptionRow[] {
  return rows.map(({ id, image, captions }) => ({
    id,
    image: image as DataImage,
    captions: captions as string[],
  }));
}

/** @param rows of a dataset that `loadDataset` read for a task of visual question answering */
export function questionRows(rows: readonly Row[]): QuestionRow[] {
  return rows.map(({ id, image, question, answers, answer_type: answerType }) => ({
    id,
    image: image as DataImage,
    question: question as string,
    answers: answers as string[],
    answerType: (answerType as string | undefined) ?? null,
  }));
}
