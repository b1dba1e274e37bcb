import { expect, it } from 'vitest';
import { exactMatch } from '../../src/metrics/exact-match.ts';

it.each([
  ['SELECT 1', ' SELECT 1\n', 1],
  ['SELECT 1', 'select 1', 0],
  ['SELECT 1', 'SELECT  1', 0],
  ['', ' ', 1],
])('%j against %j is %d', (gold, text, score) => {
  expect(exactMatch(gold, text)).toBe(score);
});
