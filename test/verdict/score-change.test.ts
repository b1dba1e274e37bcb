import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/measurement/measurement.ts';
import { corpusScore } from '../../src/metrics/corpus-score.ts';
import { mcNemarP } from '../../src/statistics/paired-proportions.ts';
import { scoreChange } from '../../src/verdict/score-change.ts';
import { binaryScores, simulatedMeasurement } from '../simulators/measurement.ts';
import { randomSource } from '../simulators/random.ts';

const settings = {
  metric: 'execution-accuracy',
  confidence: 0.95,
  bootstrap: { resamples: 1000, seed: 1 },
};
const measured = (scores: number[], clusters: string[] | null = null): Measurement => ({
  ...simulatedMeasurement({ scores }),
  clusters,
});
const compared = (head: number[], baseline: number[], clusters: string[] | null = null) =>
  scoreChange(measured(head, clusters), measured(baseline), settings)!;
const inClustersOf = (size: number, items: number) =>
  Array.from({ length: items }, (_, i) => `database ${Math.floor(i / size)}`);

/** A measurement with the statistics of COCO's BLEU: so many words, of which so many are right. */
function corpus(
  rightOf: readonly (readonly [right: number, words: number])[],
  clusters: string[] | null = null,
) {
  const measurement = measured(
    rightOf.map(([right, words]) => right / words),
    clusters,
  );
  const perItem = rightOf.map(([right, words]) => [
    words,
    words,
    right,
    right,
    right,
    right,
    words,
    words,
    words,
    words,
  ]);
  measurement.scores[0]!.corpus = { statistic: 'coco-bleu1', perItem };
  measurement.scores[0]!.value = corpusScore('coco-bleu1', perItem);
  return measurement;
}

describe('answers that are right or wrong', () => {
  it("change by Tango's interval, and McNemar's test says whether at all", () => {
    // 40 gained, 20 lost, of 160: the example of PropCIs::scoreci.mp.
    const head = binaryScores(40, 160);
    const baseline = Array.from({ length: 160 }, (_, i) => Number(i >= 40 && i < 60));
    const found = compared(head, baseline);
    expect(found.change.value).toBeCloseTo(12.5, 10);
    expect(found.change.low).toBeCloseTo(3.086453, 5);
    expect(found.change.high).toBeCloseTo(21.806424, 5);
    expect(found.unchangedP).toBeCloseTo(0.01348929373119186, 12);
    expect(found.method).toBe('score interval (Tango 1998) over 160 items');
  });

  it('that are all the same may still differ on other items', () => {
    const { change, unchangedP } = compared(binaryScores(80, 100), binaryScores(80, 100));
    expect(change.value).toBe(0);
    expect(change.high).toBeCloseTo((100 * 3.8415) / 103.8415, 2);
    expect(change.low).toBeCloseTo(-change.high, 9);
    expect(unchangedP).toBe(1);
  });

  it('count for less where they share a database', () => {
    const random = randomSource(2);
    const baseline: number[] = [];
    const head: number[] = [];
    for (let database = 0; database < 40; database++) {
      const lost = random.uniform() < 0.15;
      for (let i = 0; i < 10; i++) {
        baseline.push(1);
        head.push(lost ? 0 : 1);
      }
    }
    const alone = compared(head, baseline);
    const clustered = compared(head, baseline, inClustersOf(10, 400));
    const width = ({ change }: typeof alone) => change.high - change.low;
    expect(width(clustered) / width(alone)).toBeGreaterThan(2.5);
    expect(clustered.method).toBe(
      'score interval (Tango 1998) over effective numbers of 400 items in 40 clusters',
    );
    expect(clustered.unchangedP).toBeNull();
  });

  it('that are the same in every database leave as much open as so many items as there are databases', () => {
    const same = binaryScores(150, 200);
    const { change } = compared(same, same, inClustersOf(10, 200));
    expect(change.low).toBeLessThan(compared(binaryScores(15, 20), binaryScores(15, 20)).change.low);
    expect(change.low).toBeGreaterThan(-25);
  });
});

