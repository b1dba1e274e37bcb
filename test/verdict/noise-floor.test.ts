import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawRun, type NoiseModel, noiseModels, type Random } from '../../bench/support/gate/noise.ts';
import { nextBaseline } from '../../src/baseline/next-baseline.ts';
import { UserError } from '../../src/errors.ts';
import type { Calibration, Measurement } from '../../src/measurement/measurement.ts';
import type { Comparison, Rules } from '../../src/measurement/result.ts';
import { confidenceAtEachLook } from '../../src/statistics/looks.ts';
import { energyChange } from '../../src/verdict/energy-change.ts';
import { looksOf } from '../../src/verdict/judge.ts';
import {
  checkTolerance,
  noiseFloorPercent,
  roundsFor,
  spreadPercent,
  toleranceBelowFloor,
} from '../../src/verdict/noise-floor.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';
import { randomSource } from '../simulators/random.ts';

type Mode = Comparison['mode'];

const noiseNamed = (name: string) => noiseModels.find((noise) => noise.name === name)!;
const trueJ = 100;

function calibrationOf(noise: NoiseModel, random: Random, { runs = 6, rounds = 12 } = {}): Calibration {
  return {
    schema: 'cegi/calibration',
    schemaVersion: 1,
    createdAt: '2026-01-02T03:04:05.000Z',
    hardwareFingerprint: '0123456789abcdef',
    model: 'sql-lora',
    runs: Array.from({ length: runs }, () => drawRun(noise, trueJ, rounds, random)),
    relativeUncertainty: noise.uncertaintyJ / trueJ,
  };
}

const measured = (roundsJ: number[], uncertaintyJ = 0): Measurement =>
  simulatedMeasurement({ roundsJ, items: 1, uncertaintyJ });

/** Rounds of both sides, measured in turns in one go: A B B A or B A A B, as chance has it. */
function inTurns(noise: NoiseModel, rounds: number, random: Random): [number[], number[]] {
  const all = drawRun(noise, trueJ, 2 * rounds, random);
  const sides: [number[], number[]] = [[], []];
  for (let block = 0; block < rounds / 2; block++) {
    const outer = random.uniform() < 0.5 ? 0 : 1;
    for (const [i, side] of [outer, 1 - outer, 1 - outer, outer].entries())
      sides[side]!.push(all[4 * block + i]!);
  }
  return sides;
}

/** The share of checks that pass after the most rounds, where nothing changed and the floor is what is allowed. */
function passingAtFloor(
  mode: Mode,
  noise: NoiseModel,
  most: number,
  calibrations: number,
  size = {},
): number {
  const rounds = { min: 5, max: most };
  const random = randomSource(7);
  const looks = looksOf(mode, rounds);
  const trials = 1200 / calibrations;
  let passed = 0;
  for (let i = 0; i < calibrations; i++) {
    const calibration = calibrationOf(noise, random, size);
    const limit = Math.log1p(noiseFloorPercent(calibration, mode, rounds)! / 100);
    for (let trial = 0; trial < trials; trial++) {
      const [head, baseline] = (
        mode === 'side-by-side'
          ? inTurns(noise, looks.at(-1)!, random)
          : [drawRun(noise, trueJ, most, random), drawRun(noise, trueJ, most, random)]
      ).map((roundsJ) => measured(roundsJ, noise.uncertaintyJ)) as [Measurement, Measurement];
      const sides = { mode, head, baseline, history: [], calibration };
      if (energyChange(sides, confidenceAtEachLook(looks.length))!.logRatio.high <= limit) passed++;
    }
  }
  return passed / (calibrations * trials);
}

describe('at the floor 9 of 10 checks pass that change nothing', () => {
  // So long a calibration that what it leaves unknown does not count.
  const long = { runs: 60, rounds: 30 };

  // 1,200 trials: a standard error of 0.9 %.
  it.each([
    ['independent 3 %', 30],
    ['independent 3 %', 8],
    ['independent 3 %', 100],
    ['between runs 3 %', 30],
    ['quantised at 1 %', 30],
  ])('side by side, where noise is %s, after %d rounds', (name, rounds) => {
    const passing = passingAtFloor('side-by-side', noiseNamed(name), rounds, 1, long);
    expect(passing).toBeGreaterThan(0.87);
    expect(passing).toBeLessThan(0.93);
  });

  it.each(['thermal drift 3 %', 'autocorrelated 3 %'])(
    'side by side, where rounds hang together: %s',
    (name) => {
      const passing = passingAtFloor('side-by-side', noiseNamed(name), 30, 1, long);
      expect(passing).toBeGreaterThan(0.85);
      expect(passing).toBeLessThan(0.96);
    },
  );

  it.each([
    ['between runs 3 %', 30],
    ['between runs 3 %', 8],
    ['independent 5 %', 12],
  ])('against a stored baseline, where noise is %s, after %d rounds', (name, rounds) => {
    const passing = passingAtFloor('stored', noiseNamed(name), rounds, 1, { runs: 400, rounds });
    expect(passing).toBeGreaterThan(0.87);
    expect(passing).toBeLessThan(0.93);
  });

  it.each<Mode>(['side-by-side', 'stored'])('nearly so after a calibration of the usual size: %s', (mode) => {
    const passing = passingAtFloor(mode, noiseNamed('between runs 3 %'), 30, 300);
    expect(passing).toBeGreaterThan(0.8);
    expect(passing).toBeLessThan(0.96);
  });
});

