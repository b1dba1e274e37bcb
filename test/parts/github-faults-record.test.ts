import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LoopbackGithub } from '../../src/demo/loopback-github.ts';
import { runSummarySchema } from '../../src/measurement/run-summary.ts';
import { gatePart } from '../../src/parts/gate.ts';
import { reportPart } from '../../src/parts/report.ts';
import { describeFaults, faultTable, type Outcomes } from './faults.ts';
import { base, branch, config, head, history, openRunner, record, released } from './github-scene.ts';

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

/** The runs of the history's index, each with whether its file is there. */
function recorded({ git }: LoopbackGithub): [string, boolean][] {
  const files = git.filesOf(branch);
  const shards: string[] = JSON.parse(files.get('index/manifest.json')!);
  return shards
    .flatMap((shard) => JSON.parse(files.get(shard)!).map((run: object) => runSummarySchema.parse(run)))
    .map(({ run, file }) => [run, files.has(file)]);
}

const ofPush: Outcomes = new Map();
describeFaults(
  'a report on the default branch',
  {
    async stage(github) {
      await record(github, 'before', history(100, base));
      github.comparisons.set(`${base}...${head}`, {
        mergeBase: base,
        files: [{ filename: 'models/sql/weights' }],
      });
      for (const commit of [head, base]) github.files.set(`${commit}:.github/cegi.yml`, config);
    },
    run: (github) =>
      runner.run(
        reportPart,
        { name: 'push', payload: { ref: 'refs/heads/main', before: base, after: head } },
        github,
      ),
    expectWell({ result, failed }, github) {
      expect(result).toMatchObject({ verdict: 'fail', recorded: true, error: null });
      expect(failed).toBe(false);
      expect(recorded(github)).toEqual([
        ['before', true],
        ['41-1', true],
      ]);
      expect([...github.git.filesOf(branch).keys()]).toContain('index.html');
    },
    expectSound({ result, said }, github, what) {
      const runs = recorded(github);
      // None is lost that was there, none is twice, and what is not there is said not to be.
      expect(runs[0], what).toEqual(['before', true]);
      expect(runs.length, what).toBeLessThanOrEqual(2);
      if (runs.length < 2) {
        expect(said.join('\n'), what).toMatch(
          result === null ? /^::error::/m : /^::warning::The baseline of sql-lora was not saved/m,
        );
      }
      if (result !== null) expect(['fail', 'no-baseline'], what).toContain(result.verdict);
      if (result?.verdict === 'no-baseline') {
        // That it is not there, said twice, is an answer.
        const reason = `${said.join('\n')}${what.endsWith(': 404') ? result.models[0]!.reason : ''}`;
        expect(reason, what).toMatch(/baseline/);
      }
    },
  },
  ofPush,
);

const ofRelease: Outcomes = new Map();
describeFaults(
  'a gate',
  {
    async stage(github) {
      await record(github, 'at-v1', history(100, released));
      await record(github, 'at-head', history(150, head));
      const at = (tag: string, commit: string, createdAt: string, commits: string[]) =>
        github.releases.push({ tag, commit, createdAt, history: commits, assets: new Map() });
      at('v1.0.0', released, '2026-01-01T00:00:00Z', [released]);
      at('v2.0.0', head, '2026-02-01T00:00:00Z', [head, released]);
    },
    run: (github) =>
      runner.run(
        gatePart,
        { name: 'release', payload: { action: 'published' }, ref: 'refs/tags/v2.0.0' },
        github,
        { INPUT_ATTACH: 'true', 'INPUT_FAIL-ON': 'never' },
      ),
    expectWell({ result, failed }, { releases }) {
      expect(result).toMatchObject({ verdict: 'fail', error: null });
      expect(failed).toBe(false);
      const attached = JSON.parse(releases[1]!.assets.get('cegi-result.json')!);
      expect(attached).toMatchObject({ verdict: 'fail', createdAt: result!.createdAt });
    },
    expectSound({ result, said }, { releases }, what) {
      // A release that cannot be compared is not let through.
      if (result !== null && result.error === null) expect(result, what).toMatchObject({ verdict: 'fail' });
      const attached = releases[1]!.assets.get('cegi-result.json');
      if (attached === undefined) {
        const reason =
          result === null ? /^::error::/m : /^::warning::.*cegi-result.json could not be attached/m;
        expect(said.join('\n'), what).toMatch(reason);
      } else expect(JSON.parse(attached), what).toMatchObject({ createdAt: result!.createdAt });
    },
  },
  ofRelease,
);

it('what faults cost a recording and a gate is on record', async () => {
  await expect(`${faultTable(ofPush)}\n`).toMatchFileSnapshot('golden/faults-record.md');
  await expect(`${faultTable(ofRelease)}\n`).toMatchFileSnapshot('golden/faults-gate.md');
});
