import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cegi } from '../../src/cegi/cegi.ts';
import { figures } from '../../src/cegi/figures.ts';
import { gain, gainInterval, gains } from '../../src/cegi/gain.ts';
import type { Measurement } from '../../src/measurement/measurement.ts';
import type { Estimate } from '../../src/measurement/result.ts';
import { corpusScore } from '../../src/metrics/corpus-score.ts';
import { binaryScores, simulatedMeasurement } from '../simulators/measurement.ts';
import { randomSource } from '../simulators/random.ts';

const settings = {
  intensityGPerKWh: 360,
  pue: 1.5,
  gain: 'relative' as const,
  lifetimeItems: null,
  bootstrap: { resamples: 1000, seed: 1 },
};

/** Of answers that are no corpus: nothing is resampled for a gain's interval. */
const ofItems = (
  scores: number[],
  references: number[],
  kind: 'relative' | 'points',
  clusters: number[] | null = null,
) => gainInterval({ perItem: [scores, references], corpus: null, clusters }, () => [], kind, 0.95);
function determined<T extends object>(found: T | { undetermined: string }): T {
  if ('undetermined' in found) throw new Error(found.undetermined);
  return found;
}
const holds = ({ low, high }: Estimate, truth: number) => low <= truth && truth <= high;

describe('the gain', () => {
  it('is percent of the reference score, or points', () => {
    expect(gain(0.6, 0.4, 'relative')).toBeCloseTo(50, 10);
    expect(gain(0.6, 0.4, 'points')).toBeCloseTo(20, 10);
  });

  it('over a reference that scores 0 is defined in points only', () => {
    expect(ofItems([1, 0, 1], [0, 0, 0], 'relative')).toEqual({ undetermined: 'the reference scores 0' });
    expect(determined(ofItems([1, 0, 1], [0, 0, 0], 'points')).value).toBeCloseTo(66.667, 3);
  });

  it('of resamples is never NaN', () => {
    const drawn = [Float64Array.of(0, 1, 0, 0.5), Float64Array.of(0, 0, 1, 0.5)];
    expect([...gains(drawn, 'relative')]).toEqual([0, Infinity, -100, 0]);
    expect([...gains(drawn, 'points')]).toEqual([0, 100, -100, 0]);
  });

  it.each([0.1, 0.4])('has an interval that covers the truth, with a reference that scores %f', (low) => {
    const random = randomSource(11);
    const truth = 100 * (0.8 / low - 1);
    let covered = 0;
    const trials = 1500;
    for (let trial = 0; trial < trials; trial++) {
      const reference = Array.from({ length: 120 }, () => Number(random.uniform() < low));
      const scores = Array.from({ length: 120 }, () => Number(random.uniform() < 0.8));
      if (holds(determined(ofItems(scores, reference, 'relative')), truth)) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.93);
    expect(covered / trials).toBeLessThan(0.98);
  });

  it('that is plain to see does not contain 0, however low the reference scores', () => {
    const found = determined(ofItems(binaryScores(15, 20), binaryScores(3, 20), 'relative'));
    expect(found.value).toBeCloseTo(400, 8);
    expect(found.low).toBeGreaterThan(0);
    const points = determined(ofItems(binaryScores(15, 20), binaryScores(3, 20), 'points'));
    expect(points.low).toBeGreaterThan(0);
  });

  it.each(['relative', 'points'] as const)('in %s is less sure over clusters', (kind) => {
    const clusters = Array.from({ length: 100 }, (_, i) => Math.floor(i / 10));
    const [scores, reference] = [binaryScores(70, 100), binaryScores(40, 100)];
    const alone = determined(ofItems(scores, reference, kind));
    const clustered = determined(ofItems(scores, reference, kind, clusters));
    expect(clustered.high - clustered.low).toBeGreaterThan(2 * (alone.high - alone.low));
  });

  it.each<[string, number[], number[]]>([
    ['three right against three wrong', [1, 1, 1], [0, 0, 0]],
    ['two that gain as much', [1, 1], [0.5, 0.5]],
    ['a hundred that gain as much', Array(100).fill(0.9), Array(100).fill(0.8)],
    ['the same answers', [1, 0, 1, 1], [1, 0, 1, 1]],
  ])('of %s has a width', (_, scores, references) => {
    const points = determined(ofItems(scores, references, 'points'));
    expect(points.high - points.low).toBeGreaterThan(1);
    const relative = ofItems(scores, references, 'relative');
    if ('undetermined' in relative) return;
    expect(relative.high - relative.low).toBeGreaterThan(1);
    expect(holds(relative, relative.value)).toBe(true);
  });

  it('of a model that scores 0 is −100 %', () => {
    const found = determined(ofItems([0, 0, 0, 0], [1, 0, 1, 0], 'relative'));
    expect(found.value).toBe(-100);
    expect(found.high).toBeGreaterThan(-100);
  });
});

