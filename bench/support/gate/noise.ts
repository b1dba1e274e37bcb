import type { randomSource } from '../../../test/simulators/random.ts';

export type Random = ReturnType<typeof randomSource>;

/** How the rounds of one run are disturbed. */
export interface NoiseModel {
  name: string;
  /** By what each of a run's rounds is multiplied, in the order in which they are measured. Every call is another run. */
  factors(rounds: number, random: Random): number[];
  /** Joules that the counter shows of a round that took `energyJ`. */
  shown(energyJ: number, random: Random): number;
  /** What the counter says of its own reading, ± joules. */
  uncertaintyJ: number;
}

/** What an undisturbed round of the baseline takes. */
export const baselineJ = 100;

/** Joules that the counter shows for each round of a run of its own. */
export function drawRun(noise: NoiseModel, trueJ: number, rounds: number, random: Random): number[] {
  return noise.factors(rounds, random).map((factor) => noise.shown(trueJ * factor, random));
}

const range = (length: number) => Array.from({ length }, (_, k) => k);
/** A counter that shows all there is. */
const exact = { shown: (energyJ: number) => energyJ, uncertaintyJ: 0 };

function independent(sigma: number, name = `independent ${100 * sigma} %`): NoiseModel {
  return {
    name,
    ...exact,
    factors: (rounds, random) => range(rounds).map(() => Math.exp(sigma * random.normal())),
  };
}

/**
 * A run begins anywhere between cold and warm, and leakage grows by up to 3 % with the temperature, by a time constant
 * of ten rounds; 1 % of independent noise.
 */
const thermalDrift: NoiseModel = {
  name: 'thermal drift 3 %',
  ...exact,
  factors(rounds, random) {
    const coldness = random.uniform();
    return range(rounds).map((k) =>
      Math.exp(0.03 * (1 - coldness * Math.exp(-k / 10)) + 0.01 * random.normal()),
    );
  },
};

/** First-order autoregression over rounds, 3 % in all, 0.7 from one round to the next. */
const autocorrelated: NoiseModel = {
  name: 'autocorrelated 3 %',
  ...exact,
  factors(rounds, random) {
    const correlation = 0.7;
    let state = random.normal();
    return range(rounds).map((k) => {
      if (k > 0) state = correlation * state + Math.sqrt(1 - correlation ** 2) * random.normal();
      return Math.exp(0.03 * state);
    });
  },
};

/** 1 % of independent noise, and 2 % of the rounds meet something that takes 30 % more. */
const outliers: NoiseModel = {
  name: 'outliers 2 % of +30 %',
  ...exact,
  factors: (rounds, random) =>
    range(rounds).map(() => (random.uniform() < 0.02 ? 1.3 : 1) * Math.exp(0.01 * random.normal())),
};

/** Each run is off by 3 % as a whole; 1 % of independent noise between its rounds. */
const betweenRuns: NoiseModel = {
  name: 'between runs 3 %',
  ...exact,
  factors(rounds, random) {
    const shift = Math.exp(0.03 * random.normal());
    return range(rounds).map(() => shift * Math.exp(0.01 * random.normal()));
  },
};

const tickJ = 0.01 * baselineJ;
/** A counter that shows whole ticks of 1 % of a round, read at any phase of a tick; 0.2 % of independent noise. */
const quantised: NoiseModel = {
  name: 'quantised at 1 %',
  uncertaintyJ: tickJ,
  shown: (energyJ, random) => Math.floor(energyJ / tickJ + random.uniform()) * tickJ,
  factors: (rounds, random) => range(rounds).map(() => Math.exp(0.002 * random.normal())),
};

export const noiseModels: readonly NoiseModel[] = [
  independent(0.01),
  independent(0.03),
  independent(0.05),
  thermalDrift,
  autocorrelated,
  outliers,
  betweenRuns,
  quantised,
];
