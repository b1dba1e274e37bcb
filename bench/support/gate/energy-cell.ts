import type { Measurement } from '../../../src/measurement/measurement.ts';
import { plannedLooks } from '../../../src/statistics/looks.ts';
import { mean } from '../../../src/statistics/sample.ts';
import { type Judgement, judge, moreRoundsWouldHelp, type Policy } from '../../../src/verdict/judge.ts';
import { simulatedMeasurement } from '../../../test/simulators/measurement.ts';
import { randomSource } from '../../../test/simulators/random.ts';
import { baselineJ, noiseModels, type Random } from './noise.ts';
import { historyRuns, peerRules } from './peers.ts';

export interface EnergyCell {
  kind: 'energy';
  /** Place in the list of noise models. */
  noise: number;
  /** True change of the energy, percent. */
  effectPercent: number;
  baselineRounds: number;
  trials: number;
}

/** Shares of the trials, but for the rounds. */
export interface EnergyRates {
  fails: number;
  passes: number;
  inconclusive: number;
  /** Passes whose whole interval lies below 0. */
  improvements: number;
  meanRounds: number;
  /** Whether the interval that was printed at the end holds the true change. */
  covered: number;
  /** By peer. */
  peerFails: Record<string, number>;
}

const looks = plannedLooks(5, 30);
const policy: Policy = {
  rules: { cegiPercent: null, emissionsPercent: 5, scorePoints: null, budgetGPer1000Items: null },
  accept: ['measured'],
  looks: looks.length,
  intensityGPerKWh: 400,
  pue: 1,
  gain: 'relative',
  lifetimeItems: null,
};

/** Plays `cell.trials` pull requests against a stored baseline, as src/check-model.ts does one. */
export function energyCell(cell: EnergyCell): EnergyRates {
  const noise = noiseModels[cell.noise]!;
  const count = { fail: 0, pass: 0, inconclusive: 0, improvement: 0, rounds: 0, covered: 0 };
  const peerFails = Object.fromEntries(peerRules.map(({ name }) => [name, 0]));
  for (let trial = 0; trial < cell.trials; trial += 1) {
    // The same noise for every effect: cells of one noise model differ by the effect alone.
    const random: Random = randomSource((cell.noise + 1) * 100_000_007 + trial * 7919);
    const draw = (trueJ: number, rounds: number) => noise.run(trueJ, rounds, random);
    const record = (roundsJ: number[]) => simulatedMeasurement({ roundsJ, uncertaintyJ: noise.uncertaintyJ });

    const headJ = draw(baselineJ * (1 + cell.effectPercent / 100), looks.at(-1)!);
    const runsJ = Array.from({ length: historyRuns }, () => draw(baselineJ, cell.baselineRounds));
    const baseline = record(runsJ.at(-1)!);
    const { judgement, rounds } = decide((most) => record(headJ.slice(0, most)), baseline);

    const [rule] = judgement.rules;
    const change = judgement.change.energyPercent!;
    if (rule?.verdict === 'fail' || rule?.verdict === 'pass' || rule?.verdict === 'inconclusive') {
      count[rule.verdict] += 1;
    } else throw new Error(`the simulated sides were not compared: ${judgement.reason}`);
    if (rule.verdict === 'pass' && change.high < 0) count.improvement += 1;
    if (change.low <= cell.effectPercent && cell.effectPercent <= change.high) count.covered += 1;
    count.rounds += rounds;

    const historyJ = runsJ.map(mean);
    // Peers know no looks: they compare runs of equally many rounds.
    const currentJ = mean(headJ.slice(0, cell.baselineRounds));
    for (const peer of peerRules) if (peer.fails(currentJ, historyJ)) peerFails[peer.name]! += 1;
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

/** Looks at the head's rounds as often as planned, until more would not help. */
function decide(head: (rounds: number) => Measurement, baseline: Measurement) {
  let judgement: Judgement | undefined;
  let rounds = 0;
  for (rounds of looks) {
    judgement = judge({ head: head(rounds), baseline, reference: null, noBaseline: null }, policy);
    if (!moreRoundsWouldHelp(judgement)) break;
  }
  return { judgement: judgement!, rounds };
}
