import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { OpenAiConfig, ServeConfig } from '../src/config/config.ts';
import type { EvaluationItem, Evaluator, Pass } from '../src/evaluators/evaluator.ts';
import { openAiEvaluator } from '../src/evaluators/openai/openai.ts';
import { transformersEvaluator } from '../src/evaluators/transformers.ts';
import { bundleFile } from '../src/native/bundle-file.ts';
import { inDirectory } from '../test/evaluators/countdown-model.ts';
import { peerPython } from './support/peer-environment.ts';
import type { Row } from './support/row.ts';

export const about =
  'fixture models on servers of the field, beside this program running them itself (Linux, Python 3.11)';

/*
 * Servers that teams use are started, asked and ended by the `openai` evaluator. The same weights answer the same
 * prompts in the `transformers` evaluator: greedily, both must write the same.
 */

const repository = path.join(import.meta.dirname, '..');
const support = path.join(import.meta.dirname, 'support', 'servers');
const output = path.join(repository, 'out', 'bench');
/** The chat API of transformers serve takes a Qwen's answer apart by marks that only Qwen's own template makes. */
const models = [
  { id: 'dialogue-lora', apis: ['completions', 'chat'] },
  { id: 'sql-lora', apis: ['completions'] },
  { id: 'vision-lora', apis: ['chat'] },
] as const;
const fixedLength = 24;
const pictures = path.join(repository, 'fixtures', 'data', 'captioning', 'images');

interface Files {
  python: string;
  /** In the form of transformers. */
  directory: string;
  gguf: string;
  id: string;
}

interface ServerKind {
  name: string;
  command(files: Files, port: number): ServeConfig['command'];
  /** What it calls the model. */
  model(files: Files): string;
  /** It can be told to write on past the end. */
  ignoresEnd: boolean;
  /** It is run on the model that sees pictures. */
  sees: boolean;
}

const servers: readonly ServerKind[] = [
  {
    name: 'transformers serve',
    command: ({ python, directory }, port) => [
      python,
      path.join(support, 'transformers_serve.py'),
      ...['serve', directory, '--device', 'cpu', '--dtype', 'float32'],
      ...['--host', '127.0.0.1', '--port', `${port}`],
    ],
    model: ({ directory }) => directory,
    ignoresEnd: false,
    sees: true,
  },
  {
    name: 'llama.cpp',
    command: ({ python, gguf, id }, port) => [
      python,
      path.join(support, 'llama_cpp_server.py'),
      gguf,
      id,
      `${port}`,
    ],
    model: ({ id }) => id,
    ignoresEnd: true,
    sees: false,
  },
];

interface Reference {
  items: EvaluationItem[];
  maxNewTokens: number;
  pass: Pass;
}

