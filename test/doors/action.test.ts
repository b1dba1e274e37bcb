import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startActionsCache } from '../simulators/actions-cache.ts';
import { configuration, setScene } from './scene.ts';

describe('the action', () => {
  it('stores a baseline on a push to main, and fails the pull request that regresses, after the report is out', async () => {
    const { repository, github, run } = await setScene();
    const push = await run({ name: 'push', before: null });
    expect(push.exitCode, push.log).toBe(0);
    expect(push.result!.models.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['sql-base', 'no-baseline'],
      ['sql', 'no-baseline'],
    ]);
    expect(github.comments).toEqual([]);

    await repository.swapInVerboseModel('explain');
    const regressed = await run({ name: 'pull_request', number: 7 });
    expect(regressed.exitCode, regressed.log).toBe(1);
    expect(regressed.result!.verdict).toBe('fail');
    expect(regressed.result!.models.map(({ id }) => id)).toEqual(['sql']);
    expect(regressed.result!.models[0]!.changes.join()).toContain('models/sql/');
    expect(regressed.result!.models[0]!.change.energyPercent!.low).toBeGreaterThan(60);
    expect(regressed.log.indexOf('Comment created')).toBeLessThan(regressed.log.indexOf('::error::Verdict'));
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]).toMatchObject({
      issue: 7,
      body: expect.stringContaining('beyond the 30 % allowed'),
    });
    expect(regressed.summary).toContain('beyond the 30 % allowed');
    expect(regressed.outputs).toMatch(/verdict<<(\S+)\nfail\n\1/);
    expect(regressed.outputs).toMatch(/models-changed<<(\S+)\n\["sql"\]\n\1/);
    for (const file of ['comment.md', 'report.html', 'badge.json', 'badge.svg', 'result.json']) {
      expect((await readFile(join(regressed.reports, file), 'utf8')).length).toBeGreaterThan(50);
    }

    const again = await run({ name: 'pull_request', number: 7 });
    expect(again.exitCode).toBe(1);
    expect(again.log).toContain('Comment updated');
    expect(github.comments).toHaveLength(1);
  });

  it('keeps its baselines in the Actions cache: saved on a push to main, restored on a pull request', async () => {
    const cached = configuration().replace(
      'baseline: { store: file, path: .cegi/baselines }\n',
      'compare: stored\n',
    );
    const { repository, run } = await setScene(cached);
    const cache = await startActionsCache();
    onTestFinished(() => cache.close());
    const environment = { ...cache.environment, INPUT_MODELS: 'sql' };
    const push = await run({ name: 'push', before: null }, { environment });
    expect(push.exitCode, push.log).toBe(0);
    expect(cache.entries).toHaveLength(1);

    await repository.swapInVerboseModel('explain');
    const regressed = await run({ name: 'pull_request', number: 1 }, { environment });
    expect(regressed.exitCode, regressed.log).toBe(1);
    expect(regressed.result!.verdict).toBe('fail');
    expect(regressed.result!.models[0]!.baselineMeasurement!.commit).toBe(push.result!.headCommit);
    expect(cache.entries).toHaveLength(1);
  });

  it('passes a pull request that touches no model, and evaluates nothing', async () => {
    const { repository, github, run } = await setScene();
    await repository.git('switch', '--quiet', '--create', 'docs');
    await repository.write('README.md', '# Two models\n');
    await repository.commit('Say what this is');
    const ran = await run({ name: 'pull_request', number: 1 });
    expect(ran.exitCode, ran.log).toBe(0);
    expect(ran.result).toMatchObject({ verdict: 'skipped', models: [] });
    expect(github.comments).toHaveLength(1);
  });

  it('neither passes nor fails where no counter may decide', async () => {
    const { repository, run } = await setScene(configuration({ accept: 'measured' }));
    await repository.swapInVerboseModel('explain');
    const ran = await run({ name: 'pull_request', number: 1 });
    expect(ran.exitCode, ran.log).toBe(0);
    // A machine with counters has a baseline to miss instead.
    expect(['incomparable', 'no-baseline']).toContain(ran.result!.verdict);
    expect(ran.log).toContain('::warning');
  });

  it('judges by the rules of the base when a pull request loosens its own', async () => {
    const { repository, run } = await setScene();
    await run({ name: 'push', before: null });
    await repository.swapInVerboseModel('explain');
    await repository.write('.github/cegi.yml', configuration({ rules: '{ emissions: +1000% }' }));
    await repository.commit('Allow more');
    const ran = await run({ name: 'pull_request', number: 1 });
    expect(ran.exitCode, ran.log).toBe(1);
    expect(ran.result!.policy).toMatchObject({
      from: 'base',
      inForce: { emissionsPercent: 30 },
      proposed: { emissionsPercent: 1000 },
    });
  });

  it.each([
    ['403', { path: /comments/, with: 403 }],
    ['500', { path: /comments/, with: 500 }],
  ])('keeps its verdict and reports in the job summary where comments meet a %s', async (_, fault) => {
    const { repository, github, run } = await setScene();
    await repository.swapInQuantizedModel('quantize');
    await repository.write('.github/cegi.yml', configuration({ sql: ', dtype: q8' }));
    await repository.commit('Quantize');
    github.fail(fault);
    const ran = await run({ name: 'pull_request', number: 1 });
    expect(ran.exitCode, ran.log).toBe(0);
    expect(ran.result!.models[0]).toMatchObject({
      comparison: { mode: 'side-by-side' },
      changes: [expect.stringMatching(/dtype/)],
    });
    expect(ran.log).toMatch(/::warning::The comment was not posted/);
    expect(ran.summary).toContain('sql');
    expect(github.comments).toEqual([]);
  });
});
