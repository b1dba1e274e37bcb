import { expect, it } from 'vitest';
import type { DemoEvent } from '../../src/demo/run-action.ts';
import type { CheckResult } from '../../src/measurement/result.ts';
import { type Scene, setScene } from './scene.ts';

const repo = { full_name: 'octo/models', default_branch: 'main' };

/** A pull request as GitHub tells of one. */
async function pullRequest(
  { repository }: Scene,
  { action = 'opened', from = 'octo/models', author = 'octocat' } = {},
): Promise<DemoEvent> {
  const [head, base] = await Promise.all(['HEAD', 'main'].map((name) => repository.commitOf(name)));
  const payload = {
    action,
    number: 5,
    pull_request: {
      number: 5,
      user: { login: author },
      head: { ref: 'change', sha: head, repo: { ...repo, full_name: from } },
      base: { ref: 'main', sha: base, repo },
    },
  };
  return { name: 'other', event: 'pull_request', ref: 'refs/pull/5/merge', payload };
}

const other = (event: string, ref = 'refs/heads/main', payload: object = {}): DemoEvent => ({
  name: 'other',
  event,
  ref,
  payload,
});

/** What an event comes to: the step, the verdict, and what was asked of GitHub. */
async function played(
  event: (scene: Scene) => DemoEvent | Promise<DemoEvent>,
  { onBranch = true, readOnly = false } = {},
) {
  const scene = await setScene();
  const { repository, github, run } = scene;
  if (onBranch) {
    await repository.git('switch', '--quiet', '--create', 'change');
    await repository.write('README.md', '# Two models\n');
    await repository.commit('Say what this is');
  }
  if (readOnly) github.fail({ method: 'POST', path: /./, with: 403 });
  const ran = await run(await event(scene), { environment: { INPUT_MODELS: 'sql-base' } });
  return {
    exitCode: ran.exitCode,
    verdict: ran.result?.verdict,
    recorded: (ran.result as CheckResult | null)?.recorded,
    requests: github.requests.map(({ method, path }) => `${method} ${shortened(path)}`),
    log: ran.log,
  };
}

function shortened(path: string): string {
  return path.replace('/repos/octo/models/', '').replace(/[0-9a-f]{40}/g, 'SHA');
}

const onPullRequest = [
  'GET issues/5/comments',
  'POST issues/5/comments',
  'GET commits/SHA/check-runs',
  'POST check-runs',
];

it.each([
  ['opened', {}],
  ['synchronize', { action: 'synchronize' }],
])('a pull request that is %s is compared, commented on, and gets a check run', async (_, given) => {
  const { exitCode, verdict, recorded, requests } = await played((scene) => pullRequest(scene, given));
  expect({ exitCode, verdict, recorded }).toEqual({ exitCode: 0, verdict: 'skipped', recorded: false });
  expect(requests.filter((request) => !request.includes('graphql'))).toEqual(onPullRequest);
});

it.each([
  ['a fork', { from: 'stranger/models' }],
  ['Dependabot', { author: 'dependabot[bot]' }],
])('a pull request of %s, whose token can only read, keeps its verdict', async (_, given) => {
  const { exitCode, verdict, log } = await played((scene) => pullRequest(scene, given), { readOnly: true });
  expect({ exitCode, verdict }).toEqual({ exitCode: 0, verdict: 'skipped' });
  expect(log).toMatch(/The comment was not posted/);
});

it.each([
  ['a push to the default branch', (): DemoEvent => ({ name: 'push', before: null }), true],
  ['a schedule', () => other('schedule'), true],
  ['a run by hand on the default branch', () => other('workflow_dispatch'), true],
  ['a run by hand elsewhere', () => other('workflow_dispatch', 'refs/heads/change'), false],
  ['a release', () => other('release', 'refs/tags/v1.0.0', { action: 'published' }), false],
])('%s asks nothing of GitHub, and measures', async (_, event, records) => {
  const { exitCode, verdict, recorded, requests } = await played(event, { onBranch: false });
  expect({ exitCode, verdict, recorded }).toEqual({ exitCode: 0, verdict: 'no-baseline', recorded: records });
  expect(requests).toEqual([]);
});

it('a merge group is compared with what it would be merged onto, and gets a check run that can be required', async () => {
  const { exitCode, verdict, recorded, requests } = await played(async ({ repository }) => {
    const base = await repository.commitOf('main');
    const head_ref = `refs/heads/gh-readonly-queue/main/pr-5-${base}`;
    const merge_group = { base_sha: base, base_ref: 'refs/heads/main', head_ref };
    return other('merge_group', head_ref, { action: 'checks_requested', merge_group });
  });
  expect({ exitCode, verdict, recorded }).toEqual({ exitCode: 0, verdict: 'skipped', recorded: false });
  expect(requests).toEqual(['GET commits/SHA/check-runs', 'POST check-runs']);
});