describe('graded scores', () => {
  it('of which many changed much change by paired t', () => {
    const random = randomSource(6);
    const baseline = Array.from({ length: 200 }, () => random.uniform());
    const head = baseline.map((score, i) => score / 2 + (i % 2 === 0 ? 0 : 0.5));
    const found = compared(head, baseline);
    expect(found.method).toBe('paired t over 200 items');
    // The same from the textbook.
    const differences = head.map((score, i) => 100 * (score - baseline[i]!));
    const centre = differences.reduce((sum, one) => sum + one, 0) / 200;
    const squares = differences.reduce((sum, one) => sum + (one - centre) ** 2, 0);
    expect(found.change.high - centre).toBeCloseTo(1.971957 * Math.sqrt(squares / 199 / 200), 5);
    expect(found.unchangedP).toBeNull();
  });

  it('of which few changed get an interval that is longer where more may be lost', () => {
    const baseline = Array.from({ length: 200 }, (_, i) => 0.5 + (i % 5) / 10);
    const head = baseline.map((score, i) => (i < 3 ? score - 0.3 : score));
    const { change, method } = compared(head, baseline);
    expect(method).toBe('score interval over 200 items, of which 3 changed');
    expect(change.value - change.low).toBeGreaterThan(change.high - change.value);
  });

  it.each<[number, string]>([
    [10, 'score interval over 200 items, of which 10 changed'],
    [49, 'score interval over 200 items, of which 49 changed'],
    [50, 'paired t over 200 items'],
  ])('of which %i changed much are compared by what holds for so many', (changed, expected) => {
    const baseline = Array.from({ length: 200 }, (_, i) => 0.5 + (i % 5) / 10);
    const head = baseline.map((score, i) => (i < changed ? score - 0.4 : score));
    expect(compared(head, baseline).method).toBe(expected);
  });

  it('of which many moved, and few by much, are less sure than t', () => {
    const baseline = Array.from({ length: 200 }, () => 0.9);
    const moved = baseline.map((score, i) => score + (i % 2 === 0 ? 0.05 : -0.05));
    const { change, method } = compared(
      moved.map((score, i) => (i < 2 ? 0 : score)),
      baseline,
    );
    expect(method).toBe('paired t over 200 items, and a score interval of the 2 that changed much');
    expect(change.value - change.low).toBeGreaterThan(2.5);
    // That others may gain as much is left open too.
    expect(compared(moved, baseline).change.high).toBeGreaterThan(1.8);
  });

  it.each([
    ['the same', 0],
    ['all higher by as much', 0.1],
  ])('that are %s get the rule of three', (_, more) => {
    const baseline = Array.from({ length: 60 }, (_, i) => 0.3 + (i % 5) / 10);
    const { change, method } = compared(
      baseline.map((score) => score + more),
      baseline,
    );
    expect(method).toBe('rule of three over 60 items, as all changed alike');
    const chance = 1 - 0.05 ** (1 / 60);
    expect(change.value).toBeCloseTo(100 * more, 9);
    expect(change.low).toBeCloseTo(100 * (more - chance * (1 + more)), 9);
    expect(change.high).toBeCloseTo(100 * (more + chance * (1 - more)), 9);
  });

  it('count by their clusters', () => {
    const random = randomSource(9);
    const own = Array.from({ length: 30 }, () => random.normal() / 10);
    const baseline = Array.from({ length: 300 }, () => 0.3 + 0.4 * random.uniform());
    const head = baseline.map((score, i) => score + own[Math.floor(i / 10)]! + random.normal() / 50);
    const clustered = compared(head, baseline, inClustersOf(10, 300));
    const alone = compared(head, baseline);
    expect(clustered.method).toBe(
      'clustered t over 300 items in 30 clusters, and a score interval of the 0 that changed much',
    );
    const width = ({ change }: typeof alone) => change.high - change.low;
    expect(width(clustered) / width(alone)).toBeGreaterThan(2.5);
  });
});

