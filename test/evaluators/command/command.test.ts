import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allGone } from '../misbehaving-child.ts';
import { echo, type Harness, harness } from './harness.ts';

const items = [
  { id: 'a', prompt: 'one' },
  { id: 'b', prompt: 'two words' },
  { id: 'c', prompt: 'Ünïcode 🙂\nof two lines' },
];

/** Passes over the items, then all is closed and gone. */
async function passes({ evaluator, pids }: Harness, asked = items, count = 1) {
  try {
    const loaded = await evaluator.load();
    const ran = [];
    for (let i = 0; i < count; i++) ran.push(await evaluator.pass(asked));
    return { loaded, pass: ran[0]!, ran };
  } finally {
    await evaluator.close();
    await allGone(pids());
  }
}

async function failureOf(running: Harness, asked = items) {
  const error = await passes(running, asked).then(
    () => null,
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: 'UserError' });
  return error.message as string;
}

const resident = (answered: string) => `
console.log('cegi: ready stand-in 1.0');
for await (const line of createInterface({ input: process.stdin })) {
  const files = JSON.parse(line);
  const items = itemsIn(files.items);
  ${answered}
  console.log('cegi: done');
}`;

describe('a harness', () => {
  it('gets the items and answers them, in their order', async () => {
    const script = echo.replace('answer(', 'answer([...').replace('));', ')].reverse());');
    const { pass, loaded } = await passes(await harness(script));
    expect(pass.predictions).toEqual(
      items.map(({ id, prompt }) => ({ id, text: prompt, generatedTokens: null })),
    );
    expect(pass).toMatchObject({ promptTokens: null, generatedTokens: null });
    expect(loaded).toMatchObject({ device: 'cpu', runtime: expect.stringContaining('harness.mjs') });
  });

  it('that is started for every pass says that loading is measured', async () => {
    const running = await harness(echo);
    const { ran } = await passes(running, items, 2);
    expect(ran).toHaveLength(2);
    expect(running.pids()).toHaveLength(2);
    expect(running.told.join()).toContain('loading the model is part of what is measured');
  });

  it('that is resident is started once, and asked again and again', async () => {
    const script = resident(
      `answer(items.map(({ id }) => ({ id, text: 'pass ' + files.pass })), files.predictions);`,
    );
    const running = await harness(script, { lifetime: 'resident' });
    const { ran, loaded } = await passes(running, items, 3);
    expect(ran.map(({ predictions }) => predictions[2]!.text)).toEqual(['pass 1', 'pass 2', 'pass 3']);
    expect(running.pids()).toHaveLength(1);
    expect(loaded).toEqual({ device: 'cpu', runtime: 'stand-in 1.0' });
  });

  it('is told the model and how to run it', async () => {
    const script = `answer([{ id: 'settings', text: JSON.stringify(settings) }]);`;
    const { pass } = await passes(
      await harness(script, {
        source: { kind: 'hub', repository: 'org/name', revision: 'abc' },
        maxNewTokens: 7,
        decoding: 'fixed-length',
        device: 'gpu',
        dtype: 'bf16',
      }),
      [],
    );
    expect(JSON.parse(pass.predictions[0]!.text)).toEqual({
      model: { id: 'mine', path: null, hub: 'org/name', revision: 'abc' },
      max_new_tokens: 7,
      decoding: 'fixed-length',
      device: 'gpu',
      dtype: 'bf16',
      timeout_s: 60,
    });
  });

  it('gets what its command names in braces, and other braces as they are', async () => {
    const script = `answer([{ id: 'words', text: JSON.stringify(process.argv.slice(2)) }]);`;
    const words = ['--model={model}', '{revision}', '{"a": 1}', '{nothing}', '$HOME', '{output}/x'];
    const running = await harness(script, {
      source: { kind: 'hub', repository: 'org/name', revision: null },
      command: [process.execPath, 'harness.mjs', ...words],
    });
    const { pass } = await passes(running, []);
    const found = JSON.parse(pass.predictions[0]!.text);
    expect(found.slice(0, 5)).toEqual(['--model=org/name', 'main', '{"a": 1}', '{nothing}', '$HOME']);
    expect(found[5]).toMatch(/^\/.*\/output\/x$/);
  });

  it('sees no secret of this environment but those that are passed on', async () => {
    process.env.CEGI_TEST_SECRET = 'secret';
    process.env.CEGI_TEST_PASSED = 'passed';
    const script = `answer([{ id: 'env', text: JSON.stringify(process.env) }]);`;
    const running = await harness(script, { env: { OWN: 'own' }, passEnv: ['CEGI_TEST_PASSED'] });
    const { pass } = await passes(running, []);
    const env = JSON.parse(pass.predictions[0]!.text);
    expect(env).toMatchObject({ OWN: 'own', CEGI_TEST_PASSED: 'passed', PATH: process.env.PATH });
    expect(env).not.toHaveProperty('CEGI_TEST_SECRET');
  });

  it('gets pictures as files', async () => {
    const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
    const script = `answer(itemsIn(CEGI_ITEMS).map(({ id, images }) => ({
      id, text: JSON.stringify(images.map((file) => [file, readFileSync(file).toString('hex')])) })));`;
    const running = await harness(script);
    const picture = join(running.directory, 'picture');
    await writeFile(picture, 'on disk');
    const { pass } = await passes(running, [
      {
        id: 'a',
        prompt: '',
        images: [
          { kind: 'bytes', bytes },
          { kind: 'file', path: picture },
        ],
      },
    ] as never);
    const [held, onDisk] = JSON.parse(pass.predictions[0]!.text);
    expect(held).toEqual([expect.stringMatching(/\.png$/), Buffer.from(bytes).toString('hex')]);
    expect(onDisk).toEqual([picture, Buffer.from('on disk').toString('hex')]);
  });

  it('may count tokens, of which the sum is known where all are', async () => {
    const some = (count: string) =>
      `answer(itemsIn(CEGI_ITEMS).map(({ id }, index) => ({ id, text: '', prompt_tokens: 2, generated_tokens: ${count} })));`;
    const { pass } = await passes(await harness(some('index')));
    expect(pass).toMatchObject({ promptTokens: 6, generatedTokens: 3 });
    const partly = await passes(await harness(some('index || null')));
    expect(partly.pass).toMatchObject({ promptTokens: 6, generatedTokens: null });
    expect(partly.pass.predictions[1]!.generatedTokens).toBe(1);
  });

  it('may bring its own items, with scores of each and of all', async () => {
    const script = `answer([{ id: 7, text: 'x', scores: { accuracy: 1 } }, { id: 'b', text: 'y', scores: { accuracy: 0 } }]);
      writeFileSync(CEGI_SCORES, '{"bleu": 0.31}');`;
    const { pass } = await passes(await harness(script), []);
    expect(pass.predictions).toEqual([
      { id: '7', text: 'x', generatedTokens: null, scores: { accuracy: 1 } },
      { id: 'b', text: 'y', generatedTokens: null, scores: { accuracy: 0 } },
    ]);
    expect(pass.reportedScores).toEqual({ bleu: 0.31 });
  });

  it('tells how far it is', async () => {
    const running = await harness(`console.log('cegi: progress 2'); ${echo}`);
    const done: number[] = [];
    await running.evaluator.load();
    await running.evaluator.pass(items, (number) => done.push(number));
    await running.evaluator.close();
    expect(done).toEqual([2]);
  });

  it.runIf(process.platform === 'linux')(
    'has the CPU time of all that it started, however it was started',
    async () => {
      const burn = 'const start = process.cpuUsage().user; while (process.cpuUsage().user - start < 3e5);';
      const once = await passes(
        await harness(`import { spawnSync } from 'node:child_process';
          spawnSync(process.execPath, ['-e', ${JSON.stringify(burn)}]); ${echo}`),
      );
      expect(once.pass.cpuTimeS).toBeGreaterThan(0.1);
      const running = resident(
        `${burn} answer(items.map(({ id }) => ({ id, text: '' })), files.predictions);`,
      );
      const kept = await passes(await harness(running, { lifetime: 'resident' }), items, 2);
      for (const { cpuTimeS } of kept.ran) expect(cpuTimeS).toBeGreaterThan(0.1);
    },
  );

  it.runIf(process.platform === 'linux')(
    'that leaves a process behind has no CPU time that is known',
    async () => {
      const script = `note(spawn('sleep', ['100'], { stdio: 'ignore' }).pid); ${echo} process.exit(0);`;
      const { pass } = await passes(await harness(script));
      expect(pass.cpuTimeS).toBeNull();
    },
  );

  it('leaves no file behind', async () => {
    const ours = () => readdirSync(tmpdir()).filter((name) => name.startsWith('cegi-harness-'));
    const running = await harness(`answer([{ id: 'file', text: CEGI_ITEMS }]);`);
    const { pass } = await passes(running, []);
    expect(ours().map((name) => join(tmpdir(), name))).not.toContain(join(pass.predictions[0]!.text, '..'));
  });

  it('that writes much is shown in part', async () => {
    const running = await harness(
      `for (let i = 0; i < 1000; i++) console.log('\\x1b[31mline ' + i + '\\x1b[0m'); console.log('::error::x'); ${echo}`,
    );
    await passes(running);
    const shown = running.told.filter((line) => line.includes('harness: line'));
    expect(shown).toHaveLength(200);
    expect(shown[0]).toBe('mine: harness: line 0');
    expect(running.told).toContain('mine: harness: its further lines are not shown');
  });
});

