import { mkdir, mkdtemp, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectResults } from '../src/collect-results.ts';
import { resultsInDirectory } from '../src/results-in-directory.ts';
import { model, result } from './report/result-factory.ts';

async function directory(files: Record<string, string> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'cegi-collect-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}
const shard = (...ids: string[]) => JSON.stringify(result({ models: ids.map((id) => model({ id })) }));

it('the results of all shards are put together, in whatever folders they lie', async () => {
  const root = await directory({
    'cegi-1/result.json': shard('sql', 'talk'),
    'cegi-2/deep/result.json': shard('vision'),
    'cegi-2/comment.md': 'not a result',
  });
  const { models, results } = await collectResults(resultsInDirectory(root));
  expect([...models.keys()].sort()).toEqual(['sql', 'talk', 'vision']);
  expect(results).toHaveLength(2);
});

describe('what is not a result of an honest run is named, with the file', () => {
  it.each([
    ['nothing', {}, /There is no result\.json in .*Did the measuring run upload/],
    ['half a file', { 'a/result.json': shard('sql').slice(0, 500) }, /a\/result\.json is not JSON/],
    ['something else', { 'a/result.json': '{"schema":"cegi/other"}' }, /is not a result of this version/],
    [
      'an energy that is no number',
      { 'a/result.json': shard('sql').replaceAll('"energyJ":100', '"energyJ":"1e999"') },
      /is not a result of this version of cegi: models/,
    ],
    [
      'one model twice',
      { 'a/result.json': shard('sql'), 'b/result.json': shard('sql') },
      /b\/result\.json holds the model "sql", which another result holds too/,
    ],
  ])('%s', async (_, files, message) => {
    const honest = { '0/result.json': shard('talk') };
    const given = Object.keys(files).length > 0 ? { ...honest, ...(files as Record<string, string>) } : {};
    const { models, problems } = await collectResults(resultsInDirectory(await directory(given)));
    expect(problems).toEqual([expect.stringMatching(message)]);
    // It does not hide what others measured.
    expect(models.has('talk')).toBe(Object.keys(given).length > 0);
  });

  it('a file of a hundred megabytes is not read', async () => {
    const root = await directory({ 'a/result.json': '' });
    await truncate(join(root, 'a/result.json'), 100 * 1024 * 1024);
    const { problems } = await collectResults(resultsInDirectory(root));
    expect(problems).toEqual([expect.stringMatching(/larger than any that this program writes/)]);
  });

  it('more files than any run has are not read', async () => {
    const many = Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`${i}/result.json`, '{}']));
    const { problems } = await collectResults(resultsInDirectory(await directory(many)));
    expect(problems).toEqual([expect.stringMatching(/larger than any/)]);
  });

  it('a link leads nowhere', async () => {
    const secret = await directory({ 'secret/result.json': shard('stolen') });
    const root = await directory({ 'a/result.json': shard('sql') });
    await symlink(join(secret, 'secret'), join(root, 'b'));
    await mkdir(join(root, 'c'));
    await symlink(join(secret, 'secret/result.json'), join(root, 'c/result.json'));
    expect([...(await collectResults(resultsInDirectory(root))).models.keys()]).toEqual(['sql']);
  });
});
