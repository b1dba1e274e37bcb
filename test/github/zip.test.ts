import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesInZip, UnfitArchive } from '../../src/github/zip.ts';
import { type ZipEntry, zipOf } from '../simulators/zip.ts';

const limits = { name: 'result.json', entries: 10, fileBytes: 100_000 };

async function read(archive: Buffer): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { path, bytes } of filesInZip(archive, limits)) found[path] = bytes.toString();
  return found;
}
const file = (path: string, changes: Partial<ZipEntry> = {}) => ({ path, bytes: `of ${path}`, ...changes });

describe('the files of an archive', () => {
  it('are those of the name, in any folder', async () => {
    const archive = zipOf(
      file('result.json'),
      file('a/b/result.json'),
      file('comment.md'),
      file('no-result.json'),
    );
    expect(await read(archive)).toEqual({
      'result.json': 'of result.json',
      'a/b/result.json': 'of a/b/result.json',
    });
  });

  it.each([
    ['empty', Buffer.alloc(0), /End of Central Directory/i],
    ['a page', Buffer.from('<!doctype html><title>Not found</title>'), /End of Central Directory/i],
    ['cut short', zipOf(file('result.json')).subarray(0, 60), /End of Central Directory/i],
    ['one that leads out of its folder', zipOf(file('../result.json')), /invalid relative path/],
    ['one that leads to a root', zipOf(file('/etc/result.json')), /absolute path/],
    ['one that leads to a drive', zipOf(file('C:\\result.json')), /absolute path/],
    [
      'one with too many entries',
      zipOf(...Array.from({ length: 11 }, (_, i) => file(`${i}`))),
      /more than 10 entries/,
    ],
    [
      'one whose file says that it is large',
      zipOf(file('result.json', { saidBytes: 100_001 })),
      /larger than 100000 bytes/,
    ],
    [
      'a bomb that says that it is small',
      zipOf(file('result.json', { bytes: Buffer.alloc(50_000_000), saidBytes: 10 })),
      /too many bytes/,
    ],
    [
      'one that says that it is larger than it is',
      zipOf(file('result.json', { saidBytes: 99_999 })),
      /not enough bytes/,
    ],
  ])('are not read of %s', async (_, archive, message) => {
    await expect(read(archive)).rejects.toThrow(UnfitArchive);
    await expect(read(archive)).rejects.toThrow(message);
  });

  it('a bomb costs no more memory than its limit', async () => {
    const archive = zipOf(file('result.json', { bytes: Buffer.alloc(200_000_000), saidBytes: 90_000 }));
    const before = process.memoryUsage().arrayBuffers;
    await expect(read(archive)).rejects.toThrow(UnfitArchive);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });

  it('whatever is broken is refused, and nothing else is thrown', async () => {
    const whole = zipOf(file('result.json'), file('a/result.json'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const archive = Buffer.from(whole);
          for (const [at, byte] of changes) archive[at] = byte;
          await read(archive).catch((error) => expect(error).toBeInstanceOf(UnfitArchive));
        },
      ),
    );
  });
});
