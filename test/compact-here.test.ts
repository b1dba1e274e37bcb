import { expect, it } from 'vitest';
import { type CompactHereOptions, compactHere } from '../src/compact-here.ts';
import { startDescribedGithub } from './github/contract.ts';

const lines: string[] = [];
const run = (given: Partial<CompactHereOptions>) =>
  compactHere({
    repository: 'octo/models',
    branch: 'cegi-data',
    keepRuns: 1,
    keepDays: 0,
    env: {},
    progress: { line: (text) => void lines.push(text), state: () => {} },
    ...given,
  });

it.each<[string, Partial<CompactHereOptions>, RegExp]>([
  ['no repository', { repository: 'models' }, /is not of the form owner\/name/],
  ['no runs to keep', { keepRuns: 0 }, /--keep-runs must be a whole number of at least 1/],
  ['days that are no number', { keepDays: Number.NaN }, /--keep-days must be a number/],
  ['no token', {}, /set GITHUB_TOKEN/],
])('%s is one clear error', async (_, given, message) => {
  await expect(run(given)).rejects.toThrow(message);
});

it('a branch that is no history is left alone', async () => {
  const github = await startDescribedGithub();
  const before = github.git.refs.get('refs/heads/main');
  expect(before).toBeDefined();
  const env = { GITHUB_TOKEN: 'token', GITHUB_API_URL: github.url };
  expect(await run({ branch: 'main', env })).toEqual({ kept: 0, dropped: 0 });
  expect(await run({ env })).toEqual({ kept: 0, dropped: 0 });
  expect(github.git.refs.get('refs/heads/main')).toBe(before);
});
