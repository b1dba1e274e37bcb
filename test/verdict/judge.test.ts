import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pastRun } from '../../src/baseline/next-baseline.ts';
import { figures } from '../../src/cegi/figures.ts';
import type { Measurement } from '../../src/measurement/measurement.ts';
import type { Rules } from '../../src/measurement/result.ts';
import {
  type Evidence,
  judge as judgeEvidence,
  looksOf,
  moreRoundsWouldHelp,
  type Policy,
} from '../../src/verdict/judge.ts';
import { judgeAgainstBaseline, judgeBudget } from '../../src/verdict/rules.ts';
import { scoreChange } from '../../src/verdict/score-change.ts';
import { worst } from '../../src/verdict/worst.ts';
import { binaryScores, simulatedMeasurement } from '../simulators/measurement.ts';
import { randomSource } from '../simulators/random.ts';

const rules: Rules = {
  cegiPercent: 5,
  emissionsPercent: 5,
  scorePoints: -1,
  budgetGPer1000Items: null,
};
const noRules: Rules = {
  cegiPercent: null,
  emissionsPercent: null,
  scorePoints: null,
  budgetGPer1000Items: null,
};
const policy: Policy = {
  rules,
  accept: ['measured', 'integrated'],
  rounds: { min: 5, max: 5 },
  intensityGPerKWh: 400,
  pue: 1,
  gain: 'relative',
  lifetimeItems: null,
  bootstrap: { resamples: 1000, seed: 1 },
};
const judge = (
  evidence: Pick<Evidence, 'head' | 'baseline' | 'reference'> & Partial<Evidence>,
  inForce: Policy,
) =>
  judgeEvidence(
    {
      mode: 'stored',
      why: null,
      history: steady,
      calibration: null,
      noBaseline: 'A push to the default branch stores one.',
      ...evidence,
    },
    inForce,
  );
const scores = binaryScores(800, 1000);
const reference = simulatedMeasurement({ model: 'sql-base', scores: binaryScores(200, 1000) });
/** Runs of the baseline before it, which agree. */
const steady = Array.from({ length: 20 }, (_, i) =>
  pastRun(
    simulatedMeasurement({
      roundsJ: [99.8, 100, 100.1, 100, 100.1].map((j) => j + 0.02 * (i % 5)),
      scores,
    }),
  ),
);
const quiet = (centreJ: number) => [0.99, 1, 1.01, 1, 1].map((factor) => factor * centreJ);
const measured = (centreJ: number) => simulatedMeasurement({ roundsJ: quiet(centreJ), scores });
const rule = (judgement: ReturnType<typeof judge>, name: string) =>
  judgement.rules.find((candidate) => candidate.rule === name)!;

