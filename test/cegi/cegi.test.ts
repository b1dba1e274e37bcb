import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cegi } from '../../src/cegi/cegi.ts';
import { figures } from '../../src/cegi/figures.ts';
import { gain, gainInterval, logGainRatio } from '../../src/cegi/gain.ts';
import { pairItems } from '../../src/cegi/pair-items.ts';
import { binaryScores, simulatedMeasurement } from '../simulators/measurement.ts';
import { randomSource } from '../simulators/random.ts';

const settings = { intensityGPerKWh: 360, pue: 1.5, gain: 'relative' as const, lifetimeItems: null };

describe('the gain', () => {
  it('is percent of the reference score, or points', () => {
    const scores = binaryScores(60, 100);
    const reference = binaryScores(40, 100);
    expect(gain(scores, reference, 'relative')!.value).toBeCloseTo(50, 10);
    expect(gain(scores, reference, 'points')!.value).toBeCloseTo(20, 10);
  });

  it('over a reference that scores 0 is defined in points only', () => {
    expect(gain([1, 0, 1], [0, 0, 0], 'relative')).toBeNull();
    expect(gain([1, 0, 1], [0, 0, 0], 'points')!.value).toBeCloseTo(66.667, 3);
  });

  it('knows its own error: the delta method agrees with repeated sampling', () => {
    const random = randomSource(7);
    const gains: number[] = [];
    let stated = 0;
    const repeats = 2000;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const reference = Array.from({ length: 300 }, () => Number(random.uniform() < 0.5));
      const scores = reference.map((r) => Number(random.uniform() < 0.6 + 0.3 * r));
      const found = gain(scores, reference, 'relative')!;
      gains.push(found.value);
      stated += found.errorVariance / repeats;
    }
    const centre = gains.reduce((sum, value) => sum + value, 0) / repeats;
    const seen = gains.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (repeats - 1);
    expect(stated / seen).toBeGreaterThan(0.85);
    expect(stated / seen).toBeLessThan(1.15);
  });

  it.each([0.1, 0.4])('has an interval that covers the truth, with a reference that scores %f', (low) => {
    const random = randomSource(11);
    const truth = 100 * (0.8 / low - 1);
    let covered = 0;
    const trials = 1500;
    for (let trial = 0; trial < trials; trial++) {
      const reference = Array.from({ length: 120 }, () => Number(random.uniform() < low));
      const scores = Array.from({ length: 120 }, () => Number(random.uniform() < 0.8));
      const found = gainInterval(scores, reference, 'relative', 0.95)!;
      if (found.low <= truth && truth <= found.high) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.93);
    expect(covered / trials).toBeLessThan(0.98);
  });

  it('that is plain to see does not contain 0, however low the reference scores', () => {
    const found = gainInterval(binaryScores(15, 20), binaryScores(3, 20), 'relative', 0.95)!;
    expect(found.value).toBeCloseTo(400, 8);
    expect(found.low).toBeGreaterThan(0);
    const points = gainInterval(binaryScores(15, 20), binaryScores(3, 20), 'points', 0.95)!;
    expect(points.low).toBeGreaterThan(0);
  });

  it('doubled against one reference has a log ratio of ln 2', () => {
    const ratio = logGainRatio(binaryScores(80, 100), binaryScores(60, 100), binaryScores(40, 100));
    expect(ratio!.value).toBeCloseTo(Math.LN2, 10);
    expect(logGainRatio(binaryScores(30, 100), binaryScores(60, 100), binaryScores(40, 100))).toBeNull();
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

describe('pairing', () => {
  it('keeps only the items that all measurements scored, in one order', () => {
    const a = simulatedMeasurement({ scores: [1, 0, 1] });
    const b = simulatedMeasurement({ scores: [0.1, 0.2, 0.3] });
    b.itemIds = ['item-2', 'item-0', 'item-9'];
    expect(pairItems([a, b])).toEqual([
      [1, 1],
      [0.2, 0.1],
    ]);
  });

  it('fails on fewer than two shared items, or a metric that is not there', () => {
    const a = simulatedMeasurement({ scores: [1, 0, 1] });
    const stranger = simulatedMeasurement({ scores: [1, 0, 1] });
    stranger.itemIds = ['x', 'y', 'z'];
    expect(pairItems([a, stranger])).toBeNull();
    expect(pairItems([a, { ...a, scores: [] }])).toBeNull();
  });
});
