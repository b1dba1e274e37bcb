import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { median } from './support/median.ts';
import type { Row } from './support/row.ts';

export const about = 'how long the action takes to its first line, beside an empty Node.js script';

const runs = 21;
const goalMs = 150;
const program = path.join(import.meta.dirname, '..', 'dist', 'index.js');

export async function run(): Promise<Row[]> {
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
  const times: { program: number[]; empty: number[] } = { program: [], empty: [] };
  // Interleaved, so that whatever else the machine does meets both.
  for (let run = 0; run <= runs; run += 1) {
    const empty = await firstLineMs(['-e', 'console.log("here")']);
    const started = await firstLineMs([program]);
    // The first run fills the file cache.
    if (run === 0) continue;
    times.empty.push(empty);
    times.program.push(started);
  }
  const [value, peerValue] = [median(times.program), median(times.empty)];
  return [
    {
      name: 'start to first line',
      value,
      unit: 'ms',
      peer: 'empty Node.js script',
      peerValue,
      ratio: value / peerValue,
      goal: `<= ${goalMs} ms more`,
      ok: value - peerValue <= goalMs,
    },
  ];
}

/** Milliseconds from the start of a process to the first line that it writes; it is ended then. */
async function firstLineMs(args: string[]): Promise<number> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GITHUB|INPUT|RUNNER|ACTIONS)_/.test(name)),
  );
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env, cwd: os.tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  const stderr: Buffer[] = [];
  child.stderr.on('data', (chunk) => stderr.push(chunk));
  const ended = new Promise<null>((resolve) => child.once('close', () => resolve(null)));
  const elapsed = new Promise<number>((resolve) =>
    child.stdout.once('data', () => resolve(performance.now() - startedAt)),
  );
  const first = await Promise.race([elapsed, ended]);
  child.kill('SIGKILL');
  await ended;
  if (first === null) throw new Error(`node ${args.join(' ')} wrote no line: ${Buffer.concat(stderr)}`);
  return first;
}