describe('against a baseline', () => {
  it('a rise of energy that lies wholly beyond the tolerance fails, and says by how much', () => {
    const judgement = judge({ head: measured(120), baseline: measured(100), reference }, policy);
    expect(judgement.verdict).toBe('fail');
    expect(judgement.reason).toMatch(/Energy rose 20\.0 % \(18.* to 2.* %\), beyond the 5 % allowed: fail\./);
    expect(judgement.change.energyPercent!.value).toBeCloseTo(20, 0);
  });

  it('no change passes', () => {
    const judgement = judge({ head: measured(100), baseline: measured(100), reference }, policy);
    expect(judgement.verdict).toBe('pass');
    expect(rule(judgement, 'score').reason).toContain('The score did not move');
  });

  it('a fall of energy passes', () => {
    expect(judge({ head: measured(70), baseline: measured(100), reference }, policy).verdict).toBe('pass');
  });

  it('a rise about as large as the tolerance is inconclusive, and more rounds would help', () => {
    const judgement = judge({ head: measured(105), baseline: measured(100), reference }, policy);
    expect(judgement.verdict).toBe('inconclusive');
    expect(moreRoundsWouldHelp(judgement)).toBe(true);
  });

  it('a fall that seems large but may be none passes, and more rounds would help', () => {
    const unsteady = (centreJ: number) =>
      simulatedMeasurement({ roundsJ: [0.93, 1.07, 0.95, 1.05, 1].map((f) => f * centreJ), scores });
    const judgement = judge({ head: unsteady(92), baseline: unsteady(100), reference }, policy);
    expect(rule(judgement, 'emissions').verdict).toBe('pass');
    expect(judgement.change.energyPercent!.high).toBeGreaterThan(0);
    expect(moreRoundsWouldHelp(judgement)).toBe(true);
    const clear = judge({ head: measured(92), baseline: measured(100), reference }, policy);
    expect(clear.change.energyPercent!.high).toBeLessThan(0);
    expect(moreRoundsWouldHelp(clear)).toBe(false);
  });

  it('no change passes without more rounds', () => {
    const judgement = judge({ head: measured(99), baseline: measured(100), reference }, policy);
    expect(rule(judgement, 'emissions').verdict).toBe('pass');
    expect(moreRoundsWouldHelp(judgement)).toBe(false);
  });

  it('a lost score fails though the energy fell', () => {
    const worse = simulatedMeasurement({ roundsJ: quiet(50), scores: binaryScores(400, 1000) });
    const judgement = judge({ head: worse, baseline: measured(100), reference }, policy);
    expect(judgement.verdict).toBe('fail');
    expect(rule(judgement, 'score').verdict).toBe('fail');
    expect(rule(judgement, 'emissions').verdict).toBe('pass');
  });

  it('an unclear score is inconclusive, and rounds would not help', () => {
    const other = [...scores];
    for (let i = 0; i < 20; i++) {
      other[i] = 0;
      other[999 - i] = 1;
    }
    const head = simulatedMeasurement({ roundsJ: quiet(90), scores: other });
    const judgement = judge({ head, baseline: measured(100), reference }, policy);
    expect(rule(judgement, 'score').verdict).toBe('inconclusive');
    expect(moreRoundsWouldHelp(judgement)).toBe(false);
  });

  it('a rule on a metric that the head no longer computes is not passed by leaving it out', () => {
    const two = measured(100);
    two.scores.push({ metric: 'exact-match', value: 0.8, perItem: scores });
    const byMetric = { ...policy, rules: { ...rules, scorePoints: { 'exact-match': -1 } } };
    const left = judge({ head: measured(100), baseline: two, reference }, byMetric);
    expect(rule(left, 'score')).toMatchObject({ verdict: 'incomparable', metric: 'exact-match' });
    expect(left.verdict).toBe('incomparable');
    expect(judge({ head: two, baseline: two, reference }, byMetric).rules).toHaveLength(3);
    const never = judge({ head: measured(100), baseline: measured(100), reference }, byMetric);
    expect(never.rules).toHaveLength(2);
  });

  it('CEGI does not judge where it is undetermined', () => {
    const head = simulatedMeasurement({ roundsJ: quiet(100), scores, trainableParameters: null });
    const judgement = judge({ head, baseline: measured(100), reference }, policy);
    expect(rule(judgement, 'cegi')).toMatchObject({ verdict: 'skipped', change: null });
    expect(judgement.verdict).toBe('pass');
  });

  it('more trainable parameters lower CEGI but do not hide more energy', () => {
    const head = simulatedMeasurement({ roundsJ: quiet(150), scores, trainableParameters: 20_000_000 });
    const judgement = judge({ head, baseline: measured(100), reference }, policy);
    expect(rule(judgement, 'cegi').verdict).toBe('pass');
    expect(judgement.verdict).toBe('fail');
  });
});

