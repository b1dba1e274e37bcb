import { type CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../errors.ts';
import type { DataRecord } from './records.ts';
import { textOf } from './text-file.ts';

/**
 * Records of a CSV file (RFC 4180) whose first line names the columns. Every value is text.
 *
 * @throws UserError naming the line where it is malformed.
 */
export function csvRecords(bytes: Uint8Array, path: string): DataRecord[] {
  const records: DataRecord[] = [];
  try {
    parse(textOf(bytes, path), {
      columns: true,
      skip_empty_lines: true,
      // Rows come one by one, with the line on which each ends.
      on_record(value: Record<string, string>, { lines }) {
        const text = Object.values(value).join('');
        const first = lines - (text.match(/\n/g)?.length ?? 0);
        records.push({ where: `${path}:${first}`, number: records.length + 1, value });
        return null;
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { lines, message } = error as CsvError & { lines?: number };
    throw new UserError(
      `${path}${lines === undefined ? '' : `:${lines}`}: not CSV: ${message.slice(0, 200)}`,
    );
  }
  if (records.length === 0) throw new UserError(`${path} holds no rows below its header.`);
  return records;
}
