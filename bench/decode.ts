import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import type { Dtype } from '../src/config/config.ts';
import { memoryEnvironment } from '../src/evaluators/memory-environment.ts';
import { writeTokenizer } from '../test/evaluators/countdown-model.ts';
import { randomSource } from '../test/simulators/random.ts';
import { type LineProcess, startLineProcess } from './support/line-process.ts';
import { median } from './support/median.ts';
import { peakMemoryMB } from './support/peak-memory.ts';
import { peerPython } from './support/peer-environment.ts';
import type { Row } from './support/row.ts';

export const about =
  'tokens a second and peak memory of the decode loop, beside transformers.js, Python transformers and onnxruntime in Python (Linux, Python 3.11)';

/*
 * The same weights, prompts, batches and number of new tokens for all, each in a process of its own with the same number
 * of threads, one after the other and in turns. All must write the same tokens.
 */

const repository = path.join(import.meta.dirname, '..');
const support = path.join(import.meta.dirname, 'support', 'decoding');
const output = path.join(repository, 'out', 'bench');
const threads = os.availableParallelism();
const batchSizes = [1, 8, 32];
/** Each contender's turns at a batch size, after one that warms it up. */
const turns = 9;
const timeoutMs = 600_000;
const seed = 5;

interface BenchModel {
  name: string;
  /** Holds onnx/ and what transformers.js reads. */
  directory: string;
  dtype: Dtype;
  graph: string;
  /** In the form of Python's transformers; null for weights that it cannot have. */
  safetensors: string | null;
  prompts: number[][];
  newTokens: number;
  /** A batch of one is over so soon that several follow each other. */
  fewestPrompts: number;
  /** Times that a turn goes through them: what is over in a tenth of a second is mostly how soon threads wake up. */
  repeats: number;
  isLarge: boolean;
}

interface Contender extends LineProcess {
  kind: 'own' | 'transformers.js' | 'onnxruntime' | 'transformers';
}

interface Answer {
  durationS: number;
  tokens: number[][];
}

