import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageFinder } from '../../src/datasets/images.ts';
import { UserError } from '../../src/errors.ts';
import { taskConfig } from '../tasks/task-config.ts';

async function pictures() {
  const root = await mkdtemp(path.join(tmpdir(), 'cegi-images-'));
  const directory = path.join(root, 'images');
  await mkdir(path.join(directory, 'inner'), { recursive: true });
  await writeFile(path.join(directory, 'a.png'), 'a');
  await writeFile(path.join(directory, 'inner', 'b 1.png'), 'b');
  await writeFile(path.join(root, 'outside.png'), 'secret');
  await writeFile(
    path.join(directory, 'pointer.png'),
    'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
  );
  await symlink('../outside.png', path.join(directory, 'out.png'));
  await symlink('a.png', path.join(directory, 'in.png'));
  for (const name of ['x_012.png', 'y_12.jpg', 'x_013.png', 'readme_13.md'])
    await writeFile(path.join(directory, name), name);
  return {
    directory,
    finder: imageFinder(taskConfig('vqa', { images: { directory, path: 'data/images' } })),
  };
}

describe('a picture', () => {
  it.each(['a.png', 'inner/b 1.png', './a.png', 'inner/../a.png', 'in.png'])(
    'is found at %s',
    async (name) => {
      const { directory, finder } = await pictures();
      expect(await finder.find(name)).toEqual({ kind: 'file', path: path.join(directory, name) });
    },
  );

  it.each([
    ['../outside.png'],
    ['inner/../../outside.png'],
    ['/etc/passwd'],
    ['C:\\picture.png'],
    ['..\\outside.png'],
    ['a\0.png'],
    [''],
    ['inner'],
    ['nowhere.png'],
    ['out.png'],
    ['https://example.org/a.png'],
    ['file:///etc/passwd'],
  ])('is refused at %j', async (name) => {
    const { finder } = await pictures();
    await expect(finder.find(name)).rejects.toThrow(UserError);
  });

  it('is never outside its directory', async () => {
    const { directory, finder } = await pictures();
    const part = fc.constantFrom(
      '..',
      '.',
      'inner',
      'a.png',
      'out.png',
      'in.png',
      'outside.png',
      '',
      '/',
      '\\',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const found = await finder.find(parts.join('/')).catch((error: unknown) => error);
        if (found instanceof UserError) return;
        expect(found).toMatchObject({ kind: 'file' });
        expect((found as { path: string }).path.startsWith(directory + path.sep)).toBe(true);
        expect((found as { path: string }).path).not.toMatch(/out/);
      }),
    );
  });

  it('says what is wrong with it', async () => {
    const { finder } = await pictures();
    await expect(finder.find('https://example.org/a.png')).rejects.toThrow('download the pictures');
    await expect(finder.find('nowhere.png')).rejects.toThrow(
      'there is no picture "nowhere.png" in data/images',
    );
    await expect(finder.find('out.png')).rejects.toThrow('is a link that leads out of data/images');
    await expect(finder.find('pointer.png')).rejects.toThrow('data/images/pointer.png is a Git LFS pointer');
    await expect(finder.find('a\u001b[31m')).rejects.toThrow(/^\P{Cc}*$/u);
    await expect(finder.find(3)).rejects.toThrow('the picture is neither a path nor bytes');
    await expect(finder.find({ bytes: null, path: null })).rejects.toThrow('neither a path nor bytes');
  });

  it('may be bytes, also with a path that is not there, or a data URL', async () => {
    const { finder } = await pictures();
    const bytes = Uint8Array.of(1, 2, 3);
    expect(await finder.find(bytes)).toEqual({ kind: 'bytes', bytes });
    expect(await finder.find({ bytes, path: '/home/me/a.png' })).toEqual({ kind: 'bytes', bytes });
    expect(await finder.find('data:image/png;base64,AQID')).toEqual({
      kind: 'bytes',
      bytes: Buffer.from(bytes),
    });
  });

  it('is found by the number at the end of its name, where one alone has it', async () => {
    const { directory, finder } = await pictures();
    expect(await finder.find({ number: 13 })).toEqual({
      kind: 'file',
      path: path.join(directory, 'x_013.png'),
    });
    await expect(finder.find({ number: 12 })).rejects.toThrow(
      'several pictures in data/images end in the number 12',
    );
    await expect(finder.find({ number: 14 })).rejects.toThrow('whose name ends in the number 14');
  });
});
