import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secondaryRateLimit } from '../src/demo/loopback-github/faults.ts';
import type { LoopbackOptions } from '../src/demo/loopback-github.ts';
import { githubClient } from '../src/github/client.ts';
import type { MergeGroup } from '../src/github/event.ts';
import type { Inputs } from '../src/github/inputs.ts';
import { type CheckResult, resultSchema } from '../src/measurement/result.ts';
import { failureOfStep, overridden, publish } from '../src/publish-on-github.ts';
import { startDescribedGithub } from './github/contract.ts';
import { cases, failing, result } from './report/result-factory.ts';

// One place for all: the toolkit remembers where the summary is.
const directory = await mkdtemp(join(tmpdir(), 'cegi-publish-'));
let printed: string;

beforeEach(async () => {
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) {
    process.env[name] = join(directory, name);
    await writeFile(process.env[name], '');
  }
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) delete process.env[name];
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const weights = 'models/sql-lora/adapter_model.safetensors';

async function scene(options: LoopbackOptions = {}) {
  const github = await startDescribedGithub({ owner: 'acme', ...options });
  github.permissions.set('mona', 'write');
  const check = async (
    of: CheckResult,
    given: Partial<Inputs> = {},
    pullRequest: number | null = 7,
    mergeGroup: MergeGroup | null = null,
  ) => {
    const inputs: Inputs = {
      config: '.github/cegi.yml',
      githubToken: 't',
      models: [],
      shard: null,
      comment: true,
      checkRun: 'auto',
      calibrate: false,
      failOn: ['fail'],
      artifact: null,
      retentionDays: null,
      artifacts: 'cegi-*',
      results: null,
      workingDirectory: directory,
      against: null,
      attach: false,
      nativeDirectory: null,
      ...given,
    };
    const to = {
      directory,
      inputs,
      repository: { owner: 'acme', name: 'models' },
      pullRequest,
      mergeGroup,
      into: mergeGroup?.into ?? null,
      changedFiles: [weights],
      octokit: githubClient({ token: 't', apiUrl: github.url, retryUnitMs: 1, enduranceMs: 5000 }),
      progress: { line: (text: string) => void process.stdout.write(`${text}\n`), state: () => {} },
    };
    const published = await overridden(of, to);
    await publish(published, to);
    const kept = resultSchema.parse(JSON.parse(await readFile(join(directory, 'result.json'), 'utf8')));
    const summary = await readFile(join(directory, 'GITHUB_STEP_SUMMARY'), 'utf8');
    const outputs = await readFile(join(directory, 'GITHUB_OUTPUT'), 'utf8');
    return { kept, summary, outputs, failure: failureOfStep(published, inputs) };
  };
  const headSha = cases.regression!().headCommit!;
  github.pulls.push({
    number: 7,
    from: 'acme/models',
    branch: 'change',
    headSha,
    base: { branch: 'main', sha: '0'.repeat(40) },
  });
  github.pushes.push({
    repository: 'acme/models',
    branch: 'change',
    commit: headSha,
    at: '2026-01-01T00:00:00Z',
  });
  const override = (text = '/cegi-override worth it', login = 'mona') => {
    github.addComment(7, text, login).at = new Date(Date.now() - 60_000).toISOString();
  };
  return { github, check, override };
}

const asksForOverrides = ({ path }: { path: string }) => path.endsWith('/labels');

