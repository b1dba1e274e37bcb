import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { type Clock, systemClock } from './clock.ts';
import { messageOf } from './message-of.ts';
import { oneLine } from './one-line.ts';

/** Who measures on this machine, as the lock's file says. Fit to be shown. */
export interface LockHolder {
  /** Repository, address of a run, or directory. */
  what: string;
  pid: number;
  host: string;
  /** ISO 8601, when it took the lock. */
  since: string;
}

export interface HostLock {
  readonly path: string;
  /** Lets the next one measure. Takes nothing away where the lock is no longer ours; a second call does nothing. */
  release(): void;
}

export interface HostLockOptions {
  path?: string;
  /** Shown to those who wait: repository, address of the run, or directory. */
  holder: { what: string };
  /** Called at once where there is a wait, every 30 s while it lasts, and when another one holds the lock. */
  onWait: (holder: LockHolder) => void;
  /** Ends the wait, with its reason as the error. */
  signal: AbortSignal;
  clock?: Clock;
  /** Seconds between two looks at the lock of another one. */
  pollS?: number;
}

const version = 1;
const maxBytes = 4096;
const beatS = 5;
/** A holder whose process cannot be seen from here, and that has not touched its lock for so long, has ended. */
const staleAfterS = 60;
const tellEveryS = 30;
/** More successors in a row than there can be: each of them has died between two system calls. */
const longestSuccession = 64;

const lockSchema = z.object({
  version: z.literal(version),
  /** Of this one taking of the lock, and never of another. */
  token: z.uuid(),
  pid: z.int().positive().max(0x7fffffff),
  /** Clock ticks after the boot at which the process started: with it, a process id is not taken for another's. */
  startTime: z.string().regex(/^\d+$/).nullable(),
  bootId: z.string().max(100).nullable(),
  pidNamespace: z.string().max(100).nullable(),
  host: z.string().max(300),
  what: z.string().max(1000),
  since: z.iso.datetime(),
});
type Lock = z.output<typeof lockSchema>;

interface FoundLock extends Lock {
  /** When its holder last touched it. */
  touchedMs: number;
}

/**
 * The file that all users of a machine agree on, whatever TMPDIR says: `CEGI_LOCK_FILE`, else in `/run/lock` where
 * everyone may write there, else in `/tmp`.
 */
export function hostLockPath(env: Record<string, string | undefined> = process.env): string {
  if (env.CEGI_LOCK_FILE) return resolve(env.CEGI_LOCK_FILE);
  const directory = ['/run/lock', '/tmp'].find(isOpenToAll) ?? tmpdir();
  return join(directory, 'cegi-measure.lock');
}

/** By its mode and not by what this user may do: root and others must come to the same answer. */
function isOpenToAll(directory: string): boolean {
  try {
    const everyoneWrites = (statSync(directory).mode & 0o002) !== 0;
    if (everyoneWrites) accessSync(directory, constants.W_OK);
    return everyoneWrites;
  } catch {
    return false;
  }
}

/**
 * Waits until nobody else measures on this machine, and keeps others from it until `release`, or the end of the
 * process.
 *
 * The lock is a file. It is made whole under another name and then linked, so that it never exists half written and
 * only one can make it. Whose process has ended no longer holds it: within one boot and process namespace the process
 * table tells, elsewhere (another container) the file's time does, which a holder renews every few seconds.
 *
 * How a dead holder's lock passes to exactly one of those that wait. Each taking has a token that never recurs. Who
 * finds the lock to be T, and T dead, first links its own file to `path.T`: the claim on T, which only one can make.
 * It then looks again. If `path` is still T, it replaces `path` by its own file in one rename; else it has lost, and
 * takes its claim back. That is safe: a claim on T goes away only when its maker has lost, or after `path` has ceased
 * to be T, which it will never be again; so whoever made a claim and then still sees T at `path` has the only claim
 * there is, and nobody else may rename. Who dies after its claim and before its rename is itself claimed in the same
 * way, at `path.S`: the last of this succession counts as the holder.
 *
 * @throws UserError where the file is not a lock, cannot be made, or is a dead one that this user may not remove
 */
