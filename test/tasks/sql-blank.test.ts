import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterBlank } from '../../src/tasks/sql-blank.ts';

it('passes white space, comments and semicolons, in any number and order', () => {
  const blank = fc.constantFrom(
    ' ',
    '\n',
    '\t',
    ';',
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
      },
    ),
  );
});

it.each(['-- no end', '/* no end', '/*/', '-- /* \n/* '])('takes %j for blank to its end', (sql) => {
  expect(afterBlank(sql)).toBe(sql.length);
});
