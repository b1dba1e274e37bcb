import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type TransformersOptions, transformersEvaluator } from '../../src/evaluators/transformers.ts';
import { allGone, misbehavingChild, runs } from './misbehaving-child.ts';

const items = [{ id: '1', prompt: 'c' }];

async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: 'UserError' });
  return error.message;
}

async function failureInPass(options: TransformersOptions): Promise<string> {
  const evaluator = transformersEvaluator(options);
  await evaluator.load();
  return failureOf(evaluator.pass(items));
}

describe('a model whose process', () => {
  test('exits while it loads is reported with its exit code and last lines', async () => {
    const child = await misbehavingChild({
      load: `for (let i = 1; i < 40; i += 1) console.error('line ' + i); process.exitCode = 3; process.disconnect();`,
    });
    const message = await failureOf(transformersEvaluator(child).load());
    expect(message).toContain(
      `Model "countdown": The model's process ended with exit code 3 during loading.`,
    );
    expect(message).toContain('line 39');
    expect(message).not.toContain('line 12\n');
    await allGone(child.pids());
  });

  test('cannot even start is reported with what Node says', async () => {
    const child = await misbehavingChild({});
    const message = await failureOf(transformersEvaluator({ ...child, childScript: '/nowhere.mjs' }).load());
    expect(message).toContain('ended with exit code 1 during loading');
    expect(message).toContain('/nowhere.mjs');
  });

  test('is killed is reported as out of memory, most likely', async () => {
    const child = await misbehavingChild({ pass: `process.kill(process.pid, 'SIGKILL');` });
    expect(await failureInPass(child)).toContain(
      'was ended by SIGKILL (usually the system, out of memory) during a pass over 1 items',
    );
  });

  test('ends with a killed process of its own is reported as out of memory, most likely', async () => {
    const child = await misbehavingChild({ pass: `process.exit(137);` });
    expect(await failureInPass(child)).toContain(
      'ended with exit code 137 (usually the system, out of memory)',
    );
  });

  test('fills its heap is reported as out of memory', async () => {
    // A heap's limit can only be set at the start, so a process of its own fills it, and this one ends alike.
    const fillHeap = 'const kept = []; while (true) kept.push(new Array(1e4).fill(kept));';
    const child = await misbehavingChild({
      pass: `const { signal } = spawnSync(process.execPath, ['--max-old-space-size=16', '-e', '${fillHeap}'], { stdio: 'inherit' });
        process.kill(process.pid, signal);`,
    });
    expect(await failureInPass(child)).toMatch(
      /ran out of memory and (was ended by SIG|ended with exit code)/,
    );
  });

  test('aborts is reported as that', async () => {
    const child = await misbehavingChild({ pass: `process.exit(134);` });
    expect(await failureInPass(child)).toContain('exit code 134 (it aborted itself, often out of memory)');
  });

  test('crashes on a signal is reported with that signal', async () => {
    const child = await misbehavingChild({ pass: `process.kill(process.pid, 'SIGSEGV');` });
    expect(await failureInPass(child)).toContain('was ended by SIGSEGV during a pass');
  });

  test('hangs while it loads is ended when its time is over', async () => {
    const child = await misbehavingChild({ load: `setInterval(() => {}, 1e6);` });
    const message = await failureOf(transformersEvaluator({ ...child, loadTimeoutS: 0.2 }).load());
    expect(message).toContain('did not finish loading within 0.2 s and was ended');
    await allGone(child.pids());
  });

  test('hangs in a pass, deaf to everything, is ended when its time is over', async () => {
    const child = await misbehavingChild(
      { pass: `console.error('computing'); setTimeout(() => { while (true) {} }, 20);` },
      { timeoutS: 0.5 },
    );
    const message = await failureInPass(child);
    expect(message).toContain('did not finish a pass over 1 items within 0.5 s and was ended');
    expect(message).toContain('computing');
    await allGone(child.pids());
  });

  test('says why it failed is quoted, and ended', async () => {
    const child = await misbehavingChild({
      pass: `answer({ kind: 'failed', message: 'no such operator' });`,
    });
    expect(await failureInPass(child)).toBe('Model "countdown": no such operator');
    await allGone(child.pids());
  });

  test('leaves others behind takes them along', async () => {
    const startOther = `note(spawn('sleep', ['1000'], { stdio: 'inherit' }).pid);`;
    const child = await misbehavingChild({ pass: `${startOther} process.exit(5);` });
    expect(await failureInPass(child)).toContain('exit code 5');
    expect(child.pids()).toHaveLength(2);
    await allGone(child.pids());
  });
});

