import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageFinder } from '../../src/datasets/images.ts';
import { UserError } from '../../src/errors.ts';
import { taskConfig } from '../tasks/task-config.ts';
import { load, loadFrom, repository } from './dataset-files.ts';

const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
const files = {
  'data/q.jsonl': '',
  'data/pictures/a.png': 'a',
  'data/pictures/sub/ünï b.png': 'b',
  'data/pictures/pointer.png': pointer,
  'data/secret.png': 'secret',
};

async function finder(images: string | null = 'data/pictures', more: Record<string, string> = {}) {
  const root = await repository({ ...files, ...more });
  const config = taskConfig('vqa', {
    dataset: join(root, 'data/q.jsonl'),
    datasetPath: 'data/q.jsonl',
    images: images === null ? null : { directory: join(root, images), path: images },
  });
  return { root, find: imageFinder(config).find };
}

describe('a picture', () => {
  it("is found by its path, relative to the task's directory of pictures, else to the dataset's", async () => {
    const { root, find } = await finder();
    for (const name of ['a.png', './a.png', 'sub/../a.png'])
      expect(await find(name)).toEqual({ kind: 'file', path: join(root, 'data/pictures/a.png') });
    expect(await find({ bytes: null, path: 'sub/ünï b.png' })).toMatchObject({ kind: 'file' });
    const beside = await finder(null);
    expect(await beside.find('pictures/a.png')).toMatchObject({ kind: 'file' });
  });

  it('inside the dataset is its bytes', async () => {
    const { find } = await finder();
    const bytes = new Uint8Array([1, 2, 3]);
    expect(await find(bytes)).toEqual({ kind: 'bytes', bytes });
    expect(await find({ bytes, path: '../no/matter.png' })).toEqual({ kind: 'bytes', bytes });
    const url = await find(`data:image/png;base64,${Buffer.from(bytes).toString('base64')}`);
    expect(url).toEqual({ kind: 'bytes', bytes: Buffer.from(bytes) });
  });

  it.each([
    ['../secret.png', 'must be relative to data/pictures, stay inside it'],
    ['sub/../../secret.png', 'must be relative to data/pictures, stay inside it'],
    ['/etc/passwd', 'the picture\'s path "/etc/passwd" must be relative to data/pictures'],
    ['C:/x.png', 'must be relative to data/pictures'],
    ['sub\\a.png', 'have / between directories'],
    ['a.png\0', 'must be relative to data/pictures'],
    ['', 'must be relative to data/pictures'],
    ['none.png', 'there is no picture "none.png" in data/pictures'],
    ['sub', 'there is no picture "sub" in data/pictures'],
    ['x'.repeat(100_000), /there is no picture "x{59}… in data\/pictures/],
    ['a\u001b[31m\n.png', /there is no picture "a\S* in data\/pictures/],
    ['pointer.png', 'data/pictures/pointer.png is a Git LFS pointer'],
    ['https://example.org/a.png', 'the picture is an address; download the pictures'],
    ['s3://bucket/a.png', 'the picture is an address'],
    ['data:text/html,<b>', 'the picture is a data URL that is not base64 of an image'],
    ['data:image/png;base64,', 'the picture has no bytes'],
    [new Uint8Array(0), 'the picture has no bytes'],
    [null, 'the picture is neither a path nor bytes, but null'],
    [3, 'the picture is neither a path nor bytes, but 3'],
    [['a.png'], 'the picture is neither a path nor bytes, but ["a.png"]'],
    [{ bytes: null, path: null }, 'the picture is neither a path nor bytes'],
    [{ number: 7 }, 'there is no picture in data/pictures whose name ends in the number 7'],
  ])('named %j is refused', async (name, message) => {
    const { find } = await finder();
    await expect(find(name)).rejects.toThrow(message);
  });

  it('that is a link out of the directory is refused, and one inside it found', async () => {
    const { root, find } = await finder();
    const at = (name: string) => join(root, 'data/pictures', name);
    await symlink('../secret.png', at('out.png'));
    await symlink('/etc/passwd', at('far.png'));
    await symlink('..', at('up'));
    await symlink('sub', at('in'));
    await symlink('loop.png', at('loop.png'));
    for (const name of ['out.png', 'far.png', 'up/secret.png'])
      await expect(find(name)).rejects.toThrow('is a link that leads out of data/pictures');
    expect(await find('in/ünï b.png')).toMatchObject({ kind: 'file' });
    await expect(find('loop.png')).rejects.toThrow('there is no picture "loop.png"');
  });
});

describe('a path of a picture', () => {
  it('never leads to what is outside the directory, however it is put together', async () => {
    const { root, find } = await finder();
    await symlink('../secret.png', join(root, 'data/pictures/out.png'));
    await symlink('a.png', join(root, 'data/pictures/in.png'));
    const parts = [
      '..',
      '.',
      'sub',
      'a.png',
      'out.png',
      'in.png',
      'secret.png',
      '',
      '/',
      '\\',
      'data',
      'pictures',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...parts), { maxLength: 6 }), async (path) => {
        const found = await find(path.join('/')).catch((error: unknown) => error);
        if (found instanceof UserError) return;
        expect(found).toMatchObject({ kind: 'file' });
        const { path: file } = found as { path: string };
        expect(file.startsWith(join(root, 'data/pictures/'))).toBe(true);
        expect(await readFile(file, 'utf8')).not.toBe('secret');
      }),
    );
  });
});