describe('what cannot be compared', () => {
  it.each<[string, (measurement: Measurement) => void]>([
    [
      'GPUs',
      (m) => {
        m.hardware.gpus = ['Another GPU'];
      },
    ],
    [
      'counters',
      (m) => {
        m.hardware.counters = ['rapl'];
      },
    ],
    [
      'dataset',
      (m) => {
        m.task.datasetDigest = 'e'.repeat(64);
      },
    ],
    [
      'max-new-tokens',
      (m) => {
        m.task.settings['max-new-tokens'] = 128;
      },
    ],
    [
      'hardware',
      (m) => {
        m.hardware.fingerprint = 'f'.repeat(16);
      },
    ],
    [
      'metric',
      (m) => {
        m.task.metric = 'exact-match';
      },
    ],
  ])('another %s is incomparable, and named', (what, change) => {
    const baseline = structuredClone(measured(100));
    change(baseline);
    const judgement = judge({ head: measured(200), baseline, reference }, policy);
    expect(judgement.verdict).toBe('incomparable');
    expect(judgement.differences.map((difference) => difference.what)).toEqual([what]);
    expect(judgement.reason).toContain(what);
    expect(judgement.change.energyPercent).toBeNull();
  });

  it('estimated energy never passes and never fails, unless it is accepted', () => {
    const estimated = (centreJ: number) =>
      simulatedMeasurement({ roundsJ: quiet(centreJ), scores, provenance: 'estimated' });
    const evidence = { head: estimated(150), baseline: estimated(100), reference };
    expect(judge(evidence, policy).verdict).toBe('incomparable');
    expect(judge(evidence, policy).reason).toContain('The energy is estimated');
    expect(judge(evidence, { ...policy, accept: ['measured', 'estimated'] }).verdict).toBe('fail');
  });

  it('energy that could not be read is incomparable, with its reason', () => {
    const head = simulatedMeasurement({ roundsJ: [null, null, null], scores });
    const judgement = judge({ head, baseline: null, reference }, policy);
    expect(judgement.verdict).toBe('incomparable');
    expect(judgement.reason).toContain('the simulated counter vanished');
  });

  it('a baseline of one round does not pass on the score alone', () => {
    const baseline = simulatedMeasurement({ roundsJ: [100], scores });
    const judgement = judge({ head: measured(100), baseline, reference }, policy);
    expect(judgement.verdict).toBe('incomparable');
    expect(rule(judgement, 'emissions').reason).toContain('fewer than two rounds');
  });

  it('scores of other items do not pass on the energy alone', () => {
    const baseline = measured(100);
    baseline.itemIds = baseline.itemIds.map((id) => `other-${id}`);
    const judgement = judge({ head: measured(100), baseline, reference }, policy);
    expect(judgement.verdict).toBe('incomparable');
    expect(rule(judgement, 'score').reason).toContain('share fewer than two');
  });

  it('without a baseline it says how one comes about', () => {
    const judgement = judge({ head: measured(100), baseline: null, reference }, policy);
    expect(judgement.verdict).toBe('no-baseline');
    expect(judgement.reason).toContain('default branch');
  });

  it('a measurement that ended early does not pass', () => {
    const head: Measurement = { ...measured(100), status: 'partial', error: 'the evaluator crashed' };
    const judgement = judge({ head, baseline: measured(100), reference }, policy);
    expect(judgement.verdict).toBe('incomparable');
    expect(judgement.reason).toContain('the evaluator crashed');
  });
});

it('where the verdict is a fail already, no more rounds are asked for', () => {
  const lost = simulatedMeasurement({ roundsJ: quiet(105), scores: binaryScores(400, 1000) });
  const judgement = judge({ head: lost, baseline: measured(100), reference }, policy);
  expect(rule(judgement, 'emissions').verdict).toBe('inconclusive');
  expect(judgement.verdict).toBe('fail');
  expect(moreRoundsWouldHelp(judgement)).toBe(false);
});

it('of two metrics either may fail a change, so that their intervals are wider than that of one', () => {
  const both = (right: number, centreJ = 100) => {
    const measurement = simulatedMeasurement({ roundsJ: quiet(centreJ), scores: binaryScores(right, 1000) });
    measurement.scores.push({ ...measurement.scores[0]!, metric: 'exact-match' });
    return measurement;
  };
  const width = (scorePoints: Rules['scorePoints']) => {
    const inForce = { ...policy, rules: { ...noRules, scorePoints } };
    const judgement = judge({ head: both(780), baseline: both(800), reference }, inForce);
    const { low, high } = rule(judgement, 'score').change!;
    return high - low;
  };
  const of = (confidence: number) => {
    const given = { metric: 'exact-match', confidence, bootstrap: policy.bootstrap };
    const { low, high } = scoreChange(both(780), both(800), given)!.change;
    return high - low;
  };
  expect(width(-1)).toBeCloseTo(of(0.95), 9);
  expect(width({ 'execution-accuracy': -1, 'exact-match': -1 })).toBeCloseTo(of(0.975), 9);
});

