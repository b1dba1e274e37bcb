import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DemoEvent } from '../../src/demo/run-action.ts';
import { acquireHostLock } from '../../src/energy/host-lock.ts';
import type { CheckResult } from '../../src/measurement/result.ts';
import { isRunning } from '../processes/is-running.ts';
import { configuration, type Scene, setScene } from './scene.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const afterRoundTwo = /^sql: round 2 of/;
const manyRounds = (timeout = '') =>
  configuration({ sql: timeout }).replace('min: 5, max: 5', 'min: 40, max: 40');

describe('what was measured before is kept, and the step fails, when', () => {
  it('the evaluator crashes', async () => {
    const { run } = await setScene(manyRounds());
    const ran = await run(
      { name: 'push', before: null },
      {
        environment: { INPUT_MODELS: 'sql' },
        onLine(line, process) {
          if (afterRoundTwo.test(line))
            globalThis.process.kill(children(process.pid!, 'transformers-child')[0]!, 'SIGKILL');
        },
      },
    );
    expect(ran.exitCode, ran.log).toBe(1);
    const model = ran.result!.models.find(({ id }) => id === 'sql')!;
    expect(model.measurement).toMatchObject({ status: 'partial', error: expect.stringContaining('SIGKILL') });
    expect(model.measurement!.rounds.length).toBeGreaterThanOrEqual(2);
    expect(model.measurement!.rounds.length).toBeLessThan(40);
    expect(model.verdict).toBe('incomparable');
    expect(ran.result).toMatchObject({ status: 'partial', error: expect.stringContaining('sql') });
    expect(ran.summary).toContain('SIGKILL');
  });

  it('the evaluator hangs', async () => {
    const { run } = await setScene(manyRounds(', timeout-seconds: 5'));
    const ran = await run(
      { name: 'push', before: null },
      {
        environment: { INPUT_MODELS: 'sql' },
        onLine(line, process) {
          if (afterRoundTwo.test(line))
            globalThis.process.kill(children(process.pid!, 'transformers-child')[0]!, 'SIGSTOP');
        },
      },
    );
    expect(ran.exitCode, ran.log).toBe(1);
    const { measurement } = ran.result!.models.find(({ id }) => id === 'sql')!;
    expect(measurement).toMatchObject({ status: 'partial', error: expect.stringMatching(/5 s/) });
    expect(measurement!.rounds.length).toBeGreaterThanOrEqual(2);
  });
});

/** Process ids of all that a process has started, and what that has. */
function descendantsOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
    } catch {
      // It ended while it was looked at.
    }
  }
  const found: number[] = [];
  for (const next = [root]; next.length > 0; ) {
    const own = children.get(next.pop()!) ?? [];
    found.push(...own);
    next.push(...own);
  }
  return found;
}

const children = (root: number, script: string) =>
  descendantsOf(root).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(script);
    } catch {
      return false;
    }
  });

interface Moment {
  /** After this line. */
  line?: RegExp;
  /** Once this many of its children run this script. */
  running?: { script: string; count: number };
  /** Once GitHub was asked this. */
  asked?: RegExp;
  /** So much later. */
  afterMs?: number;
  signals?: NodeJS.Signals[];
}

/** Plays an event, ends the step at a moment, and holds it to what must hold at every moment. */
async function interrupted(
  scene: Scene,
  event: DemoEvent,
  { line = /^/, running, asked, afterMs = 0, signals = ['SIGINT'] }: Moment,
  environment: Record<string, string> = {},
) {
  const lock = join(scene.repository.directory, '..', 'lock');
  let met = false;
  let pids: number[] = [];
  let signalledMs = 0;
  const reached = (root: number) =>
    (!running || children(root, running.script).length >= running.count) &&
    (!asked || scene.github.requests.some(({ path }) => asked.test(path)));
  const end = async (child: ChildProcess) => {
    while (!reached(child.pid!)) {
      if (child.exitCode !== null) return;
      await pause(5);
    }
    await pause(afterMs);
    pids = descendantsOf(child.pid!);
    signalledMs = performance.now();
    for (const signal of signals) {
      child.kill(signal);
      await pause(100);
    }
  };
  const ran = await scene.run(event, {
    environment: { CEGI_LOCK_FILE: lock, INPUT_MODELS: 'sql', ...environment },
    onLine(text, child) {
      if (met || !line.test(text)) return;
      met = true;
      void end(child);
    },
  });
  expect(signalledMs, ran.log).toBeGreaterThan(0);
  expect(performance.now() - signalledMs, ran.log).toBeLessThan(5_000);
  expect(pids.filter(isRunning), ran.log).toEqual([]);
  expect(ran.log).not.toMatch(/defect|^\s+at /m);
  return { ...ran, pids, lock };
}

/** A configuration of a served model, whose server does not heed being asked to end. */
async function servedScene() {
  const port = await freePort();
  const command = [
    process.execPath,
    resolve('test/simulators/model-server-process.ts'),
    JSON.stringify({ port, clings: true, burnsS: 0.02 }),
  ];
  const evaluator = `{ kind: openai, url: "http://127.0.0.1:${port}/v1", model: small, device: cpu, concurrency: 1, serve: { command: ${JSON.stringify(command)}, start-seconds: 20 } }`;
  return setScene(`version: 1
carbon: { intensity: { source: static, grams-per-kwh: 400 } }
energy: { accept: [measured, integrated, estimated], idle-seconds: 0 }
tasks:
  t: { kind: summarization, dataset: data/dialogues.jsonl, limit: 8 }
models:
  - id: sql
    path: models/sql
    task: t
    evaluator: ${evaluator}
rounds: { warm-up: 1, min: 40, max: 40, min-seconds: 0 }
baseline: { store: file, path: .cegi/baselines }
`);
}

