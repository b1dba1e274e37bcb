import { expect, test } from 'vitest';
import { decides } from '../../src/energy/decides.ts';

test('an accepted provenance decides', () => {
  expect(decides('integrated', ['measured', 'integrated'])).toBe(true);
});

test('an estimate decides only where it is accepted', () => {
  expect(decides('estimated', ['measured', 'integrated'])).toBe(false);
  expect(decides('estimated', ['estimated'])).toBe(true);
});

test('what is unavailable never decides, even where someone accepts it', () => {
  expect(decides('unavailable', ['measured', 'unavailable'])).toBe(false);
});
