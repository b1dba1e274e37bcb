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
  expect(tell(estimate, 1000)).toEqual({ size, range });
});

it('the ends of an interval are told in their order, and apart where they are', () => {
  const number = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(number, number, number, (...numbers) => {
      const [low, value, high] = numbers.sort((a, b) => a - b) as [number, number, number];
      const { range } = tell({ value, low, high }, 1e6);
      const [first, last] = range.replaceAll('−', '-').split(' to ').map(Number) as [number, number];
      expect(first).toBeLessThanOrEqual(last);
      if (high - low > 1e-4) expect(first).toBeLessThan(last);
    }),
  );
});

it.each([
  [{ value: 8.19, low: 5.37, high: 11.01 }, 5, '8.2', '5.4 to 11.0'],
  [{ value: 0.45, low: -0.12, high: 1.02 }, 1, '0.45', '−0.12 to +1.02'],
  [{ value: -0.5, low: -1.004, high: 0.1 }, -1, '0.500', '−1.004 to +0.100'],
  [{ value: -8.19, low: -11.01, high: -5.37 }, -5, '8.2', '5.4 to 11.0'],
  [{ value: 7, low: 6, high: 7.5 }, 7.5, '7.0', '6.0 to 7.5'],
])('%j beside a limit of %f is told as %s (%s)', (estimate, limit, size, range) => {
  expect(tell(estimate, limit)).toEqual({ size, range });
});

it('what is told leads to the same verdict as what is not rounded', () => {
  const limits = fc.constantFrom(-10, -1, -0.5, 0, 0.5, 1, 2, 5, 7.5, 12.25);
  const part = fc.double({ min: 0, max: 3, noNaN: true });
  const near = fc.constantFrom(1, 0.1, 0.001, 1e-6);
  fc.assert(
    fc.property(limits, part, part, part, near, (limit, a, b, c, scale) => {
      const [low, value, high] = [a, b, c]
        .map((one) => limit + scale * (one - 1.5))
        .sort((one, other) => one - other) as [number, number, number];
      fc.pre([low, high].every((end) => end === limit || Math.abs(end - limit) > 1e-11));
      const { range } = tell({ value, low, high }, limit);
      const ends = range.replaceAll('−', '-').split(' to ').map(Number) as [number, number];
      const told = high < 0 ? [-ends[1], -ends[0]] : ends;
      const sides = (interval: number[]) => interval.map((end) => Math.sign(end - limit));
      expect(sides(told)).toEqual(sides([low, high]));
    }),
    { numRuns: 2000 },
  );
});

it('a limit is told as it was written', () => {
  expect([5, 0.5, -12.5, 1e-3].map(limitText)).toEqual(['5', '0.5', '12.5', '0.001']);
});
