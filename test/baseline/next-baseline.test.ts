import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextBaseline, pastRun } from '../../src/baseline/next-baseline.ts';
import {
  type Baseline,
  baselineSchema,
  type Measurement,
  mostPastRuns,
} from '../../src/measurement/measurement.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';
import { carbon } from './records.ts';

const roundJ = fc.oneof(
  // From a microjoule, the finest that a counter shows.
  fc.double({ min: 1e-6, max: 1e12, noNaN: true }),
  // A counter that stood still, and one that vanished.
  fc.constantFrom(0, null),
);
const measurements = fc
  .array(
    fc.record({ commit: fc.stringMatching(/^[0-9a-f]{40}$/), roundsJ: fc.array(roundJ, { maxLength: 4 }) }),
    {
      minLength: 1,
      maxLength: mostPastRuns + 20,
    },
  )
  .map((runs) =>
    runs.map(({ commit, roundsJ }): Measurement => ({ ...simulatedMeasurement({ roundsJ }), commit })),
  );

function afterAll(runs: readonly Measurement[]): Baseline {
  let baseline: Baseline | null = null;
  for (const run of runs) baseline = nextBaseline(run, carbon, baseline);
  return baseline!;
}

it('a baseline is the newest measurement, and remembers those before it, the newest first, up to its most', () => {
  fc.assert(
    fc.property(measurements, (runs) => {
      const { measurement, history } = afterAll(runs);
      expect(measurement).toEqual(runs.at(-1));
      const before = runs.slice(0, -1).reverse();
      expect(history).toEqual(before.slice(0, mostPastRuns).map(pastRun));
    }),
    { numRuns: 50 },
  );
});

it('a baseline can be stored and read, whatever rounds of unknown energy it and its history have', () => {
  fc.assert(
    fc.property(measurements, (runs) => {
      const baseline = afterAll(runs);
      expect(baselineSchema.parse(JSON.parse(JSON.stringify(baseline)))).toEqual(baseline);
    }),
    { numRuns: 50 },
  );
});

it('of a past run the rounds are kept whose energy is known, as joules per item in the order of measuring', () => {
  const { commit, artifactDigest, evaluator, createdAt } = simulatedMeasurement();
  expect(pastRun(simulatedMeasurement({ roundsJ: [400, null, 200, 0], items: 4 }))).toEqual({
    createdAt,
    commit,
    artifactDigest,
    evaluator,
    setupDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    energyJPerItem: [100, 50],
  });
});

it('what was before is not changed by what comes after', () => {
  const first = nextBaseline(simulatedMeasurement(), carbon, null);
  const copy = structuredClone(first);
  nextBaseline(simulatedMeasurement(), carbon, nextBaseline(simulatedMeasurement(), carbon, first));
  expect(first).toEqual(copy);
});
