import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine } from '../../src/energy/one-line.ts';

test('control and formatting characters become blanks, and blanks are not doubled', () => {
  expect(oneLine('NVIDIA\u001b[31m  H100\r\n\u202e80GB ')).toBe('NVIDIA [31m H100 80GB');
});

test('what is too long is cut, and says so', () => {
  expect(oneLine('abcdef', 4)).toBe('abc…');
  expect(oneLine('😀😀😀😀', 4)).toBe('😀😀😀😀');
});

test('whatever is written, it is one line of at most so many characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.integer({ min: 1, max: 50 }),
      (text, limit) => {
        const line = oneLine(text, limit);
        expect(line).not.toMatch(/\p{C}|[^\S ]/u);
        expect([...line].length).toBeLessThanOrEqual(limit);
      },
    ),
  );
});
