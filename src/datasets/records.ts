/** One record of a dataset as its file has it. */
export interface DataRecord {
  /** As errors call its place: `data/sql.jsonl:12`, or `data/sql.parquet, row 12`. */
  where: string;
  /** Number of its line or row, from 1: its id where it brings none. */
  number: number;
  value: Record<string, unknown>;
}

/** What a dataset has and no item can be made of. */
export interface LeftOut {
  id: string;
  reason: string;
}