describe('an interval that ends at the limit', () => {
  const budget = (low: number, high: number) =>
    judgeBudget({ value: (low + high) / 2, low, high }, 5).verdict;

  it('is inside it, and not beyond', () => {
    expect(budget(4, 5)).toBe('pass');
    expect(budget(5, 6)).toBe('inconclusive');
    expect(budget(4, 5.001)).toBe('inconclusive');
    expect(budget(5.001, 6)).toBe('fail');
  });

  it('of a fall that ends at 0 is no improvement', () => {
    const judgedBy = (high: number) =>
      judgeAgainstBaseline(
        {
          changes: {
            energy: {
              logRatio: { value: -0.1, low: -0.2, high },
              halfWidths: { rounds: 0.1, runs: 0 },
              rounds: { head: 10, baseline: 10 },
              betweenRuns: null,
              method: '',
            },
            cegi: null,
            uncompared: { energy: null, cegi: null },
            scores: new Map([['exact-match', { change: { value: 1, low: -high, high: 2 }, method: '' }]]),
          },
          sides: {
            head: figures(measured(90), null, policy),
            baseline: figures(measured(100), null, policy),
          },
          metric: 'exact-match',
          mode: 'side-by-side',
          mostRounds: 30,
        },
        { ...noRules, emissionsPercent: 5, scorePoints: -1 },
      ).map(({ improved, reason }) => [improved, reason.endsWith(': an improvement.')]);
    expect(judgedBy(0)).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(judgedBy(-0.01)).toEqual([
      [true, true],
      [true, true],
    ]);
  });
});

describe('what could not be compared', () => {
  const inForce = {
    ...policy,
    accept: ['measured', 'unavailable'] as const,
    rules: { ...noRules, cegiPercent: 5, emissionsPercent: 5 },
  };
  const besides = (head: Measurement, baseline: Measurement, base: Measurement | null = null) =>
    judge({ mode: 'side-by-side', head, baseline, reference: base }, inForce);

  it('for want of rounds names the side that lacks them', () => {
    const few = simulatedMeasurement({ roundsJ: [100], scores });
    const whole = simulatedMeasurement({ roundsJ: [100, 101, 99, 100], scores });
    const reason = (side: string) =>
      `Energy could not be compared: the ${side} has fewer than two rounds with a known energy.`;
    expect(rule(besides(few, whole), 'emissions').reason).toBe(reason('head'));
    expect(rule(besides(whole, few), 'emissions').reason).toBe(reason('baseline'));
  });

  it('for want of whole blocks does not speak of rounds that are there', () => {
    const voids = simulatedMeasurement({ roundsJ: [100, null, 100, null, 101, null], scores });
    const judgement = besides(voids, voids, reference);
    for (const name of ['emissions', 'cegi']) {
      expect(rule(judgement, name).reason).toMatch(/could not be compared: fewer than two blocks of A B B A/);
    }
  });

  it('for want of items that all three share speaks of items', () => {
    const of = (from: number, right: number, items: number) => ({
      ...simulatedMeasurement({ roundsJ: quiet(100), scores: binaryScores(right, items) }),
      itemIds: Array.from({ length: items }, (_, i) => `item-${from + i}`),
    });
    const base = of(0, 0, 1000);
    base.scores[0]!.perItem[0] = 1;
    base.scores[0]!.perItem[999] = 1;
    const judgement = besides(of(0, 400, 500), of(500, 400, 500), base);
    expect(rule(judgement, 'cegi').reason).toBe(
      'CEGI could not be compared: head, baseline and reference cannot be paired item by item ' +
        '(fewer than two scored items are shared).',
    );
    expect(rule(judgement, 'emissions').verdict).not.toBe('incomparable');
  });
});

