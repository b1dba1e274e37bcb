import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Of a process, as Linux tells it in /proc/<pid>/stat. */
interface ProcessStat {
  pid: number;
  parent: number;
  group: number;
  session: number;
  /** Ended, and not yet waited for by its parent. */
  isGone: boolean;
  /** User and system time of the process and of those children that it has waited for. */
  cpuTimeS: number;
}

/** In this unit /proc counts time, whatever the kernel's own tick is (USER_HZ). */
const ticksPerS = 100;

const lookEveryMs = 25;
/** What is killed is gone after this, unless it hangs in a driver, for ever perhaps. */
const killingMs = 1000;

/** Ends all processes of a group at once. Those that are gone already are no error. */
export function killGroup(leader: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, signal);
  } catch {
    // Nothing of the group is left.
  }
}

/**
 * Asks a group's processes to end, and what they started, even in groups of its own; kills what is left after
 * `graceMs`. Resolves when nothing of it runs any more, or cannot be ended.
 */
export async function endGroup(leader: number, graceMs: number): Promise<void> {
  const strays = new Set<number>();
  for (const [signal, waitMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', killingMs],
  ] as const) {
    // Only before its parents are gone can a process be told to be theirs.
    for (const { pid, group } of (await groupMembers(leader)) ?? []) if (group !== leader) strays.add(pid);
    killGroup(leader, signal);
    for (const pid of strays) killProcess(pid, signal);
    const untilMs = performance.now() + waitMs;
    while (await isAnyLeft(leader, strays)) {
      if (performance.now() > untilMs) break;
      await pause(lookEveryMs);
    }
  }
}

/**
 * CPU seconds, user and system, of each process of a group and of what it started, by process id; those of processes
 * that have ended count for the parent that waited for them. Null where this is not known (elsewhere than on Linux).
 */
export async function groupCpuTimes(leader: number): Promise<Map<number, number> | null> {
  const members = await groupMembers(leader);
  return members === null || members.length === 0
    ? null
    : new Map(members.map(({ pid, cpuTimeS }) => [pid, cpuTimeS]));
}

/**
 * CPU seconds between two readings of `groupCpuTimes`; null where they cannot be known, as when a process has ended and
 * taken its count along.
 */
export function cpuTimeBetween(
  before: ReadonlyMap<number, number> | null,
  after: ReadonlyMap<number, number> | null,
): number | null {
  if (before === null || after === null) return null;
  for (const pid of before.keys()) if (!after.has(pid)) return null;
  let sum = 0;
  for (const [pid, cpuTimeS] of after) sum += cpuTimeS - (before.get(pid) ?? 0);
  return sum >= 0 ? sum : null;
}

/** CPU seconds, user and system, of the children that this process has waited for, and of theirs; null elsewhere than on Linux. */
export function endedChildrenCpuTimeS(): number | null {
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: cutime and cstime, as counted from after the name.
    const text = readFileSync('/proc/self/stat', 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[13]) + Number(fields[14]);
    return Number.isFinite(ticks) ? ticks / ticksPerS : null;
  } catch {
    return null;
  }
}

/** Whether a process of the group listens on a TCP port; null where this is not known (elsewhere than on Linux). */
export async function groupListensOn(leader: number, port: number): Promise<boolean | null> {
  const members = await groupMembers(leader);
  if (members === null) return null;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const inodes = listeningSockets(tables.join('\n'), port);
  if (inodes.size === 0) return tables.join('').trim() === '' ? null : false;
  for (const { pid } of members) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (inodes.has(target)) return true;
    }
  }
  return false;
}

/** Sockets that listen on a port, as links of descriptors name them, from the text of /proc/net/tcp. */
function listeningSockets(table: string, port: number): Set<string> {
  const listening = '0A';
  const found = new Set<string>();
  for (const line of table.split('\n')) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== listening || local === undefined || inode === undefined) continue;
    if (Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16) === port) found.add(`socket:[${inode}]`);
  }
  return found;
}

/**
 * Kills a group as soon as this process is gone, however it went: a shell waits at a pipe that only this process
 * holds open. What it returns takes the guard off.
 */
export function guardGroup(leader: number): () => void {
  const onExit = () => killGroup(leader);
  process.once('exit', onExit);
  if (process.platform === 'win32') return () => process.removeListener('exit', onExit);
  const shell = spawn('/bin/sh', ['-c', `read -r _; kill -9 -${leader}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  // Without a shell there is still the listener above.
  shell.once('error', () => undefined);
  shell.stdin?.on('error', () => undefined);
  shell.unref();
  (shell.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return () => {
    process.removeListener('exit', onExit);
    shell.kill('SIGKILL');
    shell.stdin?.destroy();
  };
}

function killProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}

async function isAnyLeft(leader: number, strays: Iterable<number>): Promise<boolean> {
  const members = await groupMembers(leader);
  if (members === null) return isGroupThere(leader);
  if (members.length > 0) return true;
  const stats = await Promise.all([...strays].map(statOf));
  return stats.some((stat) => stat !== null && !stat.isGone);
}

function isGroupThere(leader: number): boolean {
  try {
    return process.kill(process.platform === 'win32' ? leader : -leader, 0);
  } catch {
    return false;
  }
}

/** The processes of a group or of its leader's session that run, and what these started; null elsewhere than on Linux. */
async function groupMembers(leader: number): Promise<ProcessStat[] | null> {
  if (process.platform !== 'linux') return null;
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = (await Promise.all(names.map((name) => statOf(Number(name))))).filter(
    (stat): stat is ProcessStat => stat !== null && !stat.isGone,
  );
  const members = stats.filter(({ group, session }) => group === leader || session === leader);
  const known = new Set(members.map(({ pid }) => pid));
  for (let isMore = true; isMore; ) {
    const children = stats.filter(({ pid, parent }) => known.has(parent) && !known.has(pid));
    for (const { pid } of children) known.add(pid);
    members.push(...children);
    isMore = children.length > 0;
  }
  return members;
}

async function statOf(pid: number): Promise<ProcessStat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; a program's name, in brackets, may hold anything.
  const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const numbers = fields.map(Number);
  const [parent, group, session] = numbers as [number, number, number];
  const ticks = numbers.slice(10, 14).reduce((sum, value) => sum + value, 0);
  if (!Number.isFinite(ticks)) return null;
  return {
    pid,
    parent,
    group,
    session,
    isGone: state === 'Z' || state === 'X',
    cpuTimeS: ticks / ticksPerS,
  };
}
