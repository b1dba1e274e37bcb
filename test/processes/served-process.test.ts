import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { plainLine } from '../../src/processes/plain-line.ts';
import { lastLines } from '../../src/processes/process-end.ts';
import { cpuTimeBetween, groupCpuTimes, groupListensOn } from '../../src/processes/process-group.ts';
import { type ServedProcessOptions, startServedProcess } from '../../src/processes/served-process.ts';
import { temporaryDirectory } from '../evaluators/temporary-directory.ts';
import { isRunning } from './is-running.ts';

const onLinux = process.platform === 'linux';

/** A process that is ended with the test, and its lines. */
async function started(command: [string, ...string[]], options: Partial<ServedProcessOptions> = {}) {
  const lines: string[] = [];
  const served = await startServedProcess({
    command,
    env: {},
    passEnv: [],
    from: process.env,
    onLine: (line) => lines.push(line),
    ...options,
  });
  onTestFinished(() => served.end());
  /** The next line that begins so. */
  const line = async (start: string) => {
    await expect.poll(() => lines.some((each) => each.startsWith(start)), { timeout: 20_000 }).toBe(true);
    return lines.find((each) => each.startsWith(start)) as string;
  };
  const number = async (start: string) => Number((await line(start)).slice(start.length));
  return { served, lines, line, number };
}

const script = (code: string): [string, ...string[]] => [process.execPath, '-e', code];
const forEver = 'setInterval(() => {}, 1000);';

describe('what it writes', () => {
  test('comes line by line, from stdout and stderr, without colours and control characters', async () => {
    const { served, lines } = await started(
      script(
        `console.log('\\x1b[31mred\\x1b[0m\\tand\\x07 so on'); console.error('##[error]no'); console.log('::add-mask::x'); console.log('\\n  \\n')`,
      ),
    );
    await served.ended;
    expect(lines.sort()).toEqual(['## [error]no', ': :add-mask::x', 'red and so on']);
  });

  test('of a progress bar is what it shows last', async () => {
    const { served, line } = await started(
      script(
        `process.stderr.write('loading 1%\\rloading 50%\\rloading 99%\\r\\n'); process.stderr.write('weights 1%\\rweights 2%'); console.log('on stdout'); ${forEver}`,
      ),
    );
    expect(await line('loading')).toBe('loading 99%');
    await line('on stdout');
    await expect.poll(() => served.lastLine()).toBe('weights 2%');
    expect(served.lastLines()).toContain('\n  weights 2%');
  });

  test('of its end is kept, and no more, whatever it wrote', async () => {
    const { served } = await started(
      script(
        `for (let i = 0; i < 50000; i++) console.log('line ' + i); process.stdout.write('x'.repeat(1e6) + '\\n'); console.log('the end'); process.exitCode = 3`,
      ),
    );
    expect(await served.ended).toBe('ended with exit code 3');
    const said = served.lastLines();
    expect(said).toMatch(/^ Its last lines:\n/);
    expect(said.split('\n')).toHaveLength(11);
    expect(said).toContain('\n  the end');
    expect(said.length).toBeLessThan(2000);
  });

  test('of its end is kept without the frames of stacks', () => {
    const output = `Error: no
    at run (file:///server.js:3:7)
at async file:///server.js:9:1
Traceback (most recent call last):
  File "/server/app.py", line 7, in run
    return load()
           ^^^~~^
ValueError: no such model
`;
    expect(lastLines(output)).toBe(` Its last lines:
  Error: no
  Traceback (most recent call last):
      return load()
  ValueError: no such model`);
  });

  test('of its end is kept with the error before it, where the end itself has none', async () => {
    const { served } = await started(
      script(
        `console.log('RuntimeError: one'); console.log('RuntimeError: head_dim=40 is not supported'); for (let i = 0; i < 400; i++) console.log('leaked function ' + i); process.exitCode = 1`,
      ),
    );
    await served.ended;
    expect(served.lastLines()).toMatch(
      /^ It wrote:\n {2}RuntimeError: one\n {2}RuntimeError: head_dim=40 is not supported\n and then:\n {2}leaked function 390\n(.*\n){8} {2}leaked function 399$/,
    );
  });

  test.each([
    ['a title of the terminal', '\u001b]0;title\u0007a', 'a'],
    ['control and formatting characters', 'a\u0000b\u202ec', 'a b c'],
    ['a command to a runner', '  ::error::x', ': :error::x'],
    ['a line without end', 'x'.repeat(5000), 'x'.repeat(1000)],
    ['blanks', ' \t ', ''],
  ])('is made fit for a log: %s', (_, line, shown) => {
    expect(plainLine(line)).toBe(shown);
  });
});

describe('what it is given', () => {
  test('is its command as it is, without a shell', async () => {
    const { line } = await started([
      process.execPath,
      '-e',
      'console.log("args " + JSON.stringify(process.argv.slice(1)))',
      '$HOME',
      'a; exit 1',
      '*',
    ]);
    expect(await line('args')).toBe('args ["$HOME","a; exit 1","*"]');
  });

  test('of the environment is what is harmless, what is passed on by name, and what is set', async () => {
    const { line } = await started(script('console.log("env " + Object.keys(process.env).sort())'), {
      from: {
        PATH: process.env.PATH,
        CUDA_VISIBLE_DEVICES: '0',
        GITHUB_TOKEN: 'secret',
        CEGI_OPENAI_API_KEY: 'secret',
        HF_TOKEN: 'wanted',
      },
      passEnv: ['HF_TOKEN', 'NOT_THERE'],
      env: { PORT: '1' },
    });
    expect(await line('env')).toBe('env CUDA_VISIBLE_DEVICES,HF_TOKEN,PATH,PORT');
  });
});

