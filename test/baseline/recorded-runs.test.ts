import { expect, it } from 'vitest';
import { recordedRuns } from '../../src/baseline/recorded-runs.ts';
import { open, storeOf } from './branch-scene.ts';
import { baselineOf, keyOf, toKeep } from './records.ts';

const sha = (n: number) => n.toString(16).padStart(40, '0');

/** A history in which each run is of a model at a commit, one a day. */
async function history(...runs: [model: string, commit: number][]) {
  const { github, git } = await open();
  for (const [i, [model, commit]] of runs.entries()) {
    const createdAt = new Date(Date.UTC(2026, 0, 1 + i)).toISOString();
    const one = baselineOf({ model, commit: sha(commit), createdAt });
    await storeOf(github, `run-${i}`).store.save([toKeep(keyOf(one), one)]);
  }
  const asked: string[] = [];
  const at = (commits: number[], before: number[]) =>
    recordedRuns(
      git,
      {
        commits: commits.map(sha),
        async includes(commit) {
          asked.push(commit);
          return before.map(sha).includes(commit);
        },
      },
      ['sql', 'talk'],
      () => {},
    );
  return { at, asked };
}

it('a model that nothing has touched for long is known by what led to the commit, however long ago', async () => {
  const { at, asked } = await history(['talk', 1], ['talk', 2], ['talk', 3], ['sql', 400]);
  // The third commit is of a branch that was never merged.
  const found = await at([400, 399], [1, 2]);
  expect(found.get('sql')![0]!.measurement.commit).toBe(sha(400));
  expect(found.get('talk')![0]!.measurement.commit).toBe(sha(2));
  expect(asked).toEqual([sha(3), sha(2)]);
});

it('a model that was measured only after the commit, or elsewhere, is not known', async () => {
  const { at } = await history(['talk', 7], ['sql', 400]);
  expect((await at([400], [])).has('talk')).toBe(false);
});

it('nothing is asked where the newest commits have all', async () => {
  const { at, asked } = await history(['talk', 400], ['sql', 400]);
  expect((await at([400], [])).size).toBe(2);
  expect(asked).toEqual([]);
});
