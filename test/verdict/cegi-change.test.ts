import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/measurement/measurement.ts';
import type { Estimate } from '../../src/measurement/result.ts';
import { corpusScore } from '../../src/metrics/corpus-score.ts';
import { type CegiSides, cegiChange as findChange } from '../../src/verdict/cegi-change.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';
import { randomSource } from '../simulators/random.ts';

function cegiChange(sides: CegiSides) {
  const found = findChange(sides);
  return 'uncompared' in found ? null : found;
}
const bootstrap = { resamples: 1000, seed: 1 };
const unchangedEnergy: Estimate = { value: 0, low: -0.02, high: 0.02 };
type Random = ReturnType<typeof randomSource>;

/** Answers to the same items, two thirds of which are as hard for one model as for another. */
function answers(random: Random, items: number, chances: readonly number[]): number[][] {
  const shared = Array.from({ length: items }, () => random.uniform());
  return chances.map((chance) =>
    shared.map((draw) => Number((random.uniform() < 2 / 3 ? draw : random.uniform()) < chance)),
  );
}
const measured = (scores: number[], trainableParameters?: number | null): Measurement =>
  simulatedMeasurement({
    scores,
    ...(trainableParameters === undefined ? {} : { trainableParameters }),
  });

const [ours, theirs, base] = answers(randomSource(1), 1000, [0.8, 0.7, 0.5]) as [
  number[],
  number[],
  number[],
];
const given = {
  energy: unchangedEnergy,
  head: measured(ours),
  baseline: measured(theirs),
  reference: measured(base),
  confidence: 0.95,
  bootstrap,
};
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a change of CEGI', () => {
  it('is that of the energy over that of the gain and of the parameters', () => {
    const energy = { value: Math.log(1.1), low: Math.log(1.08), high: Math.log(1.12) };
    const found = cegiChange({ ...given, energy, head: measured(ours, 4_000_000) })!;
    const gains = (mean(ours) - mean(base)) / (mean(theirs) - mean(base));
    expect(found.change.value).toBeCloseTo(100 * (1.1 / gains / 2 - 1), 9);
    expect(found.change.low).toBeLessThan(found.change.value);
    expect(found.change.high).toBeGreaterThan(found.change.value);
    expect(found.method).toBe("bootstrap of 1,000 items, 1,000 resamples, with the energy's interval");
  });

  it("of equal answers has the energy's interval", () => {
    const energy = { value: 0.1, low: 0.05, high: 0.17 };
    const { change } = cegiChange({ ...given, energy, baseline: measured(ours) })!;
    expect(change.value).toBeCloseTo(100 * Math.expm1(0.1), 9);
    expect(Math.log1p(change.low / 100)).toBeCloseTo(0.05, 2);
    expect(Math.log1p(change.high / 100)).toBeCloseTo(0.17, 2);
  });

  it('of an energy that is known has the interval of the gains alone', () => {
    const known = cegiChange({ ...given, energy: { value: 0, low: 0, high: 0 } })!.change;
    const unsure = cegiChange({ ...given, energy: { value: 0, low: -0.3, high: 0.3 } })!.change;
    expect(known.high - known.low).toBeGreaterThan(1);
    expect(unsure.high).toBeGreaterThan(known.high);
    expect(unsure.low).toBeLessThan(known.low);
  });

  it('is wider over clusters', () => {
    const clusters = ours.map((_, i) => `picture ${i % 40}`);
    // What one picture makes hard is hard for the whole of its questions.
    const random = randomSource(4);
    const own = Array.from({ length: 40 }, () => 0.3 * (random.uniform() - 0.5));
    const head = measured(ours.map((score, i) => score + own[i % 40]!));
    const alone = cegiChange({ ...given, head })!;
    const clustered = cegiChange({ ...given, head: { ...head, clusters } })!;
    expect(clustered.method).toContain('bootstrap of 1,000 items in 40 clusters');
    expect(clustered.change.high - clustered.change.low).toBeGreaterThan(
      alone.change.high - alone.change.low,
    );
  });

  it('by a metric of the whole corpus is that of the mean where it is one', () => {
    const asCorpus = (measurement: Measurement): Measurement => {
      const [score] = measurement.scores as [Measurement['scores'][0]];
      const perItem = score.perItem.map((one) => [1, 1, one, one, one, one, 1, 1, 1, 1]);
      const value = corpusScore('coco-bleu1', perItem);
      return { ...measurement, scores: [{ ...score, value, corpus: { statistic: 'coco-bleu1', perItem } }] };
    };
    const large = { ...given, bootstrap: { resamples: 10_000, seed: 1 } };
    const plain = cegiChange(large)!.change;
    const whole = cegiChange({
      ...large,
      head: asCorpus(given.head),
      baseline: asCorpus(given.baseline),
      reference: asCorpus(given.reference),
    })!.change;
    const width = plain.high - plain.low;
    expect(whole.value).toBeCloseTo(plain.value, 6);
    // Of so wide a table fewer resamples are drawn.
    expect(Math.abs(whole.low - plain.low)).toBeLessThan(0.06 * width);
    expect(Math.abs(whole.high - plain.high)).toBeLessThan(0.06 * width);
  });

  it('reaches as far as the difference of the scores, which knows of losses that no item shows', () => {
    const references = Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 0.5 : 0.3));
    const baseline = references.map(() => 0.8);
    const head = baseline.map((score, i) => score + (i % 3 === 0 ? 0.005 : -0.0025));
    const { low, high } = cegiChange({
      ...given,
      energy: { value: 0, low: 0, high: 0 },
      head: measured(head),
      baseline: measured(baseline),
      reference: measured(references),
    })!.change;
    // 1.3 points of a gain of 40.
    expect(high).toBeGreaterThan(3);
    expect(low).toBeLessThan(-2.9);
  });

  it('seldom misses the truth where the head breaks on one answer in a hundred, and hardly moves elsewhere', () => {
    const random = randomSource(23);
    const trials = 400;
    const references = Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 0.5 : 0.3));
    const truth = 100 * (0.4 / (0.8 * 0.99 - 0.4) - 1);
    let missed = 0;
    for (let trial = 0; trial < trials; trial++) {
      const head = references.map(() =>
        random.uniform() < 0.01 ? 0 : 0.8 + 0.01 * (random.uniform() - 0.5),
      );
      const { low, high } = cegiChange({
        ...given,
        energy: { value: 0, low: 0, high: 0 },
        head: measured(head),
        baseline: measured(references.map(() => 0.8)),
        reference: measured(references),
      })!.change;
      if (truth < low || truth > high) missed++;
    }
    // 5 %, and three binomial standard errors.
    expect(missed / trials).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials));
  });

  it.each<[why: string, Partial<typeof given>]>([
    ['the head gains nothing on the items that all share', { head: measured(base) }],
    ['the baseline gains nothing on the items that all share', { baseline: measured(base.map(() => 0)) }],
    ["the head's trainable parameters are not known", { head: measured(ours, null) }],
    ["the baseline's trainable parameters are not known", { baseline: measured(theirs, null) }],
    [
      'head, baseline and reference cannot be paired item by item (fewer than two scored items are shared)',
      { baseline: { ...measured(theirs), itemIds: theirs.map((_, i) => `other-${i}`) } },
    ],
    [
      'head, baseline and reference cannot be paired item by item (execution-accuracy is no number for some item)',
      { baseline: measured(theirs.map((score, i) => (i === 3 ? Number.NaN : score))) },
    ],
  ])('does not exist where %s, and says so', (uncompared, change) => {
    expect(findChange({ ...given, ...change })).toEqual({ uncompared });
  });

  it('has no end that is infinite: gains that may be nothing are not compared', () => {
    // One item of 50 gained: a third of the resamples lacks it.
    const reference = Array.from({ length: 50 }, (_, i) => Number(i % 2 === 0));
    const one = reference.map((score, i) => (i === 1 ? 1 : score));
    const many = reference.map((score, i) => (i < 30 ? 1 : score));
    for (const [head, baseline] of [
      [one, many],
      [many, one],
      [one, one],
    ] as const) {
      const sides = {
        head: measured([...head]),
        baseline: measured([...baseline]),
        reference: measured(reference),
      };
      expect(findChange({ ...given, ...sides })).toEqual({
        uncompared: 'on the items that all share a side may gain nothing',
      });
    }
  });

  it('lies inside its interval, which widens with confidence and knows no order', () => {
    const scores = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(scores, scores, scores), { minLength: 20, maxLength: 60 }), (items) => {
        const named = items.map(([a, b, c], i) => ({ id: `item-${i}`, scores: [0.6 + a, 0.5 + b, c / 2] }));
        const find = (order: typeof named, confidence: number) => {
          const [head, baseline, reference] = [0, 1, 2].map((side) => ({
            ...measured(order.map((item) => item.scores[side]!)),
            itemIds: order.map(({ id }) => id),
          })) as [Measurement, Measurement, Measurement];
          // Of an energy that is known: its interval would mean something else at another confidence.
          const energy = { value: 0.1, low: 0.1, high: 0.1 };
          return cegiChange({ ...given, energy, head, baseline, reference, confidence });
        };
        const found = find(named, 0.95);
        fc.pre(found !== null);
        const { value, low, high } = found!.change;
        expect([value, low, high].every(Number.isFinite)).toBe(true);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(find([...named].reverse(), 0.95)).toEqual(found);
        const less = find(named, 0.5)!.change;
        expect(less.low).toBeGreaterThanOrEqual(low - 1e-9);
        expect(less.high).toBeLessThanOrEqual(high + 1e-9);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [400, 0.6, 0.6],
    [400, 0.65, 0.58],
  ])('of %i items, from %f to %f, seldom misses the truth', (items, after, before) => {
    const random = randomSource(items);
    const trials = 400;
    const truth = 100 * ((before - 0.5) / (after - 0.5) - 1);
    let [shown, missed] = [0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const [head, baseline, reference] = answers(random, items, [after, before, 0.5]).map((scores) =>
        measured(scores),
      ) as [Measurement, Measurement, Measurement];
      const noise = 0.02 * random.normal();
      const energy = { value: noise, low: noise - 1.96 * 0.02, high: noise + 1.96 * 0.02 };
      const found = cegiChange({ ...given, energy, head, baseline, reference });
      if (!found) continue;
      shown++;
      if (truth < found.change.low || truth > found.change.high) missed++;
    }
    expect(shown / trials).toBeGreaterThan(0.7);
    // 5 %, and three binomial standard errors.
    expect(missed / trials).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials));
  });
});
