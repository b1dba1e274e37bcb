import { expect, it } from 'vitest';
import { configuration, setScene } from './scene.ts';

it('what somebody overrode passes, also in the merge queue, and what is pushed after it does not', async () => {
  const scene = await setScene(
    configuration({ rules: '{ budget: { grams-per-1000-items: 0.000001 } }', more: 'compare: stored\n' }),
  );
  const { github, repository, run } = scene;
  github.permissions.set('mona', 'maintain');
  const label = { issue: 7, label: 'cegi-override: worth it', login: 'mona' };
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const pushed = async (minutes: number) => {
    const [commit, base] = await Promise.all(['HEAD', 'main'].map((name) => repository.commitOf(name)));
    github.pushes.push({
      repository: 'octo/models',
      branch: 'change',
      commit: commit!,
      at: minutesAgo(minutes),
    });
    github.pulls[0] = {
      number: 7,
      from: 'octo/models',
      branch: 'change',
      headSha: commit!,
      base: { branch: 'main', sha: base! },
    };
  };
  const conclusions = () => github.checkRuns.map(({ conclusion }) => conclusion);
  const play = (event: Parameters<typeof run>[0]) =>
    run(event, { environment: { INPUT_MODELS: 'sql-base' } });

  await repository.git('switch', '--quiet', '--create', 'change');
  await repository.write('models/sql-base/README.md', '# Base\n');
  await repository.commit('Describe the base');
  await pushed(60);
  github.labellings.push({ ...label, at: minutesAgo(50) });
  const excused = await play({ name: 'pull_request', number: 7 });
  expect(excused.exitCode, excused.log).toBe(0);
  expect(excused.result).toMatchObject({ verdict: 'fail', override: { by: 'mona', reason: 'worth it' } });
  expect(conclusions()).toEqual(['neutral']);

  await repository.write('models/sql-base/README.md', '# Another base\n');
  await repository.commit('Describe another base');
  await pushed(40);
  const later = await play({ name: 'pull_request', number: 7 });
  expect(later.exitCode, later.log).toBe(1);
  expect(later.result!.override).toBeNull();
  expect(later.log).toMatch(
    /::warning::An override by label of mona does not count: it was given on [0-9a-f]{7}, /,
  );
  expect(conclusions()).toEqual(['neutral', 'failure']);

  github.labellings.push({ ...label, at: minutesAgo(30), removed: true }, { ...label, at: minutesAgo(20) });
  const base = await repository.commitOf('main');
  const head_ref = `refs/heads/gh-readonly-queue/main/pr-7-${base}`;
  await repository.git('switch', '--quiet', '--create', 'queue', 'main');
  await repository.git('merge', '--quiet', '--no-ff', '--no-edit', 'change');
  const queued = await play({
    name: 'other',
    event: 'merge_group',
    ref: head_ref,
    payload: { merge_group: { base_sha: base, base_ref: 'refs/heads/main', head_ref } },
  });
  expect(queued.exitCode, queued.log).toBe(0);
  expect(queued.result).toMatchObject({ verdict: 'fail', override: { by: 'mona' } });
  expect(github.checkRuns.at(-1)).toMatchObject({
    headSha: await repository.commitOf('HEAD'),
    conclusion: 'neutral',
    name: 'CEGI carbon check',
  });
});