describe('metrics of the whole corpus', () => {
  it('change by a bootstrap of the items', () => {
    const random = randomSource(12);
    const draw = (share: number) =>
      Array.from({ length: 150 }, () => {
        const words = 4 + Math.floor(10 * random.uniform());
        return [Math.round(words * share * random.uniform()), words] as const;
      });
    const [head, baseline] = [corpus(draw(0.9)), corpus(draw(0.8))];
    const found = scoreChange(head, baseline, settings)!;
    expect(found.method).toBe('bootstrap of 150 items, 1,000 resamples');
    expect(found.change.value).toBeCloseTo(100 * (head.scores[0]!.value - baseline.scores[0]!.value), 9);
    expect(scoreChange(head, baseline, settings)).toEqual(found);
    const reseeded = { ...settings, bootstrap: { resamples: 1000, seed: 2 } };
    expect(scoreChange(head, baseline, reseeded)!.change).not.toEqual(found.change);
  });

  it('agree with t where they are a plain mean', () => {
    // Of answers of one length COCO's BLEU-1 is the mean of their precisions.
    const random = randomSource(21);
    const draw = (chance: number) =>
      Array.from({ length: 200 }, () => {
        const right = Array.from({ length: 8 }, () => Number(random.uniform() < chance));
        return [right.reduce((sum, one) => sum + one, 0), 8] as const;
      });
    const [ours, theirs] = [draw(0.6), draw(0.5)];
    const bootstrap = { resamples: 10_000, seed: 1 };
    const whole = scoreChange(corpus(ours), corpus(theirs), { ...settings, bootstrap })!.change;
    const t = compared(
      ours.map(([right]) => right / 8),
      theirs.map(([right]) => right / 8),
    ).change;
    const width = t.high - t.low;
    expect(Math.abs(whole.low - t.low)).toBeLessThan(0.03 * width);
    expect(Math.abs(whole.high - t.high)).toBeLessThan(0.03 * width);
  });

  it('of the same answers get the rule of three', () => {
    const same = corpus(Array.from({ length: 50 }, (_, i) => [i % 7, 8] as const));
    const { change, method } = scoreChange(same, same, settings)!;
    expect(method).toBe('rule of three over 50 items, as all changed alike');
    expect(change).toEqual({ value: 0, low: expect.closeTo(-5.8155, 3), high: expect.closeTo(5.8155, 3) });
  });

  it('of which few answers changed get an interval that is longer where more may be lost', () => {
    const baseline = Array.from({ length: 200 }, (_, i) => [4 + (i % 5), 10] as const);
    const head = baseline.map(([right, words], i) => [i < 4 ? right - 4 : right, words] as const);
    const { change, method } = scoreChange(corpus(head), corpus(baseline), settings)!;
    expect(method).toBe('score interval over 200 items, of which 4 changed');
    expect(change.value).toBeCloseTo(-0.8, 6);
    expect(change.value - change.low).toBeGreaterThan(1.2 * (change.high - change.value));
    const plain = compared(
      head.map(([right]) => right / 10),
      baseline.map(([right]) => right / 10),
    );
    expect(change.low).toBeCloseTo(plain.change.low, 6);
    expect(change.high).toBeCloseTo(plain.change.high, 6);
  });

  it('are resampled by clusters', () => {
    const random = randomSource(15);
    const own = Array.from({ length: 20 }, () => random.uniform());
    const items = (more: number) =>
      Array.from({ length: 200 }, (_, i) => [Math.round(12 * Math.min(1, own[i % 20]! * more)), 12] as const);
    const clusters = Array.from({ length: 200 }, (_, i) => `picture ${i % 20}`);
    const clustered = scoreChange(corpus(items(0.6), clusters), corpus(items(1)), settings)!;
    const alone = scoreChange(corpus(items(0.6)), corpus(items(1)), settings)!;
    expect(clustered.method).toBe('bootstrap of 200 items in 20 clusters, 1,000 resamples');
    const width = ({ change }: typeof alone) => change.high - change.low;
    expect(width(clustered) / width(alone)).toBeGreaterThan(2);
  });
});

describe('a change of score', () => {
  it.each<[string, Measurement, Measurement]>([
    ['no item', measured([]), measured([])],
    ['one item', measured([1]), measured([0])],
    ['a NaN', measured([Number.NaN, 1, 0]), measured([1, 1, 0])],
    ['an infinity', measured([1, 1, 0]), measured([1, -Infinity, 0])],
    ['one cluster', measured([1, 1, 0], ['p', 'p', 'p']), measured([1, 1, 0])],
    ['another metric', measured([1, 0]), { ...measured([1, 0]), scores: [] }],
  ])('does not exist for %s', (_, head, baseline) => {
    expect(scoreChange(head, baseline, settings)).toBeNull();
  });

  const score = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true }));
  const items = fc.array(fc.tuple(score, score, fc.constantFrom('p', 'q', 'r', 's')), {
    minLength: 2,
    maxLength: 80,
  });

  it('lies inside its interval, which has a width, widens with confidence and knows no order', () => {
    fc.assert(
      fc.property(items, fc.boolean(), fc.boolean(), (given, isClustered, isBinary) => {
        const named = given.map(([ours, theirs, cluster], i) => ({
          id: `item-${i}`,
          scores: isBinary ? [Math.round(ours), Math.round(theirs)] : [ours, theirs],
          cluster,
        }));
        const find = (order: typeof named, confidence: number) => {
          const [head, baseline] = [0, 1].map((side) => ({
            ...measured(
              order.map(({ scores }) => scores[side]!),
              isClustered ? order.map(({ cluster }) => cluster) : null,
            ),
            itemIds: order.map(({ id }) => id),
          })) as [Measurement, Measurement];
          return scoreChange(head, baseline, { ...settings, confidence });
        };
        const found = find(named, 0.95);
        fc.pre(found !== null);
        const { value, low, high } = found!.change;
        expect([value, low, high].every(Number.isFinite)).toBe(true);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(high - low).toBeGreaterThan(0);
        expect(find([...named].reverse(), 0.95)).toEqual(found);
        const surer = find(named, 0.99)!.change;
        expect(surer.low).toBeLessThanOrEqual(low);
        expect(surer.high).toBeGreaterThanOrEqual(high);
      }),
      { numRuns: 200 },
    );
  });

  it("of McNemar's p below 5 % seldom has an interval that holds 0, and the other way round", () => {
    let apart = 0;
    for (let gained = 0; gained <= 20; gained++) {
      const head = binaryScores(gained, 60);
      const baseline = Array.from({ length: 60 }, (_, i) => Number(i >= 20 && i < 30));
      const { change, unchangedP } = compared(head, baseline);
      expect(unchangedP).toBe(mcNemarP({ gained, lost: 10 }));
      if (unchangedP! < 0.05 !== (change.low > 0 || change.high < 0)) apart++;
    }
    expect(apart).toBeLessThanOrEqual(2);
  });
});

