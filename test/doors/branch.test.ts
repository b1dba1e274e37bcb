import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { configuration, type Scene, setScene } from './scene.ts';

const branchStore = configuration().replace(
  'baseline: { store: file, path: .cegi/baselines }',
  'baseline: { store: branch }',
);

const filesOf = ({ github }: Scene) => github.git.filesOf('cegi-data');
/** Of one run; runs must differ in their number to be several. */
const asRun = (run: number) => ({ environment: { GITHUB_RUN_ID: `${run}` } });

async function release(scene: Scene, tag: string, day: number, history: string[]) {
  scene.github.releases.unshift({
    tag,
    commit: history[0]!,
    history,
    createdAt: `2026-01-0${day}T00:00:00Z`,
    assets: new Map(),
  });
  return scene.run(
    { name: 'release', tag },
    { bundle: resolve('dist/gate.js'), environment: { INPUT_ATTACH: 'true' } },
  );
}

it('a push is recorded on the branch, with badges and a page; releases are held to what is recorded', async () => {
  const scene = await setScene(branchStore);
  const { repository, run } = scene;
  const first = await run({ name: 'push', before: null }, asRun(1));
  expect(first.exitCode, first.log).toBe(0);
  const files = filesOf(scene);
  expect([...files.keys()]).toEqual(
    expect.arrayContaining([
      'README.md',
      'index/manifest.json',
      'index.html',
      'badge.json',
      'badges/sql.svg',
    ]),
  );
  const badge = JSON.parse(files.get('badges/sql.json')!);
  expect(badge).toMatchObject({ schemaVersion: 1, label: 'carbon: sql' });
  expect(badge.message).toMatch(/^est\. .* CO2e\/1k items( · [a-z ]+)? · \d{4}-\d{2}-\d{2}$/);
  expect(files.get('index.html')).toContain('"manifest":"index/manifest.json"');

  const before = await repository.commitOf('main');
  const released = await release(scene, 'v1.0.0', 1, [before]);
  expect(released.exitCode, released.log).toBe(0);
  expect(released.result!.verdict).toBe('no-baseline');
  expect(scene.github.releases[0]!.assets.has('cegi-result.json')).toBe(true);

  await repository.swapInVerboseModel('explain');
  await repository.mergeIntoMain('explain');
  const after = await repository.commitOf('main');
  const second = await run({ name: 'push', before }, asRun(2));
  expect(second.exitCode, second.log).toBe(0);
  const held = await release(scene, 'v1.1.0', 2, [after, before]);
  expect(held.log).toContain('Compared with v1.0.0');
  expect(held.result!.models.find(({ id }) => id === 'sql')).toMatchObject({
    verdict: 'fail',
    comparison: { mode: 'stored' },
  });
  expect(held.exitCode).toBe(1);
});

it('a push keeps who overrode what it merged', async () => {
  const scene = await setScene(branchStore);
  const { github, repository, run } = scene;
  const headSha = 'c'.repeat(40);
  const [by, at] = [await repository.commitOf('main'), '2026-01-03T00:00:00Z'];
  const base = { branch: 'main', sha: 'b'.repeat(40) };
  github.pulls.push({
    number: 5,
    from: 'octo/models',
    branch: 'change',
    headSha,
    base,
    merged: { by: [by], at },
  });
  github.pushes.push({
    repository: 'octo/models',
    branch: 'change',
    commit: headSha,
    at: '2026-01-01T00:00:00Z',
  });
  github.labellings.push({
    issue: 5,
    label: 'cegi-override: known',
    login: 'mona',
    at: '2026-01-02T00:00:00Z',
  });
  github.permissions.set('mona', 'write');
  const { exitCode, log } = await run({ name: 'push', before: null }, asRun(1));
  expect(exitCode, log).toBe(0);
  expect(JSON.parse(filesOf(scene).get('overrides/5.json')!)).toMatchObject({
    pullRequest: 5,
    commit: headSha,
    override: { by: 'mona', reason: 'known', source: 'label' },
  });
});

it('a gate without the branch says what it needs', async () => {
  const scene = await setScene();
  const { log, exitCode } = await release(scene, 'v1.0.0', 1, [await scene.repository.commitOf('main')]);
  expect(exitCode).toBe(1);
  expect(log).toContain('baseline.store is file: set it to branch (docs/history.md)');
});

it('a branch that holds something else gets neither records nor badges, and the run says that it stored nothing', async () => {
  const scene = await setScene(branchStore);
  const tip = scene.github.git.commitFiles('cegi-data', { 'index.html': 'a site', 'badge.svg': 'theirs' });
  const { exitCode, log, result } = await scene.run({ name: 'push', before: null }, asRun(1));
  expect(exitCode, log).toBe(0);
  expect(result!.recorded).toBe(false);
  expect(log).toContain('The branch holds something else');
  expect(scene.github.git.refs.get('refs/heads/cegi-data')).toBe(tip);
});
