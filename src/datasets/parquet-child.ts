/**
 * Reads one Parquet file, in a process of its own: what a broken or hostile file makes of the reader, an endless loop or
 * more memory than there is, ends with the process, where it would take a thread's whole program along. The file comes
 * through stdin; its rows go back a row group at a time, and then word that they are all.
 */
import { buffer } from 'node:stream/consumers';
import { type Compressors, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** What it is told, as JSON in its only argument. */
export interface ParquetBounds {
  maxRows: number;
  /** Of all pages together, unpacked. */
  maxUnpackedBytes: number;
}

/** What it says. `problem` is words of the reader, which may quote the file. */
export type ParquetAnswer = { rows: Record<string, unknown>[] } | { done: true } | { problem: string };

const { maxRows, maxUnpackedBytes } = JSON.parse(process.argv[2]!) as ParquetBounds;
const say = (answer: ParquetAnswer) =>
  new Promise<void>((resolve) => process.send!(answer, undefined, {}, () => resolve()));

try {
  await readRows();
  await say({ done: true });
} catch (error) {
  // What JavaScript says of numbers and objects that the file should not have led to is nothing to a reader.
  const isOwn = error instanceof TypeError || error instanceof RangeError;
  await say({ problem: isOwn ? 'its parts contradict each other' : (error as Error).message });
}
process.disconnect();

async function readRows(): Promise<void> {
  const bytes = await buffer(process.stdin);
  const file = Uint8Array.from(bytes).buffer;
  const metadata = await parquetMetadataAsync(file);
  const rowCounts = metadata.row_groups.map((group) => Number(group.num_rows));
  const total = rowCounts.reduce((sum, rows) => sum + rows, 0);
  if (rowCounts.some((rows) => rows < 0) || total !== Number(metadata.num_rows))
    throw new Error(`its parts do not have the ${metadata.num_rows} rows that it says`);
  if (total > maxRows) throw new Error(`it says that it has ${total} rows; the most is ${maxRows}`);
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  let rowStart = 0;
  for (const count of rowCounts) {
    const rowEnd = rowStart + count;
    const rows = await parquetReadObjects({
      file,
      metadata,
      columns,
      rowStart,
      rowEnd,
      compressors: bounded(compressors),
      // A column of bytes that the file does not call text may be pictures.
      utf8: false,
    });
    if (rows.length !== count) throw new Error(`it has ${rows.length} of ${count} rows`);
    await say({ rows: rows.map((row) => plain(row) as Record<string, unknown>) });
    rowStart = rowEnd;
  }
}

/** A page says itself how large it unpacks, and memory is taken before that is found wrong. */
function bounded(known: Compressors): Compressors {
  let unpackedBytes = 0;
  const entries = Object.entries(known).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, outputLength: number) => {
      unpackedBytes += outputLength;
      if (!(outputLength >= 0) || unpackedBytes > maxUnpackedBytes)
        throw new Error(`it unpacks to more than ${maxUnpackedBytes / 1024 / 1024} MiB`);
      return decompress!(input, outputLength);
    },
  ]);
  return Object.fromEntries(entries);
}

/** INTEGERs of 64 bits come as bigint, which neither prompts nor JSON know: those that fit become numbers, others text. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plain(child)]));
}
