import type { Clock } from '../clock.ts';
import type { LocalCounter } from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { type Follower, failedReadsNote, type Outcome } from './follower.ts';

interface Sample {
  powerW: number;
  atS: number;
}

/** Samples further apart than this many polls, and than a second, leave too much unseen to draw a line between. */
const longestGapPolls = 10;
const longestGapS = 1;

/**
 * Follows a power source: the trapezoidal integral over its samples, each with the time at which it was
 * read. What it cannot know is one update period of the mean power: samples lag by up to that much.
 */
export function followPower(counter: LocalCounter, clock: Clock, pollIntervalS: number): Follower {
  const gapLimitS = Math.max(longestGapS, longestGapPolls * pollIntervalS);
  let firstS: number | null = null;
  let previous: Sample | null = null;
  let energyJ = 0;
  let gapS = 0;
  let failure: string | null = null;
  let reads = 0;
  let failedReads = 0;

  function sample(): string | null {
    reads += 1;
    try {
      const powerW = counter.read();
      const atS = clock.nowS();
      if (previous !== null) {
        const elapsedS = atS - previous.atS;
        energyJ += ((powerW + previous.powerW) / 2) * elapsedS;
        gapS = Math.max(gapS, elapsedS);
      }
      firstS ??= atS;
      previous = { powerW, atS };
      return null;
    } catch (error) {
      failedReads += 1;
      return messageOf(error);
    }
  }

  return {
    async align() {},
    start() {
      const error = sample();
      if (error !== null) failure = `it could not be read at the start: ${error}`;
    },
    sample,
    stop() {
      const error = sample();
      if (error !== null) failure ??= `it could not be read at the end: ${error}`;
    },
    async settle() {},
    outcome(): Outcome {
      if (failure !== null) return { energyJ: null, reason: failure };
      if (firstS === null || previous === null) return { energyJ: null, reason: 'it was not read' };
      if (gapS > gapLimitS) {
        return { energyJ: null, reason: `it was not read for ${gapS.toFixed(1)} s of the round` };
      }
      const durationS = previous.atS - firstS;
      if (energyJ === 0 || durationS === 0) {
        return { energyJ: null, reason: `it read no power in ${durationS.toFixed(3)} s` };
      }
      const meanW = energyJ / durationS;
      return {
        energyJ,
        uncertaintyJ: counter.updatePeriodS * meanW,
        note: failedReadsNote(failedReads, reads),
      };
    },
  };
}