describe("a picture's number", () => {
  const numbered = {
    'data/pictures/COCO_val2014_000000000042.jpg': 'x',
    'data/pictures/COCO_val2014_000000000042.json': 'no picture',
    'data/pictures/7.PNG': 'x',
    'data/pictures/a_9.png': 'x',
    'data/pictures/b_0009.png': 'x',
    'data/pictures/9007199254740993.png': 'x',
  };

  it('is the one that its name ends in', async () => {
    const { find } = await finder('data/pictures', numbered);
    expect(await find({ number: 42 })).toMatchObject({ path: expect.stringMatching(/_000000000042\.jpg$/) });
    expect(await find({ number: '0042' })).toMatchObject({ path: expect.stringMatching(/42\.jpg$/) });
    expect(await find({ number: 7 })).toMatchObject({ path: expect.stringMatching(/\/7\.PNG$/) });
    expect(await find({ number: '9007199254740993' })).toMatchObject({ kind: 'file' });
  });

  it('that several have, or none, is refused', async () => {
    const { find } = await finder('data/pictures', numbered);
    await expect(find({ number: 9 })).rejects.toThrow(
      'several pictures in data/pictures end in the number 9: "a_9.png", "b_0009.png"',
    );
    for (const number of [2, '', 'x', '9007199254740992'])
      await expect(find({ number })).rejects.toThrow(
        'there is no picture in data/pictures whose name ends in',
      );
  });

  it('in a directory that is not there is refused', async () => {
    const { find } = await finder('data/nowhere');
    await expect(find({ number: 1 })).rejects.toThrow('there is no picture in data/nowhere');
    await expect(find('a.png')).rejects.toThrow('there is no picture "a.png" in data/nowhere');
  });
});

describe("a dataset's digest", () => {
  const rows = ['a.png', 'b.png'].map((image) => `${JSON.stringify({ image, caption: 'x' })}\n`).join('');
  const set = { 'd.jsonl': rows, 'a.png': 'one', 'b.png': 'two', 'c.png': 'three', 'README.md': 'x' };
  const said = { kind: 'captioning', dataset: 'd.jsonl' } as const;
  const digest = async (changes: object = {}, more: object = {}) =>
    (await load({ ...set, ...changes }, { ...said, ...more })).digest;

  it('changes with the dataset and with the bytes of its pictures, and with nothing else', async () => {
    const before = await digest();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest({ 'a.png': 'One' })).not.toBe(before);
    expect(await digest({ 'a.png': 'two', 'b.png': 'one' })).not.toBe(before);
    expect(await digest({ 'd.jsonl': `${rows}\n` })).not.toBe(before);
    expect(await digest({ 'c.png': 'other', 'README.md': 'y', 'd.png': 'new' })).toBe(before);
    expect(await digest({}, { prompt: 'Say.', metric: 'bleu4' })).toBe(before);
  });

  it('is the same where the same pictures lie elsewhere', async () => {
    const elsewhere = { 'd.jsonl': rows, 'p/a.png': 'one', 'p/b.png': 'two' };
    expect((await load(elsewhere, { ...said, images: 'p' })).digest).toBe(await digest());
  });

  it('needs only the pictures of the items that are drawn', async () => {
    const { 'a.png': _, ...others } = set;
    await expect(load(others, said)).rejects.toThrow('d.jsonl:1: there is no picture "a.png" in the root');
    const { rows: drawn } = await load(others, { ...said, filter: { image: ['b.png'] } });
    expect(drawn).toHaveLength(1);
  });
});

it('a picture of a row is its own bytes', async () => {
  const root = await repository({ 'd.jsonl': '{"image": "a.png", "caption": "x"}\n', 'a.png': 'bytes' });
  const { rows } = await loadFrom(root, { kind: 'captioning', dataset: 'd.jsonl' });
  expect(await readFile((rows[0]!.image as { path: string }).path, 'utf8')).toBe('bytes');
});
