import { describe, expect, it } from 'vitest';
import { drawRun, noiseModels } from '../../bench/support/gate/noise.ts';
import type { Measurement } from '../../src/measurement/measurement.ts';
import { shardPreciseEnough } from '../../src/verdict/baseline-precision.ts';
import { joinedShards } from '../../src/verdict/join-shards.ts';
import { type Evidence, judge, looksOf, type Policy } from '../../src/verdict/judge.ts';
import { type SimulatedMeasurement, simulatedMeasurement } from '../simulators/measurement.ts';
import { randomSource } from '../simulators/random.ts';

/** A part's record. Items of different parts have different ids. */
function part(index: number, count: number, given: SimulatedMeasurement = {}): Measurement {
  const record = simulatedMeasurement(given);
  return {
    ...record,
    itemIds: record.itemIds.map((id) => `${id}-of-${index}`),
    task: {
      ...record.task,
      settings: { ...record.task.settings, shard: `${index} of ${count}` },
      shard: { index, count },
    },
  };
}

function joined(...parts: Measurement[]): Measurement {
  const whole = joinedShards(parts);
  if ('why' in whole) throw new Error(whole.why);
  return whole;
}
const why = (...parts: Measurement[]) => (joinedShards(parts) as { why: string }).why;

describe('the whole of shards', () => {
  it('has the items of all, and of each round the joules of one pass over them', () => {
    const twice = part(2, 2, { roundsJ: [80, 84], scores: [0, 1] });
    for (const round of twice.rounds) Object.assign(round, { passes: 4, items: 8, generatedTokens: 80 });
    const whole = joined(twice, part(1, 2, { roundsJ: [100, 104, 102], uncertaintyJ: 2, scores: [1, 1, 1] }));
    expect(whole.task).toMatchObject({
      items: 5,
      shard: null,
      settings: { 'max-new-tokens': 64, shards: 2 },
    });
    expect(whole.itemIds).toEqual([
      'item-0-of-1',
      'item-1-of-1',
      'item-2-of-1',
      'item-0-of-2',
      'item-1-of-2',
    ]);
    expect(whole.scores).toEqual([{ metric: 'execution-accuracy', value: 4 / 5, perItem: [1, 1, 1, 0, 1] }]);
    // The third round of the one has none of the other beside it.
    expect(
      whole.rounds.map(({ passes, items, generatedTokens, energy: { energyJ, uncertaintyJ } }) => [
        passes,
        items,
        generatedTokens,
        energyJ,
        uncertaintyJ,
      ]),
    ).toEqual([
      [1, 5, 50, 120, 2],
      [1, 5, 50, 125, 2],
    ]);
  });

  it('does not know the energy of a round that a shard does not know', () => {
    const whole = joined(part(1, 2, { roundsJ: [100, null] }), part(2, 2, { roundsJ: [null, 100] }));
    expect(whole.rounds.map(({ energy }) => energy.energyJ)).toEqual([null, null]);
    expect(whole.rounds[1]!.energy).toMatchObject({
      provenance: 'unavailable',
      reason: 'the simulated counter vanished',
    });
  });

  it('ended early where one did, and says which', () => {
    const cut = { ...part(2, 2), status: 'partial' as const, error: 'the server died' };
    expect(joined(part(1, 2), cut)).toMatchObject({ status: 'partial', error: 'shard 2: the server died' });
  });

  it.each<[string, Measurement[], RegExp]>([
    ['one is missing', [part(1, 3), part(3, 3)], /not each shard once/],
    ['one is there twice', [part(1, 2), part(1, 2)], /not each shard once/],
    ['they are of different numbers', [part(1, 2), part(2, 3)], /not each shard once/],
    ['one is of all items', [part(1, 2), simulatedMeasurement()], /one is of all items/],
    [
      'an item is in two',
      [part(1, 2), { ...part(2, 2), itemIds: part(2, 2).itemIds.map(() => 'same') }],
      /an item is there twice/,
    ],
    [
      'the machines differ',
      [part(1, 2), { ...part(2, 2), hardware: { ...part(2, 2).hardware, gpus: ['Another'] } }],
      /GPUs is Simulated GPU for shard 1 and Another for shard 2/,
    ],
    [
      'one measured what the other could not',
      [part(1, 2), part(2, 2, { roundsJ: [null, null] })],
      /provenance of the energy is measured for shard 1 and unavailable for shard 2/,
    ],
    [
      'the weights differ',
      [part(1, 2), { ...part(2, 2), artifactDigest: 'b'.repeat(64) }],
      /did not run the same model/,
    ],
    [
      'the metrics differ',
      [part(1, 2), { ...part(2, 2), task: { ...part(2, 2).task, metric: 'other' }, rounds: [] }],
      /metric is execution-accuracy/,
    ],
    [
      'a round has no pass',
      [
        part(1, 2),
        { ...part(2, 2), rounds: part(2, 2).rounds.map((round) => ({ ...round, passes: 0, items: 0 })) },
      ],
      /has not gone through all items/,
    ],
  ])('is not there where %s', (_, parts, message) => {
    expect(why(...parts)).toMatch(message);
  });
});

// Shards stop by what they see themselves. Of 400 trials that each err with 2.5 %, more than 21 do so once in a thousand times.
describe('rounds of shards that stopped by themselves', () => {
  const policy: Policy = {
    rules: { cegiPercent: null, emissionsPercent: 5, scorePoints: null, budgetGPer1000Items: null },
    accept: ['measured'],
    rounds: { min: 4, max: 20 },
    intensityGPerKWh: 400,
    pue: 1,
    gain: 'relative',
    bootstrap: { resamples: 1, seed: 1 },
    lifetimeItems: null,
  };
  const beside = (head: Measurement, baseline: Measurement): Evidence => ({
    mode: 'side-by-side',
    why: null,
    head,
    baseline,
    history: [],
    calibration: null,
    reference: null,
    noBaseline: null,
  });
  const trials = 400;
  const rates = (effectPercent: number) => {
    const noise = noiseModels.find(({ name }) => name === 'independent 3 %')!;
    const count = { fail: 0, pass: 0, inconclusive: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const random = randomSource(trial * 7919 + 1);
      const sides = [1, 2, 3].map((index) => {
        const run = (J: number) => drawRun(noise, J, policy.rounds.max, random);
        const [headJ, baselineJ] = [run(100 * (1 + effectPercent / 100)), run(100)];
        const at = (look: number) =>
          beside(
            part(index, 3, { roundsJ: headJ.slice(0, look) }),
            part(index, 3, { roundsJ: baselineJ.slice(0, look) }),
          );
        const looks = looksOf('side-by-side', policy.rounds);
        const enough = (look: number) =>
          shardPreciseEnough(judge(at(look), policy).change.energyPercent, policy.rules, 3);
        const last = looks.find(enough) ?? looks.at(-1)!;
        return at(last);
      });
      const [head, baseline] = (['head', 'baseline'] as const).map((side) =>
        joined(...sides.map((one) => one[side]!)),
      );
      const { verdict } = judge(beside(head!, baseline!), policy);
      count[verdict as keyof typeof count] += 1;
    }
    return count;
  };

  it('fail what did not change never, what is at the limit seldom, and find what is well beyond it', () => {
    expect(rates(0).fail).toBeLessThanOrEqual(1);
    expect(rates(5).fail).toBeLessThanOrEqual(21);
    expect(rates(12).fail).toBeGreaterThan(0.9 * trials);
  });
});
