import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainForRunner } from '../../src/github/log.ts';

/** What the runner takes for a command: `::` at the start of a line, blanks aside, or the older `##[` anywhere. */
const command = /^\s*::|##\[/m;

it.each([
  '::set-output name=verdict::pass',
  '  ::error::forged',
  'sql: round 1\n::add-mask::secret',
  'sql: round 1\r\n\t::stop-commands::x',
  'text ##[error]forged',
])('%j reaches the log, and is no command', (hostile) => {
  expect(hostile).toMatch(command);
  const shown = plainForRunner(hostile);
  expect(shown).not.toMatch(command);
  expect(shown.replaceAll(' ', '')).toBe(hostile.replaceAll(' ', ''));
});

it('lets other text be', () => {
  expect(plainForRunner('sql: C++ std::vector, 12 of 24 items')).toBe('sql: C++ std::vector, 12 of 24 items');
});

it('leaves no command in any text', () => {
  const pieces = fc.constantFrom(':', '::', ' ', '\n', '\r', '##', '[', '#', 'x', '\u2028', '\v');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      expect(plainForRunner(parts.join(''))).not.toMatch(command);
    }),
  );
});
