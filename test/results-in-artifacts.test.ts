import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { LoopbackGithub } from '../src/demo/loopback-github.ts';
import { githubClient } from '../src/github/client.ts';
import type { Run } from '../src/github/run-artifacts.ts';
import { resultsInArtifacts } from '../src/results-in-artifacts.ts';
import { startDescribedGithub } from './github/contract.ts';
import { type ActionsArtifacts, startActionsArtifacts } from './simulators/actions-artifacts.ts';
import { zipOf } from './simulators/zip.ts';

const run: Run & { headSha: string; headRepositoryId: number } = {
  id: 7,
  headSha: 'a'.repeat(40),
  headRepositoryId: 2,
};
let github: LoopbackGithub;
let service: ActionsArtifacts;
let problems: string[];

beforeEach(async () => {
  github = await startDescribedGithub();
  service = await startActionsArtifacts(run, github.artifacts);
  problems = [];
  onTestFinished(() => service.close());
});

/** What is read, by its place. */
async function read(pattern = 'cegi-*', of: Run = run): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const source = resultsInArtifacts({
    octokit: githubClient({ token: 'loopback', apiUrl: github.url, retryUnitMs: 1 }),
    repository: { owner: 'octo', name: 'models' },
    run: of,
    pattern,
  });
  for await (const file of source) {
    if ('problem' in file) problems.push(file.problem);
    else found[file.name] = file.text;
  }
  return found;
}
const archive = (text: string, path = 'result.json') => zipOf({ path, bytes: text });

describe('the results in the artifacts of a run', () => {
  it('are those of its own, of the names that are asked for', async () => {
    service.plant('cegi-measure-0', archive('one'));
    service.plant('cegi-measure-1', archive('two', 'cegi/result.json'));
    service.plant('coverage', archive('three'));
    service.plant('cegi-measure-0', archive('four'), { runId: 8 });
    expect(await read()).toEqual({
      'cegi-measure-0: result.json': 'one',
      'cegi-measure-1: cegi/result.json': 'two',
    });
    expect(await read('cov*age')).toEqual({ 'coverage: result.json': 'three' });
    expect(problems).toEqual([]);
  });

  it('of a job that was run again are the newest, and those of the others stay', async () => {
    service.plant('cegi-measure-0', archive('old'));
    service.plant('cegi-measure-1', archive('stays'));
    service.plant('cegi-measure-0-attempt-2', archive('new'));
    service.plant('cegi-measure-2', archive('old'));
    service.plant('cegi-measure-2', archive('new'));
    expect(await read()).toEqual({
      'cegi-measure-0-attempt-2: result.json': 'new',
      'cegi-measure-1: result.json': 'stays',
      'cegi-measure-2: result.json': 'new',
    });
  });

  it('are listed to the last page, and no further than any run has them', async () => {
    for (let i = 0; i < 250; i++) service.plant(`other-${i}`, Buffer.alloc(0));
    service.plant('cegi-last', archive('last'));
    expect(await read()).toEqual({ 'cegi-last: result.json': 'last' });
    for (let i = 0; i < 301; i++) service.plant(`cegi-${i}`, Buffer.alloc(0));
    await expect(read()).rejects.toThrow(/more artifacts than any that this program measures/);
    for (let i = 0; i < 1000; i++) service.plant(`other-more-${i}`, Buffer.alloc(0));
    await expect(read('cegi-last')).rejects.toThrow(/more artifacts than any that this program measures/);
  });

  it('are read without showing the storage a token, and in no file', async () => {
    service.plant('cegi-measure-0', archive('one'));
    // The storage refuses a request with one.
    expect(await read()).toHaveProperty(['cegi-measure-0: result.json'], 'one');
    expect(github.requests.map(({ path }) => path)).toEqual([
      '/repos/octo/models/actions/runs/7/artifacts',
      '/repos/octo/models/actions/artifacts/1000/zip',
    ]);
  });
});

