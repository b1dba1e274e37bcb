import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LoopbackGithub } from '../../src/demo/loopback-github.ts';
import { reportPart } from '../../src/parts/report.ts';
import { describeFaults, faultTable, type Outcomes, type Scenario } from './faults.ts';
import { base, config, head, history, openRunner, record } from './github-scene.ts';

vi.mock('../../src/github/client.ts', async (original) => {
  const real = await original<typeof import('../../src/github/client.ts')>();
  const { timers } = await import('./timers.ts');
  return {
    ...real,
    githubClient: (options: Parameters<typeof real.githubClient>[0]) =>
      real.githubClient({ ...options, ...timers }),
  };
});
vi.mock('../../src/cancellation.ts', () => ({ cancellation: () => new AbortController().signal }));

let runner: Awaited<ReturnType<typeof openRunner>>;
beforeAll(async () => {
  runner = await openRunner();
});
afterAll(() => runner.close());

/** That the run of a fork's pull request has ended. */
const ended = {
  name: 'workflow_run',
  payload: {
    action: 'completed',
    workflow_run: {
      id: 7,
      event: 'pull_request',
      head_sha: head,
      head_branch: 'change',
      head_repository: { id: 2, full_name: 'stranger/models' },
      html_url: 'https://github.com/octo/models/actions/runs/7',
    },
  },
};
const report = (github: LoopbackGithub) => runner.run(reportPart, ended, github);

/** A pull request whose model needs half as much again, which somebody overrode. */
const first: Scenario = {
  async stage(github) {
    await record(github, 'before', history(100, base));
    github.pulls.push({
      number: 9,
      from: 'stranger/models',
      branch: 'change',
      headSha: head,
      base: { branch: 'main', sha: base },
    });
    github.comparisons.set(`main...${head}`, {
      mergeBase: base,
      files: [{ filename: 'models/sql/weights' }],
    });
    for (const commit of [head, base]) github.files.set(`${commit}:.github/cegi.yml`, config);
    github.permissions.set('wes', 'write');
    const at = new Date().toISOString();
    github.pushes.push({
      repository: 'stranger/models',
      branch: 'change',
      commit: head,
      at: '2026-01-01T00:00:00Z',
    });
    github.labellings.push({ issue: 9, label: 'cegi-override: known', login: 'wes', at });
  },
  run: report,
  expectWell({ result, failed }, { comments, checkRuns }) {
    expect(result).toMatchObject({ verdict: 'fail', override: { by: 'wes' }, error: null });
    expect(failed).toBe(false);
    expect(comments).toMatchObject([{ body: expect.stringContaining('Carbon regression (overridden)') }]);
    expect(checkRuns.at(-1)).toMatchObject({ title: 'Carbon regression (overridden)' });
  },
  expectSound({ result, said }, { comments }, what) {
    expect(comments.length, what).toBeLessThanOrEqual(1);
    if (result === null) return;
    // Without its baseline nothing is judged; another verdict there is not.
    expect(['fail', 'no-baseline'], what).toContain(result.verdict);
    if (result.verdict !== 'fail') expect(said.join('\n'), what).toMatch(/^::warning::.*baseline/m);
  },
};

/** The same, where an earlier run has posted something else. */
const again: Scenario = {
  ...first,
  wanted: /update|annotations|graphql/,
  async stage(github) {
    await first.stage(github);
    await report(github);
    for (const comment of github.comments) comment.body = comment.body.replace('Carbon', 'Another');
    for (const run of github.checkRuns) run.title = 'Another';
  },
};

const outcomes: Outcomes = new Map();
describeFaults('a report', first, outcomes);
describeFaults('a report that was posted before', again, outcomes);

it('what faults cost a report is on record', async () => {
  await expect(`${faultTable(outcomes)}\n`).toMatchFileSnapshot('golden/faults-report.md');
});
