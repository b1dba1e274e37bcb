import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planBatches } from '../../src/evaluators/batches.ts';

const limits = { batch: 2, maxNewTokens: 4, context: 10, mayBeShorter: true };

test('items of similar length go together, the longest first', () => {
  expect(planBatches([3, 5, 1, 4], limits).batches).toEqual([
    { items: [1, 3], newTokens: 4 },
    { items: [0, 2], newTokens: 4 },
  ]);
});

test('an item with less room writes less, and does not shorten its neighbours', () => {
  expect(planBatches([6, 7, 7, 8], limits).batches).toEqual([
    { items: [3], newTokens: 2 },
    { items: [1, 2], newTokens: 3 },
    { items: [0], newTokens: 4 },
  ]);
});

test('an item that fits its context to the last token is run, and one more token is too many', () => {
  expect(planBatches([9], limits).batches).toEqual([{ items: [0], newTokens: 1 }]);
  const { batches, failures } = planBatches([10], limits);
  expect(batches).toEqual([]);
  expect(failures.get(0)).toBe("the prompt of 10 tokens leaves no room in the model's context of 10");
});

test('a fixed length needs all its room', () => {
  const { batches, failures } = planBatches([6, 7], { ...limits, mayBeShorter: false });
  expect(batches).toEqual([{ items: [0], newTokens: 4 }]);
  expect(failures.get(1)).toBe(
    "the prompt of 7 tokens leaves no room for 4 tokens in the model's context of 10",
  );
});

test('an empty prompt fails, and a model that does not say its context takes any other', () => {
  const { batches, failures } = planBatches([0, 100_000], { ...limits, context: null });
  expect([...failures.keys()]).toEqual([0]);
  expect(batches).toEqual([{ items: [1], newTokens: 4 }]);
});

test('every item is run once or fails once, in batches that keep their limits', () => {
  const plans = fc.record({
    lengths: fc.array(fc.nat(40)),
    batch: fc.integer({ min: 1, max: 9 }),
    maxNewTokens: fc.integer({ min: 1, max: 20 }),
    context: fc.option(fc.integer({ min: 1, max: 40 })),
    mayBeShorter: fc.boolean(),
  });
  fc.assert(
    fc.property(plans, ({ lengths, ...limits }) => {
      const { batches, failures } = planBatches(lengths, limits);
      const all = [...batches.flatMap(({ items }) => items), ...failures.keys()].sort((a, b) => a - b);
      expect(all).toEqual([...lengths.keys()]);
      for (const { items, newTokens } of batches) {
        expect(items.length).toBeLessThanOrEqual(limits.batch);
        expect(newTokens).toBeGreaterThanOrEqual(1);
        if (!limits.mayBeShorter) expect(newTokens).toBe(limits.maxNewTokens);
        for (const item of items) {
          const room = (limits.context ?? Number.POSITIVE_INFINITY) - (lengths[item] as number);
          expect(newTokens).toBe(Math.min(limits.maxNewTokens, room));
        }
      }
    }),
  );
});
