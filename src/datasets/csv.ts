import { type CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../errors.ts';
import type { DataRecord } from './records.ts';
import { quoted, shown } from './shown.ts';
import { textOf } from './text-file.ts';

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Records of a CSV file (RFC 4180, with any line ends) whose first line names the columns. Every value is text.
 *
 * @throws UserError naming the line on which the row at fault begins.
 */
export function csvRecords(bytes: Uint8Array, path: string): DataRecord[] {
  const content = Buffer.from(textOf(bytes, path));
  const lineOf = lineCounter(content);
  const records: DataRecord[] = [];
  let header: string[] | undefined;
  let end = 0;
  try {
    parse(content, {
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record(values: string[], { bytes: recordEnd }) {
        const line = lineOf(end);
        end = recordEnd;
        if (header) {
          const names = header;
          const value = Object.fromEntries(values.map((text, column) => [names[column]!, text]));
          records.push({ where: `${path}:${line}`, number: records.length + 1, value });
        } else header = checkedHeader(values, `${path}:${line}`);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path}:${lineOf(end)}: ${problemOf(error as CsvError, header ?? [])}`);
  }
  if (records.length === 0) throw new UserError(`${path} holds no rows below its header.`);
  return records;
}

function checkedHeader(names: string[], where: string): string[] {
  const repeated = names.find((name, column) => names.indexOf(name) !== column);
  if (repeated !== undefined)
    throw new UserError(`${where}: two columns are called ${shown(repeated)}; give each a name of its own`);
  return names;
}

function problemOf({ code, message, record }: CsvError & { record?: string[] }, header: string[]): string {
  switch (code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `this row has ${record?.length} values, and the header names ${header.length} columns; put quotes around values with commas`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote in this row is never closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a value of this row; put the value between quotes, and double those inside it';
    default:
      return `not CSV: ${quoted(message)}`;
  }
}

/**
 * Tells the line of the first text at or after a place in the file. Places must not go back. The parser's own count takes
 * CRLF inside quotes for two lines.
 */
function lineCounter(content: Uint8Array): (place: number) => number {
  let at = 0;
  let line = 1;
  return (place) => {
    const isBlank = () => content[at] === lineFeed || content[at] === carriageReturn;
    for (; at < content.length && (at < place || isBlank()); at++)
      if (content[at] === lineFeed || (content[at] === carriageReturn && content[at + 1] !== lineFeed))
        line++;
    return line;
  };
}
