import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logTicks } from '../../src/page/log-ticks.ts';

describe('ticks of a logarithmic axis', () => {
  it.each([
    [1, 10_000, [1, 10, 100, 1000, 10_000]],
    [3000, 150_000, [3000, 10_000, 30_000, 100_000]],
    [0.2, 3, [0.2, 0.5, 1, 2]],
    [200, 1000, [200, 300, 500, 700, 1000]],
    [1.01, 1.02, [1.01, 1.02]],
  ])('from %d to %d are round', (low, high, ticks) => {
    expect(logTicks(low, high)).toEqual(ticks);
  });

  it('are few, in order and between the ends, wherever those are', () => {
    const end = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(end, fc.double({ min: 1.001, max: 1e6, noNaN: true }), (low, ratio) => {
        const ticks = logTicks(low, low * ratio);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThan(14);
        expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
        expect(ticks[0]).toBeGreaterThanOrEqual(low);
        expect(ticks.at(-1)).toBeLessThanOrEqual(low * ratio);
      }),
    );
  });
});
