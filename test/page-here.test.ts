import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageHere } from '../src/page-here.ts';
import { generatedRuns } from './page/generated-runs.ts';

const builtPage = path.join(import.meta.dirname, '../src/page/history.html');

/** A checkout of a history with these files in `index/`. */
async function history(files: Record<string, unknown>): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cegi-history-'));
  await mkdir(path.join(directory, 'index'));
  for (const [name, content] of Object.entries(files))
    await writeFile(
      path.join(directory, 'index', name),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  return directory;
}

describe('the page of a history on this machine', () => {
  it('has the runs of all shards in it', async () => {
    const runs = generatedRuns(12);
    const directory = await history({
      'manifest.json': ['index/2026-01-1.json', 'index/2026-01-2.json'],
      '2026-01-1.json': runs.slice(0, 5),
      '2026-01-2.json': runs.slice(5),
    });
    const out = path.join(directory, 'to', 'page.html');
    const repository = 'https://github.com/example/models';
    expect(await pageHere({ history: directory, out, repository, builtPage })).toBe(12);
    const page = await readFile(out, 'utf8');
    expect(page).toContain(JSON.stringify({ runs, repository }));
  });

  it.each([
    [
      'no manifest',
      {},
      /index.manifest\.json could not be read: .*--history wants a directory with index\/manifest\.json/,
    ],
    [
      'a manifest of another kind',
      { 'manifest.json': { a: 1 } },
      /manifest\.json is not what a history of this version holds/,
    ],
    [
      'a manifest that leads elsewhere',
      { 'manifest.json': ['index/../../secret.json'] },
      /manifest\.json is not what/,
    ],
    [
      'a missing shard',
      { 'manifest.json': ['index/2026-01-1.json'] },
      /2026-01-1\.json could not be read: .*index\/manifest\.json lists it/,
    ],
    [
      'a damaged shard',
      { 'manifest.json': ['index/2026-01-1.json'], '2026-01-1.json': '[{' },
      /2026-01-1\.json is not JSON/,
    ],
    [
      'a shard of another version',
      { 'manifest.json': ['index/2026-01-1.json'], '2026-01-1.json': [{ run: 1 }] },
      /2026-01-1\.json is not what .*: 0\.run: /,
    ],
  ])('says what is wrong with %s', async (_, files, message) => {
    const directory = await history(files);
    const out = path.join(directory, 'page.html');
    await expect(pageHere({ history: directory, out, builtPage })).rejects.toThrow(message);
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });

  it('says so where the page cannot be written, or the repository is none', async () => {
    const directory = await history({ 'manifest.json': [] });
    await expect(pageHere({ history: directory, out: directory, builtPage })).rejects.toThrow(
      'could not be written',
    );
    await expect(
      pageHere({ history: directory, out: 'x', repository: 'javascript:alert(1)', builtPage }),
    ).rejects.toThrow('is not the address of a repository');
  });
});
