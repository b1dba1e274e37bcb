import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pastRun } from '../../src/baseline/next-baseline.ts';
import type { Measurement } from '../../src/measurement/measurement.ts';
import { roundsAdvice } from '../../src/verdict/advice.ts';
import { betweenRuns } from '../../src/verdict/between-runs.ts';
import { energyChange, type Sides } from '../../src/verdict/energy-change.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';

const measured = (...roundsJ: (number | null)[]) => simulatedMeasurement({ roundsJ });
const sides = (given: Partial<Sides> & Pick<Sides, 'head' | 'baseline'>): Sides => ({
  mode: 'stored',
  history: [],
  calibration: null,
  ...given,
});
const half = (change: ReturnType<typeof energyChange>) => change!.logRatio.high - change!.logRatio.value;

describe('side by side', () => {
  const beside = (head: Measurement, baseline: Measurement) =>
    energyChange(sides({ mode: 'side-by-side', head, baseline }), 0.95);

  it('what both sides of a block share goes out of the comparison', () => {
    // Each block is at another level; within a block the head takes 10 % more.
    const levels = [100, 130, 90, 160];
    const baseline = measured(...levels.flatMap((level) => [level, level * 1.001]));
    const head = measured(...levels.flatMap((level) => [level * 1.1, level * 1.1011]));
    const change = beside(head, baseline)!;
    expect(change.logRatio.value).toBeCloseTo(Math.log(1.1), 3);
    expect(half(change)).toBeLessThan(0.001);
    expect(change).toMatchObject({ rounds: { head: 8, baseline: 8 }, betweenRuns: null });
  });

  it('a block with a round of unknown energy compares nothing, and one that is not whole waits', () => {
    const change = beside(
      measured(110, 110, null, 110, 111, 109, 500),
      measured(100, 100, 100, 100, 101, 99, 100),
    )!;
    expect(change.rounds).toEqual({ head: 4, baseline: 4 });
    expect(change.logRatio.value).toBeCloseTo(Math.log(1.1), 2);
  });

  it('one block says nothing of its own error', () => {
    expect(beside(measured(110, 110), measured(100, 100))).toBeNull();
    expect(beside(measured(), measured())).toBeNull();
  });

  it('blocks that happen to agree still have the ticks of their counters', () => {
    const ticking = (energyJ: number) =>
      simulatedMeasurement({ roundsJ: Array(8).fill(energyJ), uncertaintyJ: 2 });
    const change = beside(ticking(101), ticking(100))!;
    expect(change.logRatio.low).toBeLessThan(0);
    expect(change.logRatio.high).toBeGreaterThan(0.01);
  });

  it('swapping the sides turns the sign', () => {
    const rounds = fc.array(fc.double({ min: 50, max: 200, noNaN: true }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(rounds, rounds, (ours, theirs) => {
        const there = beside(measured(...ours), measured(...theirs))!;
        const back = beside(measured(...theirs), measured(...ours))!;
        expect(there.logRatio.value).toBeCloseTo(-back.logRatio.value, 9);
        expect(there.logRatio.low).toBeCloseTo(-back.logRatio.high, 9);
        expect(there.logRatio.low).toBeLessThanOrEqual(there.logRatio.value);
      }),
    );
  });
});

describe('against a store', () => {
  const baseline = measured(100, 101, 99, 100, 100);
  const head = measured(110, 111, 109, 110, 110);
  const runs = (...levels: number[]) =>
    levels.map((level) => pastRun(measured(level, level + 1, level - 1, level, level)));

  it('one baseline alone leaves open what whole runs differ by, and says so', () => {
    const change = energyChange(sides({ head, baseline }), 0.95)!;
    expect(half(change)).toBeGreaterThan(0.08);
    expect(change.halfWidths.runs).toBeGreaterThan(change.halfWidths.rounds);
    expect(change.betweenRuns).toEqual({
      percent: expect.closeTo(1, 6),
      from: 'no earlier run of the same model is known',
    });
  });

  it('every earlier run that agrees makes it surer, and one that does not, less sure', () => {
    const width = (...levels: number[]) =>
      half(energyChange(sides({ head, baseline, history: runs(...levels) }), 0.95));
    expect(width(100.2)).toBeLessThan(width());
    expect(width(100.2, 99.9, 100)).toBeLessThan(width(100.2));
    expect(width(100.2, 99.9, 115)).toBeGreaterThan(width(100.2, 99.9, 100));
  });

  it('is compared with the mean of all runs of the same artifact, and of those alone', () => {
    const other = runs(150, 152).map((run) => ({ ...run, artifactDigest: 'b'.repeat(64) }));
    const change = energyChange(sides({ head, baseline, history: [...runs(104), ...other] }), 0.95)!;
    expect(change.logRatio.value).toBeCloseTo(Math.log(110 / 102), 2);
    // How much the other artifact's runs differ is learned from all the same.
    expect(change.betweenRuns!.from).toBe('3 runs');
  });

  it('a calibration of the machine tells how much its runs differ', () => {
    const level = (energyJ: number) => Array(5).fill(energyJ / 4);
    const calibration = {
      schema: 'cegi/calibration' as const,
      schemaVersion: 1 as const,
      createdAt: '2026-01-02T03:04:05.000Z',
      hardwareFingerprint: '0123456789abcdef',
      model: 'sql',
      runs: [100, 100.3, 99.8, 100.1, 99.9, 100].map(level),
    };
    const calibrated = energyChange(sides({ head, baseline, calibration }), 0.95)!;
    expect(half(calibrated)).toBeLessThan(half(energyChange(sides({ head, baseline }), 0.95)) / 2);
  });

  it('goes no further into earlier runs than the head has gone itself', () => {
    // Every run draws more as the machine warms up.
    const warming = (length: number) => measured(...[90, 94, 97, 99, 100, 100, 100, 100].slice(0, length));
    const early = energyChange(
      sides({ head: warming(3), baseline: warming(8), history: [pastRun(warming(8))] }),
      0.95,
    )!;
    expect(early.logRatio.value).toBeCloseTo(0, 9);
    expect(early.rounds).toEqual({ head: 3, baseline: 3 });
  });

  it('goes no further into the head than the baseline has gone, and passes over runs that were shorter', () => {
    const warming = (length: number) => measured(...[90, 94, 97, 99, 100, 100, 100, 100].slice(0, length));
    const late = energyChange(
      sides({ head: warming(8), baseline: warming(4), history: [warming(8), warming(2)].map(pastRun) }),
      0.95,
    )!;
    expect(late.logRatio.value).toBeCloseTo(0, 9);
    expect(late.rounds).toEqual({ head: 4, baseline: 4 });
    expect(late.method).toContain('2 runs of the baseline');
  });

  it('a calibration of fewer rounds than are compared still tells how much runs differ', () => {
    const many = (energyJ: number) =>
      measured(...Array.from({ length: 20 }, (_, i) => energyJ * (1 + ((i % 5) - 2) / 200)));
    const calibration = {
      schema: 'cegi/calibration' as const,
      schemaVersion: 1 as const,
      createdAt: '2026-01-02T03:04:05.000Z',
      hardwareFingerprint: '0123456789abcdef',
      model: 'sql',
      runs: [100, 100.3, 99.8, 100.1, 99.9, 100].map((energyJ) => Array(12).fill(energyJ / 4)),
    };
    const given = { head: many(110), baseline: many(100) };
    const calibrated = energyChange(sides({ ...given, calibration }), 0.95)!;
    expect(calibrated.rounds).toEqual({ head: 20, baseline: 20 });
    expect(half(calibrated)).toBeLessThan(half(energyChange(sides(given), 0.95)) / 2);
  });

  it('runs that were asked otherwise are others, and so are those of which that is not known', () => {
    const otherwise = runs(140, 141, 142).map((run) => ({ ...run, setupDigest: 'e'.repeat(64) }));
    const unknown = runs(60, 61, 62).map((run) => ({ ...run, setupDigest: '' }));
    const change = energyChange(sides({ head, baseline, history: [...otherwise, ...unknown] }), 0.95)!;
    expect(change.logRatio.value).toBeCloseTo(
      energyChange(sides({ head, baseline }), 0.95)!.logRatio.value,
      9,
    );
    expect(change.method).toContain('1 run of the baseline');
    // How much runs of one and the same differ is learned within each of them.
    expect(change.betweenRuns!.percent).toBeLessThan(2);
  });

  it('too few rounds of known energy on a side compare nothing', () => {
    expect(energyChange(sides({ head: measured(100), baseline }), 0.95)).toBeNull();
    expect(energyChange(sides({ head, baseline: measured(100, null) }), 0.95)).toBeNull();
  });
});

describe('what runs differ by', () => {
  it('is what is believed beforehand where nothing was seen, and what was seen after many runs', () => {
    expect(betweenRuns([]).variance).toBeCloseTo(0.01 ** 2, 12);
    expect(betweenRuns([[4], [5]])).toMatchObject({ degreesOfFreedom: 2 });
    const many = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 0.03 : -0.03));
    expect(betweenRuns([many]).variance).toBeCloseTo(0.03 ** 2, 4);
  });

  it('never counts what differs between groups', () => {
    expect(
      betweenRuns([
        [0, 0.01],
        [5, 5.01],
      ]).variance,
    ).toBeCloseTo(
      betweenRuns([
        [0, 0.01],
        [0, 0.01],
      ]).variance,
      12,
    );
  });
});

describe('advice', () => {
  const change = (value: number, rounds: number, runs: number) => ({
    logRatio: { value, low: value - rounds, high: value + rounds },
    halfWidths: { rounds, runs },
    rounds: { head: 30, baseline: 30 },
    betweenRuns: { percent: 3, from: '4 runs' },
    method: '',
  });
  const limit = Math.log(1.05);
  it.each([
    [
      'stored',
      change(0.03, 0.04, 0),
      /^About 136 rounds would decide it: raise rounds\.max, which is 30, or/,
    ],
    [
      'side-by-side',
      change(0.0, 0.05, 0),
      /^About 32 rounds would decide it: raise rounds\.max, which is 30\.$/,
    ],
    ['stored', change(0.03, 0.04, 0.05), /^No number of rounds decides this.*3\.0 % \(4 runs\)/],
    ['side-by-side', change(limit, 0.04, 0), /no sensible number of rounds/],
  ] as const)('of a comparison that is %s', (mode, energy, expected) => {
    expect(roundsAdvice(energy, limit, { mode, mostRounds: 30 })).toMatch(expected);
  });
});