describe('an artifact that cannot be used is named, and the others count', () => {
  const bomb = zipOf({ path: 'result.json', bytes: Buffer.alloc(100_000_000), saidBytes: 100 });
  it.each([
    ['a page', Buffer.from('<!doctype html>'), {}, /central directory/i],
    ['a bomb', bomb, {}, /too many bytes/],
    ['one that leads out', zipOf({ path: '../../result.json', bytes: '{}' }), {}, /invalid relative path/],
    [
      'one of many entries',
      zipOf(...Array.from({ length: 1001 }, (_, i) => ({ path: `${i}`, bytes: '' }))),
      {},
      /1000/,
    ],
    ['one that says that it is large', archive('x'), { sizeBytes: 2 ** 30 }, /larger than/],
    ['one that is expired', archive('x'), { expired: true }, /is expired; measure again/],
  ])('%s', async (_, content, changes, message) => {
    service.plant('cegi-\u001b[31mbad', content, changes);
    service.plant('cegi-good', archive('good'));
    expect(await read()).toEqual({ 'cegi-good: result.json': 'good' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^The artifact cegi-bad cannot be used: /);
    expect(problems[0]).toMatch(message);
  });

  it.each([404, 410])('one that went away in the meantime (%i)', async (status) => {
    service.plant('cegi-bad', archive('bad'));
    service.plant('cegi-good', archive('good'));
    service.fail({ of: 'GET', with: status });
    expect(await read()).toEqual({ 'cegi-good: result.json': 'good' });
    github.fail({ path: /artifacts\/1000\/zip/, with: status });
    expect(await read()).toEqual({ 'cegi-good: result.json': 'good' });
    expect(problems).toEqual(Array(2).fill('The artifact cegi-bad cannot be used: it is gone.'));
  });

  it('but one without a result is none of them, and where there is no other, that is an error', async () => {
    service.plant('cegi-page', zipOf({ path: 'index.html', bytes: '' }));
    await expect(read()).rejects.toThrow('None of the 1 artifacts cegi-* of the run 7 holds a result.');
    await expect(read('cegi-other')).rejects.toThrow(
      /has no artifact cegi-other: did its measuring jobs upload/,
    );
  });
});

describe('a download', () => {
  it.each([
    ['the storage fails', { of: 'GET', with: 503, times: 2 }],
    ['it breaks off', { of: 'GET', with: 'half', times: 2 }],
  ] as const)('is tried again where %s, from a new address', async (_, fault) => {
    service.plant('cegi-measure-0', archive('whole'));
    service.fail(fault);
    expect(await read()).toEqual({ 'cegi-measure-0: result.json': 'whole' });
    expect(github.requests.filter(({ path }) => path.endsWith('/zip'))).toHaveLength(3);
  });

  it('is larger than GitHub says: it is given up at the limit', async () => {
    const large = Buffer.alloc(65 * 1024 * 1024);
    service.plant('cegi-bad', large, { sizeBytes: 10 });
    service.plant('cegi-good', archive('good'));
    expect(await read()).toEqual({ 'cegi-good: result.json': 'good' });
    expect(problems[0]).toMatch(/larger than 67108864 bytes/);
  });

  it('of a token that may not says which permission is missing', async () => {
    github.fail({ path: /artifacts/, with: 403, message: 'Resource not accessible by integration' });
    await expect(read()).rejects.toThrow(/may not do this .*permission `actions: read`/s);
  });

  it.each([
    ['run', { workflow: 1, id: 7, headSha: 'b'.repeat(40), headRepositoryId: 2 }],
    ['repository', { id: 7, headSha: 'a'.repeat(40), headRepositoryId: 3 }],
  ])('of the artifacts of another %s is refused', async (_, of) => {
    service.plant('cegi-measure-0', archive('one'));
    await expect(read('cegi-*', of)).rejects.toThrow(/of another run or commit: 1000/);
  });
});