describe('what a run shows on GitHub', () => {
  it("is a comment and a check run on the pull request's own commit, both of the same words", async () => {
    const { github, check } = await scene();
    const { failure, kept } = await check(cases.regression!());
    expect(failure).toBe('Verdict: fail.');
    expect(kept.override).toBeNull();
    expect(github.checkRuns).toMatchObject([
      {
        headSha: cases.regression!().headCommit,
        conclusion: 'failure',
        title: 'Carbon regression',
        annotations: [{ path: weights, annotation_level: 'failure' }],
      },
    ]);
    expect(github.comments[0]!.body).toContain('```mermaid');
    expect(printed).toMatch(/Comment created: .*\n.*Check run created: /);
  });

  it.each([
    ['improvement', 'success'],
    ['inconclusive', 'neutral'],
    ['inconclusive-fails', 'failure'],
    ['incomparable', 'neutral'],
    ['partial', 'failure'],
    ['skipped', 'success'],
  ])('is a check run that concludes %s with %s', async (name, conclusion) => {
    const { github, check } = await scene();
    await check(cases[name]!());
    expect(github.checkRuns).toMatchObject([{ conclusion }]);
  });

  it.each(['regression', 'inconclusive-fails', 'partial'])(
    'is a neutral check run beside a step that only reports, whose words stay: %s',
    async (name) => {
      const { github, check } = await scene();
      const { failure, outputs, summary } = await check(cases[name]!(), { failOn: [] });
      expect(failure).toBeNull();
      expect(github.checkRuns).toMatchObject([{ conclusion: 'neutral' }]);
      expect(outputs).toMatch(/conclusion<<(\S+)\nfailure\n\1/);
      const firstLine = `## CEGI: ${github.checkRuns[0]!.title}`;
      for (const text of [github.comments[0]!.body, summary]) {
        expect(text.replace(/^<!--.*-->\n\n/, '').split('\n')[0]).toBe(firstLine);
      }
    },
  );

  it('is a failed check run wherever the step fails', async () => {
    const { github, check } = await scene();
    const { failure } = await check(cases['no-baseline']!(), { failOn: ['no-baseline'] });
    expect(failure).toBe('Verdict: no-baseline.');
    expect(github.checkRuns).toMatchObject([{ conclusion: 'failure' }]);
  });

  it('stays one comment and one check run after another run', async () => {
    const { github, check } = await scene();
    await check(cases.regression!());
    await check({ ...cases.improvement!(), runUrl: 'https://github.com/acme/models/actions/runs/2' });
    expect(github.comments).toHaveLength(1);
    expect(github.checkRuns).toMatchObject([{ conclusion: 'success', title: 'Improvement' }]);
  });

  it('is no check run where none is wanted, and none without a pull request', async () => {
    const { github, check } = await scene();
    await check(cases.regression!(), { checkRun: false });
    await check(cases.regression!(), { checkRun: true }, null);
    expect(github.checkRuns).toEqual([]);
    expect(github.requests.some(({ path }) => path.includes('check-runs'))).toBe(false);
  });

  it.each([
    ['auto', '::notice::'],
    [true, '::warning::'],
  ] as const)('says once why it may make no check run, where that is %s', async (checkRun, command) => {
    const { github, check } = await scene();
    github.fail({ method: 'POST', path: /check-runs$/, with: 403 });
    const { failure } = await check(cases.improvement!(), { checkRun });
    expect(failure).toBeNull();
    expect(printed.match(/There is no check run of its own/g)).toHaveLength(1);
    expect(printed).toMatch(new RegExp(`^${command}There is no check run .*checks: write`, 'm'));
    expect(github.comments).toHaveLength(1);
  });

  it('keeps its verdict where check runs meet a rate limit, and warns', async () => {
    const { github, check } = await scene();
    github.fail({ path: /check-runs$/, ...secondaryRateLimit(429, 60) });
    const { failure, kept, outputs } = await check(cases.regression!());
    expect(failure).toBe('Verdict: fail.');
    expect(kept.verdict).toBe('fail');
    expect(outputs).toMatch(/conclusion<<(\S+)\nfailure\n\1/);
    expect(printed).toMatch(/^::warning::There is no check run of its own/m);
  });
});