export async function run(): Promise<Row[]> {
  const python = await peerPython(path.join(support, 'requirements.txt'), output);
  const ownLoop = await bundledLoop();
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'cegi-bench-decode-'));
  try {
    const rows: Row[] = [];
    for (const model of await benchModels(python, scratch)) {
      const contenders = await startContenders({ python, ownLoop }, model);
      try {
        for (const batch of batchSizes) rows.push(...(await compare(model, batch, contenders)));
      } finally {
        for (const contender of contenders) contender.end();
      }
    }
    return rows;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** As JavaScript, which is what users run: stripping types costs time and memory. */
async function bundledLoop(): Promise<string> {
  const file = path.join(output, 'own-loop.mjs');
  await build({
    input: path.join(support, 'own-loop.ts'),
    external: (id) => !id.startsWith('.') && !path.isAbsolute(id),
    platform: 'node',
    logLevel: 'warn',
    output: { file, format: 'esm' },
  });
  return file;
}

async function benchModels(python: string, scratch: string): Promise<BenchModel[]> {
  const write = async (...args: string[]) => {
    const script = path.join(support, 'write_models.py');
    const { stdout } = await promisify(execFile)(python, [script, ...args]);
    return JSON.parse(stdout) as { parameters: number };
  };
  const fixture = async (id: string, dtype: 'fp32' | 'q8'): Promise<BenchModel> => {
    const directory = path.join(repository, 'fixtures', 'models', id);
    const safetensors = path.join(scratch, id);
    if (dtype === 'fp32') await write('fixture', directory, safetensors);
    const expected = path.join(repository, 'fixtures', 'expected-tokens', `${id}.json`);
    const { prompts } = JSON.parse(readFileSync(expected, 'utf8')) as { prompts: { inputIds: number[] }[] };
    return {
      name: `${id} ${dtype}`,
      directory,
      dtype,
      graph: path.join(directory, 'onnx', dtype === 'fp32' ? 'model.onnx' : 'model_quantized.onnx'),
      safetensors: dtype === 'fp32' ? safetensors : null,
      prompts: prompts.map(({ inputIds }) => inputIds),
      newTokens: 48,
      fewestPrompts: 8,
      repeats: 8,
      isLarge: false,
    };
  };
  const large = async (): Promise<BenchModel> => {
    const directory = path.join(scratch, 'large');
    const { parameters } = await write('large', directory);
    await writeTokenizer(directory, ['#', ...'abcdefgh']);
    const { uniform } = randomSource(seed);
    const integer = (below: number) => Math.floor(uniform() * below);
    return {
      name: `${Math.round(parameters / 1e6)} M parameters, 151,936 words`,
      directory,
      dtype: 'fp32',
      graph: path.join(directory, 'onnx', 'model.onnx'),
      safetensors: directory,
      prompts: Array.from({ length: Math.max(...batchSizes) }, () =>
        Array.from({ length: 24 + integer(40) }, () => 1 + integer(151_935)),
      ),
      newTokens: 64,
      fewestPrompts: 2,
      repeats: 1,
      isLarge: true,
    };
  };
  return [
    await fixture('sql-lora', 'fp32'),
    await fixture('sql-lora', 'q8'),
    await fixture('dialogue-lora', 'fp32'),
    await large(),
  ];
}

/** This program first. */
async function startContenders(
  { python, ownLoop }: { python: string; ownLoop: string },
  model: BenchModel,
): Promise<Contender[]> {
  const { directory, dtype, graph, safetensors } = model;
  const script = (file: string) => path.join(support, file);
  const env = {
    ...process.env,
    OMP_NUM_THREADS: `${threads}`,
    HF_HUB_OFFLINE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const start = async (kind: Contender['kind'], command: string, ...args: string[]): Promise<Contender> => ({
    ...(await startLineProcess(command, [...args, `${threads}`], {
      env: kind === 'own' ? { ...env, ...memoryEnvironment } : env,
    })),
    kind,
  });
  return Promise.all([
    start('own', process.execPath, ownLoop, directory, dtype, repository),
    start('transformers.js', process.execPath, script('transformers-js.mjs'), directory, dtype),
    start('onnxruntime', python, script('onnxruntime_loop.py'), graph),
    ...(safetensors === null
      ? []
      : [start('transformers', python, script('transformers_generate.py'), safetensors)]),
  ]);
}

function shuffled<T>(list: readonly T[], uniform: () => number): T[] {
  return list
    .map((item) => ({ item, place: uniform() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

interface Measured {
  contender: Contender;
  tokensPerS: number;
  peakMB: number;
  tokens: number[][];
}

async function compare(model: BenchModel, batch: number, contenders: readonly Contender[]): Promise<Row[]> {
  const count = Math.max(batch, model.fewestPrompts);
  const prompts = model.prompts.slice(0, count);
  const once = Array.from({ length: count / batch }, (_, index) =>
    prompts.slice(index * batch, (index + 1) * batch),
  );
  const batches = Array.from({ length: model.repeats }, () => once).flat();
  const request = JSON.stringify({ batches, newTokens: model.newTokens });
  const answers = new Map(contenders.map((contender) => [contender, [] as Answer[]]));
  const { uniform } = randomSource(batch);
  for (let turn = 0; turn <= turns; turn += 1)
    // In another order every time: what one leaves behind, such as threads that still spin, must not meet the same one.
    for (const contender of shuffled(contenders, uniform)) {
      const answer = (await contender.ask(request, timeoutMs)) as Answer;
      if (turn > 0) answers.get(contender)!.push(answer);
    }
  const [own, ...peers] = contenders.map((contender): Measured => {
    const given = answers.get(contender)!;
    return {
      contender,
      tokensPerS: (model.repeats * count * model.newTokens) / median(given.map(({ durationS }) => durationS)),
      peakMB: peakMemoryMB(contender.pid),
      tokens: given[0]!.tokens,
    };
  }) as [Measured, ...Measured[]];
  const name = `${model.name}, batch ${batch}`;
  console.error(`${name}: done`);
  return [
    ...peers.map((peer) => speedRow(name, own, peer, model.isLarge && batch === 32 ? 2 : 1)),
    ...peers.map((peer) => memoryRow(name, own, peer)),
    ...peers.map((peer) => equalityRow(name, own, peer)),
  ];
}

function speedRow(name: string, own: Measured, peer: Measured, goalForTransformersJs: number): Row {
  const goal = peer.contender.kind === 'transformers.js' ? goalForTransformersJs : 1;
  const ratio = own.tokensPerS / peer.tokensPerS;
  return {
    name: `speed, ${name}`,
    value: own.tokensPerS,
    unit: 'tokens/s',
    peer: peer.contender.ready,
    peerValue: peer.tokensPerS,
    ratio,
    goal: `>= ${goal} x`,
    ok: ratio >= goal,
  };
}

function memoryRow(name: string, own: Measured, peer: Measured): Row {
  return {
    name: `peak memory, ${name}`,
    value: own.peakMB,
    unit: 'MB',
    peer: peer.contender.ready,
    peerValue: peer.peakMB,
    ratio: own.peakMB / peer.peakMB,
    goal: null,
    ok: own.peakMB <= peer.peakMB,
  };
}

function equalityRow(name: string, own: Measured, peer: Measured): Row {
  const equal = own.tokens.filter((row, index) => row.join() === peer.tokens[index]?.join()).length;
  return {
    name: `equal answers, ${name}`,
    value: equal,
    unit: 'answers',
    peer: peer.contender.ready,
    peerValue: own.tokens.length,
    ratio: equal / own.tokens.length,
    goal: 'all',
    ok: equal === own.tokens.length,
  };
}
