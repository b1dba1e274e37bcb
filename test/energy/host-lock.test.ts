import { execFileSync, spawn } from 'node:child_process';
import fs, { existsSync, readFileSync } from 'node:fs';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import {
  acquireHostLock,
  type HostLock,
  type HostLockOptions,
  holderInWords,
  hostLockPath,
  type LockHolder,
  peekHostLock,
} from '../../src/energy/host-lock.ts';
import { UserError } from '../../src/errors.ts';
import { temporaryDirectory } from '../evaluators/temporary-directory.ts';
import { SimulatedClock } from '../simulators/clock.ts';

const worker = fileURLToPath(new URL('./host-lock-worker.ts', import.meta.url));
const forever = () => new AbortController().signal;

async function lockFile(): Promise<string> {
  return join(await temporaryDirectory('cegi-lock'), 'measure.lock');
}

async function acquire(path: string, options: Partial<HostLockOptions> = {}): Promise<HostLock> {
  const lock = await acquireHostLock({
    path,
    holder: { what: 'owner/repository' },
    onWait: () => {},
    signal: forever(),
    pollS: 0.005,
    ...options,
  });
  onTestFinished(() => lock.release());
  return lock;
}

/** A lock as a holder leaves it: this process's own, with what is different. */
async function leave(path: string, different: Record<string, unknown> = {}): Promise<void> {
  const own = await acquire(path);
  const content = JSON.parse(await readFile(path, 'utf8'));
  own.release();
  await writeFile(path, JSON.stringify({ ...content, ...different }));
}

async function endedProcess(): Promise<number> {
  const child = spawn('true');
  await new Promise((resolve) => child.once('close', resolve));
  return child.pid as number;
}

const litter = async (path: string) => readdir(join(path, '..'));

test('one holds the lock, and the next gets it when it is released', async () => {
  const path = await lockFile();
  const first = await acquire(path);
  let second: HostLock | null = null;
  const waiting = acquire(path).then((lock) => {
    second = lock;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(second).toBeNull();
  first.release();
  await waiting;
  expect(second).not.toBeNull();
  (second as unknown as HostLock).release();
  expect(await litter(path)).toEqual([]);
});

test('the file says who holds it, and others may read it whatever the umask', async () => {
  const path = await lockFile();
  const before = process.umask(0o077);
  try {
    await acquire(path, { holder: { what: 'https://github.com/o/r/actions/runs/7' } });
  } finally {
    process.umask(before);
  }
  expect((await stat(path)).mode & 0o777).toBe(0o644);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
    pid: process.pid,
    what: 'https://github.com/o/r/actions/runs/7',
  });
  expect(await litter(path)).toEqual(['measure.lock']);
});

test('who waits is told who holds the lock at once, every 30 s, and when it is another', async () => {
  const path = await lockFile();
  const clock = new SimulatedClock();
  const first = await acquire(path, { holder: { what: 'first' }, clock });
  const told: [number, string][] = [];
  const startS = clock.nowS();
  const second = acquire(path, {
    clock,
    pollS: 1,
    onWait: ({ what }) => told.push([clock.nowS() - startS, what]),
  });
  await clock.drive(clock.sleep(65));
  const content = JSON.parse(await readFile(path, 'utf8'));
  const other = { ...content, token: '00000000-0000-4000-8000-000000000000', what: 'other' };
  await writeFile(`${path}.other`, JSON.stringify(other));
  await rename(`${path}.other`, path);
  await clock.drive(clock.sleep(3));
  await rm(path);
  await clock.drive(second);
  first.release();
  expect(told).toEqual([
    [0, 'first'],
    [30, 'first'],
    [60, 'first'],
    [65, 'other'],
  ]);
});

test('an aborted wait ends with the reason, and leaves the lock with its holder', async () => {
  const path = await lockFile();
  const held = await acquire(path);
  const controller = new AbortController();
  const waiting = acquire(path, { signal: controller.signal, pollS: 60 });
  controller.abort(new Error('ended by SIGINT'));
  await expect(waiting).rejects.toThrow('ended by SIGINT');
  expect(peekHostLock(held.path)).not.toBeNull();
  await expect(acquire(join(path, '..', 'free.lock'), { signal: controller.signal })).rejects.toThrow(
    'SIGINT',
  );
  expect(await litter(path)).toEqual(['measure.lock']);
});