describe('the floor', () => {
  const seeds = fc.nat();
  const modes = fc.constantFrom<Mode>('side-by-side', 'stored');
  const once = (rounds: number) => ({ min: rounds, max: rounds });
  const noisy = (sigma: number, seed: number, runs = 6, rounds = 12): Calibration => {
    const factors = (length: number, random: Random) =>
      Array.from({ length }, () => Math.exp(sigma * random.normal()));
    const noise = { name: '', factors, shown: (energyJ: number) => energyJ, uncertaintyJ: 0 };
    return calibrationOf(noise, randomSource(seed), { runs, rounds });
  };

  it('rises with the noise', () => {
    const sigma = fc.double({ min: 0.001, max: 0.05, noNaN: true });
    fc.assert(
      fc.property(seeds, modes, sigma, fc.integer({ min: 4, max: 60 }), (seed, mode, little, rounds) => {
        const floors = [little, 1.2 * little, 3 * little].map(
          (each) => noiseFloorPercent(noisy(each, seed), mode, once(rounds))!,
        );
        expect(floors[1]).toBeGreaterThan(floors[0]!);
        expect(floors[2]).toBeGreaterThan(floors[1]!);
      }),
      { numRuns: 50 },
    );
  });

  it('falls with the rounds of a side by side', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 100 }), (seed, blocks) => {
        const known = noisy(0.02, seed);
        const floors = [2 * blocks, 2 * blocks + 2].map((rounds) =>
          noiseFloorPercent(known, 'side-by-side', once(rounds)),
        );
        expect(floors[1]).toBeLessThan(floors[0]!);
      }),
      { numRuns: 50 },
    );
  });

  it('of a stored baseline comes down to what whole runs differ by, and no further', () => {
    const known = calibrationOf(noiseNamed('between runs 3 %'), randomSource(3), { runs: 20, rounds: 30 });
    const floors = [30, 100, 1000].map((rounds) => noiseFloorPercent(known, 'stored', once(rounds))!);
    expect(floors[1]).toBeLessThan(floors[0]!);
    expect(floors[2]).toBeLessThan(floors[1]!);
    expect(floors[2]! / floors[0]!).toBeGreaterThan(0.95);
    expect(roundsFor(5, known, 'stored', { min: 5, max: 30 })).toBeNull();
  });

  it('falls where the baseline has a history of its own', () => {
    const known = noisy(0.005, 1);
    const carbon = { intensityGPerKWh: 400, source: 'static', pue: 1 };
    let baseline = nextBaseline(measured(drawRun(noiseModels[0]!, trueJ, 12, randomSource(5))), carbon, null);
    const floor = () => noiseFloorPercent({ ...known, baseline }, 'stored', once(30))!;
    const first = floor();
    for (let i = 0; i < 10; i++) {
      const next = measured(drawRun(noiseModels[0]!, trueJ, 12, randomSource(i)));
      baseline = nextBaseline(next, carbon, baseline);
    }
    expect(floor()).toBeLessThan(0.7 * first);
  });

  it('of rounds that are all equal is that of the ticks, and below what can be told without them', () => {
    const runs = Array.from({ length: 6 }, () => Array.from({ length: 12 }, () => 100));
    const rounds = { min: 5, max: 30 };
    expect(noiseFloorPercent({ runs }, 'side-by-side', rounds)).toBe(0);
    const ticking = noiseFloorPercent({ runs, relativeUncertainty: 0.01 }, 'side-by-side', rounds)!;
    expect(ticking).toBeGreaterThan(0.3);
    expect(ticking).toBeLessThan(0.6);
    // No run tells that the next will be like it.
    expect(noiseFloorPercent({ runs }, 'stored', rounds)).toBeGreaterThan(1);
  });

  it("can be told of a single run's rounds, whose like is then not known of", () => {
    const [run] = noisy(0.02, 4, 1, 40).runs;
    const floor = (mode: Mode) => noiseFloorPercent({ runs: [run!] }, mode, once(30))!;
    expect(floor('side-by-side')).toBeLessThan(5);
    expect(floor('stored')).toBeGreaterThan(10);
    expect(spreadPercent({ runs: [run!] }).runs).toBeNull();
  });

  it('is not told of runs that are too short', () => {
    const runs = [
      [100, 101, 102],
      [100, 101, 102],
    ];
    expect(noiseFloorPercent({ runs }, 'side-by-side', once(30))).toBeNull();
    expect(roundsFor(5, { runs }, 'side-by-side', once(30))).toBeNull();
    expect(toleranceBelowFloor(5, { runs }, 'side-by-side', once(30))).toBeNull();
    expect(noiseFloorPercent({ runs: [[100], [100]] }, 'stored', once(30))).toBeNull();
  });

  it('is reached by as many rounds as are said to do, and by none fewer', () => {
    const known = noisy(0.02, 2);
    const needed = roundsFor(1, known, 'side-by-side', { min: 5, max: 30 })!;
    const at = (max: number) => noiseFloorPercent(known, 'side-by-side', { min: 5, max })!;
    expect(at(needed)).toBeLessThanOrEqual(1);
    for (let max = 5; max < needed; max++) expect(at(max)).toBeGreaterThan(1);
  });
});

