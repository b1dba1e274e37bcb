import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { OpenAiConfig, ServeConfig } from '../../../src/config/config.ts';
import type { OpenAiOptions } from '../../../src/evaluators/openai/openai.ts';
import { isRunning } from '../../processes/is-running.ts';
import type { ModelServerProcessOptions } from '../../simulators/model-server-process.ts';
import { evaluatorFor, itemsOf } from './support.ts';

const script = path.resolve(import.meta.dirname, '../../simulators/model-server-process.ts');
const onLinux = process.platform === 'linux';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function served(
  process_: Partial<ModelServerProcessOptions> = {},
  {
    serve = {},
    settings = {},
    options = {},
  }: {
    serve?: Partial<ServeConfig>;
    settings?: Partial<OpenAiConfig>;
    options?: Partial<OpenAiOptions>;
  } = {},
) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/v1`;
  const command: ServeConfig['command'] = [process.execPath, script, JSON.stringify({ port, ...process_ })];
  return {
    port,
    url,
    ...evaluatorFor(
      url,
      {
        device: 'cpu',
        serve: { command, health: '/health', startTimeoutS: 30, env: {}, passEnv: [], ...serve },
        ...settings,
      },
      { env: process.env, ...options },
    ),
  };
}

/** Nothing listens at a port any more: another may. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

test('a server is started, awaited by its health, asked, and ended', async () => {
  const { evaluator, log, port } = await served({
    says: ['\u001b[32mINFO\u001b[0m loading weights'],
    listensAfterMs: 100,
    loadsForMs: 300,
  });
  expect(await evaluator.load()).toEqual({ device: 'cpu', elsewhere: false, runtime: 'unknown server' });
  const { predictions, cpuTimeS } = await evaluator.pass(itemsOf('a b', 'c'));
  expect(predictions.map(({ text }) => text)).toEqual(['b a', 'c']);
  if (onLinux) expect(cpuTimeS).toBeGreaterThanOrEqual(0);
  else expect(cpuTimeS).toBeNull();
  await evaluator.close();
  await evaluator.close();
  expect(await isFree(port)).toBe(true);
  expect(log[0]).toMatch(/^served: starting /);
  expect(log).toContain('served: server: INFO loading weights');
  expect(log.some((line) => /^served: its server is ready after \d\.\d s$/.test(line))).toBe(true);
});

test.runIf(onLinux)("a pass's CPU time is that of the server's processes in it", async () => {
  const { evaluator } = await served({ burnsS: 0.3 });
  await evaluator.load();
  const [first, second] = [await evaluator.pass(itemsOf('a', 'b')), await evaluator.pass(itemsOf('a'))];
  expect(first.cpuTimeS).toBeGreaterThan(0.55);
  expect(first.cpuTimeS).toBeLessThan(2);
  expect(second.cpuTimeS).toBeGreaterThan(0.25);
  expect(second.cpuTimeS).toBeLessThan(first.cpuTimeS!);
});

test.runIf(onLinux)('a CPU time is unknown where what was started is not what listens', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/v1`;
  // As a client of a container's daemon does: the server is in no group of ours.
  const code = `const { spawn } = require('node:child_process');
    const child = spawn('/bin/sh', ['-c', 'setsid "$@" & echo $!', '-', process.execPath, ...process.argv.slice(1)], { detached: true });
    child.stdout.pipe(process.stdout); setInterval(() => {}, 1000)`;
  const { evaluator, log } = evaluatorFor(
    url,
    {
      serve: {
        command: [process.execPath, '-e', code, script, JSON.stringify({ port })],
        health: '/health',
        startTimeoutS: 30,
        env: {},
        passEnv: [],
      },
    },
    { env: process.env },
  );
  await evaluator.load();
  const pid = Number(log.join('\n').match(/server: (\d+)/)?.[1]);
  onTestFinished(() => {
    if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  });
  expect(log.join()).toContain('its CPU time is not known');
  expect((await evaluator.pass(itemsOf('a'))).cpuTimeS).toBeNull();
});

