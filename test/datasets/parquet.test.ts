import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parquetRecords } from '../../src/datasets/parquet.ts';
import { UserError } from '../../src/errors.ts';
import { load } from './dataset-files.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', `${name}.parquet`));
const read = (bytes: Uint8Array, limits?: Parameters<typeof parquetRecords>[2]) =>
  parquetRecords(bytes, 'd.parquet', limits);

const dialogues = Array.from({ length: 12 }, (_, i) => ({
  id: 100 + i,
  dialogue: `Ann: ${'hello '.repeat((i % 3) + 1)}\nBob: ünï ${i}`,
  summary: i % 2 ? 'Ann greets Bob.' : 'Sie grüßt ihn.',
}));

/** The varint of the footer's third field, the number of rows, as the Thrift compact protocol writes it. */
function withRowsClaimed(file: Buffer, rows: number): Buffer {
  const zigzag = (value: number) => {
    const bytes: number[] = [];
    for (let rest = 2 * value; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) return Buffer.from([...bytes, rest]);
      bytes.push((rest % 128) + 128);
    }
  };
  const footer = file.length - 8 - file.readUInt32LE(file.length - 8);
  // Field 3 follows the schema's last element: 0x16, and twelve rows as 24; field 4 is a list.
  const at = file.indexOf(Buffer.from([0x16, 24, 0x19]), footer) + 1;
  const changed = Buffer.concat([file.subarray(0, at), zigzag(rows), file.subarray(at + 1)]);
  changed.writeUInt32LE(changed.length - 8 - footer, changed.length - 8);
  return changed;
}

