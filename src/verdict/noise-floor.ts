import { logEnergiesPerItem } from '../cegi/energy.ts';
import { UserError } from '../errors.ts';
import type { Baseline, Calibration } from '../measurement/measurement.ts';
import type { Comparison, Rules } from '../measurement/result.ts';
import { logRatioToPercent, uncertainDifference } from '../statistics/interval.ts';
import { confidence, confidenceAtEachLook } from '../statistics/looks.ts';
import { mean, variance } from '../statistics/sample.ts';
import { studentTTwoSided } from '../statistics/student-t.ts';
import { type BetweenRuns, betweenRuns, knownRuns } from './between-runs.ts';
import { roundsInBlock } from './energy-change.ts';
import { looksOf, type Policy } from './judge.ts';
import { limitText } from './sentence.ts';

type Mode = Comparison['mode'];
type Rounds = Policy['rounds'];

/** What is known of how a machine measures where nothing changes. */
export interface Unchanged {
  /** Of one model, joules per item round by round: the runs of a calibration, or the one of a measurement. */
  runs: Calibration['runs'];
  /** What the counters' ticks leave unknown of a round, as a share of it. */
  relativeUncertainty?: number | undefined;
  /** The stored baseline of the model that is to be compared, whose history tells of runs as well. */
  baseline?: Baseline | null;
}

/** Standard normal quantile of 90 %: a change of nothing shall pass in 9 of 10 checks. */
const passesNineOfTen = 1.2815515655446004;

/** More rounds than anybody would wait for. */
const mostRounds = 1000;

/**
 * The noise floor: the smallest tolerance, in percent, at which a change of nothing passes in 9 of 10 checks that go on
 * to `rounds.max`; 0 where rounds do not differ and their counters have no ticks that are known of; null where the runs are
 * too short to tell.
 *
 * A check passes where the upper end of its interval lies within the tolerance. That end is the sum of the change that is
 * seen and a multiple of an estimated standard deviation, taken for normal with the mean and variance of both (W. J.
 * Jennett and B. L. Welch, The control of proportion defective, J. R. Statist. Soc. Suppl. 6, 1939).
 */
export function noiseFloorPercent(unchanged: Unchanged, mode: Mode, rounds: Rounds): number | null {
  const looks = looksOf(mode, rounds);
  const length = looks.at(-1)!;
  const atEachLook = confidenceAtEachLook(looks.length);
  const end =
    mode === 'side-by-side'
      ? endOfPaired(unchanged, length, atEachLook)
      : endOfStored(unchanged, length, atEachLook);
  if (!end) return null;
  const { half, halfVariance, changeVariance } = end;
  return logRatioToPercent(half + passesNineOfTen * Math.sqrt(changeVariance + halfVariance));
}

/** The fewest `rounds.max` at which the floor falls to the tolerance; null where none up to 1,000 does. */
export function roundsFor(
  tolerancePercent: number,
  unchanged: Unchanged,
  mode: Mode,
  { min }: Rounds,
): number | null {
  const step = mode === 'side-by-side' ? roundsInBlock : 1;
  for (let max = looksOf(mode, { min, max: min })[0]!; max <= mostRounds; max += step) {
    const floor = noiseFloorPercent(unchanged, mode, { min, max });
    if (floor === null) return null;
    if (floor <= tolerancePercent) return max;
  }
  return null;
}

/** What to do where a tolerance lies below the floor, in sentences for people; null where it does not. */
export function toleranceBelowFloor(
  tolerancePercent: number,
  unchanged: Unchanged,
  mode: Mode,
  rounds: Rounds,
): string | null {
  const floor = noiseFloorPercent(unchanged, mode, rounds);
  if (floor === null || floor <= tolerancePercent) return null;
  const ways = [`Allow at least ${upwards(floor)} %`];
  const needed = roundsFor(tolerancePercent, unchanged, mode, rounds);
  if (needed !== null) ways.push(`raise rounds.max to ${needed}`);
  if (mode === 'stored') ways.push(...waysOutOfTheStore(tolerancePercent, unchanged, rounds));
  const inVain = needed === null ? ` ${whyInVain(mode, unchanged)}` : '';
  return (
    `rules.emissions allows ${limitText(tolerancePercent)} %, but the noise floor of this machine is ` +
    `${upwards(floor)} % (${modeWords[mode]}, ${looksOf(mode, rounds).at(-1)!} rounds a side): below it, fewer than 9 in ` +
    `10 pull requests that change nothing would pass.${inVain} ${ways.join(', or ')}.`
  );
}