const push: DemoEvent = { name: 'push', before: null };
const cancelled = { status: 'partial', error: expect.stringContaining('the check was cancelled') };
const roundsOf = (result: CheckResult | null) => result!.models[0]?.measurement?.rounds.length ?? 0;

describe('a step that is cancelled ends its children, releases the lock and keeps what it has', () => {
  it.each<[string, Moment]>([
    [
      'while a model loads',
      { line: /^sql: every model/, running: { script: 'transformers-child', count: 1 } },
    ],
    ['while its scores are made', { line: /^sql: loaded on/ }],
    ['at its start', { line: /^counters that are not here/ }],
  ])('%s, with no round done', async (_, moment) => {
    const { exitCode, result, lock } = await interrupted(await setScene(manyRounds()), push, moment);
    expect(exitCode).toBe(1);
    expect(result).toMatchObject(cancelled);
    expect(roundsOf(result)).toBe(0);
    expect(existsSync(lock)).toBe(false);
  });

  it.each<[string, NodeJS.Signals[]]>([
    ['in a round', ['SIGINT']],
    ['by SIGTERM', ['SIGTERM']],
    ['twice', ['SIGINT', 'SIGINT']],
    ['as a runner does that loses patience', ['SIGINT', 'SIGTERM']],
  ])('%s', async (_, signals) => {
    const ran = await interrupted(await setScene(manyRounds()), push, { line: afterRoundTwo, signals });
    expect(ran.exitCode).toBe(1);
    expect(ran.result).toMatchObject(cancelled);
    expect(ran.pids.length).toBeGreaterThan(0);
    expect(roundsOf(ran.result)).toBeGreaterThanOrEqual(2);
    expect(existsSync(ran.lock)).toBe(false);
  });

  it.each([0, 100, 250, 400, 600, 900, 1300, 1800])(
    'at any moment, as %i ms from its start',
    async (afterMs) => {
      const { result, lock, exitCode } = await interrupted(await setScene(manyRounds()), push, { afterMs });
      expect(exitCode).not.toBe(0);
      // Before the step has read what to do, there is nothing to keep.
      if (afterMs >= 1300 || result !== null) expect(result).toMatchObject(cancelled);
      expect(existsSync(lock)).toBe(false);
    },
  );

  it('while it waits for another one that measures, whose lock stays', async () => {
    const scene = await setScene(manyRounds());
    const lock = join(scene.repository.directory, '..', 'lock');
    const held = await acquireHostLock({
      path: lock,
      holder: { what: 'another run' },
      onWait: () => {},
      signal: new AbortController().signal,
    });
    onTestFinished(() => held.release());
    const { exitCode, result } = await interrupted(scene, push, { line: /^waiting: this machine is being/ });
    expect(exitCode).toBe(1);
    expect(result).toMatchObject(cancelled);
    expect(JSON.parse(readFileSync(lock, 'utf8')).pid).toBe(process.pid);
  });

  it('side by side, where both sides have children', async () => {
    const scene = await setScene(manyRounds());
    await scene.repository.swapInVerboseModel('explain');
    const event: DemoEvent = { name: 'pull_request', number: 3 };
    const moment = { line: /^sql: round 2 of/, running: { script: 'transformers-child', count: 2 } };
    // The second block.
    const ran = await interrupted(scene, event, { ...moment, line: /^sql: round 3 of/ });
    expect(ran.exitCode).toBe(1);
    expect(ran.result).toMatchObject(cancelled);
    expect(roundsOf(ran.result)).toBeGreaterThanOrEqual(2);
    expect(ran.result!.models[0]!.baselineMeasurement!.rounds.length).toBeGreaterThanOrEqual(2);
    expect(existsSync(ran.lock)).toBe(false);
    // What there is was posted in the time that is left.
    expect(scene.github.comments[0]?.body).toContain('## CEGI: The check ended early');
  });

  it('while the server that it started is asked, and clings to life', async () => {
    const ran = await interrupted(await servedScene(), push, { line: afterRoundTwo });
    expect(ran.exitCode).toBe(1);
    expect(ran.result).toMatchObject(cancelled);
    expect(ran.pids.length).toBeGreaterThanOrEqual(2);
    expect(roundsOf(ran.result)).toBeGreaterThanOrEqual(2);
    expect(existsSync(ran.lock)).toBe(false);
  });

  it('while GitHub does not take its report, with all that it measured', async () => {
    const scene = await setScene(configuration());
    await scene.repository.git('switch', '--quiet', '--create', 'change');
    await scene.repository.write('README.md', '# Two models\n');
    await scene.repository.commit('Say what this is');
    scene.github.fail({ path: /comments/, with: 'stall' });
    const event: DemoEvent = { name: 'pull_request', number: 3 };
    const ran = await interrupted(scene, event, { asked: /comments/ });
    expect(ran.result).toMatchObject({ status: 'complete', error: null, verdict: 'skipped' });
    expect(ran.log).toMatch(
      /The comment was not posted: GitHub is asked nothing more: the run was cancelled/,
    );
    expect(scene.github.comments).toEqual([]);
  });

  it('while GitHub does not say what changed, before there is anything to keep', async () => {
    const scene = await setScene(configuration());
    scene.github.fail({ path: /compare/, with: 'stall' });
    const event: DemoEvent = { name: 'push', before: 'd'.repeat(40) };
    const ran = await interrupted(scene, event, { asked: /compare/ });
    expect(ran.exitCode).toBe(1);
    expect(ran.result).toBeNull();
    expect(ran.log).toMatch(/^::error::GitHub is asked nothing more: the run was cancelled/m);
  });
});