describe('an item', () => {
  it.each([
    ['was left out', `.filter(({ id }) => id !== 'b')`, 'the harness gave no answer'],
    ['failed', `.map((each) => (each.id === 'b' ? { id: 'b', failure: 'too\\nlong' } : each))`, 'too long'],
    [
      'has an answer of a megabyte',
      `.map((each) => (each.id === 'b' ? { id: 'b', text: 'x'.repeat(1e6) } : each))`,
      'its answer is longer than 500000 characters',
    ],
  ])('that %s fails alone', async (_, change, failure) => {
    const script = `answer(itemsIn(CEGI_ITEMS).map(({ id, prompt }) => ({ id, text: prompt }))${change});`;
    const { pass } = await passes(await harness(script));
    expect(pass.predictions.map(({ text }) => text)).toEqual(['one', '', items[2]!.prompt]);
    expect(pass.predictions[1]).toEqual({ id: 'b', text: '', generatedTokens: null, failure });
  });

  it('whose answer is not UTF-8 fails alone', async () => {
    const script = `${echo.replace(').map', ').slice(0, 3).map')} appendFileSync(CEGI_PREDICTIONS, Buffer.concat([
      Buffer.from('{"id": "d", "text": "'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]));`;
    const { pass } = await passes(await harness(script), [...items, { id: 'd', prompt: '' }]);
    expect(pass.predictions[3]).toMatchObject({ text: '', failure: 'its answer is not UTF-8' });
    expect(pass.predictions[0]!.failure).toBeUndefined();
  });

  it('with an empty answer has answered', async () => {
    const { pass } = await passes(
      await harness(`answer(itemsIn(CEGI_ITEMS).map(({ id }) => ({ id, text: '' })));`),
    );
    expect(pass.predictions[0]).toEqual({ id: 'a', text: '', generatedTokens: null });
  });
});