describe('CEGI', () => {
  it('is grams over gain and millions of parameters', () => {
    expect(cegi(12, 50, 2_000_000)).toBeCloseTo(0.12, 12);
  });

  it.each([
    [0, 1e6],
    [-3, 1e6],
    [5, 0],
    [Number.NaN, 1e6],
  ])('is never a number for a gain of %f and %f parameters', (gainValue, parameters) => {
    expect(() => cegi(1, gainValue, parameters)).toThrow(RangeError);
  });

  it('follows from joules, worked by hand', () => {
    // 3,600 J for 100 items = 36,000 J (0.01 kWh) for 1,000; × 360 g/kWh × 1.5 = 5.4 g.
    const head = simulatedMeasurement({
      roundsJ: [3600, 3600, 3600],
      scores: binaryScores(80, 100),
      trainableParameters: 2_000_000,
    });
    const reference = simulatedMeasurement({ scores: binaryScores(40, 100) });
    const found = figures(head, reference, settings);
    expect(found.energyJPer1000Items!.value).toBeCloseTo(36_000, 6);
    expect(found.emissionsGPer1000Items!.value).toBeCloseTo(5.4, 10);
    expect(found.energyJPerToken).toBeCloseTo(3.6, 10);
    expect(found.gain).toMatchObject({ value: expect.closeTo(100, 8) });
    expect(found.cegi).toMatchObject({ value: expect.closeTo(5.4 / (100 * 2), 10) });
  });

  it('is undetermined, and never 0, where nothing is emitted', () => {
    const head = simulatedMeasurement({ scores: binaryScores(80, 100), trainingEmissionsG: 270 });
    const reference = simulatedMeasurement({ scores: binaryScores(40, 100) });
    const found = figures(head, reference, { ...settings, intensityGPerKWh: 0, lifetimeItems: 50_000 });
    expect(found.emissionsGPer1000Items).toEqual({ value: 0, low: 0, high: 0 });
    expect(found.cegi).toEqual({ undetermined: 'its emissions are nothing' });
    expect(found.cegiTraining).toBeGreaterThan(0);
    expect(found.cegiLifecycle).toBeNull();
    const untrained = figures(
      { ...head, training: { ...head.training!, emissionsG: 0 } },
      reference,
      settings,
    );
    expect(untrained.cegiTraining).toBeNull();
    expect(determined(untrained.cegi).low).toBeGreaterThan(0);
  });

  it('spreads declared training over the declared volume of items', () => {
    const head = simulatedMeasurement({
      roundsJ: [3600, 3600],
      scores: binaryScores(80, 100),
      trainingEmissionsG: 270,
    });
    const reference = simulatedMeasurement({ scores: binaryScores(40, 100) });
    const found = figures(head, reference, { ...settings, lifetimeItems: 50_000 });
    // 270 g over 50,000 items are 5.4 g for 1,000: as much again as the evaluation.
    expect(found.cegiLifecycle).toBeCloseTo((2 * 5.4) / 200, 10);
    expect(figures(head, reference, settings).cegiLifecycle).toBeNull();
  });

  it('of the training alone needs no energy, and says nothing where no training is declared', () => {
    const unread = { roundsJ: [null, null], scores: binaryScores(80, 100) };
    const reference = simulatedMeasurement({ scores: binaryScores(40, 100) });
    const trained = simulatedMeasurement({ ...unread, trainingEmissionsG: 270 });
    // 270 g for 100 % of gain and 2 million parameters.
    expect(figures(trained, reference, settings).cegiTraining).toBeCloseTo(1.35, 12);
    expect(figures(trained, reference, settings).cegi).toEqual({ undetermined: 'the energy is unknown' });
    expect(figures(simulatedMeasurement(unread), reference, settings).cegiTraining).toBeNull();
  });

  it.each([
    ['the model loses to its reference', binaryScores(30, 100), 2e6, /does not score above/],
    ['the gain may be nothing', binaryScores(41, 100), 2e6, /contains 0/],
    ['parameters are unknown', binaryScores(80, 100), null, /trainable parameters/],
  ])('is undetermined where %s', (_, scores, trainableParameters, reason) => {
    const random = randomSource(3);
    const shuffled = scores
      .map((score) => [random.uniform(), score] as const)
      .sort(([a], [b]) => a - b)
      .map(([, score]) => score);
    const head = simulatedMeasurement({ scores: shuffled, trainableParameters });
    const reference = simulatedMeasurement({ scores: binaryScores(40, 100) });
    expect(figures(head, reference, settings).cegi).toEqual({ undetermined: expect.stringMatching(reason) });
  });

  it('is undetermined, and the energy null, where a counter could not be read', () => {
    const head = simulatedMeasurement({ roundsJ: [null, null], scores: binaryScores(80, 100) });
    const reference = simulatedMeasurement({ scores: binaryScores(40, 100) });
    const found = figures(head, reference, settings);
    expect(found.energyJPer1000Items).toBeNull();
    expect(found.provenance).toBe('unavailable');
    expect(found.cegi).toEqual({ undetermined: 'the energy is unknown' });
  });

  it.each([0.51, 0.53, 0.55])('of a model that scores %f over 0.5 is seldom shown and missed', (score) => {
    // 2,000 J for 200 items; the gain is in percent of 0.5.
    const truth = (((1000 * 10) / 3.6e6) * 360 * 1.5) / (200 * (score - 0.5) * 2);
    const random = randomSource(13);
    const trials = 1500;
    let missed = 0;
    for (let trial = 0; trial < trials; trial++) {
      const drawn = (chance: number) => Array.from({ length: 200 }, () => Number(random.uniform() < chance));
      const roundsJ = Array.from({ length: 6 }, () => 2000 * Math.exp(0.03 * random.normal()));
      const { cegi: found } = figures(
        simulatedMeasurement({ roundsJ, scores: drawn(score) }),
        simulatedMeasurement({ scores: drawn(0.5) }),
        settings,
      );
      if (!('undetermined' in found) && !(found.low <= truth && truth <= found.high)) missed++;
    }
    expect(missed / trials).toBeLessThanOrEqual(0.05);
  });

  it('is always inside its own interval', () => {
    const joules = fc.array(fc.double({ min: 50, max: 150, noNaN: true }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(joules, fc.integer({ min: 70, max: 100 }), (roundsJ, ones) => {
        const head = simulatedMeasurement({ roundsJ, scores: binaryScores(ones, 100) });
        const reference = simulatedMeasurement({ scores: binaryScores(40, 100) });
        const { cegi: found } = figures(head, reference, settings);
        if ('undetermined' in found) throw new Error(found.undetermined);
        expect(found.low).toBeLessThanOrEqual(found.value);
        expect(found.high).toBeGreaterThanOrEqual(found.value);
        expect(found.low).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the energy per item', () => {
  const width = (given: Parameters<typeof simulatedMeasurement>[0]) => {
    const { energyJPer1000Items } = figures(simulatedMeasurement(given), null, settings);
    return energyJPer1000Items!.high - energyJPer1000Items!.low;
  };

  it('is no surer than the ticks of its counters, though all rounds agree', () => {
    expect(width({ roundsJ: [100, 100, 100], uncertaintyJ: 2 })).toBeGreaterThan(0);
    expect(width({ roundsJ: [100, 100, 100], uncertaintyJ: 0 })).toBe(0);
  });

  it('does not count assumed watts as noise between rounds', () => {
    const given = { roundsJ: [100, 101, 99], uncertaintyJ: 50, provenance: 'estimated' as const };
    expect(width(given)).toBeCloseTo(width({ ...given, uncertaintyJ: 0 }), 9);
  });
});

/** Answers of 10 words, so many of them right: scored by COCO's BLEU-1, which is then their mean. */
function corpus(right: readonly number[], roundsJ?: number[]): Measurement {
  const measurement = simulatedMeasurement({
    scores: right.map((words) => words / 10),
    ...(roundsJ ? { roundsJ } : {}),
  });
  const perItem = right.map((words) => [10, 10, words, words, words, words, 10, 10, 10, 10]);
  measurement.scores[0]!.corpus = { statistic: 'coco-bleu1', perItem };
  measurement.scores[0]!.value = corpusScore('coco-bleu1', perItem);
  return measurement;
}
const drawnWords = (random: ReturnType<typeof randomSource>, items: number, chance: number) =>
  Array.from({ length: items }, () => {
    const words = Array.from({ length: 10 }, () => Number(random.uniform() < chance));
    return words.reduce((sum, word) => sum + word, 0);
  });

describe('figures by a metric of the whole corpus', () => {
  const random = randomSource(17);
  const [ours, theirs] = [drawnWords(random, 200, 0.6), drawnWords(random, 200, 0.5)];
  const bootstrap = { resamples: 5000, seed: 1 };

  it('are those of the mean where it is one', () => {
    const whole = figures(corpus(ours), corpus(theirs), { ...settings, bootstrap });
    const plain = figures(
      simulatedMeasurement({ scores: ours.map((words) => words / 10) }),
      simulatedMeasurement({ scores: theirs.map((words) => words / 10) }),
      { ...settings, bootstrap },
    );
    for (const part of ['score', 'gain', 'cegi'] as const) {
      const [a, b] = [whole[part], plain[part]].map((found) => determined(found!)) as [Estimate, Estimate];
      expect(a.value).toBeCloseTo(b.value, 9);
      expect(Math.abs(a.low - b.low)).toBeLessThan(0.04 * (b.high - b.low));
      expect(Math.abs(a.high - b.high)).toBeLessThan(0.04 * (b.high - b.low));
    }
  });

  it('have a width where all answers score alike', () => {
    const same = Array.from({ length: 50 }, () => 6);
    const { value, low, high } = figures(corpus(same), null, { ...settings, bootstrap }).score!;
    const chance = 1 - 0.05 ** (1 / 50);
    expect(low).toBeCloseTo(value - chance * value, 9);
    expect(high).toBeCloseTo(value + chance * (1 - value), 9);
  });

  it('leave open what a few more answers may lose, where all here gained a little', () => {
    const words = Array.from({ length: 200 }, (_, i) => 6 + (i % 2));
    const found = figures(corpus(words), corpus(words.map(() => 5)), { ...settings, bootstrap });
    const { value, low, high } = determined(found.gain);
    expect(value).toBeCloseTo(30, 6);
    // 1.9 points of 50, where a bootstrap leaves 0.7.
    expect(value - low).toBeGreaterThan(3.5);
    expect(high - value).toBeGreaterThan(3.5);
  });

  it('leave a gain open over a reference that scores next to nothing', () => {
    const few = Array.from({ length: 200 }, (_, i) => Number(i === 0));
    const found = figures(corpus(ours), corpus(few), { ...settings, bootstrap });
    // A resample without that item scores next to nothing: COCO's BLEU is never 0.
    expect(determined(found.gain).high).toBeGreaterThan(1e6);
    expect(found.score!.value).toBeCloseTo(0.6, 1);
  });
});

describe('an own score', () => {
  const scored = (scores: number[], clusters: string[] | null = null) =>
    figures({ ...simulatedMeasurement({ scores }), clusters }, null, settings).score!;

  it("of answers that are right or wrong has Wilson's interval", () => {
    // Of 81 right of 263: the example of R. G. Newcombe, Stat. Med. 17, 1998, table I.
    const { low, high } = scored(binaryScores(81, 263));
    expect([low, high]).toEqual([expect.closeTo(0.2553, 4), expect.closeTo(0.3662, 4)]);
    // And 0 of 20.
    expect(scored(binaryScores(0, 20))).toEqual({ value: 0, low: 0, high: expect.closeTo(0.1611, 4) });
    expect(scored(binaryScores(20, 20))).toEqual({ value: 1, low: expect.closeTo(0.8389, 4), high: 1 });
  });

  it('of answers that are nearly all right covers the truth', () => {
    const random = randomSource(99);
    const trials = 1000;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const found = scored(Array.from({ length: 100 }, () => Number(random.uniform() < 0.99)));
      expect(found.high).toBeGreaterThan(found.low);
      if (holds(found, 0.99)) covered++;
    }
    // Exactly 92.1 %, by the binomial.
    expect(covered / trials).toBeGreaterThan(0.9);
  });

  it('of the same answers over a few databases is less sure than of items that stand alone', () => {
    const clusters = Array.from({ length: 100 }, (_, i) => `database ${i % 10}`);
    const all = binaryScores(100, 100);
    expect(scored(all, clusters).low).toBeLessThan(scored(binaryScores(10, 10)).low);
    const half = Array.from({ length: 100 }, (_, i) => Number(i % 10 < 5));
    const [alone, clustered] = [scored(half), scored(half, clusters)];
    expect(clustered.high - clustered.low).toBeGreaterThan(2.5 * (alone.high - alone.low));
  });

  it('that is the same for all items gets the rule of three', () => {
    const chance = 1 - 0.05 ** (1 / 50);
    const found = scored(Array.from({ length: 50 }, () => 0.6));
    expect(found.low).toBeCloseTo(0.6 - chance * 0.6, 12);
    expect(found.high).toBeCloseTo(0.6 + chance * 0.4, 12);
  });

  it('has a width, whatever the scores are, and holds the value', () => {
    const score = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(score, { minLength: 2, maxLength: 40 }), fc.boolean(), (scores, isClustered) => {
        const clusters = isClustered ? scores.map((_, i) => `cluster ${i % 2}`) : null;
        const { value, low, high } = scored(scores, clusters);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(high - low).toBeGreaterThan(0);
      }),
    );
  });
});

describe("CEGI's interval", () => {
  const scores = binaryScores(800, 1000);
  const reference = simulatedMeasurement({ scores: binaryScores(400, 1000) });
  const logWidth = (found: ReturnType<typeof figures>) => {
    const { low, high } = determined(found.cegi);
    return Math.log(high / low);
  };

  // Of a reference that scores half as much, and of which hardly an item is another than the next.
  const certain = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 0.8 : 0.801));
  const half = simulatedMeasurement({ scores: certain.map(() => 0.4) });

  it.each<[string, number[], number]>([
    ['', [90, 110, 103, 99], 0],
    [' also where only ticks leave something open', [100, 100, 100], 10],
  ])("is little more than the energy's where the gain is all but certain,%s", (_, roundsJ, uncertaintyJ) => {
    const found = figures(simulatedMeasurement({ scores: certain, roundsJ, uncertaintyJ }), half, settings);
    const { low, high } = found.energyJPer1000Items!;
    expect(Math.log(high / low)).toBeGreaterThan(0.05);
    expect(logWidth(found)).toBeGreaterThan(0.98 * Math.log(high / low));
    expect(logWidth(found)).toBeLessThan(1.1 * Math.log(high / low));
  });

  it("is undetermined where the gain's interval contains 0, by however little", () => {
    // 3 gained and none lost of 100: an interval from just below 0 on.
    const references = binaryScores(50, 100);
    const gained = (count: number) =>
      figures(
        simulatedMeasurement({ scores: binaryScores(50 + count, 100) }),
        simulatedMeasurement({ scores: references }),
        { ...settings, gain: 'points' },
      );
    const [few, more] = [gained(3), gained(5)];
    expect(determined(few.gain).low).toBeGreaterThan(-1);
    expect(determined(few.gain).low).toBeLessThan(0);
    expect(few.cegi).toEqual({ undetermined: "the gain's interval contains 0" });
    expect(determined(more.gain).low).toBeGreaterThan(0);
    expect(determined(more.cegi).value).toBeGreaterThan(0);
  });

  it('draws rounds apart from items, lest as many of both go together', () => {
    // Where they went together, what an item gains would meet the round that takes as much more, and leave nothing open.
    const right = Array.from({ length: 40 }, (_, i) => Number(i % 5 > 0));
    // In the order of their names, in which they are drawn.
    const named = (measurement: Measurement): Measurement => ({
      ...measurement,
      itemIds: right.map((_, i) => `item-${100 + i}`),
    });
    const found = figures(
      named(simulatedMeasurement({ scores: right, roundsJ: right.map((one) => 100 * Math.exp(one / 0.8)) })),
      named(simulatedMeasurement({ scores: right.map(() => 0) })),
      { ...settings, gain: 'points', bootstrap: { resamples: 10_000, seed: 1 } },
    );
    const { low, high } = found.energyJPer1000Items!;
    expect(logWidth(found)).toBeGreaterThan(1.2 * Math.log(high / low));
  });

  it('is undetermined where no item shows that the gain may be another', () => {
    const same = simulatedMeasurement({ scores: certain.map(() => 0.8) });
    const found = figures(same, half, settings);
    const { low, high } = determined(found.gain);
    expect(low).toBeGreaterThan(0);
    expect(high - low).toBeGreaterThan(1);
    expect(found.cegi).toEqual({ undetermined: 'the items show no spread of the gain' });
  });

  it("reaches as far as the gain's, which knows of losses that no item shows", () => {
    // Of 300 items none breaks, and a bootstrap knows of no others.
    const scores = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 0.9 : 0.89));
    const roundsJ = [100, 100, 100, 100];
    const references = scores.map((_, i) => (i % 2 === 0 ? 0.6 : 0.602));
    const found = figures(
      simulatedMeasurement({ scores, roundsJ }),
      simulatedMeasurement({ scores: references }),
      { ...settings, gain: 'points', bootstrap: { resamples: 10_000, seed: 1 } },
    );
    const gained = determined(found.gain);
    const index = determined(found.cegi);
    expect(index.high / index.value).toBeGreaterThan(0.99 * (gained.value / gained.low));
    expect(index.value / index.low).toBeGreaterThan(0.99 * (gained.high / gained.value));
  });

  it('widens with noisier rounds and with fewer items', () => {
    const [quiet, noisy] = [
      [99, 100, 101, 100],
      [80, 100, 120, 95],
    ].map((roundsJ) => logWidth(figures(simulatedMeasurement({ scores, roundsJ }), reference, settings))) as [
      number,
      number,
    ];
    expect(noisy).toBeGreaterThan(2 * quiet);
    const fewer = figures(
      simulatedMeasurement({ scores: binaryScores(80, 100), roundsJ: [99, 100, 101, 100] }),
      simulatedMeasurement({ scores: binaryScores(40, 100) }),
      settings,
    );
    expect(logWidth(fewer)).toBeGreaterThan(2 * quiet);
  });

  it('depends on the seed, and on nothing else', () => {
    const head = simulatedMeasurement({ scores });
    const found = figures(head, reference, settings);
    expect(figures(head, reference, settings)).toEqual(found);
    const reseeded = { ...settings, bootstrap: { resamples: 1000, seed: 2 } };
    expect(figures(head, reference, reseeded).cegi).not.toEqual(found.cegi);
    const places = scores.map((_, i) => (i * 7) % 1000);
    const shuffled: Measurement = { ...head, itemIds: places.map((place) => head.itemIds[place]!) };
    shuffled.scores = [{ ...head.scores[0]!, perItem: places.map((place) => scores[place]!) }];
    expect(figures(shuffled, reference, settings).cegi).toEqual(found.cegi);
  });

  it('is wider over clusters', () => {
    const clusters = scores.map((_, i) => `database ${Math.floor(i / 20)}`);
    const head = simulatedMeasurement({ scores });
    const alone = figures(head, reference, settings);
    const clustered = figures({ ...head, clusters }, reference, settings);
    expect(logWidth(clustered)).toBeGreaterThan(1.5 * logWidth(alone));
    expect(clustered.score!.high).toBeGreaterThan(alone.score!.high);
  });

  it.each([
    ['NaN', [Number.NaN, 1, 1, 1]],
    ['nothing', []],
    ['one item', [1]],
  ])('is undetermined, and the score unknown, for %s', (_, wrong) => {
    const found = figures(simulatedMeasurement({ scores: wrong }), simulatedMeasurement(), settings);
    expect(found.score).toBeNull();
    expect(found.gain).toEqual({ undetermined: expect.stringMatching(/cannot be paired/) });
    expect(found.cegi).toEqual({ undetermined: expect.stringMatching(/cannot be paired/) });
  });
});
