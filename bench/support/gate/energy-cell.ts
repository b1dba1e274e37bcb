import { pastRun } from '../../../src/baseline/next-baseline.ts';
import type { Measurement } from '../../../src/measurement/measurement.ts';
import { mean } from '../../../src/statistics/sample.ts';
import { leastBaselineRounds, preciseEnough } from '../../../src/verdict/baseline-precision.ts';
import {
  type Evidence,
  type Judgement,
  judge,
  looksOf,
  moreRoundsWouldHelp,
  type Policy,
} from '../../../src/verdict/judge.ts';
import { simulatedMeasurement } from '../../../test/simulators/measurement.ts';
import { randomSource } from '../../../test/simulators/random.ts';
import { baselineJ, drawRun, type NoiseModel, noiseModels, type Random } from './noise.ts';
import { historyRuns, peerRules } from './peers.ts';

/** How head and baseline come to be compared. */
export type Way = { mode: 'side-by-side' } | { mode: 'stored'; earlierRuns: number };

export interface EnergyCell {
  kind: 'energy';
  /** Place in the list of noise models. */
  noise: number;
  way: Way;
  /** True change of the energy, percent. */
  effectPercent: number;
  trials: number;
}

/** Shares of the trials, but for the rounds. */
export interface EnergyRates {
  fails: number;
  passes: number;
  inconclusive: number;
  /** Passes that are called an improvement. */
  improvements: number;
  /** Of the head. */
  meanRounds: number;
  /** Whether the interval that was printed at the end holds the true change. */
  covered: number;
  /** By peer. */
  peerFails: Record<string, number>;
}

const policy: Policy = {
  rules: { cegiPercent: null, emissionsPercent: 5, scorePoints: null, budgetGPer1000Items: null },
  accept: ['measured'],
  rounds: { min: 5, max: 30 },
  intensityGPerKWh: 400,
  pue: 1,
  gain: 'relative',
  bootstrap: { resamples: 1, seed: 1 },
  lifetimeItems: null,
};
const mostRounds = policy.rounds.max;

/** Plays `cell.trials` pull requests, as src/check-model.ts does one. */
export function energyCell(cell: EnergyCell): EnergyRates {
  const noise = noiseModels[cell.noise]!;
  const count = { fail: 0, pass: 0, inconclusive: 0, improvement: 0, rounds: 0, covered: 0 };
  const peerFails = Object.fromEntries(peerRules.map(({ name }) => [name, 0]));
  for (let trial = 0; trial < cell.trials; trial += 1) {
    // The same noise for every effect: cells of one noise model differ by the effect alone.
    const random: Random = randomSource((cell.noise + 1) * 100_000_007 + trial * 7919);
    const headJ = baselineJ * (1 + cell.effectPercent / 100);
    const history = Array.from({ length: historyRuns }, () => drawRun(noise, baselineJ, mostRounds, random));
    const alone = drawRun(noise, headJ, mostRounds, random);
    const evidence =
      cell.way.mode === 'side-by-side'
        ? sideBySide(noise, headJ, random)
        : stored(noise, alone, history.slice(0, 1 + cell.way.earlierRuns));
    const { judgement, rounds } = decide(evidence);

    const [rule] = judgement.rules;
    const change = judgement.change.energyPercent!;
    if (rule?.verdict === 'fail' || rule?.verdict === 'pass' || rule?.verdict === 'inconclusive') {
      count[rule.verdict] += 1;
    } else throw new Error(`the simulated sides were not compared: ${judgement.reason}`);
    if (rule.improved) count.improvement += 1;
    if (change.low <= cell.effectPercent && cell.effectPercent <= change.high) count.covered += 1;
    count.rounds += rounds;

    // Peers know no looks, and compare runs of equally many rounds: of as many as any of ours may have.
    const historyJ = history.map(mean);
    for (const peer of peerRules) if (peer.fails(mean(alone), historyJ)) peerFails[peer.name]! += 1;
  }
  const share = (n: number) => n / cell.trials;
  return {
    fails: share(count.fail),
    passes: share(count.pass),
    inconclusive: share(count.inconclusive),
    improvements: share(count.improvement),
    meanRounds: share(count.rounds),
    covered: share(count.covered),
    peerFails: Object.fromEntries(Object.entries(peerFails).map(([name, n]) => [name, share(n)])),
  };
}

type RoundsSoFar = (rounds: number) => Evidence;

const nothingElse = { why: null, calibration: null, reference: null, noBaseline: null };

const record = (noise: NoiseModel, roundsJ: number[]) =>
  simulatedMeasurement({ roundsJ, uncertaintyJ: noise.uncertaintyJ });

/** One run, in which blocks of A B B A and of B A A B follow each other as chance has it. */
function sideBySide(noise: NoiseModel, headJ: number, random: Random): RoundsSoFar {
  const sides = { head: [] as number[], baseline: [] as number[] };
  const factors = noise.factors(2 * mostRounds, random);
  for (let start = 0; start < factors.length; start += 4) {
    const headIsOutside = random.uniform() < 0.5;
    for (const [place, factor] of factors.slice(start, start + 4).entries()) {
      const isHead = (place === 0 || place === 3) === headIsOutside;
      sides[isHead ? 'head' : 'baseline'].push(noise.shown((isHead ? headJ : baselineJ) * factor, random));
    }
  }
  return (rounds) => ({
    mode: 'side-by-side',
    head: record(noise, sides.head.slice(0, rounds)),
    baseline: record(noise, sides.baseline.slice(0, rounds)),
    history: [],
    ...nothingElse,
  });
}

/** @param runs on the default branch, the newest first, each with all the rounds that it might have measured */
function stored(noise: NoiseModel, headRoundsJ: number[], runs: readonly number[][]): RoundsSoFar {
  const [baseline, ...earlier] = runs.map((run) => recorded(noise, run)) as [Measurement, ...Measurement[]];
  const history = earlier.map(pastRun);
  return (rounds) => ({
    mode: 'stored',
    head: record(noise, headRoundsJ.slice(0, rounds)),
    baseline,
    history,
    ...nothingElse,
  });
}

/** As many rounds as a push to the default branch measures. */
function recorded(noise: NoiseModel, roundsJ: number[]): Measurement {
  for (const look of looksOf('stored', policy.rounds)) {
    const soFar = record(noise, roundsJ.slice(0, look));
    if (look >= leastBaselineRounds(policy.rounds) && preciseEnough(soFar, policy.rules)) return soFar;
  }
  return record(noise, roundsJ);
}

/** Looks at the rounds as often as planned, until more would not help. */
function decide(evidence: RoundsSoFar): { judgement: Judgement; rounds: number } {
  let judgement: Judgement | undefined;
  let rounds = 0;
  const { mode, baseline } = evidence(0);
  // Against a store, rounds beyond the baseline's are compared with nothing.
  const most = mode === 'stored' ? baseline!.rounds.length : mostRounds;
  for (rounds of looksOf(mode, policy.rounds)) {
    judgement = judge(evidence(rounds), policy);
    if (rounds >= most || !moreRoundsWouldHelp(judgement)) break;
  }
  return { judgement: judgement!, rounds };
}
