import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { fileStore } from '../src/baseline/file-store.ts';
import { type CheckOptions, check } from '../src/check.ts';
import type { ModelConfig } from '../src/config/config.ts';
import type { LocalCounter } from '../src/energy/counter.ts';
import { acquireHostLock } from '../src/energy/host-lock.ts';
import { counterRecorder } from '../src/energy/meter/counter-recorder.ts';
import { UserError } from '../src/errors.ts';
import type { Evaluator } from '../src/evaluators/evaluator.ts';
import type { CheckResult } from '../src/measurement/result.ts';

const items = 20;
const summary = (i: number) => `Ada and Ben will meet on day ${i} at the old bridge`;

/** How a simulated model behaves: what the machine draws while it runs, and on how many items it is right. */
export interface Behaviour {
  powerW: number;
  right?: number;
  device?: string;
  /** How long its first pass takes. */
  firstPassMs?: number;
  /** Fails from this pass on, counted from 1. */
  failsAtPass?: number;
}

export interface Machine {
  models: Record<string, Behaviour>;
  /** What the base's own model does, where it is measured beside the head's. */
  atBase?: Behaviour;
  /** Replaces the simulated counter. */
  counters?: LocalCounter[];
  idleS?: number;
  rules?: string;
  rounds?: string;
  compare?: string;
  /** Of the model. */
  shards?: number;
}

/** A repository with one model and its reference, on a machine with one energy counter that is simulated in real time. */
export async function scene() {
  const root = await mkdtemp(join(tmpdir(), 'cegi-check-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const id of ['model', 'base']) {
    await mkdir(join(root, id, 'onnx'), { recursive: true });
    await writeFile(join(root, id, 'config.json'), JSON.stringify({ id }));
    await writeFile(join(root, id, 'onnx', 'model.onnx'), `weights of ${id}`);
  }
  const rows = Array.from({ length: items }, (_, i) => ({
    id: `${i}`,
    dialogue: `d ${i}`,
    summary: summary(i),
  }));
  await writeFile(join(root, 'data.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  return {
    root,
    run: (machine: Machine, options: Partial<CheckOptions> = {}) => run(root, machine, options),
  };
}

async function run(root: string, machine: Machine, options: Partial<CheckOptions>) {
  await writeFile(
    join(root, 'cegi.yml'),
    `version: 1
tasks: { talk: { kind: summarization, dataset: data.jsonl } }
models:
  - { id: model, path: model, task: talk, reference: base, trainable-parameters: 1000000, shards: ${machine.shards ?? 1} }
  - { id: base, path: base, task: talk }
energy: { idle-seconds: ${machine.idleS ?? 0} }
rules: ${machine.rules ?? '{ cegi: +40%, emissions: +40%, score: -20pt }'}
rounds: ${machine.rounds ?? '{ min: 4, max: 4, min-seconds: 0 }'}
compare: ${machine.compare ?? 'auto'}
`,
  );
  let energyJ = 0;
  let drawn = { sinceMs: performance.now(), powerW: 10 };
  const draw = (powerW: number) => {
    const nowMs = performance.now();
    energyJ += (drawn.powerW * (nowMs - drawn.sinceMs)) / 1000;
    drawn = { sinceMs: nowMs, powerW };
  };
  const counter: LocalCounter = {
    id: 'simulated:0',
    kind: 'simulated',
    domain: 'gpu',
    provenance: 'measured',
    covers: 'GPU 0 (simulated)',
    includes: [],
    reading: 'energyJ',
    resolution: 0.001,
    updatesPerRound: 100,
    wrapsAtJ: null,
    updatePeriodS: 0.0001,
    read: () => {
      draw(drawn.powerW);
      return energyJ;
    },
  };
  const opened: string[] = [];
  const results: CheckResult[] = [];
  const lines: string[] = [];
  const passes: string[] = [];
  const evaluatorOf = (model: ModelConfig, isBase: boolean): Evaluator => {
    const behaviour = isBase ? machine.atBase! : machine.models[model.id]!;
    const { powerW, right = 15, device = 'cuda', firstPassMs = 40, failsAtPass = Infinity } = behaviour;
    const name = isBase ? `${model.id} at the base` : model.id;
    let passed = 0;
    opened.push(name);
    return {
      load: async () => ({ device, runtime: 'simulated' }),
      async pass(given) {
        passed++;
        passes.push(name);
        draw(powerW);
        await sleep(passed === 1 ? firstPassMs : 40);
        draw(10);
        if (passed >= failsAtPass) throw new UserError('the simulated model crashed');
        const predictions = given.map(({ id }, i) => ({
          id,
          text: i < right ? summary(Number(id)) : 'nobody said when',
          generatedTokens: 8,
        }));
        return { predictions, promptTokens: 100, generatedTokens: 8 * given.length, cpuTimeS: 0.01 };
      },
      close: async () => {},
    };
  };
  const result = await check({
    root,
    configPath: 'cegi.yml',
    changes: null,
    only: ['model'],
    record: false,
    keeps: true,
    shard: null,
    openStore: () => fileStore(join(root, 'baselines'), () => {}),
    host: {
      openRecorder: async () => ({
        recorder: counterRecorder({ counters: machine.counters ?? [counter] }),
        unavailable: [],
      }),
      fetchHubModel: () => () => Promise.reject(new Error('nothing is to be fetched')),
      openEvaluator: async (model, _, root) => evaluatorOf(model, root !== undefined),
      lock: (wait) =>
        acquireHostLock({ path: join(root, 'lock'), holder: { what: 'a test' }, pollS: 0.05, ...wait }),
    },
    context: { event: 'test', repository: null, pullRequest: null, headCommit: null, runUrl: null },
    progress: { line: (text) => void lines.push(text), state: () => {} },
    signal: new AbortController().signal,
    onResult: async (soFar) => void results.push(structuredClone(soFar)),
    ...options,
  });
  return { result, model: result.models.at(-1)!, opened, passes, lines, results };
}
