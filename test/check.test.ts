import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
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
interface Behaviour {
  powerW: number;
  right?: number;
  device?: string;
  /** Fails from this pass on, counted from 1. */
  failsAtPass?: number;
}

interface Machine {
  models: Record<string, Behaviour>;
  /** Replaces the simulated counter. */
  counters?: LocalCounter[];
  idleS?: number;
  rules?: string;
  rounds?: string;
}

/** A repository with one model and its reference, on a machine with one energy counter that is simulated in real time. */
async function scene() {
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
  - { id: model, path: model, task: talk, reference: base, trainable-parameters: 1000000 }
  - { id: base, path: base, task: talk }
energy: { idle-seconds: ${machine.idleS ?? 0} }
rules: ${machine.rules ?? '{ cegi: +40%, emissions: +40%, score: -5pt }'}
rounds: ${machine.rounds ?? '{ min: 4, max: 4, min-seconds: 0 }'}
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
  const evaluatorOf = (model: ModelConfig): Evaluator => {
    const { powerW, right = 15, device = 'cuda', failsAtPass = Infinity } = machine.models[model.id]!;
    let passes = 0;
    opened.push(model.id);
    return {
      load: async () => ({ device, runtime: 'simulated' }),
      async pass(given) {
        passes++;
        draw(powerW);
        await sleep(40);
        draw(10);
        if (passes >= failsAtPass) throw new UserError('the simulated model crashed');
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
    openStore: () => fileStore(join(root, 'baselines'), () => {}),
    host: {
      openRecorder: async () => ({
        recorder: counterRecorder({ counters: machine.counters ?? [counter] }),
        unavailable: [],
      }),
      fetchHubModel: () => () => Promise.reject(new Error('nothing is to be fetched')),
      openEvaluator: async (model) => evaluatorOf(model),
      lock: (wait) =>
        acquireHostLock({ path: join(root, 'lock'), holder: { what: 'a test' }, pollS: 0.05, ...wait }),
    },
    context: { event: 'test', repository: null, pullRequest: null, headCommit: null, runUrl: null },
    progress: { line: () => {}, state: () => {} },
    signal: new AbortController().signal,
    onResult: async (soFar) => void results.push(structuredClone(soFar)),
    ...options,
  });
  return { result, model: result.models.at(-1)!, opened, results };
}

const base = { powerW: 100, right: 3 };
const recording = { record: true, only: [] };

it('measured energy that rises fourfold fails, and energy that falls passes', async () => {
  const { run } = await scene();
  const first = await run({ models: { model: { powerW: 200 }, base } }, recording);
  expect(first.result).toMatchObject({ verdict: 'no-baseline', recorded: true, error: null });

  const worse = await run({ models: { model: { powerW: 800 }, base } });
  expect(worse.model.verdict).toBe('fail');
  expect(worse.model.head!.provenance).toBe('measured');
  expect(worse.model.change.energyPercent!.value).toBeGreaterThan(200);
  expect(worse.model.change.cegiPercent!.value).toBeGreaterThan(200);

  const better = await run({ models: { model: { powerW: 60 }, base } });
  expect(better.model.verdict).toBe('pass');
  expect(better.model.change.energyPercent!.high).toBeLessThan(0);
});

it('a reference that the default branch has measured is not run again for its score', async () => {
  const { run } = await scene();
  const first = await run({ models: { model: { powerW: 200 }, base } }, recording);
  expect(first.opened).toEqual(['base', 'model']);
  const second = await run({ models: { model: { powerW: 200 }, base } });
  expect(second.opened).toEqual(['model']);
  expect(second.model.reference!.score).toBe(first.model.reference!.score);
});

it('without a stored reference it is scored once, without rounds', async () => {
  const { run } = await scene();
  const { model, opened } = await run({ models: { model: { powerW: 200 }, base } });
  expect(opened).toEqual(['base', 'model']);
  expect(model.referenceMeasurement!.rounds).toEqual([]);
  expect(model.head!.gain).toMatchObject({ value: expect.any(Number) });
});

it('rounds go on while the interval reaches across the limit, and stop at the most', async () => {
  const { run } = await scene();
  const rounds = '{ min: 3, max: 9, min-seconds: 0 }';
  await run({ models: { model: { powerW: 200 }, base }, rounds }, recording);
  // A limit about where the change is cannot be decided; one far from it is, at the first look.
  const rules = '{ cegi: off, score: off, emissions: +20% }';
  const unclear = await run({ models: { model: { powerW: 240 }, base }, rounds, rules });
  const clear = await run({ models: { model: { powerW: 900 }, base }, rounds, rules });
  expect(clear.model.verdict).toBe('fail');
  expect(clear.model.measurement!.rounds).toHaveLength(3);
  expect(unclear.model.measurement!.rounds.length).toBeGreaterThan(3);
  expect(unclear.model.measurement!.rounds.length).toBeLessThanOrEqual(9);
});

it('a model that crashes in round 3 leaves two rounds, an error and no pass', async () => {
  const { run } = await scene();
  await run({ models: { model: { powerW: 200 }, base } }, recording);
  // The first pass warms up.
  const { result, model, results } = await run({ models: { model: { powerW: 200, failsAtPass: 4 }, base } });
  expect(model.measurement).toMatchObject({ status: 'partial', error: 'the simulated model crashed' });
  expect(model.measurement!.rounds).toHaveLength(2);
  expect(model.verdict).toBe('incomparable');
  expect(result).toMatchObject({ status: 'partial', error: 'model: the simulated model crashed' });
  // What was written after each round would have outlived a crash of the check itself.
  expect(results.map(({ models }) => models.at(-1)?.measurement?.rounds.length)).toEqual([1, 2, 2]);
});

it('a model on a GPU that no counter covers is incomparable, not free of energy', async () => {
  const { run } = await scene();
  const { model } = await run({ models: { model: { powerW: 200 }, base }, counters: [] });
  expect(model.verdict).toBe('incomparable');
  expect(model.head!.energyJPer1000Items).toBeNull();
  expect(model.reason).toContain('no counter covers');
});

it('idle power is measured with the model loaded, and what a round draws above it is shown', async () => {
  const { run } = await scene();
  const { model } = await run({ models: { model: { powerW: 200 }, base }, idleS: 0.3 });
  const { idle, rounds } = model.measurement!;
  expect(idle).toMatchObject({ provenance: 'measured' });
  expect(idle!.powerW).toBeGreaterThan(9);
  expect(idle!.powerW).toBeLessThan(11);
  for (const { energy, durationS } of rounds) {
    expect(energy.idleSubtractedJ).toBeCloseTo(energy.energyJ! - idle!.powerW * durationS, 9);
  }
  // What is shown beside is not what judges.
  const logs = rounds.map(({ energy, items }) => Math.log(energy.energyJ! / items));
  const grossJ = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  expect(model.head!.energyJPer1000Items!.value).toBeCloseTo(1000 * grossJ, 6);
});

it('a check waits until another one has measured this machine, and says whom it waits for', async () => {
  const { root, run } = await scene();
  const signal = new AbortController().signal;
  const path = join(root, 'lock');
  const other = await acquireHostLock({ path, holder: { what: 'another run' }, onWait: () => {}, signal });
  const lines: string[] = [];
  const state = () => {};
  const running = run(
    { models: { model: { powerW: 200 }, base } },
    { progress: { line: (line) => lines.push(line), state } },
  );
  await vi.waitFor(() => expect(lines.join('\n')).toContain('being measured by another run'), 10_000);
  expect(lines.some((line) => line.includes('loaded'))).toBe(false);
  other.release();
  const { result } = await running;
  expect(result.error).toBeNull();
});

it('a lock that is garbage stops a model with one clear error, and nothing is measured', async () => {
  const { root, run } = await scene();
  await writeFile(join(root, 'lock'), 'what is this');
  const { model, opened } = await run({ models: { model: { powerW: 200 }, base } });
  expect(opened).toEqual([]);
  expect(model.measurement!.error).toMatch(/lock is not a lock .* it is not JSON.* delete it: rm/s);
  expect(model.verdict).toBe('incomparable');
});

it('a check that is cancelled before it begins measures nothing and says so', async () => {
  const { run } = await scene();
  const { result } = await run(
    { models: { model: { powerW: 200 }, base } },
    { signal: AbortSignal.abort(new Error('ended by SIGINT')) },
  );
  expect(result).toMatchObject({ models: [], status: 'partial', error: 'the check was cancelled' });
});
