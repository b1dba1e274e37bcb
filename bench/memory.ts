import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Reply, Request } from '../src/evaluators/transformers-messages.ts';
import { startChild } from '../src/processes/child-process.ts';
import { writeLargeModel } from './support/large-model.ts';
import { peakMemoryMB } from './support/peak-memory.ts';
import type { Row } from './support/row.ts';

export const about =
  'peak memory of loading and running a model, beside transformers.js as documented (Linux)';

const repository = path.join(import.meta.dirname, '..');
const program = path.join(repository, 'dist', 'transformers-child.js');
const timeoutS = 300;
const runs = 3;
const settleMs = 2000;

export async function run(): Promise<Row[]> {
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cegi-bench-memory-'));
  try {
    const weightsMB = (await writeLargeModel(directory)) / 1e6;
    const goalMB = 1.3 * weightsMB + 250;
    const peaks = { ours: [] as number[], defaults: [] as number[], progress: [] as number[] };
    // Interleaved. Garbage that was not collected in time adds some 20 MB to single peaks: the least of them counts.
    for (let run = 0; run < runs; run += 1) {
      peaks.ours.push(await ourPeakMB(directory));
      peaks.defaults.push(await defaultPeakMB(directory, false));
      peaks.progress.push(await defaultPeakMB(directory, true));
    }
    const value = Math.min(...peaks.ours);
    const row = (peer: string, peerValue: number): Row => ({
      name: `peak memory, ${Math.round(weightsMB)} MB of weights`,
      value,
      unit: 'MB',
      peer,
      peerValue,
      ratio: value / peerValue,
      goal: `<= ${Math.round(goalMB)} MB (1.3 x weights + 250 MB)`,
      ok: value <= goalMB && value <= peerValue,
    });
    return [
      row('transformers.js with its defaults', Math.min(...peaks.defaults)),
      row('transformers.js with a progress callback', Math.min(...peaks.progress)),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function ourPeakMB(directory: string): Promise<number> {
  const child = startChild<Request, Reply>(program, {
    who: "The model's process",
    env: { CEGI_NATIVE_DIRECTORY: repository },
  });
  const ask = async (message: Request, kind: Reply['kind']) => {
    const reply = await child.request(message, {
      timeoutS,
      what: message.kind,
      done: (reply) => reply.kind === kind || reply.kind === 'failed',
    });
    if (reply.kind === 'failed') throw new Error(reply.message);
  };
  try {
    await ask(
      { kind: 'load', directory, dtype: 'fp32', device: 'cpu', threads: null, chatTemplate: 'off' },
      'loaded',
    );
    const items = [{ id: '1', prompt: 'abc' }];
    await ask({ kind: 'pass', items, batch: 1, maxNewTokens: 4, decoding: 'fixed-length' }, 'passed');
    return await settledPeakMB(child.pid);
  } finally {
    await child.end();
  }
}

async function defaultPeakMB(directory: string, withProgress: boolean): Promise<number> {
  const child = startChild<object, string>(path.join(import.meta.dirname, 'support', 'default-loading.mjs'), {
    who: 'The peer',
  });
  try {
    await child.request(
      { directory, withProgress },
      { timeoutS, what: 'loading', done: (reply) => reply === 'done' },
    );
    return await settledPeakMB(child.pid);
  } finally {
    await child.end();
  }
}

/** A loader that goes on reading the file behind the model's back gets the time to do so. */
async function settledPeakMB(pid: number): Promise<number> {
  await setTimeout(settleMs);
  return peakMemoryMB(pid);
}
