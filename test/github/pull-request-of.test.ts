import { describe, expect, it } from 'vitest';
import { githubClient } from '../../src/github/client.ts';
import type { WorkflowRunEvent } from '../../src/github/event.ts';
import { pullRequestOf } from '../../src/github/pull-request-of.ts';
import { startDescribedGithub } from './contract.ts';

const headSha = 'a'.repeat(40);
const repository = { owner: 'octo', name: 'models' };
const run: WorkflowRunEvent = {
  kind: 'workflow-run',
  name: 'workflow_run',
  repository,
  headCommit: headSha,
  runUrl: null,
  runId: null,
  attempt: 1,
  runKey: null,
  apiUrl: '',
  server: '',
  of: 'pull_request',
  headSha,
  headBranch: 'change',
  headRepositoryId: 2,
  headRepository: 'stranger/models',
  defaultBranch: 'main',
};

/** Open pull requests of the stranger's branch, by the branches that they are to get into. */
async function found(...bases: string[]) {
  const github = await startDescribedGithub();
  for (const [i, branch] of bases.entries()) {
    github.pulls.push({
      number: i + 1,
      from: 'stranger/models',
      branch: 'change',
      headSha,
      base: { branch, sha: 'b'.repeat(40) },
    });
  }
  return pullRequestOf(githubClient({ token: 't', apiUrl: github.url }), repository, run);
}

describe('the pull request of a run', () => {
  it('is the one that has its commit', async () => {
    expect(await found('main')).toMatchObject({ number: 1, baseRef: 'main', intoDefault: true });
    expect(await found('release/1.x')).toMatchObject({ number: 1, intoDefault: false });
  });

  it('is the one into the default branch, whatever else the same commit is opened into', async () => {
    expect(await found('ancient', 'main', 'other')).toMatchObject({ number: 2, baseRef: 'main' });
  });

  it('is none where several have it, and nothing says which counts', async () => {
    expect(await found('ancient', 'other')).toEqual({
      why: 'several open pull requests have its commit, none into the default branch',
    });
  });
});
