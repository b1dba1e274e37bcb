import { expect, it } from 'vitest';
import { branchStore } from '../src/baseline/branch-store.ts';
import type { CheckOptions } from '../src/check.ts';
import type { LoopbackGithub } from '../src/demo/loopback-github.ts';
import type { Changes } from '../src/github/changes.ts';
import { githubClient } from '../src/github/client.ts';
import { gitData } from '../src/github/git-data.ts';
import { runSummarySchema } from '../src/measurement/run-summary.ts';
import { scene } from './check-scene.ts';
import { startDescribedGithub } from './github/contract.ts';

const base = { powerW: 100, right: 3 };
const [commitA, commitB, commitC] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
];
const context = { event: 'test', repository: 'octo/models', pullRequest: null, runUrl: null };

function storeOn(github: LoopbackGithub, run: string, warnings: string[] = []): Partial<CheckOptions> {
  const octokit = githubClient({ token: 't', apiUrl: github.url, attemptTimeoutMs: 1000, retryUnitMs: 1 });
  const at = { repository: { owner: 'octo', name: 'models' }, branch: 'cegi-data' };
  const git = gitData(octokit, at, { limitMs: 2000, retryUnitMs: 1 });
  const warn = (message: string) => void warnings.push(message);
  const options = { git, branch: 'cegi-data', run, ref: 'main', runUrl: null, gain: 'points' as const, warn };
  return { openStore: () => branchStore(options) };
}

/** A push to the default branch. */
const push = (headCommit: string): Partial<CheckOptions> => ({
  record: true,
  only: [],
  context: { ...context, headCommit },
});

/** A pull request that left the default branch at a commit. */
function pullRequest(baseCommit: string): Partial<CheckOptions> {
  const changes: Changes = {
    baseCommit,
    changedFiles: ['model/config.json'],
    incomplete: null,
    fileAtBase: async () => null,
    checkOutBase: async () => {},
  };
  return { changes, context: { ...context, headCommit: 'd'.repeat(40) } };
}

it('a pull request is compared with what the commit that it left from measured, else with the newest', async () => {
  const github = await startDescribedGithub();
  const { run } = await scene();
  const compare = 'stored';
  await run({ models: { model: { powerW: 200 }, base } }, { ...storeOn(github, '1-1'), ...push(commitA) });
  await run({ models: { model: { powerW: 900 }, base } }, { ...storeOn(github, '2-1'), ...push(commitB) });

  const models = { model: { powerW: 900 }, base };
  const fromA = await run({ models, compare }, { ...storeOn(github, '3-1'), ...pullRequest(commitA) });
  expect(fromA.model.baselineMeasurement!.commit).toBe(commitA);
  expect(fromA.model.verdict).toBe('fail');

  const fromC = await run({ models, compare }, { ...storeOn(github, '4-1'), ...pullRequest(commitC) });
  expect(fromC.model.baselineMeasurement!.commit).toBe(commitB);
  expect(fromC.model.history.map(({ commit }) => commit)).toEqual([commitA]);
  expect(fromC.model.verdict).not.toBe('fail');
});

it('the history says of every run what it came to', async () => {
  const github = await startDescribedGithub();
  const { run } = await scene();
  const models = { model: { powerW: 200 }, base };
  const { result, model } = await run({ models }, { ...storeOn(github, '1-1'), ...push(commitA) });
  const files = github.git.filesOf('cegi-data');
  const [shard] = JSON.parse(files.get('index/manifest.json')!);
  const summaries = JSON.parse(files.get(shard)!).map((each: object) => runSummarySchema.parse(each));
  expect(summaries).toHaveLength(2);
  expect(summaries.find((each: { model: string }) => each.model === 'model')).toMatchObject({
    run: '1-1',
    commit: commitA,
    verdict: 'no-baseline',
    provenance: 'measured',
    energyJPer1000Items: model.head!.energyJPer1000Items,
    emissionsGPer1000Items: model.head!.emissionsGPer1000Items,
    score: model.head!.score,
    cegi: model.head!.cegi,
    gain: 'points',
    grid: { intensityGPerKWh: result.carbon.intensityGPerKWh, pue: result.carbon.pue },
  });
});

it('a GitHub that is gone costs a warning, and no measurement', async () => {
  const github = await startDescribedGithub();
  github.fail({ path: /./, with: 'reset' });
  const { run } = await scene();
  const warnings: string[] = [];
  const models = { model: { powerW: 200 }, base };
  const { result, model } = await run({ models }, { ...storeOn(github, '1-1', warnings), ...push(commitA) });
  expect(result).toMatchObject({ status: 'complete', error: null, verdict: 'no-baseline' });
  expect(model.measurement!.rounds).toHaveLength(4);
  expect(warnings).toContainEqual(
    expect.stringMatching(
      /baseline of model was not saved to the branch cegi-data: GitHub could not be reached/,
    ),
  );
});