describe('a check that somebody overrode', () => {
  it('is neutral, does not fail the step, says so first everywhere, and is on record', async () => {
    const { github, check, override } = await scene();
    override();
    const { failure, kept, summary, outputs } = await check(cases.regression!());
    expect(failure).toBeNull();
    expect(kept).toMatchObject({
      verdict: 'fail',
      override: {
        by: 'mona',
        reason: 'worth it',
        until: expect.any(String),
        source: 'comment',
      },
    });
    const note = `**Overridden by &#64;&#8203;mona:** worth it (by comment, until ${kept.override!.until.slice(0, 10)}).`;
    for (const text of [github.comments[1]!.body, summary, github.checkRuns[0]!.summary]) {
      expect(text.replace(/^<!--.*-->\n\n/, '')).toMatch(/^## CEGI: Carbon regression \(overridden\)\n\n/);
      expect(text).toContain(note);
      expect(text).toContain('❌ fail');
    }
    expect(github.checkRuns).toMatchObject([
      {
        conclusion: 'neutral',
        title: 'Carbon regression (overridden)',
        annotations: [{ annotation_level: 'warning' }],
      },
    ]);
    expect(outputs).toMatch(/verdict<<(\S+)\nfail\n\1/);
    expect(outputs).toMatch(/conclusion<<(\S+)\nneutral\n\1/);
    expect(printed).not.toContain('::error');
  });

  it('may fail only this step', async () => {
    const { check, override } = await scene();
    override();
    expect((await check(cases.inconclusive!(), { failOn: ['inconclusive'] })).failure).toBeNull();
  });

  it('still fails where it ended early, and says which of the two somebody may excuse', async () => {
    const { github, check, override } = await scene();
    override();
    const early = { ...cases.regression!(), status: 'partial' as const, error: 'the server is gone' };
    const { failure, kept, summary } = await check(early);
    expect(failure).toBe('the server is gone');
    expect(kept.override).toMatchObject({ by: 'mona' });
    for (const text of [github.comments[1]!.body, summary, github.checkRuns[0]!.summary]) {
      expect(text.replace(/^<!--.*-->\n\n/, '')).toMatch(/^## CEGI: The check ended early\n\n/);
      expect(text).toContain('Broken rules count as neutral, but not that the check ended early.');
      expect(text).toContain('❌ fail');
    }
    expect(github.checkRuns).toMatchObject([{ conclusion: 'failure', title: 'The check ended early' }]);
    expect(printed).toMatch(/^::error.*the server is gone/m);
  });

  it('is not looked for where it only ended early', async () => {
    const { github, check, override } = await scene();
    override();
    const { failure, kept } = await check(cases.partial!());
    expect(failure).not.toBeNull();
    expect(kept.override).toBeNull();
    expect(github.requests.some(asksForOverrides)).toBe(false);
  });

  it('is not looked for where nothing would fail', async () => {
    const { github, check, override } = await scene();
    override();
    const { kept } = await check(cases.improvement!());
    expect(kept.override).toBeNull();
    expect(github.requests.some(asksForOverrides)).toBe(false);
  });

  it('is not looked for where the base forbids it', async () => {
    const { github, check, override } = await scene();
    override();
    const of = cases.regression!();
    const { failure } = await check({ ...of, policy: { ...of.policy, overrideDays: null } });
    expect(failure).toBe('Verdict: fail.');
    expect(github.requests.some(asksForOverrides)).toBe(false);
  });

  it('fails as before where who overrode may not, and a warning says why', async () => {
    const { github, check, override } = await scene();
    github.permissions.set('rae', 'read');
    override('/cegi-override please', 'rae');
    const { failure, kept } = await check(cases.regression!());
    expect(failure).toBe('Verdict: fail.');
    expect(kept.override).toBeNull();
    expect(printed).toMatch(
      /^::warning::An override by comment of rae does not count: write access is needed, and rae has read\.$/m,
    );
    expect(github.checkRuns).toMatchObject([{ conclusion: 'failure' }]);
  });

  it.each([403, 404, 429])('fails as before where overrides cannot be read: %i', async (status) => {
    const { github, check, override } = await scene();
    override();
    github.fail({ path: /labels$/, with: status });
    const { failure } = await check(cases.regression!());
    expect(failure).toBe('Verdict: fail.');
    expect(printed).toMatch(/^::warning::Whether somebody overrode this check could not be read/m);
  });

  it('is kept out of the log of commands, whatever its reason', async () => {
    const { check, override } = await scene();
    override('/cegi-override ok %0A::error::forged ::error::forged @octocat <img src=x>');
    const { kept, summary } = await check(result({ models: [failing()], verdict: 'fail' }));
    expect(kept.override!.reason).toContain('@octocat');
    expect(summary).not.toMatch(/@octocat|<img/);
    expect(printed).not.toMatch(/^::error/m);
  });
});

describe('a merge group', () => {
  const headCommit = '4d5e6f7'.padEnd(40, '0');
  const ofGroup = (name: string) => ({ ...cases[name]!(), headCommit, pullRequest: null });
  const group = (given: Partial<MergeGroup> = {}): MergeGroup => ({ pullRequest: 7, into: null, ...given });

  it("has a check run on its own commit, of the pull request's name, and no comment", async () => {
    const { github, check } = await scene();
    const { failure } = await check(ofGroup('regression'), {}, null, group());
    expect(failure).toBe('Verdict: fail.');
    expect(github.checkRuns).toMatchObject([
      { headSha: headCommit, name: 'CEGI carbon check', conclusion: 'failure' },
    ]);
    await check(ofGroup('improvement'), {}, null, group({ pullRequest: null, into: 'release/2' }));
    expect(github.checkRuns[1]).toMatchObject({
      headSha: headCommit,
      name: 'CEGI carbon check (into release/2)',
      conclusion: 'success',
    });
    expect(github.comments).toEqual([]);
  });

  it('passes where somebody overrode what its pull request is at', async () => {
    const { github, check, override } = await scene();
    override();
    const { failure, kept, summary } = await check(ofGroup('regression'), {}, null, group());
    expect(failure).toBeNull();
    expect(kept.override).toMatchObject({ by: 'mona', reason: 'worth it' });
    expect(summary).toContain('**Overridden by');
    expect(github.checkRuns).toMatchObject([{ headSha: headCommit, conclusion: 'neutral' }]);
  });

  it('fails where its pull request was pushed to after somebody overrode it', async () => {
    const { github, check, override } = await scene();
    override();
    const pushed = { repository: 'acme/models', branch: 'change', commit: '5'.repeat(40) };
    github.pushes.push({ ...pushed, at: new Date().toISOString() });
    github.pulls[0]!.headSha = pushed.commit;
    expect((await check(ofGroup('regression'), {}, null, group())).failure).toBe('Verdict: fail.');
    expect(printed).toMatch(/^::warning::An override by comment of mona does not count: it was given on/m);
  });

  it('fails where nobody says of which pull request it is', async () => {
    const { github, check, override } = await scene();
    override();
    const { failure } = await check(ofGroup('regression'), {}, null, group({ pullRequest: null }));
    expect(failure).toBe('Verdict: fail.');
    expect(github.requests.some(asksForOverrides)).toBe(false);
  });
});
