import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseFiles, databasesDigest } from '../../src/tasks/sql-databases.ts';

function folder(files: Record<string, string>) {
  const directory = mkdtempSync(join(tmpdir(), 'folder-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return { directory, path: 'databases' };
}

describe('databaseFiles', () => {
  it('are the database of the id, and all beside it that make its test suite', async () => {
    const databases = folder({
      'pets/pets.sqlite': '',
      'pets/b.sqlite': '',
      'pets/a.sqlite': '',
      'pets/schema.sql': '',
      'pets/pets.sqlite-journal': '',
      'other/other.sqlite': '',
    });
    const { main, suite } = await databaseFiles(databases, 'pets');
    expect(main.shown).toBe('databases/pets/pets.sqlite');
    expect(suite.map(({ shown }) => shown)).toEqual([
      'databases/pets/a.sqlite',
      'databases/pets/b.sqlite',
      'databases/pets/pets.sqlite',
    ]);
  });

  it.each([
    '..',
    '.',
    '',
    '../pets',
    'a/../pets',
    '/etc',
    'pets\\x',
    'pets\0',
    'pets\n',
    '.hidden',
    'x'.repeat(300),
  ])('are none of the id %j', async (id) => {
    const databases = folder({ 'pets/pets.sqlite': '', '.hidden/.hidden.sqlite': '' });
    await expect(databaseFiles(databases, id)).rejects.toThrow(/cannot be the name of a database/);
  });

  it('are not there for an id that has no folder, or a folder without its file', async () => {
    const databases = folder({ 'cats/a.sqlite': '' });
    await expect(databaseFiles(databases, 'pets')).rejects.toThrow(
      'databases/pets/pets.sqlite is not there, though the dataset names the database pets.',
    );
    await expect(databaseFiles(databases, 'cats')).rejects.toThrow(
      'databases/cats/cats.sqlite is not there.',
    );
  });

  it('may be linked inside the folder, but not lead out of it', async () => {
    const databases = folder({ 'pets/pets.sqlite': '', 'secret.txt': '' });
    const outside = folder({ 'cats/cats.sqlite': '', 'file.sqlite': '' });
    symlinkSync(
      join(databases.directory, 'pets', 'pets.sqlite'),
      join(databases.directory, 'pets', 'b.sqlite'),
    );
    expect((await databaseFiles(databases, 'pets')).suite).toHaveLength(2);
    symlinkSync(join(outside.directory, 'cats'), join(databases.directory, 'cats'));
    await expect(databaseFiles(databases, 'cats')).rejects.toThrow(
      'databases/cats is a symbolic link that leads out of the folder of databases.',
    );
    symlinkSync(join(outside.directory, 'file.sqlite'), join(databases.directory, 'pets', 'c.sqlite'));
    await expect(databaseFiles(databases, 'pets')).rejects.toThrow(
      'databases/pets/c.sqlite is a symbolic link that leads out of the folder of databases.',
    );
  });

  it('may not be links to nothing, directories, or lack what is in their log', async () => {
    const nothing = folder({ 'pets/pets.sqlite': '' });
    symlinkSync(join(nothing.directory, 'none'), join(nothing.directory, 'pets', 'a.sqlite'));
    await expect(databaseFiles(nothing, 'pets')).rejects.toThrow(
      'pets/a.sqlite is a symbolic link to nothing.',
    );
    const nested = folder({ 'pets/pets.sqlite/x': '' });
    await expect(databaseFiles(nested, 'pets')).rejects.toThrow('pets/pets.sqlite is not a file.');
    const log = folder({ 'pets/pets.sqlite': '', 'pets/pets.sqlite-wal': 'changes' });
    await expect(databaseFiles(log, 'pets')).rejects.toThrow(/pets.sqlite-wal still holds changes/);
  });
});

describe('databasesDigest', () => {
  it('changes with a name or a byte, and not with the order', async () => {
    const filesOf = async (files: Record<string, string>) => (await databaseFiles(folder(files), 'a')).suite;
    const files = await filesOf({ 'a/a.sqlite': 'one', 'a/b.sqlite': 'two' });
    const digest = await databasesDigest(files);
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect(await databasesDigest(files.toReversed())).toBe(digest);
    const others = [
      { 'a/a.sqlite': 'one', 'a/b.sqlite': 'twO' },
      { 'a/a.sqlite': 'one', 'a/c.sqlite': 'two' },
      { 'a/a.sqlite': 'two', 'a/b.sqlite': 'one' },
      { 'a/a.sqlite': 'one' },
    ];
    for (const other of others) expect(await databasesDigest(await filesOf(other))).not.toBe(digest);
  });
});