export async function acquireHostLock(options: HostLockOptions): Promise<HostLock> {
  const { path = hostLockPath(), holder, onWait, signal, clock = systemClock, pollS = 1 } = options;
  const hasEnded = followHolders(Math.ceil(staleAfterS / pollS));
  let told = { token: '', atS: 0 };
  for (;;) {
    signal.throwIfAborted();
    const succession = readSuccession(path);
    const last = succession.at(-1);
    if (last === undefined || hasEnded(last)) {
      const lock = take(path, succession, holder.what, clock);
      if (lock !== null) return lock;
    } else {
      const atS = clock.nowS();
      if (told.token !== last.token || atS - told.atS >= tellEveryS) {
        onWait(holderOf(last));
        told = { token: last.token, atS };
      }
    }
    await pause(pollS, clock, signal);
  }
}

/**
 * Who holds the lock, without taking it; null where nobody does. `ended` is null where only time could tell.
 *
 * @throws UserError where the file is not a lock
 */
export function peekHostLock(path = hostLockPath()): { holder: LockHolder; ended: boolean | null } | null {
  const last = readSuccession(path).at(-1);
  if (last === undefined) return null;
  return { holder: holderOf(last), ended: endedByProcessTable(last) };
}

/** "owner/repository (process 4711 on runner-1, since 2026-11-23T03:00:00.000Z)". */
export function holderInWords({ what, pid, host, since }: LockHolder): string {
  return `${what} (process ${pid} on ${host}, since ${since})`;
}

function holderOf({ what, pid, host, since }: Lock): LockHolder {
  return { what: oneLine(what), pid, host: oneLine(host, 100), since };
}

/** One attempt to become the holder, after the dead ones of `succession`; null where another was quicker. */
function take(path: string, succession: readonly Lock[], what: string, clock: Clock): HostLock | null {
  const mine = describeSelf(what, clock);
  const made = `${path}.${mine.token}.new`;
  const fd = write(made, mine, path);
  try {
    const last = succession.at(-1);
    const won = last === undefined ? linkTo(made, path, path) : succeed(made, path, succession, mine);
    if (won) return keep(path, fd, clock);
  } catch (error) {
    closeSync(fd);
    throw error;
  } finally {
    removeQuietly(made);
  }
  closeSync(fd);
  return null;
}

function succeed(made: string, path: string, succession: readonly Lock[], mine: Lock): boolean {
  const last = succession.at(-1) as Lock;
  const claim = claimOn(last, path);
  if (!linkTo(made, claim, path)) return false;
  const expected = [...succession, mine].map((lock) => lock.token);
  const found = readSuccession(path).map((lock) => lock.token);
  if (found.join() !== expected.join()) {
    removeQuietly(claim);
    return false;
  }
  try {
    renameSync(made, path);
  } catch (error) {
    removeQuietly(claim);
    const who = holderInWords(holderOf(last));
    throw new UserError(
      `The lock ${path} was left by ${who}, which has ended, and this user may not remove it ` +
        `(${messageOf(error)}). Run: sudo rm ${shellWord(path)}`,
    );
  }
  for (const lock of succession) {
    removeQuietly(claimOn(lock, path));
    removeQuietly(`${path}.${lock.token}.new`);
  }
  return true;
}

function keep(path: string, fd: number, clock: Clock): HostLock {
  const stopBeating = clock.every(beatS, () => {
    const now = clock.wallTime();
    try {
      futimesSync(fd, now, now);
    } catch {
      // Those who see this process still know that it lives.
    }
  });
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    stopBeating();
    process.removeListener('exit', release);
    // An inode is not used anew while it is open: where both are equal, the file is ours.
    const own = fstatSync(fd, { bigint: true });
    const there = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (there !== undefined && there.dev === own.dev && there.ino === own.ino) removeQuietly(path);
    closeSync(fd);
  };
  process.once('exit', release);
  return { path, release };
}

/** The lock, and those who have claimed it one after the other since its holder died. */
function readSuccession(path: string): FoundLock[] {
  const succession: FoundLock[] = [];
  for (let next = readLock(path); next !== null; next = readLock(claimOn(next, path))) {
    succession.push(next);
    if (succession.length > longestSuccession) throw notALock(path, 'its claims have no end');
  }
  return succession;
}

function claimOn(lock: Lock, path: string): string {
  return `${path}.${lock.token}`;
}

/** Never through a symbolic link, and never waiting for a pipe: anyone may put things into `/tmp`. */
function readLock(path: string): FoundLock | null {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (codeOf(error) === 'ELOOP') throw notALock(path, 'it is a symbolic link');
    throw unusable(path, 'read', error);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw notALock(path, 'it is not a file');
    if (stat.size > maxBytes) throw notALock(path, `it has ${stat.size} bytes`);
    const buffer = Buffer.alloc(maxBytes);
    const text = buffer.toString('utf8', 0, readSync(fd, buffer, 0, maxBytes, 0));
    return { ...parse(text, path), touchedMs: stat.mtimeMs };
  } finally {
    closeSync(fd);
  }
}