describe('a tolerance below the floor', () => {
  const rules: Rules = {
    cegiPercent: null,
    emissionsPercent: 2,
    scorePoints: null,
    budgetGPer1000Items: null,
  };
  const rounds = { min: 5, max: 30 };
  // Rounds differ by 2 %, and runs by 0.4 %.
  const pattern = [1, 1.03, 0.985, 1.015, 1.005, 0.975, 1.02, 0.99];
  const runs = [100, 100.4, 100.8, 100, 100.4, 100.8].map((level) => pattern.map((factor) => level * factor));
  const calibration: Calibration = { ...calibrationOf(noiseModels[0]!, randomSource(1)), runs };

  it('is refused, with the rounds that it takes', () => {
    const refusal = () => checkTolerance(calibration, rules, rounds, 'side-by-side');
    expect(refusal).toThrow(UserError);
    expect(refusal).toThrowErrorMatchingInlineSnapshot(
      `[UserError: rules.emissions allows 2 %, but the noise floor of this machine is 2.3 % (side by side, 30 rounds a side): below it, fewer than 9 in 10 pull requests that change nothing would pass. Allow at least 2.3 %, or raise rounds.max to 38.]`,
    );
  });

  it('is refused against a store, with ways that help', () => {
    expect(toleranceBelowFloor(4, calibration, 'stored', rounds)).toMatchInlineSnapshot(
      `"rules.emissions allows 4 %, but the noise floor of this machine is 4.1 % (against a stored baseline, 30 rounds a side): below it, fewer than 9 in 10 pull requests that change nothing would pass. Allow at least 4.1 %, or raise rounds.max to 33, or calibrate with about 12 runs, or compare side by side, which has a lower floor."`,
    );
  });

  it('is refused where nothing but a larger one helps', () => {
    expect(toleranceBelowFloor(0.1, calibration, 'side-by-side', rounds)).toMatchInlineSnapshot(
      `"rules.emissions allows 0.1 %, but the noise floor of this machine is 2.3 % (side by side, 30 rounds a side): below it, fewer than 9 in 10 pull requests that change nothing would pass. Not even 1000 rounds bring it down to that. Allow at least 2.3 %."`,
    );
  });

  it('is let pass where it is above, where the rule is off, and where nothing was calibrated', () => {
    checkTolerance(calibration, { ...rules, emissionsPercent: 20 }, rounds, 'side-by-side');
    checkTolerance(calibration, { ...rules, emissionsPercent: null }, rounds, 'stored');
    checkTolerance(null, rules, rounds, 'stored');
  });

  it('names a floor that is never less than the one that was found', () => {
    const allowed = /Allow at least ([\d.]+) %/;
    fc.assert(
      fc.property(fc.double({ min: 0.0001, max: 3, noNaN: true }), (sigma) => {
        const noise = {
          ...noiseModels[0]!,
          factors: (n: number, random: Random) =>
            Array.from({ length: n }, () => Math.exp(sigma * random.normal())),
        };
        const known = calibrationOf(noise, randomSource(1));
        const floor = noiseFloorPercent(known, 'side-by-side', rounds)!;
        const named = Number(
          toleranceBelowFloor(floor / 1e4, known, 'side-by-side', rounds)!.match(allowed)![1],
        );
        expect(named).toBeGreaterThanOrEqual(floor * (1 - 1e-9));
        expect(named).toBeLessThan(floor * 1.11);
      }),
      { numRuns: 30 },
    );
  });
});
