// Takes the lock again and again; each turn numbers a line of the log, which is not atomic without the lock.
import fs, { appendFileSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { systemClock } from '../../src/energy/clock.ts';
import { acquireHostLock } from '../../src/energy/host-lock.ts';

const [path, log, turnsText, fate] = process.argv.slice(2) as [string, string, string, string];
const turns = Number(turnsText);
const die = () => process.kill(process.pid, 'SIGKILL');
const dawdle = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * 3);

/** In its last turn it dies at the system call that its fate names; until then it only dawdles there. */
let turn = 0;
const calls = ['linkSync', 'renameSync', 'unlinkSync', 'openSync'] as const;
for (const name of calls) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  const dies = (when: string) => turn === turns - 1 && fate === `${when} ${name}`;
  Object.assign(fs, {
    [name](...args: unknown[]) {
      const ours = String(args[0]).startsWith(path);
      if (ours && dies('before')) die();
      if (ours) dawdle();
      const result = real(...args);
      if (ours && dies('after')) die();
      return result;
    },
  });
}
syncBuiltinESMExports();

for (; turn < turns; turn += 1) {
  const lock = await acquireHostLock({
    path,
    holder: { what: `worker ${process.pid}` },
    onWait: () => {},
    signal: new AbortController().signal,
    pollS: 0.005,
  });
  const number = readFileSync(log, 'utf8').split('\n').length;
  await systemClock.sleep(Math.random() * 0.005);
  appendFileSync(log, `${number}\n`);
  if (fate === 'holding' && turn === turns - 1) die();
  lock.release();
}
