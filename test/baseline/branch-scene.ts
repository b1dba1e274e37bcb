import { branchStore } from '../../src/baseline/branch-store.ts';
import { hashOf } from '../../src/baseline/store.ts';
import type { LoopbackGithub, LoopbackOptions } from '../../src/demo/loopback-github.ts';
import { githubClient } from '../../src/github/client.ts';
import { gitData } from '../../src/github/git-data.ts';
import type { Baseline, Measurement } from '../../src/measurement/measurement.ts';
import { type RunSummary, runSummarySchema } from '../../src/measurement/run-summary.ts';
import { startDescribedGithub } from '../github/contract.ts';
import { baselineOf, keyOf } from './records.ts';

export const branch = 'cegi-data';
export const baseline = baselineOf();
export const key = keyOf(baseline);
export const hash = hashOf(key).slice(0, 16);
const repository = { owner: 'octo', name: 'models' };

export interface Patience {
  limitMs?: number;
  attemptTimeoutMs?: number;
}

export async function open(options: LoopbackOptions = {}, patience: Patience = {}) {
  const github = await startDescribedGithub(options);
  return { github, ...storeOf(github, 'run-1', patience) };
}

/** The store of one run, as a job of its own has it. */
export function storeOf(
  github: LoopbackGithub,
  run: string,
  { limitMs = 20_000, attemptTimeoutMs = 5000 }: Patience = {},
) {
  const octokit = githubClient({ token: 't', apiUrl: github.url, attemptTimeoutMs, retryUnitMs: 1 });
  const git = gitData(octokit, { repository, branch }, { limitMs, retryUnitMs: 20 });
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const runUrl = `https://github.com/octo/models/actions/runs/${run}`;
  return {
    store: branchStore({ git, branch, run, ref: 'main', runUrl, gain: 'relative', warn }),
    git,
    warnings,
  };
}

/** A measurement made some minutes after the usual one. */
export function later(minutes: number, changes: Partial<Measurement> = {}): Baseline {
  const createdAt = new Date(Date.parse(baseline.measurement.createdAt) + minutes * 60_000).toISOString();
  return baselineOf({ createdAt, ...changes });
}

export const filesOf = (github: LoopbackGithub) => github.git.filesOf(branch);
export const runFilesOf = (github: LoopbackGithub) =>
  [...filesOf(github).keys()].filter((path) => path.startsWith('runs/'));

export function summariesOf(github: LoopbackGithub): RunSummary[] {
  const files = filesOf(github);
  const shards: string[] = JSON.parse(files.get('index/manifest.json')!);
  return shards.flatMap((shard) =>
    JSON.parse(files.get(shard)!).map((run: object) => runSummarySchema.parse(run)),
  );
}

export const hourMs = 3_600_000;
/** When the last run of a planted history was measured. */
export const plantedUntil = Date.UTC(2026, 0, 2);

/** A history of many runs, as if they had been recorded one after the other: of ten models, every hour one. */
export function plantHistory(github: LoopbackGithub, runs: number): void {
  const files: Record<string, string> = { 'README.md': '' };
  const shards = new Map<string, RunSummary[]>();
  const text = JSON.stringify(baseline);
  for (let i = 0; i < runs; i++) {
    const createdAt = new Date(plantedUntil - (runs - 1 - i) * hourMs).toISOString();
    const month = createdAt.slice(0, 7);
    const model = `model-${i % 10}`;
    const commit = ((i * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0').repeat(5);
    const id = hashOf({ ...key, model }).slice(0, 16);
    const file = `runs/${month.replace('-', '/')}/run-${i}-${model}.${id}.json`;
    files[file] = text;
    files[`baselines/${model}.${id}.json`] = text;
    files[`commits/${commit.slice(0, 2)}/${commit}.json`] = JSON.stringify([file]);
    const ofMonth = [...shards.keys()].filter((shard) => shard.startsWith(`index/${month}-`));
    let shard = ofMonth.at(-1);
    if (!shard || shards.get(shard)!.length === 200) {
      shard = `index/${month}-${ofMonth.length + 1}.json`;
      shards.set(shard, []);
    }
    shards.get(shard)!.push({
      run: `run-${i}`,
      file,
      createdAt,
      commit,
      ref: 'main',
      runUrl: null,
      model,
      task: 'sql',
      taskKind: 'text-to-sql',
      metric: 'execution-accuracy',
      fingerprint: key.hardwareFingerprint,
      hardware: 'Test GPU',
      provenance: 'measured',
      verdict: 'pass',
      energyJPer1000Items: null,
      emissionsGPer1000Items: null,
      grid: null,
      score: null,
      cegi: null,
      gain: 'relative',
    });
  }
  for (const [shard, summaries] of shards) files[shard] = JSON.stringify(summaries);
  files['index/manifest.json'] = JSON.stringify([...shards.keys()]);
  github.git.commitFiles(branch, files);
}