/** Why no number of rounds helps. */
function whyInVain(mode: Mode, unchanged: Unchanged): string {
  if (mode === 'side-by-side') return `Not even ${mostRounds} rounds bring it down to that.`;
  const { between } = runsOf(unchanged, mostRounds);
  const percent = 100 * Math.sqrt(between.variance);
  return `More rounds do not help, as whole runs are taken to differ by ${upwards(percent)} % (${between.from}).`;
}

function waysOutOfTheStore(tolerancePercent: number, unchanged: Unchanged, rounds: Rounds): string[] {
  const ways: string[] = [];
  const { runs } = unchanged;
  // As if as many again had differed as these do, which says more of how much they do.
  const times = [2, 3, 4, 5].find((many) => {
    const longer = { ...unchanged, runs: Array.from({ length: many }, () => runs).flat() };
    return noiseFloorPercent(longer, 'stored', rounds)! <= tolerancePercent;
  });
  if (times !== undefined) ways.push(`calibrate with about ${times * runs.length} runs`);
  const beside = noiseFloorPercent(unchanged, 'side-by-side', rounds);
  if (beside !== null && beside <= tolerancePercent)
    ways.push('compare side by side, which has a lower floor');
  return ways;
}

/**
 * @param baseline the stored one that is to be compared with, where it is
 * @throws UserError where a check could not keep what the rules ask of it, since the machine measures less exactly
 */
export function checkTolerance(
  calibration: Calibration | null,
  { emissionsPercent }: Rules,
  rounds: Rounds,
  mode: Mode,
  baseline: Baseline | null = null,
): void {
  if (calibration === null || emissionsPercent === null) return;
  const sentence = toleranceBelowFloor(emissionsPercent, { ...calibration, baseline }, mode, rounds);
  if (sentence !== null) throw new UserError(sentence);
}

/** By how much rounds of one run differ, and whole runs: standard deviations in percent. */
export function spreadPercent({ runs }: Unchanged): { rounds: number; runs: number | null } {
  const logs = logsOf(runs);
  const means = logs.map(mean);
  return {
    rounds: 100 * Math.sqrt(withinRuns(logs)),
    runs: means.length < 2 ? null : 100 * Math.sqrt(variance(means)),
  };
}

const modeWords: Record<Mode, string> = {
  'side-by-side': 'side by side',
  stored: 'against a stored baseline',
};

/** Two digits, and never less than the value. */
function upwards(percent: number): string {
  const unit = 10 ** (Math.floor(Math.log10(percent)) - 1);
  return limitText(Math.ceil(percent / unit) * unit);
}

/** Where nothing changed, what the upper end of the interval is made of, in natural logarithms. */
interface UpperEnd {
  changeVariance: number;
  /** The half-width, which is estimated anew in every check. */
  half: number;
  halfVariance: number;
}

/**
 * A t interval's half-width, its mean and variance over checks: of an error variance that each of them estimates anew,
 * and of one that is known, which counters' ticks add.
 */
function halfWidth(
  { estimated, known }: { estimated: number; known: number },
  degreesOfFreedom: number,
  atConfidence: number,
): Pick<UpperEnd, 'half' | 'halfVariance'> {
  const t = studentTTwoSided(atConfidence, degreesOfFreedom);
  // By how much an estimated standard deviation is too small on average: c4, to within a percent.
  const bias = (4 * degreesOfFreedom) / (4 * degreesOfFreedom + 1);
  const usual = bias ** 2 * estimated;
  const half = t * Math.sqrt(usual + known);
  const share = half === 0 ? 0 : usual / (usual + known);
  return { half, halfVariance: t ** 2 * (1 - bias ** 2) * estimated * share };
}

