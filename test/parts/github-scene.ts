import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { branchStore } from '../../src/baseline/branch-store.ts';
import { nextBaseline } from '../../src/baseline/next-baseline.ts';
import type { LoopbackGithub } from '../../src/demo/loopback-github.ts';
import { githubClient } from '../../src/github/client.ts';
import { gitData } from '../../src/github/git-data.ts';
import type { Baseline, Measurement } from '../../src/measurement/measurement.ts';
import type { CheckResult } from '../../src/measurement/result.ts';
import { toKeep } from '../baseline/records.ts';
import { model, result } from '../report/result-factory.ts';
import { binaryScores, simulatedMeasurement } from '../simulators/measurement.ts';

export const [base, head, released] = ['b', 'a', 'c'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
];
export const branch = 'cegi-data';
const repository = { owner: 'octo', name: 'models' };
const carbon = { intensityGPerKWh: 400, source: 'a test', pue: 1 };
const spread = [0.99, 1, 1.01, 1, 1, 0.995, 1.005, 1];

export const config = `version: 1
carbon: { intensity: { source: static, grams-per-kwh: 400 } }
tasks: { sql: { kind: text-to-sql, dataset: data.jsonl } }
models: [{ id: sql-lora, path: models/sql, task: sql, evaluator: { max-new-tokens: 64 } }]
rules: { cegi: off, score: off, emissions: +5% }
baseline: { store: branch }
`;

/** What an honest run of that configuration leaves. */
export function measured(centreJ: number, commit: string): Measurement {
  const record = simulatedMeasurement({
    roundsJ: spread.map((factor) => factor * centreJ),
    scores: binaryScores(80, 100),
  });
  const settings = { ...record.task.settings, decoding: 'until-end' };
  return { ...record, commit, task: { ...record.task, settings } };
}

/** The history of a model that has needed as much for twelve runs, and then perhaps something else. */
export function history(lastJ: number, commit: string): Baseline {
  const before = Array.from({ length: 12 }).reduce(
    (known: Baseline | null) => nextBaseline(measured(100, base), carbon, known),
    null,
  );
  const last = { ...measured(lastJ, commit), artifactDigest: `${lastJ}`.padEnd(64, 'f') };
  return nextBaseline(last, carbon, before);
}

/** Records a run on the history's branch, as a job of its own does. */
export async function record(github: LoopbackGithub, run: string, baseline: Baseline): Promise<void> {
  const octokit = githubClient({ token: 't', apiUrl: github.url, retryUnitMs: 1 });
  const { model: id, task, hardware } = baseline.measurement;
  const key = {
    model: id,
    task: task.id,
    datasetDigest: task.datasetDigest,
    hardwareFingerprint: hardware.fingerprint,
  };
  await branchStore({
    git: gitData(octokit, { repository, branch }),
    branch,
    run,
    ref: 'main',
    runUrl: null,
    gain: 'relative',
    warn(message) {
      throw new Error(message);
    },
  }).save([toKeep(key, baseline)]);
}

/** What a step of a workflow came to. */
export interface StepRun {
  /** What it printed, without the lines that only inform. */
  said: string[];
  printed: string;
  /** Null where none was written. */
  result: CheckResult | null;
  failed: boolean;
  tookMs: number;
}

/** A runner's directory for steps that run in this process. */
export async function openRunner() {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-faults-'));
  await mkdir(join(directory, '.github'), { recursive: true });
  await writeFile(join(directory, '.github/cegi.yml'), config);
  const claimed = model({
    id: 'sql-lora',
    measurement: measured(150, head),
    baselineMeasurement: null,
    referenceMeasurement: null,
    comparison: null,
    reference: null,
  });
  const file = join(directory, 'results/cegi-sql/result.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(result({ models: [claimed], headCommit: head })));
  const saved = { ...process.env };

  return {
    close() {
      process.env = saved;
      return rm(directory, { recursive: true, force: true });
    },

    /** Runs a part as a runner would, in an environment of its own but in this process. */
    async run(
      part: () => Promise<void>,
      { name, payload, ref = 'refs/heads/main' }: { name: string; payload: object; ref?: string },
      github: LoopbackGithub,
      inputs: Record<string, string> = {},
    ): Promise<StepRun> {
      const repo = { full_name: 'octo/models', default_branch: 'main' };
      await writeFile(join(directory, 'event.json'), JSON.stringify({ repository: repo, ...payload }));
      for (const output of ['output', 'summary', 'state']) await writeFile(join(directory, output), '');
      await rm(join(directory, 'cegi'), { recursive: true, force: true });
      process.env = {
        ...saved,
        GITHUB_API_URL: github.url,
        GITHUB_EVENT_NAME: name,
        GITHUB_EVENT_PATH: join(directory, 'event.json'),
        GITHUB_OUTPUT: join(directory, 'output'),
        GITHUB_REF: ref,
        GITHUB_REPOSITORY: 'octo/models',
        GITHUB_RUN_ID: '41',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_SHA: head,
        GITHUB_STATE: join(directory, 'state'),
        GITHUB_STEP_SUMMARY: join(directory, 'summary'),
        GITHUB_WORKSPACE: directory,
        RUNNER_TEMP: directory,
        'INPUT_GITHUB-TOKEN': 't',
        INPUT_RESULTS: 'results',
        ...inputs,
      };
      let printed = '';
      const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
        printed += text;
        return true;
      });
      const start = performance.now();
      try {
        await part();
      } catch (error) {
        // As the door tells it.
        printed += `::error::${(error as Error).message.replaceAll('\n', '%0A')}\n`;
        process.exitCode = 1;
      } finally {
        write.mockRestore();
      }
      const tookMs = performance.now() - start;
      const failed = process.exitCode === 1;
      process.exitCode = 0;
      const written = await readFile(join(directory, 'cegi/result.json'), 'utf8').catch(() => null);
      return {
        said: printed.split('\n').filter((line) => /^::(error|warning)::/.test(line)),
        printed,
        result: written === null ? null : (JSON.parse(written) as CheckResult),
        failed,
        tookMs,
      };
    },
  };
}