function parse(text: string, path: string): Lock {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw notALock(path, 'it is not JSON');
  }
  const parsed = lockSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.path.join() === 'version') throw notALock(path, 'it is of another version');
  throw notALock(path, `its ${oneLine(issue?.path.join('.') || 'content', 40)} is not valid`);
}

function notALock(path: string, why: string): UserError {
  return new UserError(
    `${path} is not a lock that this version of cegi can read: ${why}. ` +
      `If no check runs on this machine, delete it: rm -r ${shellWord(path)}`,
  );
}

/** Whether a holder has ended, called at every look: those out of sight are judged by how often they were seen unmoved. */
function followHolders(looksUntilStale: number): (lock: FoundLock) => boolean {
  let seen = { token: '', touchedMs: 0, looks: 0 };
  return (lock) => {
    const ended = endedByProcessTable(lock);
    if (ended !== null) return ended;
    // Looks and not clocks are counted: a clock may jump, and a machine that slept has slept for both.
    const unmoved = seen.token === lock.token && seen.touchedMs === lock.touchedMs;
    seen = { token: lock.token, touchedMs: lock.touchedMs, looks: unmoved ? seen.looks + 1 : 0 };
    return seen.looks >= looksUntilStale;
  };
}

/** Null where this machine's process table does not show the holder: another boot, another namespace, hidden processes. */
function endedByProcessTable(lock: Lock): boolean | null {
  if (lock.bootId === null || lock.bootId !== bootId()) return null;
  if (lock.pidNamespace === null || lock.pidNamespace !== pidNamespace()) return null;
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    // A process of another user may not be signalled, but it is there.
    if (codeOf(error) === 'ESRCH') return true;
  }
  const found = processStat(lock.pid);
  if (found === null || lock.startTime === null) return null;
  // A zombie runs no more; it waits for its parent to ask how it ended.
  return found.state === 'Z' || found.state === 'X' || found.startTime !== lock.startTime;
}

function describeSelf(what: string, clock: Clock): Lock {
  return {
    version,
    token: randomUUID(),
    pid: process.pid,
    startTime: processStat(process.pid)?.startTime ?? null,
    bootId: bootId(),
    pidNamespace: pidNamespace(),
    host: hostname(),
    what: oneLine(what),
    since: clock.wallTime().toISOString(),
  };
}

function bootId(): string | null {
  return orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

function pidNamespace(): string | null {
  return orNull(() => readlinkSync('/proc/self/ns/pid'));
}

/** Fields 3 and 22 of proc_pid_stat(5), counted after the name, which may hold blanks and brackets. */
function processStat(pid: number): { state: string; startTime: string } | null {
  return orNull(() => {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, startTime] = [fields[0], fields[19]];
    return state === undefined || startTime === undefined ? null : { state, startTime };
  });
}

/** Writes a file of its own, open to be touched later. Readable by all: another user must see who holds the lock. */
function write(file: string, lock: Lock, path: string): number {
  let fd: number;
  try {
    const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW = 0 } = constants;
    fd = openSync(file, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o644);
  } catch (error) {
    throw unusable(path, 'made', error);
  }
  try {
    fchmodSync(fd, 0o644);
    writeSync(fd, `${JSON.stringify(lock)}\n`);
    return fd;
  } catch (error) {
    closeSync(fd);
    removeQuietly(file);
    throw unusable(path, 'made', error);
  }
}

/** False where the name is taken. */
function linkTo(file: string, name: string, path: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unusable(path, 'made', error);
  }
}

function unusable(path: string, what: 'made' | 'read', error: unknown): UserError {
  const directory = dirname(path);
  return new UserError(
    `The lock ${path}, which keeps two checks from measuring this machine at once, could not be ${what}: ` +
      `${messageOf(error)}. Let this user read and write in ${directory}, or set CEGI_LOCK_FILE to a file ` +
      'elsewhere, the same for all that measure on this machine.',
  );
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, or another user's.
  }
}

/** Resolves after so many seconds, or as soon as the signal is aborted. */
async function pause(seconds: number, clock: Clock, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal.addEventListener('abort', stop);
  await Promise.race([clock.sleep(seconds), aborted]);
  signal.removeEventListener('abort', stop);
}

function shellWord(path: string): string {
  return /^[\w./:-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
