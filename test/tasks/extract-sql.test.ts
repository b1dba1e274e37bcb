import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extractSql } from '../../src/tasks/extract-sql.ts';

it.each([
  ['the whole answer, trimmed', ' SELECT 1;\n', 'SELECT 1;'],
  ['a fenced block', 'Sure:\n```sql\nSELECT 1;\n```\nDone.', 'SELECT 1;'],
  ['a fenced block without a language', '```\nSELECT 1\n```', 'SELECT 1'],
  ['a fenced block with CRLF', '```sql\r\nSELECT 1\r\n```\r\n', 'SELECT 1'],
  ['the first of two blocks', '```\nSELECT 1\n```\n```\nSELECT 2\n```', 'SELECT 1'],
  ['a block that was cut off', '```sql\nSELECT 1', 'SELECT 1'],
  ['several lines, with their comments', '```sql\n-- one\nSELECT\n  1\n```', '-- one\nSELECT\n  1'],
  ['text with backticks inside a line', 'SELECT `a` FROM t -- ```', 'SELECT `a` FROM t -- ```'],
  ['an empty block', '```sql\n```', ''],
])('takes %s', (_, answer, sql) => {
  expect(extractSql(answer)).toBe(sql);
});

it('takes what is in the fence, whatever stands around it', () => {
  const prose = fc.string().map((text) => text.replaceAll('`', ''));
  fc.assert(
    fc.property(prose, prose, prose, (before, sql, after) => {
      expect(extractSql(`${before}\n\`\`\`sql\n${sql}\n\`\`\`\n${after}`)).toBe(sql.trim());
    }),
  );
});
