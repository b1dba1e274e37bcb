import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { fileStore } from '../src/baseline/file-store.ts';
import { type CalibrateOptions, calibrate } from '../src/calibrate.ts';
import type { LocalCounter } from '../src/energy/counter.ts';
import { acquireHostLock } from '../src/energy/host-lock.ts';
import { counterRecorder } from '../src/energy/meter/counter-recorder.ts';
import { UserError } from '../src/errors.ts';
import { calibrationSchema } from '../src/measurement/measurement.ts';
import { calibrationSummary } from '../src/report/calibration.ts';
import { randomSource } from './simulators/random.ts';

interface Machine {
  /** Watts of a pass of a run, both counted from 1; the first pass warms up. */
  powerW(run: number, pass: number): number;
  /** Replaces the simulated counter. */
  counters?: LocalCounter[];
  /** Called before every pass. */
  onPass?(run: number, pass: number): void;
}

/** A repository with a model that is served elsewhere and one that runs here, on a machine with a simulated counter. */
async function scene(machine: Machine) {
  const root = await mkdtemp(join(tmpdir(), 'cegi-calibrate-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, 'model', 'onnx'), { recursive: true });
  await writeFile(join(root, 'model', 'config.json'), '{}');
  await writeFile(join(root, 'model', 'onnx', 'model.onnx'), 'weights');
  await writeFile(
    join(root, 'data.jsonl'),
    [1, 2].map((i) => JSON.stringify({ id: `${i}`, dialogue: `d ${i}`, summary: `s ${i}` })).join('\n'),
  );
  await writeFile(
    join(root, 'cegi.yml'),
    `version: 1
tasks: { talk: { kind: summarization, dataset: data.jsonl } }
models:
  - { id: served, task: talk, evaluator: { kind: openai, url: 'http://127.0.0.1:9/v1', model: m } }
  - { id: model, path: model, task: talk }
energy: { idle-seconds: 0 }
rules: { emissions: +1% }
rounds: { min: 4, max: 30, min-seconds: 0 }
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
  const lines: string[] = [];
  const warnings: string[] = [];
  const progress = { line: (text: string) => void lines.push(text), state: () => {} };
  const controller = new AbortController();
  const directory = join(root, 'baselines');
  const store = fileStore(directory, (text) => warnings.push(text));
  let opened = 0;
  const run = (options: Partial<CalibrateOptions> = {}) =>
    calibrate({
      root,
      configPath: 'cegi.yml',
      model: null,
      runs: 3,
      rounds: 8,
      openStore: () => store,
      host: {
        openRecorder: async () => ({
          recorder: counterRecorder({ counters: machine.counters ?? [counter] }),
          unavailable: [],
        }),
        fetchHubModel: () => () => Promise.reject(new Error('nothing is to be fetched')),
        openEvaluator: async () => {
          const number = ++opened;
          let passed = 0;
          return {
            load: async () => ({ device: 'cuda', runtime: 'simulated' }),
            async pass(given) {
              passed++;
              machine.onPass?.(number, passed);
              draw(machine.powerW(number, passed));
              await sleep(15);
              draw(10);
              const predictions = given.map(({ id }) => ({ id, text: `s ${id}`, generatedTokens: 2 }));
              return { predictions, promptTokens: 4, generatedTokens: 4, cpuTimeS: 0.01 };
            },
            close: async () => {},
          };
        },
        lock: (wait) =>
          acquireHostLock({ path: join(root, 'lock'), holder: { what: 'a test' }, pollS: 0.05, ...wait }),
      },
      progress,
      signal: controller.signal,
      ...options,
    });
  const stored = () => readdir(directory).catch(() => []);
  return { run, root, store, stored, lines, warnings, controller, opened: () => opened };
}

/** A model whose rounds, of one pass each or of a few, take more and less. */
const varying = (run: number, pass: number) => 100 + 300 * randomSource(100 * run + pass).uniform();

it('whole runs of the first model that runs here are stored, with what they say of the noise', async () => {
  const { run, store, warnings, lines, opened } = await scene({ powerW: varying });
  const report = await run();
  const { calibration } = report;
  expect(opened()).toBe(3);
  expect(calibration).toMatchObject({ model: 'model', runs: [{ length: 8 }, { length: 8 }, { length: 8 }] });
  expect(calibrationSchema.parse(calibration)).toEqual(calibration);
  expect(await store.findCalibration(calibration.hardwareFingerprint)).toEqual(calibration);
  expect(report).toMatchObject({ wantedRuns: 3, ended: null, kept: true });
  expect(report.spread.rounds).toBeGreaterThan(10);
  expect(calibration.relativeUncertainty).toBeGreaterThan(0);
  const [least, ...more] = report.floors.map(({ sideBySidePercent }) => sideBySidePercent!);
  expect(least).toBeGreaterThan(10);
  expect(Math.max(...more)).toBeLessThan(least!);
  expect(report.judgements.map(({ mode, tooSmall }) => [mode, typeof tooSmall])).toEqual([
    ['side-by-side', 'string'],
    ['stored', 'string'],
  ]);
  expect(warnings).toEqual([]);
  expect(lines.filter((line) => /^model: run \d of 3/.test(line))).toEqual([
    'model: run 1 of 3',
    expect.stringMatching(/^model: run 2 of 3, about \d+ s left in all$/),
    expect.stringMatching(/^model: run 3 of 3, about \d+ s left in all$/),
  ]);
  const text = calibrationSummary(report, 'text');
  expect(text).toMatch(/3 runs of model on hardware [0-9a-f]{16}: rounds of one run differ by \d/);
  expect(text).toContain('It is stored');
});

it('a model that crashes in the third run leaves what two whole runs say, and why', async () => {
  const onPass = (run: number, pass: number) => {
    if (run === 3 && pass === 3) throw new UserError('the simulated model crashed');
  };
  const { run, store } = await scene({ powerW: varying, onPass });
  const report = await run({ runs: 5 });
  expect(report).toMatchObject({ wantedRuns: 5, ended: 'the simulated model crashed', kept: true });
  expect(report.calibration.runs).toHaveLength(2);
  expect(await store.findCalibration(report.calibration.hardwareFingerprint)).toEqual(report.calibration);
  expect(calibrationSummary(report, 'text')).toContain(
    'It ended early, after 2 of 5 runs (the simulated model crashed).',
  );
});

it('one whole run is no calibration', async () => {
  const onPass = (run: number) => {
    if (run === 2) throw new UserError('the simulated model crashed');
  };
  const { run, stored } = await scene({ powerW: varying, onPass });
  await expect(run()).rejects.toThrow(
    'model was not calibrated: run 2 of 3 ended early, and at least 2 whole runs are needed: ' +
      'the simulated model crashed',
  );
  expect(await stored()).toEqual([]);
});

it('a cancellation keeps the runs that are whole, and begins no other', async () => {
  const cancel = { now: () => {} };
  const onPass = (run: number, pass: number) => {
    if (run === 3 && pass === 2) cancel.now();
  };
  const { run, controller, opened } = await scene({ powerW: varying, onPass });
  cancel.now = () => controller.abort(new Error('ended by SIGINT'));
  const report = await run({ runs: 6 });
  expect(report.calibration.runs.length).toBeGreaterThanOrEqual(2);
  expect(report.calibration.runs.length).toBeLessThan(6);
  expect(report).toMatchObject({ kept: true, ended: 'it was cancelled' });
  expect(opened()).toBeLessThanOrEqual(4);
});

it('energy that may decide nothing is refused at its first round', async () => {
  const { run, opened, stored } = await scene({ powerW: varying, counters: [] });
  await expect(run()).rejects.toThrow(/The energy is unavailable .*energy\.accept.*doctor/);
  expect(opened()).toBe(1);
  expect(await stored()).toEqual([]);
});

it('what cannot be stored is said, and shown all the same', async () => {
  const { run, root, warnings } = await scene({ powerW: varying });
  await writeFile(join(root, 'baselines'), 'a file where the directory should be');
  const report = await run();
  expect(report.kept).toBe(false);
  expect(warnings[0]).toMatch(/calibration .* could not be written/);
  expect(calibrationSummary(report, 'text')).toContain('It is not stored');
});

it.each([
  ['two runs', { runs: 2 }, /--runs must be a whole number of at least 3/],
  ['half a run', { runs: 3.5 }, /--runs/],
  ['no number of runs', { runs: Number.NaN }, /--runs/],
  ['seven rounds', { rounds: 7 }, /--rounds must be a whole number of at least 8/],
  ['a model that is not there', { model: 'modle' }, /no model "modle".*served, model/],
  ['a configuration that is not there', { configPath: 'nowhere.yml' }, /nowhere\.yml/],
])('%s is one clear error, and nothing is measured', async (_, options, message) => {
  const { run, opened } = await scene({ powerW: varying });
  const running = run(options);
  await expect(running).rejects.toThrow(UserError);
  await expect(running).rejects.toThrow(message);
  expect(opened()).toBe(0);
});