/** Of one round: uniform over ± the uncertainty. */
const tickVariance = ({ relativeUncertainty = 0 }: Unchanged) => relativeUncertainty ** 2 / 3;

function endOfPaired(unchanged: Unchanged, rounds: number, atConfidence: number): UpperEnd | null {
  // What two rounds a side in an order of A B B A differ by, where both sides are one: successive rounds, so that drift
  // and what hangs together from round to round count as they will. The order is drawn, so that its mean is 0.
  const contrasts = logsOf(unchanged.runs).flatMap((logs) =>
    logs.slice(3).map((last, i) => (logs[i]! - logs[i + 1]! - logs[i + 2]! + last) / 2),
  );
  if (contrasts.length === 0) return null;
  const blocks = rounds / roundsInBlock;
  const changeVariance = mean(contrasts.map((contrast) => contrast ** 2)) / blocks;
  const errors = { estimated: changeVariance, known: tickVariance(unchanged) / blocks };
  return { changeVariance, ...halfWidth(errors, blocks - 1, atConfidence) };
}

function endOfStored(unchanged: Unchanged, rounds: number, atConfidence: number): UpperEnd | null {
  const logs = logsOf(unchanged.runs);
  if (rounds < 2 || logs.every((run) => run.length < 2)) return null;
  const { own, between } = runsOf(unchanged, rounds);
  const within = withinRuns(logs) / rounds;
  const head = { value: 0, errorVariance: within, degreesOfFreedom: rounds - 1 };
  const baseline = { value: 0, errorVariance: within / own, degreesOfFreedom: own * (rounds - 1) };
  const { errorVariance, degreesOfFreedom } = uncertainDifference(head, baseline);
  const known = (tickVariance(unchanged) / rounds) * (1 + 1 / own);
  const ofRounds = halfWidth(
    { estimated: errorVariance, known },
    degreesOfFreedom,
    1 - (1 - atConfidence) / 2,
  );
  const runsVariance = between.variance * (1 + 1 / own);
  const ofRuns =
    studentTTwoSided(1 - (1 - confidence) / 2, between.degreesOfFreedom) * Math.sqrt(runsVariance);
  const half = Math.hypot(ofRounds.half, ofRuns);
  return {
    // The means of runs differ by what rounds leave as well.
    changeVariance: Math.max(runsVariance, errorVariance),
    half,
    halfVariance: half === 0 ? 0 : ofRounds.halfVariance * (ofRounds.half / half) ** 2,
  };
}

/** How much whole runs differ after so many rounds, and how many runs of its own the baseline has. */
function runsOf({ runs, baseline }: Unchanged, rounds: number): { own: number; between: BetweenRuns } {
  const known = baseline
    ? knownRuns({ measurement: baseline.measurement, logs: logsOfBaseline(baseline) }, baseline.history, null)
    : [];
  const first = known[0]?.group;
  const groups = [...new Set(known.map(({ group }) => group))].map((wanted) =>
    known.filter(({ group }) => group === wanted).map(({ logs }) => logs),
  );
  const means = [...groups, logsOf(runs)].map((group) => group.map((logs) => mean(logs.slice(0, rounds))));
  const own = known.filter(({ group, logs }) => group === first && logs.length > 1).length;
  return { own: Math.max(1, own), between: betweenRuns(means) };
}

function logsOfBaseline({ measurement }: Baseline): number[] {
  return logEnergiesPerItem(measurement).flatMap((log) => (log === null ? [] : [log.value]));
}

const logsOf = (runs: Unchanged['runs']) => runs.map((run) => run.map((energyJ) => Math.log(energyJ)));

/** The variance of rounds about the mean of their run, over all runs. */
function withinRuns(logs: readonly number[][]): number {
  const long = logs.filter((run) => run.length > 1);
  const degreesOfFreedom = long.reduce((sum, run) => sum + run.length - 1, 0);
  return long.reduce((sum, run) => sum + variance(run) * (run.length - 1), 0) / degreesOfFreedom;
}
