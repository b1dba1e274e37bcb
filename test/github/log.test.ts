import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainForRunner } from '../../src/github/log.ts';

/**
 * What the runner takes for a command: `::` at the start of a line, what .NET's TrimStart takes off aside, or the older
 * `##[` anywhere.
 */
const command = /(?:^|[\r\n])[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*::|##\[/;

it.each([
  '::set-output name=verdict::pass',
  '  ::error::forged',
  'sql: round 1\n::add-mask::secret',
  'sql: round 1\r\n\t::stop-commands::x',
  'text ##[error]forged',
  '\u0085::error::forged',
  'models/sql/\n\u00a0\u3000::error title=forged::x',
])('%j reaches the log, and is no command', (hostile) => {
  expect(hostile).toMatch(command);
  const shown = plainForRunner(hostile);
  expect(shown).not.toMatch(command);
  const visible = (text: string) => text.replace(/[ \u0085]/g, '');
  expect(visible(shown)).toBe(visible(hostile));
});

it('no text steers a terminal, turns its direction, or hides a command behind what nobody sees', () => {
  expect(plainForRunner('a\u001b[31mred\u001b[0m\u202eevil\u0007\b')).toBe('aredevil');
  expect(plainForRunner('\u200b\ufeff::error::x')).not.toMatch(/::error/);
  expect(plainForRunner('##\u0000[error]x')).not.toMatch(command);
  expect(plainForRunner('tab\tand\nline\r\n')).toBe('tab\tand\nline\r\n');
});

it('lets other text be', () => {
  expect(plainForRunner('sql: C++ std::vector, 12 of 24 items')).toBe('sql: C++ std::vector, 12 of 24 items');
});

it('leaves no command in any text', () => {
  const pieces = fc.constantFrom(
    ':',
    '::',
    ' ',
    '\n',
    '\r',
    '##',
    '[',
    '#',
    'x',
    '\u2028',
    '\v',
    '\u0085',
    '\u00a0',
    '\u0000',
    '\u001b[1m',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      expect(plainForRunner(parts.join(''))).not.toMatch(command);
    }),
  );
});