test("a dead process's lock is taken over at once", async () => {
  const path = await lockFile();
  await leave(path, { pid: await endedProcess() });
  await acquire(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
  expect(await litter(path)).toEqual(['measure.lock']);
});

test('a process that has the number of a dead one is not taken for it', async () => {
  const path = await lockFile();
  await leave(path, { startTime: '1' });
  expect(peekHostLock(path)?.ended).toBe(true);
  await acquire(path);
});

test('a process that ended and was not collected yet holds nothing', async () => {
  const path = await lockFile();
  // The shell starts a child, and becomes a program that never asks how it ended.
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    parent.kill('SIGKILL');
  });
  const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
  const stateOf = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] as string;
  while (!stateOf().startsWith('Z')) await new Promise((resolve) => setTimeout(resolve, 10));
  await leave(path, { pid, startTime: stateOf().split(' ')[19] });
  await acquire(path);
});

test.each([
  ['another boot', { bootId: 'another' }],
  ['another process namespace', { pidNamespace: 'pid:[1]' }],
  ['a system without either', { bootId: null, pidNamespace: null, startTime: null }],
])('a holder in %s is alive while it touches its lock, and dead a minute after', async (_, different) => {
  const path = await lockFile();
  const clock = new SimulatedClock();
  await leave(path, different);
  expect(peekHostLock(path)).toMatchObject({ ended: null });

  let taken = false;
  const waiting = acquire(path, { clock, pollS: 1 }).then(() => {
    taken = true;
  });
  for (let beat = 0; beat < 30; beat += 1) {
    await utimes(path, beat, beat);
    await clock.drive(clock.sleep(5));
  }
  expect(taken).toBe(false);
  await clock.drive(clock.sleep(55));
  expect(taken).toBe(false);
  await clock.drive(waiting);
  expect(clock.nowS()).toBeLessThan(1000 + 150 + 70);
  expect(await litter(path)).toEqual(['measure.lock']);
});

test('a clock that jumps makes no lock stale', async () => {
  const path = await lockFile();
  const clock = new SimulatedClock();
  await leave(path, { bootId: 'another' });
  await utimes(path, 0, 0);
  let taken = false;
  const waiting = acquire(path, { clock, pollS: 1 }).then(() => {
    taken = true;
  });
  await clock.drive(clock.sleep(5));
  clock.freeze(3600);
  await clock.drive(clock.sleep(5));
  expect(taken).toBe(false);
  await clock.drive(waiting);
});

test('a holder touches its lock every few seconds', async () => {
  const path = await lockFile();
  const clock = new SimulatedClock();
  const lock = await acquire(path, { clock });
  const touched: number[] = [];
  for (let look = 0; look < 3; look += 1) {
    await clock.drive(clock.sleep(7));
    touched.push((await stat(path)).mtimeMs / 1000);
  }
  expect(touched).toEqual([1005, 1010, 1020]);
  lock.release();
});

test('a lock that another took meanwhile is left to it', async () => {
  const path = await lockFile();
  const lost = await acquire(path);
  const content = await readFile(path, 'utf8');
  await writeFile(`${path}.other`, content);
  await rename(`${path}.other`, path);
  lost.release();
  expect(await readFile(path, 'utf8')).toBe(content);
});

test('releasing twice takes nothing from the next holder', async () => {
  const path = await lockFile();
  const first = await acquire(path);
  first.release();
  await acquire(path);
  first.release();
  expect(peekHostLock(path)).toMatchObject({ holder: { pid: process.pid }, ended: false });
});

