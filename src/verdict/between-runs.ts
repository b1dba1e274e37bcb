import type { Calibration, Measurement, PastRun } from '../measurement/measurement.ts';
import { setupDigest } from '../measurement/setup.ts';
import { mean } from '../statistics/sample.ts';

/**
 * What is believed of the difference between whole runs before any was seen: a standard deviation of 1 % (of natural
 * logarithms), worth two degrees of freedom. So weak a belief makes for wide intervals at first, and a few runs outweigh it.
 */
const prior = { variance: 0.01 ** 2, degreesOfFreedom: 2 };

/** How much the means of whole runs differ from each other where nothing changed. */
export interface BetweenRuns {
  /** Of one run's mean, in squares of natural logarithms. */
  variance: number;
  degreesOfFreedom: number;
  /** What it was taken from, in words. */
  from: string;
}

/**
 * The variance between runs, moderated: what was seen and what is believed beforehand are averaged by their degrees of
 * freedom (G. K. Smyth, Linear models and empirical Bayes methods, Stat. Appl. Genet. Mol. Biol. 3, 2004).
 *
 * @param groups means of runs, as logarithms of joules per item; each group of one unchanged model
 */
export function betweenRuns(groups: readonly (readonly number[])[]): BetweenRuns {
  let squares = 0;
  let seen = 0;
  for (const means of groups) {
    const centre = mean(means);
    for (const value of means) squares += (value - centre) ** 2;
    seen += Math.max(0, means.length - 1);
  }
  const degreesOfFreedom = prior.degreesOfFreedom + seen;
  return {
    variance: (prior.degreesOfFreedom * prior.variance + squares) / degreesOfFreedom,
    degreesOfFreedom,
    from: seen === 0 ? 'no earlier run of the same model is known' : `${seen + 1} runs`,
  };
}

/** A run that a comparison can learn from: logarithms of joules per item, round by round. */
export interface KnownRun {
  /** Equal for runs of one unchanged model that was asked the same in the same way. */
  group: string;
  logs: number[];
}

/** The baseline's runs, its own first, and those of the machine's calibration. */
export function knownRuns(
  baseline: { measurement: Measurement; logs: number[] },
  history: readonly PastRun[],
  calibration: Calibration | null,
): KnownRun[] {
  const { measurement, logs } = baseline;
  return [
    { group: groupOf({ ...measurement, setupDigest: setupDigest(measurement) }), logs },
    ...history.map((run) => ({
      group: groupOf(run),
      logs: run.energyJPerItem.map((energyJ) => Math.log(energyJ)),
    })),
    ...(calibration?.runs ?? []).map((energyJPerItem) => ({
      group: 'calibration',
      logs: energyJPerItem.map((energyJ) => Math.log(energyJ)),
    })),
  ].filter(({ logs }) => logs.length > 0);
}

function groupOf({
  artifactDigest,
  evaluator,
  setupDigest: setup,
}: Pick<PastRun, 'artifactDigest' | 'evaluator' | 'setupDigest'>): string {
  const { kind, device, dtype, batch, runtime } = evaluator;
  return JSON.stringify([artifactDigest, kind, device, dtype, batch, runtime, setup]);
}
