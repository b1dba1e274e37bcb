import { mean } from '../../../src/statistics/sample.ts';
import { studentTTwoSided } from '../../../src/statistics/student-t.ts';

/** A published rule that says from one figure a run whether a pull request is to fail. */
export interface PeerRule {
  name: string;
  /**
   * @param currentJ the head's figure
   * @param historyJ figures of earlier runs on the default branch, the baseline's last
   */
  fails(currentJ: number, historyJ: readonly number[]): boolean;
}

/** Runs that Bencher looks back on: `max_sample_size` of its default model. */
export const historyRuns = 64;

/**
 * benchmark-action/github-action-benchmark, `findAlerts` in src/write.ts: current / previous above the threshold, the
 * previous being the last run on the branch. `alert-threshold` is 200 % by default, and `fail-threshold` the same.
 */
function ratio(percent: number): PeerRule {
  return {
    name: `github-action-benchmark ${percent} %`,
    fails: (currentJ, historyJ) => currentJ / historyJ.at(-1)! > percent / 100,
  };
}

/**
 * Bencher's t-test with an upper boundary of 0.99, the default model (`Model::upper_boundary`: t_test, at most 64
 * samples, no least number). The limit is the 99th percentile of a t distribution at the history's mean, scaled by its
 * standard deviation, which is divided by n (lib/bencher_boundary/src/{mean,boundary,limits/mod}.rs); n − 1 degrees of
 * freedom. A history without spread has no limit.
 */
const bencherTTest: PeerRule = {
  name: 'Bencher t-test 0.99',
  fails(currentJ, historyJ) {
    const centre = mean(historyJ);
    const scale = Math.sqrt(mean(historyJ.map((value) => (value - centre) ** 2)));
    return scale > 0 && currentJ > centre + tAt99(historyJ.length - 1) * scale;
  },
};

/** The one-sided 99 % point is the two-sided one at 98 %. Kept, as a history's length seldom changes. */
const points = new Map<number, number>();
function tAt99(degreesOfFreedom: number): number {
  const known = points.get(degreesOfFreedom) ?? studentTTwoSided(0.98, degreesOfFreedom);
  points.set(degreesOfFreedom, known);
  return known;
}

/**
 * Bencher's percentage test: above mean · (1 + boundary). It has no default; its guide to relative continuous
 * benchmarking (bencher.dev/docs/how-to/track-benchmarks) sets 0.25 against the one run of the base.
 */
const bencherPercentage: PeerRule = {
  name: 'Bencher percentage 0.25',
  fails: (currentJ, historyJ) => currentJ > historyJ.at(-1)! * 1.25,
};

export const peerRules: readonly PeerRule[] = [
  ratio(105),
  ratio(110),
  ratio(200),
  bencherTTest,
  bencherPercentage,
];
