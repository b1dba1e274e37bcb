import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsPattern, nameInAttempt, problemOfName, withoutAttempt } from '../../src/github/artifact-name.ts';

describe('the name of an artifact', () => {
  it('is another in every attempt, and tells which artifact it is', () => {
    const names = [1, 2, 12].flatMap((attempt) =>
      [false, true].map((again) => nameInAttempt('cegi-measure-0', attempt, again)),
    );
    expect(names[0]).toBe('cegi-measure-0');
    expect(new Set(names).size).toBe(6);
    for (const name of names) expect(withoutAttempt(name)).toBe('cegi-measure-0');
    expect(withoutAttempt('cegi-measure-1')).toBe('cegi-measure-1');
  });

  it('holds nothing that GitHub refuses', () => {
    for (const refused of '":<>|*?\r\n\\/\0') {
      expect(problemOfName(`a${refused}b`)).toContain('which GitHub takes in no name');
    }
    expect(problemOfName('cegi-Äß (2) ~x')).toBeNull();
  });

  it('fits a pattern as an expression would say', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(text, pattern, (name, given) => {
        const expression = new RegExp(`^${given.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
        expect(fitsPattern(name, given)).toBe(expression.test(name));
      }),
      { numRuns: 1000 },
    );
  });

  it('of many stars takes no longer than its length', () => {
    expect(fitsPattern('a'.repeat(50_000), '*a'.repeat(100))).toBe(true);
    expect(fitsPattern('a'.repeat(50_000), `${'*a'.repeat(100)}b`)).toBe(false);
  });
});
