import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limitText, tell } from '../../src/verdict/sentence.ts';

it.each([
  [{ value: 12.04, low: 10.1, high: 14.2 }, '12', '10 to 14'],
  [{ value: -12.04, low: -14.2, high: -10.1 }, '12', '10 to 14'],
  [{ value: 0.41, low: -0.9, high: 1.7 }, '0.4', '−0.9 to +1.7'],
  [{ value: 0.012, low: -0.9, high: 0.92 }, '0', '−0.9 to +0.9'],
  [{ value: 5.213, low: 5.184, high: 5.242 }, '5.21', '5.18 to 5.24'],
  [{ value: 156.3, low: 43.1, high: 359.2 }, '156', '43 to 359'],
  [{ value: -13.1, low: -23.4, high: -0.2 }, '13.1', '0.2 to 23.4'],
  [{ value: 0, low: 0, high: 0 }, '0', '0 to 0'],
])('%j is told as %s (%s)', (estimate, size, range) => {
  expect(tell(estimate)).toEqual({ size, range });
});

it('the ends of an interval are told in their order, and apart where they are', () => {
  const number = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(number, number, number, (...numbers) => {
      const [low, value, high] = numbers.sort((a, b) => a - b) as [number, number, number];
      const { range } = tell({ value, low, high });
      const [first, last] = range.replaceAll('−', '-').split(' to ').map(Number) as [number, number];
      expect(first).toBeLessThanOrEqual(last);
      if (high - low > 1e-4) expect(first).toBeLessThan(last);
    }),
  );
});

it('a limit is told as it was written', () => {
  expect([5, 0.5, -12.5, 1e-3].map(limitText)).toEqual(['5', '0.5', '12.5', '0.001']);
});
