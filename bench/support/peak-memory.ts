import { readFileSync } from 'node:fs';

/** The most memory that a process has held at once, in MB of 10^6 bytes; Linux alone tells it of another process. */
export function peakMemoryMB(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`/proc/${pid}/status does not tell the peak of its memory`);
  return (Number(kilobytes) * 1024) / 1e6;
}
