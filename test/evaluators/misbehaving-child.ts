import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inDirectory, writeCountdownModel } from './countdown-model.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export interface Misbehaving extends ReturnType<typeof inDirectory> {
  childScript: string;
  nativeDirectory: string;
  /** Ids of the processes that the child wrote down: its own, and those it started. */
  pids(): number[];
}

/**
 * A sound model, and a child process in the place of the real one that answers `load` and `pass` with the given
 * code. `note(pid)` writes a process down; `answer(reply)` replies as the real child does.
 */
export async function misbehavingChild({ load = '', pass = '' }, evaluator = {}): Promise<Misbehaving> {
  const directory = await temporaryDirectory('cegi-child');
  await writeCountdownModel(directory);
  const pidFile = path.join(directory, 'pids');
  const childScript = path.join(directory, 'child.mjs');
  await writeFile(
    childScript,
    `import { appendFileSync } from 'node:fs';
     import { spawn, spawnSync } from 'node:child_process';
     const note = (pid) => appendFileSync(${JSON.stringify(pidFile)}, pid + '\\n');
     const answer = (reply) => process.send(reply);
     const loaded = () => answer({ kind: 'loaded', loaded: { device: 'cpu', runtime: 'stand-in' } });
     note(process.pid);
     process.on('disconnect', () => process.exit());
     process.on('message', async (request) => {
       if (request.kind === 'load') { ${load || 'loaded();'} }
       else { ${pass} }
     });`,
  );
  return {
    ...inDirectory(directory, evaluator),
    childScript,
    nativeDirectory: directory,
    pids: () => readFileSync(pidFile, 'utf8').split('\n').filter(Boolean).map(Number),
  };
}

/** Whether a process still runs; one that has ended and was not collected yet does not. */
export function runs(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^Z/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** Waits until none of these processes runs. */
export async function allGone(pids: number[]): Promise<void> {
  while (pids.some(runs)) await new Promise((resolve) => setTimeout(resolve, 10));
}