describe('coverage of the interval', () => {
  const trials = 400;
  /** Three binomial standard errors below 95 %. */
  const least = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / trials);

  function share(
    draw: (random: ReturnType<typeof randomSource>) => [Measurement, Measurement],
    truth: number,
  ) {
    const random = randomSource(31);
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { low, high } = scoreChange(...draw(random), settings)!.change;
      if (low <= truth && truth <= high) covered++;
    }
    return covered / trials;
  }

  it.each([
    [100, 0.8, 0.78],
    [200, 0.98, 0.97],
  ])('of %i items right or wrong', (items, ours, theirs) => {
    const draw = (random: ReturnType<typeof randomSource>): [Measurement, Measurement] => {
      const shared = Array.from({ length: items }, () => random.uniform());
      const side = (chance: number) =>
        measured(shared.map((one) => Number((random.uniform() < 2 / 3 ? one : random.uniform()) < chance)));
      return [side(ours), side(theirs)];
    };
    expect(share(draw, 100 * (ours - theirs))).toBeGreaterThan(least);
  });

  // As a model that was quantised too far: it breaks on few answers, and hardly moves elsewhere.
  it.each<[items: number, changed: number, broken: number]>([
    [100, 1, 0.02],
    [200, 0.1, 0.005],
    [300, 1, 0.01],
    [400, 0.1, 0.003],
    [1000, 1, 0.003],
  ])(
    'of %i items of which a share of %f moves a little and of %f loses nearly all',
    (items, moved, broken) => {
      const draw = (random: ReturnType<typeof randomSource>): [Measurement, Measurement] => {
        const theirs = Array.from({ length: items }, () => 0.95);
        const ours = theirs.map((score) => {
          const chance = random.uniform();
          if (chance < broken) return score - 0.9;
          return chance < broken + moved ? score + 0.02 * (random.uniform() - 0.5) : score;
        });
        return [measured(ours), measured(theirs)];
      };
      expect(share(draw, -90 * broken)).toBeGreaterThan(least);
    },
  );

  it('of items in clusters, right or wrong', () => {
    const draw = (random: ReturnType<typeof randomSource>): [Measurement, Measurement] => {
      const clusters = inClustersOf(5, 200);
      const own = clusters.map(() => random.uniform());
      const side = (chance: number) =>
        measured(
          clusters.map((_, i) =>
            Number((random.uniform() < 0.6 ? own[Math.floor(i / 5)]! : random.uniform()) < chance),
          ),
          clusters,
        );
      return [side(0.7), side(0.75)];
    };
    expect(share(draw, -5)).toBeGreaterThan(least);
  });

  it('of a metric of the corpus of which few answers changed', () => {
    const draw = (random: ReturnType<typeof randomSource>): [Measurement, Measurement] => {
      const words = Array.from({ length: 200 }, () => 5 + Math.floor(10 * random.uniform()));
      const theirs = words.map((count) => [Math.floor((count + 1) * random.uniform()), count] as const);
      const ours = theirs.map(([right, count]) => [random.uniform() < 0.02 ? 0 : right, count] as const);
      return [corpus(ours), corpus(theirs)];
    };
    // One in fifty loses all it had right, half of its words.
    expect(share(draw, -1)).toBeGreaterThan(least);
  });

  it('of a metric of the corpus', () => {
    const draw = (random: ReturnType<typeof randomSource>): [Measurement, Measurement] => {
      const words = Array.from({ length: 60 }, () => 3 + Math.floor(12 * random.uniform()));
      const ease = words.map(() => random.uniform());
      const side = (more: number) =>
        corpus(
          words.map((count, i) => {
            const right = Array.from({ length: count }, () =>
              Number(random.uniform() < (ease[i]! + more) / 2),
            );
            return [right.reduce((sum, one) => sum + one, 0), count] as const;
          }),
        );
      return [side(0.5), side(0.4)];
    };
    // Chances (U + 0.5) / 2 and (U + 0.4) / 2 of every word.
    expect(share(draw, 5)).toBeGreaterThan(least);
  });
});
