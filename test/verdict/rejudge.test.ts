import { describe, expect, it } from 'vitest';
import { nextBaseline } from '../../src/baseline/next-baseline.ts';
import type { Measurement } from '../../src/measurement/measurement.ts';
import type { ModelResult } from '../../src/measurement/result.ts';
import type { Policy } from '../../src/verdict/judge.ts';
import { rejudged, type Trusted } from '../../src/verdict/rejudge.ts';
import { model } from '../report/result-factory.ts';
import { binaryScores, simulatedMeasurement } from '../simulators/measurement.ts';

const policy: Policy = {
  rules: { cegiPercent: null, emissionsPercent: 5, scorePoints: -5, budgetGPer1000Items: null },
  accept: ['measured'],
  rounds: { min: 4, max: 8 },
  intensityGPerKWh: 400,
  pue: 1,
  gain: 'relative',
  lifetimeItems: null,
  bootstrap: { resamples: 1000, seed: 1 },
};
const scores = binaryScores(80, 100);
const measured = (centreJ: number) =>
  simulatedMeasurement({
    roundsJ: [0.99, 1, 1.01, 1, 1, 0.995, 1.005, 1].map((factor) => factor * centreJ),
    scores,
  });
const trusted = (given: Partial<Trusted> = {}): Trusted => ({
  policy,
  stored: null,
  noBaseline: 'None is stored.',
  calibration: null,
  ...given,
});

/** What a run says of itself that was measured beside its base. */
function claimed(head: Measurement, baseline: Measurement, lies: Partial<ModelResult> = {}): ModelResult {
  return model({
    measurement: head,
    baselineMeasurement: baseline,
    comparison: {
      mode: 'side-by-side',
      why: null,
      rounds: { head: 8, baseline: 8 },
      looks: { used: 1, planned: 1 },
      betweenRuns: null,
    },
    ...lies,
  });
}

it('a pass that the rounds do not bear out fails', () => {
  const given = claimed(measured(150), measured(100), { verdict: 'pass', reason: 'All is well.' });
  const found = rejudged(given, trusted());
  expect(found.verdict).toBe('fail');
  expect(found.reason).toMatch(/^Energy rose 50/);
  expect(found.change.energyPercent!.value).toBeCloseTo(50, 0);
});

it('scores are made anew from those of the items', () => {
  const head = measured(100);
  head.scores[0]!.value = 0.99;
  head.scores[0]!.perItem = binaryScores(20, 100);
  const found = rejudged(claimed(head, measured(100)), trusted());
  expect(found.measurement!.scores[0]!.value).toBeCloseTo(0.2, 12);
  expect(found.rules.find(({ rule }) => rule === 'score')!.verdict).toBe('fail');
});

it('a stored baseline is the one that the judge has, not the one that comes along', () => {
  const carbon = { intensityGPerKWh: 400, source: 'a test', pue: 1 };
  const steady = Array.from({ length: 12 }, () => measured(100)).reduce(
    (before: ReturnType<typeof nextBaseline> | null, next) => nextBaseline(next, carbon, before),
    null,
  );
  const given = claimed(measured(150), measured(150), { comparison: null });
  expect(rejudged(given, trusted({ stored: steady })).verdict).toBe('fail');
  expect(rejudged(given, trusted())).toMatchObject({
    verdict: 'no-baseline',
    baselineMeasurement: null,
    reason: expect.stringContaining('None is stored.'),
  });
});

it("a calibration is the judge's own, for what is compared with the store", () => {
  const calibration = {
    schema: 'cegi/calibration' as const,
    schemaVersion: 1 as const,
    createdAt: '2026-01-02T03:04:05.000Z',
    hardwareFingerprint: '0123456789abcdef',
    model: 'sql',
    runs: [100, 100.3, 99.8, 100.1, 99.9, 100].map((level) => Array(8).fill(level)),
  };
  const stored = nextBaseline(measured(100), { intensityGPerKWh: 400, source: 'a test', pue: 1 }, null);
  const given = claimed(measured(103), measured(100), { comparison: null });
  const width = (found: ModelResult) => {
    const { low, high } = found.change.energyPercent!;
    return high - low;
  };
  const alone = rejudged(given, trusted({ stored }));
  const calibrated = rejudged(given, trusted({ stored, calibration }));
  expect(width(calibrated)).toBeLessThan(width(alone) / 2);
  expect(calibrated.calibration).toEqual(calibration);
});

describe('what contradicts itself is not judged', () => {
  it.each<[string, (measurement: Measurement) => void, RegExp]>([
    ['an item twice', (m) => m.itemIds.splice(0, 1, m.itemIds[1]!), /an item is there twice/],
    ['too few scores', (m) => m.scores[0]!.perItem.pop(), /not one score for each item/],
    ['too few groups', (m) => (m.clusters = ['a']), /groups are not equally many/],
    ['a round of other items', (m) => (m.rounds[0]!.items = 7), /has not gone through all items/],
    ['no score that judges', (m) => (m.task.metric = 'bleu'), /no score by bleu/],
  ])('%s', (_, spoil, reason) => {
    const head = structuredClone(measured(100));
    spoil(head);
    const found = rejudged(claimed(head, measured(100)), trusted());
    expect(found).toMatchObject({ verdict: 'incomparable', rules: [], measurement: null });
    expect(found.reason).toMatch(reason);
  });

  it('nothing measured is no pass', () => {
    const given = claimed(measured(100), measured(100), { verdict: 'pass', measurement: null });
    expect(rejudged(given, trusted()).verdict).toBe('incomparable');
  });
});
