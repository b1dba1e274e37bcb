import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { UserError } from '../errors.ts';
import { lfsAdvice, lfsPointerBeginning } from '../models/lfs.ts';
import type { DataRecord } from './records.ts';

/** Rows that would not fit into memory are a mistake or an attack. */
const maxRows = 5_000_000;

/**
 * Records of a Parquet file. Columns of bytes stay bytes, where the file does not call them text: pictures are such.
 *
 * @throws UserError where it is no Parquet file, cut short, or too large.
 */
export async function parquetRecords(bytes: Uint8Array, path: string): Promise<DataRecord[]> {
  if (Buffer.from(bytes.subarray(0, 100)).toString('latin1').startsWith(lfsPointerBeginning))
    throw new UserError(lfsAdvice(path));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  let rows: Record<string, unknown>[];
  try {
    const metadata = await parquetMetadataAsync({
      byteLength: file.byteLength,
      slice: file.slice.bind(file),
    });
    if (metadata.num_rows > maxRows) throw new Error(`it holds ${metadata.num_rows} rows`);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    rows = await parquetReadObjects({ file, metadata, columns, compressors, utf8: false });
  } catch (error) {
    throw new UserError(
      `${path} cannot be read as Parquet: ${(error as Error).message.slice(0, 200)}. It may be cut short; fetch it again.`,
    );
  }
  if (rows.length === 0) throw new UserError(`${path} holds no rows.`);
  return rows.map((value, index) => ({
    where: `${path}, row ${index + 1}`,
    number: index + 1,
    value: plain(value) as Record<string, unknown>,
  }));
}

/** INTEGERs of 64 bits come as bigint, which neither prompts nor JSON know; those that fit become numbers. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plain(child)]));
}