test('a program that ends without releasing leaves no lock', async () => {
  const path = await lockFile();
  const module = fileURLToPath(new URL('../../src/energy/host-lock.ts', import.meta.url));
  const script = `import { acquireHostLock } from ${JSON.stringify(module)};
    import { existsSync } from 'node:fs';
    const signal = new AbortController().signal;
    const path = ${JSON.stringify(path)};
    await acquireHostLock({ path, holder: { what: 'x' }, onWait() {}, signal });
    console.log(existsSync(path));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(printed).toBe('true\n');
  expect(existsSync(path)).toBe(false);
});

test('a claimant that died before it became the holder is claimed in turn', async () => {
  const path = await lockFile();
  const pid = await endedProcess();
  await leave(path, { pid });
  const dead = JSON.parse(await readFile(path, 'utf8'));
  const heir = { ...dead, token: '00000000-0000-4000-8000-000000000001', what: 'heir' };
  await writeFile(`${path}.${dead.token}`, JSON.stringify(heir));
  await link(`${path}.${dead.token}`, `${path}.${heir.token}.new`);
  expect(peekHostLock(path)).toMatchObject({ holder: { what: 'heir' }, ended: true });
  await acquire(path);
  expect(await litter(path)).toEqual(['measure.lock']);
});

test('a living claimant counts as the holder before it has replaced the lock', async () => {
  const path = await lockFile();
  await leave(path, { pid: await endedProcess() });
  const dead = JSON.parse(await readFile(path, 'utf8'));
  const claim = `${path}.${dead.token}`;
  const living = await acquire(join(path, '..', 'other.lock'), { holder: { what: 'heir' } });
  await link(living.path, claim);
  const told: LockHolder[] = [];
  const waiting = acquire(path, { onWait: (holder) => told.push(holder) });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(told).toMatchObject([{ what: 'heir', pid: process.pid }]);
  await rm(claim);
  await waiting;
});

test('a claim that comes after another has taken the lock over is taken back', async () => {
  const path = await lockFile();
  const living = await acquire(join(path, '..', 'living.lock'), { holder: { what: 'quicker' } });
  await leave(path, { pid: await endedProcess() });
  const { linkSync: real } = fs;
  onTestFinished(() => {
    fs.linkSync = real;
    syncBuiltinESMExports();
  });
  // Between the look at the dead lock and the claim on it, another one takes it over and is done.
  fs.linkSync = (file, claim) => {
    fs.linkSync = real;
    syncBuiltinESMExports();
    fs.renameSync(living.path, path);
    real(file, claim);
  };
  syncBuiltinESMExports();
  const told: LockHolder[] = [];
  const waiting = acquire(path, { onWait: (holder) => told.push(holder) });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(told).toMatchObject([{ what: 'quicker' }]);
  expect(await litter(path)).toEqual(['measure.lock']);
  await rm(path);
  await waiting;
});

interface Ran {
  fate: string;
  signal: NodeJS.Signals | null;
  stderr: string;
}

function startWorker(path: string, log: string, turns: number, fate: string): Promise<Ran> {
  const child = spawn(process.execPath, [worker, path, log, String(turns), fate]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve) => child.once('close', (_, signal) => resolve({ fate, signal, stderr })));
}

test('of many processes, some of them killed at any point, one at a time holds the lock', async () => {
  const path = await lockFile();
  const log = join(path, '..', 'log');
  await writeFile(log, '');
  const steady = [1, 2, 3].map(() => startWorker(path, log, 20, 'none'));
  const fates = ['holding', 'before linkSync', 'after linkSync', 'before renameSync', 'after renameSync'];
  const short = [...fates, 'before unlinkSync', 'after unlinkSync', 'holding'];
  // Five die at a time, so that there is a dead holder, or a dead claimant, nearly always.
  const doomed = [0, 1, 2, 3, 4].map(async (lane) => {
    const ends: Ran[] = [];
    for (let i = lane; i < 2 * short.length; i += 5) {
      ends.push(await startWorker(path, log, 2, short[i % short.length] as string));
    }
    return ends;
  });
  const survived = await Promise.all(steady);
  const ended = (await Promise.all(doomed)).flat();
  for (const { stderr } of [...survived, ...ended]) expect(stderr).toBe('');
  for (const { signal } of survived) expect(signal).toBeNull();
  expect(ended.filter(({ signal }) => signal === 'SIGKILL').length).toBeGreaterThanOrEqual(8);

  const numbers = (await readFile(log, 'utf8')).trim().split('\n').map(Number);
  expect(numbers.length).toBeGreaterThanOrEqual(60);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  await acquire(path);
});

test.each<[string, (path: string) => Promise<unknown>, RegExp]>([
  ['text', (path) => writeFile(path, 'cegi was here'), /not JSON/],
  ['nothing', (path) => writeFile(path, ''), /not JSON/],
  [
    'half a lock',
    async (path) => {
      await leave(path);
      await writeFile(path, (await readFile(path, 'utf8')).slice(0, 60));
    },
    /not JSON/,
  ],
  ['megabytes', (path) => writeFile(path, Buffer.alloc(5_000_000, ' ')), /5000000 bytes/],
  ['a directory', (path) => mkdir(path), /not a file/],
  ['a pipe', async (path) => execFileSync('mkfifo', [path]), /not a file/],
  ['another version', (path) => leave(path, { version: 2 }), /another version/],
  ['no process id', (path) => leave(path, { pid: -1 }), /pid is not valid/],
  ['a token that is a path', (path) => leave(path, { token: '../../etc/passwd' }), /token is not valid/],
])('%s in the place of the lock is one error that says what to do', async (_, make, why) => {
  const path = await lockFile();
  await make(path);
  const found = await acquire(path).catch((error: unknown) => error);
  expect(found).toBeInstanceOf(UserError);
  expect((found as UserError).message).toMatch(why);
  expect((found as UserError).message).toContain(`delete it: rm -r ${path}`);
  expect(() => peekHostLock(path)).toThrow(UserError);
});

test('a symbolic link in the place of the lock is not followed', async () => {
  const path = await lockFile();
  const target = join(path, '..', 'target');
  await symlink(target, path);
  await expect(acquire(path)).rejects.toThrow(/symbolic link/);
  expect(existsSync(target)).toBe(false);
  await leave(target);
  const before = await readFile(target, 'utf8');
  await expect(acquire(path)).rejects.toThrow(/symbolic link/);
  expect(await readFile(target, 'utf8')).toBe(before);
});

test('whatever bytes are in the file, there is a lock or an error for people', async () => {
  const path = await lockFile();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(Buffer.from)),
      async (bytes) => {
        await writeFile(path, bytes);
        expect(() => peekHostLock(path)).toThrow(UserError);
      },
    ),
  );
});

test("what another user's lock says cannot steer a terminal", async () => {
  const path = await lockFile();
  await leave(path, { what: `a\u001b[2Jb\nc\u202e${'x'.repeat(900)}`, host: 'h\u0007' });
  const holder = peekHostLock(path)?.holder as LockHolder;
  expect(holder.host).toBe('h');
  expect(holder.what).toMatch(/^a \[2Jb c x+…$/);
  expect(holderInWords(holder)).toMatch(/^a .*… \(process \d+ on h, since 2\d{3}-/);
});

test('a directory that is not there, or not writable, is an error that names the way out', async () => {
  const path = await lockFile();
  await expect(acquire(join(path, '..', 'nowhere', 'measure.lock'))).rejects.toThrow(
    /could not be made: ENOENT.*CEGI_LOCK_FILE/,
  );
});

/** A directory that every user reaches; those that tests usually get are in one of a single user. */
async function commonDirectory(mode: number): Promise<string> {
  const directory = await mkdtemp('/tmp/cegi-lock-');
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, mode);
  return directory;
}

/**
 * What a user without rights is told who wants the lock. Only root can become another user; for others, the call that
 * would fail is made to fail.
 */
function asAnotherUser(path: string, fails: string): string {
  const module = fileURLToPath(new URL('../../src/energy/host-lock.ts', import.meta.url));
  const script = `import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    import { acquireHostLock } from ${JSON.stringify(module)};
    if (process.getuid() === 0) process.setuid(65534);
    else {
      const { ${fails}: real } = fs;
      const no = () => { throw Object.assign(new Error('EPERM: operation not permitted'), { code: 'EPERM' }); };
      fs.${fails} = (path, flags, ...rest) => (typeof flags === 'number' && !(flags & fs.constants.O_CREAT) ? real(path, flags, ...rest) : no());
      syncBuiltinESMExports();
    }
    const signal = AbortSignal.timeout(20_000);
    await acquireHostLock({ path: ${JSON.stringify(path)}, holder: { what: 'x' }, onWait() {}, signal })
      .then((lock) => { lock.release(); console.log('acquired'); }, (error) => console.log(error.message));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

test('a directory without the right to write is an error that names the way out', async () => {
  const path = join(await commonDirectory(0o755), 'measure.lock');
  expect(asAnotherUser(path, 'openSync')).toMatch(
    /could not be made: E(ACCES|PERM).*Let this user read and write in .*CEGI_LOCK_FILE/,
  );
});

test("another user's dead lock that may not be removed is an error with the command that does", async () => {
  const path = join(await commonDirectory(0o1777), 'measure.lock');
  await leave(path, { pid: await endedProcess(), what: 'theirs' });
  expect(asAnotherUser(path, 'renameSync')).toMatch(
    new RegExp(`left by theirs .*has ended, and this user may not remove it .*Run: sudo rm ${path}\n$`),
  );
  expect(await litter(path)).toEqual(['measure.lock']);
  await acquire(path);
});

test("another user's lock is respected", async () => {
  const path = join(await commonDirectory(0o1777), 'measure.lock');
  // Process 1 is another user's, or this one's where tests run as root; it lives in either case.
  const startTime = readFileSync('/proc/1/stat', 'utf8').split(') ')[1]?.split(' ')[19];
  await leave(path, { pid: 1, startTime });
  expect(peekHostLock(path)).toMatchObject({ ended: false });
  await expect(acquire(path, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/);
});

test('the path is the same for all users, whatever TMPDIR says, unless CEGI_LOCK_FILE names another', () => {
  expect(hostLockPath({ TMPDIR: '/somewhere' })).toBe(hostLockPath({}));
  expect(hostLockPath({})).toMatch(/^\/(run\/lock|tmp)\/cegi-measure\.lock$/);
  expect(hostLockPath({ CEGI_LOCK_FILE: '/shared/cegi.lock' })).toBe('/shared/cegi.lock');
  expect(hostLockPath({ CEGI_LOCK_FILE: '' })).toBe(hostLockPath({}));
});
