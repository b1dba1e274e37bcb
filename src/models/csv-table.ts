import { CsvError, parse } from 'csv-parse/sync';

export interface CsvTable {
  header: string[];
  rows: { line: number; fields: string[] }[];
}

const maxRecordBytes = 1_000_000;

/**
 * The table of a CSV text (RFC 4180) whose first row names its columns; blank lines are left out. Lines count from 1,
 * and are those on which rows begin.
 *
 * @throws SyntaxError naming the line.
 */
export function csvTable(text: string): CsvTable {
  const records = parsed(text.replace(/^\uFEFF/, ''));
  const [header, ...rows] = records;
  for (const { line, fields } of rows) {
    if (fields.length === header!.fields.length) continue;
    throw new SyntaxError(
      `line ${line}: ${fields.length} fields, but the header has ${header!.fields.length}`,
    );
  }
  return { header: header?.fields ?? [], rows };
}

function parsed(text: string): { line: number; fields: string[] }[] {
  try {
    const records = parse(text, {
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: maxRecordBytes,
    }) as unknown as { record: string[]; info: { bytes: number } }[];
    const lineAt = linesOf(Buffer.from(text));
    let end = 0;
    return records.map(({ record, info }) => {
      const line = lineAt(end);
      end = info.bytes;
      return { line, fields: record };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SyntaxError(
      `line ${error.lines ?? '?'}: ${error.message.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
    );
  }
}

/**
 * Tells the line of the first character after a byte that ends no line; asked of growing bytes. The parser's own count
 * takes a line break of two characters within quotes for two.
 */
function linesOf(bytes: Buffer): (from: number) => number {
  const [lineFeed, carriageReturn] = [0x0a, 0x0d];
  let [line, at] = [1, 0];
  return (from) => {
    for (; at < bytes.length && (at < from || bytes[at] === lineFeed || bytes[at] === carriageReturn); at++) {
      if (bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] !== lineFeed)) line += 1;
    }
    return line;
  };
}