describe('advice on CEGI', () => {
  // Joules that stay the same, in noise, and 4,000 answers of which the head has so many more or fewer right.
  const base = simulatedMeasurement({ scores: binaryScores(200, 4000) });
  const sides = (right: number, noise: number) => {
    const random = randomSource(4);
    const roundsJ = () => Array.from({ length: 30 }, () => 100 * Math.exp(noise * random.normal()));
    const [head, baseline] = [right, 3200].map((count) =>
      simulatedMeasurement({ roundsJ: roundsJ(), scores: binaryScores(count, 4000) }),
    );
    return { head: head!, baseline: baseline!, reference: base, mode: 'side-by-side' as const };
  };
  const advised = (right: number, noise: number) => {
    const inForce = { ...policy, rounds: { min: 5, max: 30 }, rules: { ...noRules, cegiPercent: 5 } };
    const found = rule(judge(sides(right, noise), inForce), 'cegi');
    expect(found.verdict).toBe('inconclusive');
    return found.advice!;
  };

  it('is for more rounds than have not decided it, though the energy itself did not change', () => {
    const [, rounds] = /^About (\d+) rounds/.exec(advised(3100, 0.06)) ?? [];
    expect(Number(rounds)).toBeGreaterThan(30);
  });

  it('is for more items where the energy leaves hardly anything open', () => {
    expect(advised(3060, 0.001)).toMatch(/^What is unsure is the gain/);
  });
});

describe('a budget', () => {
  // 100 J for 1,000 items at 400 g/kWh: 0.0111 g.
  it.each([
    [0.009, 'fail'],
    [0.01111, 'inconclusive'],
    [0.02, 'pass'],
  ])('of %f g is judged without a baseline: %s', (budgetGPer1000Items, expected) => {
    const budget = { ...policy, rules: { ...rules, budgetGPer1000Items } };
    const judgement = judge({ head: measured(100), baseline: measured(100), reference }, budget);
    expect(rule(judgement, 'budget').verdict).toBe(expected);
    const alone = judge({ head: measured(100), baseline: null, reference }, budget);
    expect(alone.verdict).toBe(expected === 'fail' ? 'fail' : 'no-baseline');
  });

  it('that is just kept is seldom called broken, however often it is looked at', () => {
    const random = randomSource(8);
    const trials = 1000;
    const looked = { ...policy, rounds: { min: 5, max: 30 } };
    const inForce = {
      ...looked,
      rules: { ...noRules, budgetGPer1000Items: ((1000 / 4) * 100 * 400) / 3.6e6 },
    };
    let failed = 0;
    for (let trial = 0; trial < trials; trial++) {
      const roundsJ = Array.from({ length: 30 }, () => 100 * Math.exp(0.03 * random.normal()));
      for (const rounds of looksOf('stored', looked.rounds)) {
        const head = simulatedMeasurement({ roundsJ: roundsJ.slice(0, rounds) });
        const { verdict } = rule(judge({ head, baseline: null, reference: null }, inForce), 'budget');
        if (verdict === 'fail') failed++;
        if (verdict !== 'inconclusive') break;
      }
    }
    // 2.5 %, and three binomial standard errors.
    expect(failed / trials).toBeLessThan(0.025 + 3 * Math.sqrt((0.025 * 0.975) / trials));
  });

  it('is told with the interval that judges it, which is wider where there are more looks', () => {
    const width = (max: number) => {
      const inForce = { ...policy, rounds: { min: 5, max }, rules: { ...rules, budgetGPer1000Items: 1 } };
      const judgement = judge({ head: measured(100), baseline: null, reference }, inForce);
      const { low, high } = rule(judgement, 'budget').change!;
      return high - low;
    };
    const printed = judge({ head: measured(100), baseline: null, reference }, policy).head!
      .emissionsGPer1000Items!;
    expect(width(5)).toBeCloseTo(printed.high - printed.low, 12);
    // t with 4 degrees of freedom, two-sided at 99 % and at 95 %.
    expect(width(30) / width(5)).toBeCloseTo(4.6041 / 2.7764, 2);
  });
});

it('the worst verdict speaks for the whole', () => {
  expect(worst(['pass', 'fail', 'inconclusive'])).toBe('fail');
  expect(worst(['pass', 'incomparable'])).toBe('incomparable');
  expect(worst(['skipped', 'pass'])).toBe('pass');
  expect(worst([])).toBe('skipped');
  fc.assert(
    fc.property(fc.shuffledSubarray(['pass', 'fail', 'skipped'] as const, { minLength: 1 }), (verdicts) => {
      expect(worst(verdicts)).toBe(worst([...verdicts].reverse()));
    }),
  );
});