describe('a harness is refused with what it did, and its last lines, where it', () => {
  const answers = (...lines: string[]) =>
    `writeFileSync(CEGI_PREDICTIONS, ${JSON.stringify(lines.join('\n'))});`;
  it.each([
    [
      'exits 1, whatever it answered',
      `${echo} console.error('CUDA error: out of cheese'); process.exit(1);`,
      ['a pass over 3 items: its harness (', 'ended with exit code 1', 'CUDA error: out of cheese'],
    ],
    [
      'prints nothing and answers nothing',
      '',
      ['its predictions: there is no such file; write them to the file that CEGI_PREDICTIONS names'],
    ],
    ['answers with an empty file', answers(''), ['its predictions: there is not one']],
    [
      'answers with what is not JSON',
      answers('{"id": "a", "text": "x"}', '', 'SELECT 1'),
      ['its predictions, line 3: it is not JSON: SELECT 1'],
    ],
    ['answers with a list', answers('[]'), ['its predictions, line 1: ']],
    ['has no text', answers('{"id": "a"}'), ['line 1: it has neither text nor failure']],
    ['has text that is a number', answers('{"id": "a", "text": 3}'), ['line 1: text: ']],
    [
      'counts tokens in fractions',
      answers('{"id": "a", "text": "", "generated_tokens": 0.5}'),
      ['line 1: generated_tokens: '],
    ],
    [
      'answers twice',
      answers('{"id": "a", "text": ""}', '{"id": "a", "text": ""}'),
      ['line 2: item "a" was answered in line 1 already'],
    ],
    [
      'answers what it was not asked',
      answers(...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((id) => `{"id": "${id}", "text": ""}`)),
      ['it answered "d", "e", "f", "g", "h" and 1 more, which it was not asked', 'CEGI_ITEMS'],
    ],
    [
      'answers with a link',
      `symlinkSync('/etc/hostname', CEGI_PREDICTIONS);`,
      ['it is a symbolic link; write the file itself'],
    ],
    [
      'answers with a link to nothing',
      `symlinkSync('/nowhere', CEGI_PREDICTIONS);`,
      ['it is a symbolic link'],
    ],
    ['answers with a directory', `mkdirSync(CEGI_PREDICTIONS);`, ['it is not a file']],
    [
      'answers with a pipe',
      `import { execFileSync } from 'node:child_process'; execFileSync('mkfifo', [CEGI_PREDICTIONS]);`,
      ['it is not a file'],
    ],
    [
      'answers with ten gigabytes',
      `import { truncateSync } from 'node:fs'; ${answers('')} truncateSync(CEGI_PREDICTIONS, 10e9);`,
      ['its predictions: it is larger than 2147483648 bytes'],
    ],
    [
      'answers with one endless line',
      `import { truncateSync } from 'node:fs'; ${answers('')} truncateSync(CEGI_PREDICTIONS, 2 ** 27);`,
      ['its predictions, line 1: it is longer than 67108864 bytes'],
    ],
  ])('%s', async (_, script, messages) => {
    const message = await failureOf(await harness(script));
    expect(message).toMatch(/^Model "mine": /);
    for (const part of messages) expect(message).toContain(part);
  });

  it('cannot be started', async () => {
    const message = await failureOf(await harness('', { command: ['no-such-harness'] }));
    expect(message).toContain(
      'there is no program "no-such-harness": install it, or write its absolute path.',
    );
  });

  it('hangs, deaf to everything', async () => {
    const running = await harness(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`, {
      timeoutS: 0.5,
    });
    expect(await failureOf(running)).toContain('did not finish within 0.5 s and was ended');
  });

  it('names a placeholder that has no value', async () => {
    const running = await harness('', { command: ['x', '{model}'] });
    expect(await failureOf(running)).toContain(
      '{model} in its command has no value: the model has neither `path` nor `hub`.',
    );
    const early = await harness('', { command: ['x', '{items}'], lifetime: 'resident' });
    expect(await failureOf(early)).toContain('with `lifetime: resident` it comes with each pass, on stdin');
  });

  it('is resident and ends while it loads', async () => {
    const message = await failureOf(
      await harness(`console.log('no weights'); process.exit(2);`, { lifetime: 'resident' }),
    );
    expect(message).toMatch(
      /^Model "mine": loading: its harness \(.*\) ended with exit code 2\. Its last lines:\n {2}no weights/,
    );
  });

  it('is resident and is never ready', async () => {
    const running = await harness('setInterval(() => {}, 1000);', {
      lifetime: 'resident',
      startTimeoutS: 0.5,
    });
    expect(await failureOf(running)).toContain('loading: its harness');
  });

  it('is resident and dies in its second pass', async () => {
    const script = resident(
      `if (files.pass === 2) process.exit(3); answer(items.map(({ id }) => ({ id, text: '' })), files.predictions);`,
    );
    const { evaluator, pids } = await harness(script, { lifetime: 'resident' });
    await evaluator.load();
    expect((await evaluator.pass(items)).predictions).toHaveLength(3);
    await expect(evaluator.pass(items)).rejects.toThrow('ended with exit code 3');
    await expect(evaluator.pass(items)).rejects.toThrow('ended with exit code 3');
    await evaluator.close();
    await allGone(pids());
  });
});

describe('a check that is cancelled', () => {
  it.each(['once', 'resident'] as const)(
    'ends a harness in the middle of a pass, with all that it started (%s)',
    async (lifetime) => {
      const hang = `note(spawn('sleep', ['100'], { stdio: 'ignore' }).pid); await new Promise(() => setInterval(() => {}, 1000));`;
      const { evaluator, pids } = await harness(lifetime === 'once' ? hang : resident(hang), { lifetime });
      await evaluator.load();
      const pass = evaluator.pass(items);
      const failed = expect(pass).rejects.toThrow('Model "mine": a pass over 3 items: it was cancelled.');
      while (pids().length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
      await evaluator.close();
      await evaluator.close();
      await failed;
      await allGone(pids());
      await expect(evaluator.pass(items)).rejects.toThrow('it was cancelled');
    },
  );
});

describe("the documentation's harness", () => {
  const example = readFileSync('docs/harness.md', 'utf8').match(
    /```python\n(import json, os, sys\n[\s\S]*?)```/,
  )![1]!;

  it('answers what it is asked, in Python', async () => {
    const running = await harness('', {
      lifetime: 'resident',
      command: ['python3', 'example.py'],
      source: { kind: 'directory', directory: '/m', path: 'm' },
      maxNewTokens: 2,
    });
    await writeFile(join(running.directory, 'example.py'), example);
    const { ran, loaded } = await passes(running, items, 2);
    expect(loaded.runtime).toBe('my-harness 1.0');
    expect(ran[1]!.predictions.map(({ text }) => text)).toEqual(['one', 'two words', 'Ünïcode 🙂']);
    expect(ran[1]!.generatedTokens).toBe(5);
  });
});

describe('lm-evaluation-harness', () => {
  it('is read where its output was put', async () => {
    const fixtures = join(process.cwd(), 'test/evaluators/fixtures/lm-eval/items');
    const script = `import { cpSync } from 'node:fs'; cpSync(${JSON.stringify(fixtures)}, process.argv[2], { recursive: true });`;
    const running = await harness(script, {
      output: 'lm-eval',
      command: [process.execPath, 'harness.mjs', '{output}'],
    });
    const { prompts } = JSON.parse(await readFile('fixtures/expected-tokens/sql-lora.json', 'utf8'));
    const { pass } = await passes(running, prompts.slice(0, 16));
    expect(pass.predictions.filter(({ failure }) => failure)).toEqual([]);
    expect(running.told).toContain("mine: lm-eval's documents are the items of their column id");
  });
});
