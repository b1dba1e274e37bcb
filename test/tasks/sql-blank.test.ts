import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterBlank, nextStatement } from '../../src/tasks/sql-blank.ts';

it('passes white space and comments, in any number and order, and semicolons on the way to a statement', () => {
  const blank = fc.constantFrom(
    ' ',
    '\n',
    '\t',
    '-- it\n',
    '--\n',
    '/* it */',
    '/**/',
    '/* -- */',
    '-- /*\n',
  );
  fc.assert(
    fc.property(
      fc.array(blank),
      fc.constantFrom('SELECT 1', '-1', '/2', '*/', '\u00a0', '\v', ''),
      (blanks, rest) => {
        const before = blanks.join('');
        expect(afterBlank(before + rest)).toBe(before.length);
        expect(afterBlank(`1${before}${rest}`, 1)).toBe(1 + before.length);
        const empty = blanks.join(';');
        expect(nextStatement(empty + rest)).toBe(empty.length);
      },
    ),
  );
});

it.each(['-- no end', '/* no end', '/*/', '-- /* \n/* '])('takes %j for blank to its end', (sql) => {
  expect(afterBlank(sql)).toBe(sql.length);
});