describe('a program that cannot be started', () => {
  const start = (program: string) =>
    startServedProcess({ command: [program], env: {}, passEnv: [], from: process.env });

  test('is not there', async () => {
    await expect(start('no-such-server')).rejects.toThrow(
      'there is no program "no-such-server": install it, or write its absolute path.',
    );
  });

  test('may not be run', async () => {
    const file = path.join(await temporaryDirectory('cegi-program'), 'server');
    await writeFile(file, '#!/bin/sh\n', { mode: 0o644 });
    await expect(start(file)).rejects.toThrow(`"${file}" may not be run: make it executable.`);
  });
});

describe('its end', () => {
  test('tells how it came', async () => {
    expect(await (await started(script('process.exit(7)'))).served.ended).toBe('ended with exit code 7');
    expect(await (await started(script('process.kill(process.pid, "SIGTERM")'))).served.ended).toBe(
      'was ended by SIGTERM',
    );
    expect(await (await started(script('process.kill(process.pid, "SIGKILL")'))).served.ended).toBe(
      'was ended by SIGKILL (usually the system, out of memory)',
    );
  });

  test('is asked for first, so that a server may tidy up', async () => {
    const { served, lines, line } = await started(
      script(
        `process.on('SIGTERM', () => { console.log('tidied'); process.exit(0); }); console.log('ready'); ${forEver}`,
      ),
    );
    await line('ready');
    await served.end();
    expect(lines).toContain('tidied');
    expect(await served.ended).toBe('ended with exit code 0');
  });

  test('comes within 5 s where it is not heeded, to all that it started', async () => {
    const child = `process.on('SIGTERM', () => {}); console.log('child ' + process.pid); ${forEver}`;
    const { served, line, number } = await started(
      script(
        `process.on('SIGTERM', () => {}); require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); console.log('ready'); ${forEver}`,
      ),
    );
    await line('ready');
    const pid = await number('child ');
    expect(isRunning(pid)).toBe(true);
    const startMs = performance.now();
    await served.end();
    expect(performance.now() - startMs).toBeLessThan(5000);
    expect([isRunning(served.pid), isRunning(pid)]).toEqual([false, false]);
    await served.end();
  });

  test.runIf(onLinux)('comes to what it started in a group and session of its own, too', async () => {
    const { served, number } = await started(
      script(
        `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(forEver)}], { detached: true, stdio: 'inherit' }); console.log('child ' + child.pid); ${forEver}`,
      ),
    );
    const pid = await number('child ');
    await served.end();
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  test('takes along what it started, where it ends by itself', async () => {
    const { served, number } = await started(
      script(
        `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(forEver)}], { stdio: 'inherit' }); console.log('child ' + child.pid); setTimeout(() => process.exit(1), 300)`,
      ),
    );
    const pid = await number('child ');
    await served.ended;
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'comes with the end of this program, be it by %s',
    async (signal) => {
      const parent = spawn(process.execPath, [path.join(import.meta.dirname, 'serving-parent.ts')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = await once(createInterface({ input: parent.stdout }), 'line');
      const pid = Number(line);
      expect(isRunning(pid)).toBe(true);
      parent.kill(signal);
      await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
    },
  );
});

describe.runIf(onLinux)('CPU time', () => {
  const burn = (seconds: number) =>
    `const end = process.cpuUsage().user + ${seconds} * 1e6; for (let i = 0; process.cpuUsage().user < end; ) for (const stop = i + 1e6; i < stop; ) i++;`;

  test('is that of the process and of all that it started, of those that have ended too', async () => {
    const child = `${burn(0.5)} console.log('child done')`;
    const { served, line } = await started(
      script(
        `process.stdin.resume(); console.log('ready'); setTimeout(() => { ${burn(0.5)} require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }).on('exit', () => console.log('all done')); }, 500); ${forEver}`,
      ),
    );
    await line('ready');
    const before = await groupCpuTimes(served.pid);
    await line('all done');
    const spent = cpuTimeBetween(before, await groupCpuTimes(served.pid));
    expect(spent).toBeGreaterThan(0.95);
    expect(spent).toBeLessThan(3);
  });

  test('is unknown where nothing runs, or where what ran took its count along', async () => {
    const { served } = await started(script('0'));
    await served.ended;
    await expect.poll(() => groupCpuTimes(served.pid)).toBeNull();
    const times = (entries: [number, number][]) => new Map(entries);
    expect(cpuTimeBetween(null, times([[1, 2]]))).toBeNull();
    expect(cpuTimeBetween(times([[1, 2]]), null)).toBeNull();
    expect(
      cpuTimeBetween(
        times([
          [1, 2],
          [2, 3],
        ]),
        times([[1, 9]]),
      ),
    ).toBeNull();
    expect(cpuTimeBetween(times([[1, 2]]), times([[1, 1]]))).toBeNull();
    expect(
      cpuTimeBetween(
        times([[1, 2]]),
        times([
          [1, 4],
          [2, 3],
        ]),
      ),
    ).toBe(5);
  });
});

describe.runIf(onLinux)('a port', () => {
  test('is listened to by a group where one of its processes does', async () => {
    const child = `require('node:net').createServer().listen(0, function () { console.log('port ' + this.address().port); })`;
    const { served, number } = await started(
      script(
        `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); ${forEver}`,
      ),
    );
    const port = await number('port ');
    expect(await groupListensOn(served.pid, port)).toBe(true);
    const other = await started(script(forEver));
    expect(await groupListensOn(other.served.pid, port)).toBe(false);
  });
});