describe('closing', () => {
  test('leaves no process, may be done twice, and before loading', async () => {
    const child = await misbehavingChild({ load: `note(spawn('sleep', ['1000']).pid); loaded();` });
    const evaluator = transformersEvaluator(child);
    await evaluator.load();
    expect(child.pids().map(runs)).toEqual([true, true]);
    await evaluator.close();
    await evaluator.close();
    await allGone(child.pids());
    await transformersEvaluator(child).close();
  });

  test('during a pass ends the pass as cancelled', async () => {
    const child = await misbehavingChild({ pass: `answer({ kind: 'progress', done: 1 });` });
    const evaluator = transformersEvaluator(child);
    await evaluator.load();
    const pass = evaluator.pass(items, () => void evaluator.close());
    expect(await failureOf(pass)).toBe('Model "countdown": a pass over 1 items was cancelled.');
    await allGone(child.pids());
  });

  test('while the artifact is being checked starts no process', async () => {
    const child = await misbehavingChild({});
    const evaluator = transformersEvaluator(child);
    const loading = evaluator.load();
    await evaluator.close();
    expect(await failureOf(loading)).toBe('Model "countdown": loading was cancelled.');
    expect(() => child.pids()).toThrow();
  });
});

test('a model ends with the program that asked for it, even where that is killed', async () => {
  const { pids, ...options } = await misbehavingChild({
    load: `note(spawn('sleep', ['0.1']).pid); loaded();`,
  });
  const evaluatorModule = path.resolve(import.meta.dirname, '../../src/evaluators/transformers.ts');
  const script = `import { transformersEvaluator } from ${JSON.stringify(evaluatorModule)};
    await transformersEvaluator(${JSON.stringify(options)}).load();
    process.kill(process.pid, 'SIGKILL');`;
  const program = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  const signal = await new Promise((resolve) => program.once('exit', (_, signal) => resolve(signal)));
  expect(signal).toBe('SIGKILL');
  expect(pids()).toHaveLength(2);
  await allGone(pids());
});

test("a model's process sees no secret", async () => {
  process.env.CEGI_TEST_TOKEN = 'secret';
  const child = await misbehavingChild({
    load: `answer({ kind: 'failed', message: Object.keys(process.env).join(' ') });`,
  });
  const names = (await failureOf(transformersEvaluator(child).load())).split(' ');
  delete process.env.CEGI_TEST_TOKEN;
  expect(names).toContain('PATH');
  expect(names).not.toContain('CEGI_TEST_TOKEN');
});

test("what a child writes goes to the log under the model's name, and commands nothing", async () => {
  const log: string[] = [];
  const child = await misbehavingChild({
    load: `console.error('\\x1b[31ma warning\\x1b[0m\\n\\n::error::gone\\n##[error]\\rgone');
      answer({ kind: 'note', line: 'Not on cuda' }); setTimeout(loaded, 50);`,
  });
  const evaluator = transformersEvaluator({ ...child, log: (line) => log.push(line) });
  await evaluator.load();
  await evaluator.close();
  expect(log.sort()).toEqual([
    'countdown: ## [error] gone',
    'countdown: ::error::gone',
    'countdown: Not on cuda',
    'countdown: a warning',
  ]);
});
