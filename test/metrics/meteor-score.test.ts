import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addableMeteorCounts, meteorCounts, meteorScore } from '../../src/metrics/meteor-score.ts';

const file = new URL('./golden/captions/meteor.golden.json.gz', import.meta.url);
const golden: { counted: string[]; value: number; perItem: number[] } = JSON.parse(
  gunzipSync(readFileSync(file)).toString(),
);
const counts = golden.counted.map((line) => line.split(' ').map(Number));
const add = (items: readonly number[][]) =>
  items[0]!.map((_, at) => items.reduce((sum, item) => sum + item[at]!, 0));

describe('meteorScore', () => {
  it("gives METEOR's own scores of items and of their corpus to 1e-9", () => {
    expect(counts.length).toBeGreaterThan(1_000);
    const addable = counts.map(addableMeteorCounts);
    const wrong = addable.flatMap((item, i) =>
      Math.abs(meteorScore(item) - golden.perItem[i]!) <= 1e-9 ? [] : [{ i, got: meteorScore(item) }],
    );
    expect(wrong).toEqual([]);
    expect(Math.abs(meteorScore(add(addable)) - golden.value)).toBeLessThanOrEqual(1e-9);
  });

  it('counts no chunk for a caption that is its reference', () => {
    const same = counts.findIndex((_, i) => golden.perItem[i] === 1);
    expect(counts[same]![20]).toBe(1);
    expect(addableMeteorCounts(counts[same]!)[20]).toBe(0);
    expect(meteorScore(addableMeteorCounts(counts[same]!))).toBe(1);
  });

  it('is a fraction for every part of a corpus', () => {
    const part = fc.array(fc.constantFrom(...counts), { minLength: 1 });
    fc.assert(
      fc.property(part, (items) => {
        const score = meteorScore(add(items.map(addableMeteorCounts)));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is 0 without words or matches', () => {
    expect(meteorScore(Array<number>(meteorCounts).fill(0))).toBe(0);
    expect(meteorScore([5, 5, ...Array<number>(meteorCounts - 2).fill(0)])).toBe(0);
  });
});
