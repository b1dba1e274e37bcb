import type { randomSource } from '../../../test/simulators/random.ts';

export type Random = ReturnType<typeof randomSource>;

/** How the rounds of one run are disturbed. Every call is another run. */
export interface NoiseModel {
  name: string;
  /** Joules that the counter shows for each of `rounds` rounds, of which an undisturbed one takes `trueJ`. */
  run(trueJ: number, rounds: number, random: Random): number[];
  /** What the counter says of its own reading, ± joules. */
  uncertaintyJ: number;
}

/** What an undisturbed round of the baseline takes. */
export const baselineJ = 100;

const range = (length: number) => Array.from({ length }, (_, k) => k);

function independent(sigma: number, name = `independent ${100 * sigma} %`): NoiseModel {
  return {
    name,
    uncertaintyJ: 0,
    run: (trueJ, rounds, random) => range(rounds).map(() => trueJ * Math.exp(sigma * random.normal())),
  };
}

/**
 * A run begins anywhere between cold and warm, and leakage grows by up to 3 % with the temperature, by a time constant
 * of ten rounds; 1 % of independent noise.
 */
const thermalDrift: NoiseModel = {
  name: 'thermal drift 3 %',
  uncertaintyJ: 0,
  run(trueJ, rounds, random) {
    const coldness = random.uniform();
    return range(rounds).map(
      (k) => trueJ * Math.exp(0.03 * (1 - coldness * Math.exp(-k / 10)) + 0.01 * random.normal()),
    );
  },
};

/** First-order autoregression over rounds, 3 % in all, 0.7 from one round to the next. */
const autocorrelated: NoiseModel = {
  name: 'autocorrelated 3 %',
  uncertaintyJ: 0,
  run(trueJ, rounds, random) {
    const correlation = 0.7;
    let state = random.normal();
    return range(rounds).map((k) => {
      if (k > 0) state = correlation * state + Math.sqrt(1 - correlation ** 2) * random.normal();
      return trueJ * Math.exp(0.03 * state);
    });
  },
};

/** 1 % of independent noise, and 2 % of the rounds meet something that takes 30 % more. */
const outliers: NoiseModel = {
  name: 'outliers 2 % of +30 %',
  uncertaintyJ: 0,
  run: (trueJ, rounds, random) =>
    range(rounds).map(() => trueJ * (random.uniform() < 0.02 ? 1.3 : 1) * Math.exp(0.01 * random.normal())),
};

/** Each run is off by 3 % as a whole; 1 % of independent noise between its rounds. */
const betweenRuns: NoiseModel = {
  name: 'between runs 3 %',
  uncertaintyJ: 0,
  run(trueJ, rounds, random) {
    const shift = Math.exp(0.03 * random.normal());
    return range(rounds).map(() => trueJ * shift * Math.exp(0.01 * random.normal()));
  },
};

/** A counter that shows whole ticks of 1 % of a round, read at any phase of a tick; 0.2 % of independent noise. */
const quantised: NoiseModel = {
  name: 'quantised at 1 %',
  uncertaintyJ: 0.01 * baselineJ,
  run(trueJ, rounds, random) {
    const tickJ = 0.01 * baselineJ;
    return range(rounds).map(() => {
      const readJ = trueJ * Math.exp(0.002 * random.normal());
      return Math.floor(readJ / tickJ + random.uniform()) * tickJ;
    });
  },
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
