export interface CsvRow {
  /** Line of the file on which the row begins, from 1. */
  line: number;
  fields: string[];
}

/** Rows of a CSV text (RFC 4180: quoted fields may hold commas, doubled quotes and line breaks). Blank lines are left out. */
export function parseCsv(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  let line = 1;
  let row: CsvRow = { line, fields: [] };
  while (field.lastIndex < text.length || row.fields.length > 0) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (!match)
      throw new SyntaxError(`line ${row.line}: a quote is not closed or not doubled (character ${at + 1})`);
    const [whole, quoted, plain, end] = match;
    row.fields.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === ',') continue;
    if (row.fields.length > 1 || row.fields[0] !== '') rows.push(row);
    row = { line, fields: [] };
    if (end === '') break;
  }
  return rows;
}
