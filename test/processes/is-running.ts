import { readFileSync } from 'node:fs';

/** Whether a process runs: one that has ended and is not waited for does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0] as string);
  } catch {
    return process.platform !== 'linux';
  }
}
