import { fork } from 'node:child_process';
import { UserError } from '../errors.ts';
import { lfsAdvice, lfsPointerBeginning } from '../models/lfs.ts';
import { bundleFile } from '../native/bundle-file.ts';
import type { ParquetAnswer, ParquetBounds } from './parquet-child.ts';
import type { DataRecord } from './records.ts';
import { quoted } from './shown.ts';

const magic = 'PAR1';
/** Rows beyond these are a mistake or an attack; so are bytes, and a file that takes so long. */
const limits = { maxRows: 5_000_000, maxUnpackedBytes: 4 * 1024 ** 3, timeoutS: 300 };

type Outcome = { rows: Record<string, unknown>[] } | { problem: string };

/** Whether a file says of itself that it is Parquet. */
export function isParquet(bytes: Uint8Array): boolean {
  return latin1(bytes.subarray(0, magic.length)) === magic;
}

/**
 * Records of a Parquet file, in any of its compressions. Columns of bytes stay bytes where the file does not call them
 * text: pictures are such.
 *
 * @throws UserError where it is no Parquet file, cut short, broken, or too large.
 */
export async function parquetRecords(
  bytes: Uint8Array,
  path: string,
  changes: Partial<typeof limits> = {},
): Promise<DataRecord[]> {
  const { timeoutS, ...bounds } = { ...limits, ...changes };
  if (latin1(bytes.subarray(0, 100)).startsWith(lfsPointerBeginning)) throw new UserError(lfsAdvice(path));
  if (!isParquet(bytes)) throw new UserError(`${path} is not Parquet: it does not begin with ${magic}.`);
  // A Parquet file ends as it begins: what it holds stands before its end.
  if (bytes.length < 12 || latin1(bytes.subarray(-magic.length)) !== magic)
    throw new UserError(`${path} is a Parquet file without its end: it was cut short. Fetch it again.`);
  const outcome = await rowsFrom(bytes, bounds, timeoutS);
  if ('problem' in outcome)
    throw new UserError(
      `${path} cannot be read as Parquet: ${quoted(outcome.problem)}. It may be damaged; fetch it again.`,
    );
  if (outcome.rows.length === 0) throw new UserError(`${path} holds no rows.`);
  return outcome.rows.map((value, index) => ({
    where: `${path}, row ${index + 1}`,
    number: index + 1,
    value,
  }));
}

function rowsFrom(bytes: Uint8Array, bounds: ParquetBounds, timeoutS: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const rows: Record<string, unknown>[] = [];
    const child = fork(bundleFile('parquet-child.js'), [JSON.stringify(bounds)], {
      // A runner ends what a job leaves behind by this mark.
      env: { RUNNER_TRACKING_ID: process.env.RUNNER_TRACKING_ID },
      execArgv: ['--max-old-space-size=4096'],
      serialization: 'advanced',
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    });
    const end = () => child.kill('SIGKILL');
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      process.off('exit', end);
      resolve(outcome);
      end();
    };
    const timer = setTimeout(
      () => settle({ problem: `it was not read after ${timeoutS} s` }),
      1000 * timeoutS,
    );
    process.on('exit', end);
    child.on('message', (answer: ParquetAnswer) => {
      if ('problem' in answer) settle(answer);
      else if ('done' in answer) settle({ rows });
      else for (const row of answer.rows) rows.push(row);
    });
    child.on('error', (error) => settle({ problem: error.message }));
    child.on('close', () => settle({ problem: 'its reader ran out of memory or broke down' }));
    // One that ends before it has read all says so by its end.
    child.stdin!.on('error', () => {});
    child.stdin!.end(bytes);
  });
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
