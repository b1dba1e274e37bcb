import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gitChanges } from '../../src/github/git-changes.ts';

const temporaryDirectory = () => mkdtemp(join(tmpdir(), 'cegi-check-out-'));

/** A repository with a base and a head, which has uncommitted and staged work besides. */
async function repository() {
  const root = await temporaryDirectory();
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, env, encoding: 'utf8' }).trim();
  const write = async (path: string, text: string) => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'A test');
  git('config', 'user.email', 'test@example.invalid');
  // As Git LFS does it: the repository holds a pointer, and a filter makes the content of it.
  git('config', 'filter.lfs.smudge', 'sed s/pointer/content/');
  git('config', 'filter.lfs.clean', 'sed s/content/pointer/');
  await write('.gitattributes', '*.onnx filter=lfs\n');
  await write('models/a [1]/model.onnx', 'content of the base\n');
  await write('models/b/model.onnx', 'content of another\n');
  const base = commit('Base');
  await write('models/a [1]/model.onnx', 'content of the head\n');
  await write('.gitattributes', '');
  const head = commit('Head');
  await write('models/b/model.onnx', 'uncommitted\n');
  await write('staged.txt', 'staged\n');
  git('add', 'staged.txt');
  const found = await gitChanges(root, {
    base: { branch: null, sha: base },
    head,
    merge: null,
    from: 'merge-base',
    pullRequest: null,
  });
  if (!('changes' in found)) throw new Error(found.reason);
  return { root, git, write, base, changes: found.changes };
}

it('files come as the base has them, through its own filters, and nothing else does', async () => {
  const { changes } = await repository();
  const directory = await temporaryDirectory();
  await changes.checkOutBase(['models/a [1]'], directory);
  expect(await readFile(join(directory, 'tree/models/a [1]/model.onnx'), 'utf8')).toBe(
    'content of the base\n',
  );
  expect(await readdir(join(directory, 'tree/models'))).toEqual(['a [1]']);
});

it('without paths the whole base comes', async () => {
  const { changes } = await repository();
  const directory = await temporaryDirectory();
  await changes.checkOutBase(null, directory);
  expect((await readdir(join(directory, 'tree'))).sort()).toEqual(['.gitattributes', 'models']);
});

it('the repository keeps its index, its work tree and its branch, and no hook runs', async () => {
  const { root, git, write, changes } = await repository();
  await write('.git/hooks/post-checkout', '#!/bin/sh\ntouch "$GIT_DIR/hook-ran"\n');
  execFileSync('chmod', ['+x', join(root, '.git/hooks/post-checkout')]);
  const before = [git('status', '--porcelain'), git('rev-parse', 'HEAD')];
  await changes.checkOutBase(null, await temporaryDirectory());
  expect([git('status', '--porcelain'), git('rev-parse', 'HEAD')]).toEqual(before);
  expect(await readdir(join(root, '.git'))).not.toContain('hook-ran');
});

it.each([['models/none'], ['models/*'], [':(top)models']])(
  '%s, which is not there, is refused',
  async (path) => {
    const { changes } = await repository();
    await expect(changes.checkOutBase([path], await temporaryDirectory())).rejects.toThrow(
      /git checkout failed .*did not match/,
    );
  },
);

it('a filter that fails is told of', async () => {
  const { git, changes } = await repository();
  git('config', 'filter.lfs.smudge', 'false');
  git('config', 'filter.lfs.required', 'true');
  await expect(changes.checkOutBase(null, await temporaryDirectory())).rejects.toThrow(
    /smudge filter lfs failed/,
  );
});