export async function run(): Promise<Row[]> {
  const python = await peerPython(path.join(support, 'requirements.txt'), output);
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'cegi-bench-servers-'));
  try {
    const rows: Row[] = [];
    for (const { id, apis } of models) {
      const out = path.join(scratch, id);
      const source = path.join(repository, 'fixtures', 'models', id);
      await promisify(execFile)(python, [path.join(support, 'write_models.py'), source, out]);
      const files = { python, id, directory: path.join(out, 'hf'), gguf: path.join(out, 'model.gguf') };
      const reference = await ownAnswers(source, id);
      const hasPictures = reference.items.some(({ images = [] }) => images.length > 0);
      for (const server of servers.filter(({ sees }) => sees || !hasPictures)) {
        for (const api of apis) rows.push(...(await compare(server, api, files, reference, scratch)));
        if (!hasPictures) rows.push(await fixedLengthRow(server, files, reference, scratch));
      }
    }
    return rows;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What the `transformers` evaluator answers. */
async function ownAnswers(directory: string, id: string): Promise<Reference> {
  const file = path.join(repository, 'fixtures', 'expected-tokens', `${id}.json`);
  const { prompts, maxNewTokens } = JSON.parse(readFileSync(file, 'utf8')) as {
    prompts: { id: string; prompt: string; text?: string; images?: string[] }[];
    maxNewTokens: number;
  };
  const items = prompts.map(({ id, prompt, text = prompt, images = [] }): EvaluationItem => {
    const files = images.map((name) => ({ kind: 'file' as const, path: path.join(pictures, name) }));
    return { id, prompt: text, images: files };
  });
  const evaluator = transformersEvaluator({
    ...inDirectory(directory, { maxNewTokens, threads: 2 }),
    childScript: bundleFile('transformers-child.js'),
    nativeDirectory: repository,
  });
  try {
    await evaluator.load();
    return { items, maxNewTokens, pass: await evaluator.pass(items) };
  } finally {
    await evaluator.close();
  }
}

async function compare(
  server: ServerKind,
  api: OpenAiConfig['api'],
  files: Files,
  { items, maxNewTokens, pass: own }: Reference,
  home: string,
): Promise<Row[]> {
  const rows: Row[] = [];
  await withServer(server, files, home, { api, maxNewTokens }, async (evaluator, port) => {
    const { runtime } = await evaluator.load();
    const name = `${runtime}, ${files.id}, ${api}`;
    // A second pass would show what a server answers from memory.
    for (const round of [1, 2])
      rows.push(...rowsOf(`${name}, pass ${round}`, await evaluator.pass(items), own));
    await evaluator.close();
    rows.push(checkRow(`its port is free after it: ${name}`, await isFree(port)));
  });
  return rows;
}

async function fixedLengthRow(
  server: ServerKind,
  files: Files,
  { items }: Reference,
  home: string,
): Promise<Row> {
  const settings = { api: 'completions', decoding: 'fixed-length', maxNewTokens: fixedLength } as const;
  const name = `${server.name}, ${files.id}`;
  let row: Row | undefined;
  await withServer(server, files, home, settings, async (evaluator) => {
    if (server.ignoresEnd) {
      await evaluator.load();
      const { generatedTokens } = await evaluator.pass(items);
      row = checkRow(`a fixed length is kept to: ${name}`, generatedTokens === fixedLength * items.length);
    } else {
      const refusal = await evaluator.load().catch((error: Error) => error.message);
      console.error(refusal);
      row = checkRow(`a fixed length is refused: ${name}`, /cannot decode a fixed length/.test(`${refusal}`));
    }
  });
  return row as Row;
}

/** Hands over an evaluator that starts a server, and ends it. */
async function withServer(
  server: ServerKind,
  files: Files,
  home: string,
  settings: Pick<OpenAiConfig, 'maxNewTokens'> & Partial<OpenAiConfig>,
  work: (evaluator: Evaluator, port: number) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const evaluator = openAiEvaluator({
    id: files.id,
    settings: {
      kind: 'openai',
      url: `http://127.0.0.1:${port}/v1`,
      model: server.model(files),
      api: 'completions',
      device: 'cpu',
      dtype: 'fp32',
      concurrency: 4,
      requestTimeoutS: 120,
      attempts: 2,
      extraBody: {},
      serve: {
        command: server.command(files, port),
        health: '/health',
        startTimeoutS: 180,
        env: { HOME: home, HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '2' },
        passEnv: [],
      },
      decoding: 'until-end',
      timeoutS: 600,
      ...settings,
    },
    env: process.env,
    log: (line) => console.error(line),
  });
  try {
    await work(evaluator, port);
  } finally {
    await evaluator.close();
  }
}

function rowsOf(name: string, pass: Pass, own: Pass): Row[] {
  const equal = pass.predictions.filter(({ text }, index) => text === own.predictions[index]?.text).length;
  const rows = [againstOwn(`equal answers: ${name}`, 'answers', equal, own.predictions.length)];
  for (const [what, value, expected] of [
    ['prompt tokens', pass.promptTokens, own.promptTokens],
    ['written tokens', pass.generatedTokens, own.generatedTokens],
  ] as const) {
    rows.push(againstOwn(`${what}: ${name}`, 'tokens', value ?? Number.NaN, expected ?? Number.NaN));
  }
  const { cpuTimeS } = pass;
  rows.push({
    name: `CPU time: ${name}`,
    value: cpuTimeS ?? Number.NaN,
    unit: 's',
    peer: null,
    peerValue: null,
    ratio: null,
    goal: 'known, above 0',
    ok: cpuTimeS !== null && cpuTimeS > 0,
  });
  return rows;
}

function againstOwn(name: string, unit: string, value: number, own: number): Row {
  return {
    name,
    value,
    unit,
    peer: 'transformers evaluator',
    peerValue: own,
    ratio: value / own,
    goal: 'equal',
    ok: value === own,
  };
}

function checkRow(name: string, ok: boolean): Row {
  return { name, value: ok ? 1 : 0, unit: '', peer: null, peerValue: null, ratio: null, goal: '1', ok };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