describe('a server that does not become ready', () => {
  test('because it ends is told at once, with its last lines', async () => {
    const { evaluator } = await served({ endsAtOnce: 2 }, { serve: { startTimeoutS: 600 } });
    const startMs = performance.now();
    await expect(evaluator.load()).rejects.toThrow(
      /^Model "served": its server \(.*\) ended with exit code 2 during loading\. Its last lines:\n {2}Traceback \(most recent call last\):\n {2}RuntimeError: no such model$/,
    );
    expect(performance.now() - startMs).toBeLessThan(20_000);
  });

  test('in time is told with what it says at its health address, and ended', async () => {
    const { evaluator, port } = await served(
      { loadsForMs: 600_000, says: ['loading 1 of 9'] },
      { serve: { startTimeoutS: 1 } },
    );
    await expect(evaluator.load()).rejects.toThrow(
      /was not ready after 1 s: http:.*, asked at \/health, failed \(HTTP 503.*See `serve\.health` and `serve\.start-seconds`\. Its last lines:\n {2}loading 1 of 9/s,
    );
    expect(await isFree(port)).toBe(true);
  });

  test('because there is no such program', async () => {
    const { evaluator } = await served({}, { serve: { command: ['no-such-server', '--port', '1'] } });
    await expect(evaluator.load()).rejects.toThrow(
      'Model "served": its server: there is no program "no-such-server": install it, or write its absolute path.',
    );
  });

  test('because something listens at its address already', async () => {
    const other = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const { evaluator, log } = await served({}, { settings: { url: `http://127.0.0.1:${port}/v1` } });
    // The settings' url is the other server's.
    await expect(evaluator.load()).rejects.toThrow(
      `Model "served": something listens at 127.0.0.1:${port} before its server is started`,
    );
    expect(log).toEqual([]);
  });

  test('because another took its port meanwhile', async () => {
    const { evaluator, port } = await served({ listensAfterMs: 700 });
    const loading = evaluator.load();
    loading.catch(() => undefined);
    // Answers its health in its place.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { modelServer } = await import('../../simulators/model-server.ts');
    const other = await modelServer({ loadsForMs: 600 }, port);
    onTestFinished(() => other.close());
    await expect(loading).rejects.toThrow(/ended with exit code 1 during loading\..*EADDRINUSE/s);
  });
});

describe('a server that dies', () => {
  test('in round 2 ends that pass with one error that has its last lines', async () => {
    const { evaluator } = await served({ diesOf: 'deadly' });
    await evaluator.load();
    const items = itemsOf('a', 'b', 'deadly', 'c', 'd', 'e');
    expect((await evaluator.pass(items)).predictions).toHaveLength(6);
    await expect(evaluator.pass(items)).rejects.toThrow(
      /^Model "served": its server \(.*\) ended with exit code 3 during a pass over 6 items\. Its last lines:\n(.*\n)*.*CUDA error: an illegal memory access was encountered$/,
    );
    await expect(evaluator.pass(items)).rejects.toThrow('ended with exit code 3 during a pass over 6 items');
  });

  test('not, but fails, has its last lines in the error, too', async () => {
    const { evaluator } = await served({ key: 'another', says: ['asks everyone for a key'] });
    await expect(evaluator.load()).rejects.toThrow(/asks for a key: .*HTTP 401/);

    const other = await served(
      { says: ['loads'] },
      { settings: { attempts: 1, requestTimeoutS: 1, timeoutS: 30 } },
    );
    await other.evaluator.load();
    const bad = Array.from({ length: 9 }, () => 'fail');
    await expect(other.evaluator.pass(itemsOf(...bad))).rejects.toThrow(
      /^Model "served": 8 items in a row failed: the server failed \(HTTP 500.*\)\. Its last lines:\n(?: {2}.*\n)* {2}cannot do "fail"/,
    );
  });
});

describe('closing', () => {
  test('ends a server that clings to its life, and what it started, within 5 s', async () => {
    const { evaluator, log, port } = await served({ clings: true });
    await evaluator.load();
    const pid = Number(log.join('\n').match(/server: child (\d+)/)?.[1]);
    expect(isRunning(pid)).toBe(true);
    const startMs = performance.now();
    await evaluator.close();
    expect(performance.now() - startMs).toBeLessThan(5000);
    expect([isRunning(pid), await isFree(port)]).toEqual([false, true]);
  });

  test('ends a server that is still loading', async () => {
    const { evaluator, port, log } = await served({ loadsForMs: 600_000 });
    const loading = evaluator.load();
    loading.catch(() => undefined);
    await expect.poll(() => log.join(), { timeout: 20_000 }).toContain('listening on');
    await evaluator.close();
    await expect(loading).rejects.toThrow('Model "served": loading was cancelled.');
    expect(await isFree(port)).toBe(true);
  });

  test('ends a server that was just being started', async () => {
    const { evaluator, port } = await served();
    const loading = evaluator.load();
    loading.catch(() => undefined);
    await evaluator.close();
    await expect(loading).rejects.toThrow('loading was cancelled');
    expect(await isFree(port)).toBe(true);
  });
});

describe("a server's environment", () => {
  test('has no key but where it is passed on by name', async () => {
    const key = 'sk-secret-0123456789';
    const env = { ...process.env, CEGI_OPENAI_API_KEY: key, OTHER_SECRET: key };
    const code = `console.log('sees ' + Object.keys(process.env).filter((name) => /KEY|SECRET|MODEL/.test(name)).sort() + ' ' + process.env.CEGI_OPENAI_API_KEY); setTimeout(() => process.exit(9), 200)`;
    const command: ServeConfig['command'] = [process.execPath, '-e', code];
    const without = await served({}, { serve: { command, env: { MODEL: 'x' } }, options: { env } });
    await expect(without.evaluator.load()).rejects.toThrow('ended with exit code 9');
    expect(without.log).toContain('served: server: sees MODEL undefined');

    const passEnv = ['CEGI_OPENAI_API_KEY'];
    const passed = await served({}, { serve: { command, passEnv }, options: { env } });
    const message = await passed.evaluator.load().catch((error: Error) => error.message);
    expect(passed.log).toContain('served: server: sees CEGI_OPENAI_API_KEY …');
    expect(message).toContain('sees CEGI_OPENAI_API_KEY …');
    expect(`${passed.log} ${message}`).not.toContain(key);
  });
});
