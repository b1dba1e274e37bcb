import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecords } from '../../src/datasets/csv.ts';

const read = (text: string) => csvRecords(Buffer.from(text), 'd.csv');
const values = (text: string) => read(text).map(({ value }) => value);
const lines = (text: string) => read(text).map(({ where }) => where);

/** As RFC 4180 writes a value. */
const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;

describe('a CSV file', () => {
  it('has quoted values with commas, doubled quotes and line ends', () => {
    expect(values('a,b\n"x, ""y""","1\n2"\n')).toEqual([{ a: 'x, "y"', b: '1\n2' }]);
  });

  it('may begin with a byte order mark, have CRLF and blank lines, and end without a line end', () => {
    expect(values('\uFEFFa,b\r\n\r\n1,2\r\n\r\n3,ü')).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: 'ü' },
    ]);
  });

  it('may have the line ends of several systems', () => {
    expect(values('a,b\r\n1,2\n3,4\r5,6\n')).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
      { a: '5', b: '6' },
    ]);
  });

  it('keeps empty values, spaces, and what looks like a number, as text', () => {
    expect(values('a,b,c\n, x ,007\n')).toEqual([{ a: '', b: ' x ', c: '007' }]);
  });

  it('names the line on which each row begins, whatever its values hold', () => {
    const text = 'a,b\r\n"1\r\n2\r\n3",x\r\n\r\n\r\n4,"\n\n5"\r\n6,7\r\n';
    expect(lines(text)).toEqual(['d.csv:2', 'd.csv:7', 'd.csv:10']);
    expect(lines('"a\nb",c\n1,2\n')).toEqual(['d.csv:3']);
  });

  it('of any values, quoted, is read as it was written, with the line of each row', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '\r') });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        (rows, end) => {
          const written = rows.map((row) => row.map(quote).join(','));
          const text = `x,y${end}${written.join(end)}${end}`;
          expect(values(text)).toEqual(rows.map(([x, y]) => ({ x, y })));
          const before = rows.map((_, i) => ['x,y', ...written.slice(0, i)].join(end) + end);
          expect(lines(text)).toEqual(
            before.map((part) => `d.csv:${1 + (part.match(/\r\n|\r|\n/g)?.length ?? 0)}`),
          );
        },
      ),
    );
  });

  it.each([
    ['', 'd.csv holds no rows below its header'],
    ['a,b\n', 'd.csv holds no rows below its header'],
    ['a,b,a\n1,2,3\n', 'd.csv:1: two columns are called "a"; give each a name of its own'],
    ['a,b\n1,2\n"x\ny",2\n1,2,3\n', 'd.csv:5: this row has 3 values, and the header names 2 columns'],
    ['a,b\n1\n', 'd.csv:2: this row has 1 values, and the header names 2 columns'],
    ['a,b\n1,2\n3,"4\n5,6\n', 'd.csv:3: a quote in this row is never closed'],
    ['a,b\n1,x"y"\n', 'd.csv:2: a quote stands inside a value of this row'],
    ['a,b\n1,"x"y\n', 'd.csv:2: a quote stands inside a value of this row'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\n', 'd.csv is a Git LFS pointer'],
  ])('is refused with the line: %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('that is not UTF-8 is refused', () => {
    expect(() => csvRecords(Buffer.from('a\n\xe9\n', 'latin1'), 'd.csv')).toThrow('d.csv is not UTF-8 text');
  });

  it('with the names of what every object has, has them as columns', () => {
    const [record] = read('__proto__,constructor,toString\nx,y,z\n');
    expect(Object.entries(record!.value)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', 'z'],
    ]);
    expect(Object.getPrototypeOf(record!.value)).toBe(Object.prototype);
  });
});