describe('a Parquet file', () => {
  it.each([
    'snappy',
    'zstd',
    'gzip',
    'brotli',
    'lz4',
    'none',
    'version-2',
    'row-groups',
    'no-dictionary',
    'delta',
  ])('as pyarrow writes it (%s) is read', async (name) => {
    const records = await read(fixture(name));
    expect(records.map(({ value }) => value)).toEqual(dialogues);
    expect(records[11]).toMatchObject({ where: 'd.parquet, row 12', number: 12 });
  });

  it('has its values as JSON would have them: null for none, text for integers that numbers cannot hold', async () => {
    const values = (await read(fixture('types'))).map(({ value }) => value);
    const column = (name: string) => values.map((value) => value[name]);
    expect(column('small')).toEqual([1, -2, null]);
    expect(column('large')).toEqual(['9007199254740993', '-9223372036854775808', 2 ** 53 - 1]);
    expect(column('nothing')).toEqual([null, null, null]);
    expect(column('nothing_text')).toEqual([null, null, null]);
    expect(column('flag')).toEqual([true, false, null]);
    expect(column('share')).toEqual([0.5, -1e300, null]);
    expect(column('tags')).toEqual([['one', 'two'], [], null]);
    expect(column('nested')).toEqual([[['deep'], []], [[null]], []]);
    expect(column('inner')).toEqual([{ text: 'in', list: [{ n: 1 }] }, { text: null, list: [] }, null]);
    expect(column('day')).toEqual([new Date(0), new Date(86_400_000), null]);
  });

  it('whose texts are not called so is read all the same', async () => {
    const { rows } = await load(
      { 'd.parquet': fixture('unannotated') },
      { kind: 'summarization', dataset: 'd.parquet' },
    );
    expect(rows.map(({ dialogue, summary }) => ({ dialogue, summary }))).toEqual(
      dialogues.map(({ dialogue, summary }) => ({ dialogue, summary })),
    );
  });

  it('is told by its content, whatever its name', async () => {
    const { rows } = await load({ 'data.bin': fixture('snappy') }, { dataset: 'data.bin' });
    expect(rows.map(({ id }) => id)).toEqual(dialogues.map(({ id }) => String(id)));
  });

  it('with no rows is refused', async () => {
    await expect(read(fixture('no-rows'))).rejects.toThrow('d.parquet holds no rows.');
  });

  it('without its end is refused as cut short, wherever it was cut', async () => {
    for (const name of ['snappy', 'types', 'version-2']) {
      const file = fixture(name);
      for (let length = 0; length < file.length; length++) {
        const words =
          length < 4 ? /is not Parquet: it does not begin with PAR1/ : /was cut short. Fetch it again/;
        const error: Error = await read(file.subarray(0, length)).then(
          () => new Error(`${name} of ${length} bytes was read`),
          (thrown) => thrown,
        );
        expect(error).toBeInstanceOf(UserError);
        expect(error.message).toMatch(words);
      }
    }
  });

  it('that lost bytes within is refused', { timeout: 60_000 }, async () => {
    const file = fixture('snappy');
    for (const [from, to] of [
      [4, 60],
      [100, 101],
      [300, 700],
      [4, file.length - 8],
      [file.length - 40, file.length - 20],
    ] as const) {
      const cut = Buffer.concat([file.subarray(0, from), file.subarray(to)]);
      await expect(read(cut, { timeoutS: 20 })).rejects.toThrow(
        /^d\.parquet cannot be read as Parquet: [^\n]+ It may be damaged; fetch it again\.$/,
      );
    }
  });

  it('with any byte changed gives rows or one clear error, and never holds up or ends the program', {
    timeout: 240_000,
  }, async () => {
    const files = ['version-2', 'types', 'delta'].map(fixture);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), fc.nat(255), async (file, place, byte) => {
        const changed = Buffer.from(file);
        changed[place % changed.length] = byte;
        const error = await read(changed, { timeoutS: 4 }).then(
          () => null,
          (thrown) => thrown,
        );
        if (error !== null) expect(error).toBeInstanceOf(UserError);
      }),
      { numRuns: 25 },
    );
  });

  it('that makes the reader loop for ever is given up', { timeout: 60_000 }, async () => {
    const file = fixture('version-2');
    file[88] = 0;
    await expect(read(file, { timeoutS: 3 })).rejects.toThrow('it was not read after 3 s');
  });

  it('that claims more than it has, or than there may be, is refused before memory is taken', async () => {
    const file = fixture('none');
    await expect(read(withRowsClaimed(file, 300_000_000))).rejects.toThrow(
      'its parts do not have the 300000000 rows that it says',
    );
    await expect(read(file, { maxRows: 11 })).rejects.toThrow('it says that it has 12 rows; the most is 11');
    const footer = Buffer.from(file);
    footer.writeUInt32LE(300 * 1024 * 1024, footer.length - 8);
    await expect(read(footer)).rejects.toThrow(
      /cannot be read as Parquet: parquet metadata length 314572800/,
    );
    await expect(read(fixture('snappy'), { maxUnpackedBytes: 100 })).rejects.toThrow(
      'it unpacks to more than',
    );
  });

  it('that is none is told from one', async () => {
    await expect(read(Buffer.from('{"dialogue": "a"}'))).rejects.toThrow('does not begin with PAR1');
    await expect(read(Buffer.from('version https://git-lfs.github.com/spec/v1\n'))).rejects.toThrow(
      'd.parquet is a Git LFS pointer',
    );
  });
});

describe('pictures in a Parquet file', () => {
  const png = readFileSync(join(import.meta.dirname, 'fixtures', 'pixel.png'));

  it("are found as Hugging Face's datasets embed them, else by their path", async () => {
    const { rows } = await load(
      { 'd.parquet': fixture('pathvqa'), 'pictures/shared.png': png },
      { kind: 'vqa', dataset: 'd.parquet', images: 'pictures' },
    );
    expect(rows.map(({ question, answers }) => [question, answers])).toEqual([
      ['Is it red?', ['yes']],
      ['Where?', ['left']],
      ['What?', ['a dot']],
    ]);
    const [first, second, third] = rows.map(({ image }) => image as { kind: string; bytes: Uint8Array });
    expect(Buffer.from(first!.bytes)).toEqual(png);
    expect(Buffer.from(second!.bytes)).toEqual(Buffer.concat([png, Buffer.from([0])]));
    expect(third).toEqual({ kind: 'file', path: expect.stringMatching(/pictures\/shared\.png$/) });
  });

  it('are found as plain bytes, with their captions', async () => {
    const { rows } = await load(
      { 'd.parquet': fixture('captions') },
      { kind: 'captioning', dataset: 'd.parquet' },
    );
    expect(rows.map(({ captions }) => captions)).toEqual([['a dot', 'one pixel'], ['two']]);
    expect(Buffer.from((rows[0]!.image as { bytes: Uint8Array }).bytes)).toEqual(png);
  });
});
