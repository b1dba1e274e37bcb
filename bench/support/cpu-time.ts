import { readdirSync, readFileSync } from 'node:fs';

/** Of a tick of `stat`: sysconf(_SC_CLK_TCK) on every Linux that Node.js runs on. */
const tickS = 0.01;

/** Seconds that a process has run so far, with all its threads, also those that have ended. */
export function cpuTimeS(pid: number): number {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?=[A-Z] )/);
  const fields = after.split(' ');
  // utime and stime, fields 14 and 15 of proc(5); the first after the name is the third.
  return (Number(fields[11]) + Number(fields[12])) * tickS;
}

/** The processes that a process has started and that run this script. */
export function childrenRunning(script: string, parent = process.pid): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?=[A-Z] )/);
        const isChild = Number(after.split(' ')[1]) === parent;
        return isChild && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(script);
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}
