import type { Clock } from '../clock.ts';
import type { LocalCounter } from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { maxPowerW, type StepLimits } from './backward-step.ts';
import { advance, type EnergyTrack, startTrack } from './energy-track.ts';
import { type Follower, failedReadsNote, type Outcome } from './follower.ts';

/** Counters that update more seldom than this are worth waiting for; a faster one is read as it stands. */
const alignsFromS = 0.01;
/** How finely a tick is looked for: small beside a period of 20 ms, large beside a read. */
const tickSearchS = 0.001;
/** A counter that has not moved after this many of its periods is not waited for. */
const patiencePeriods = 2;

interface Start {
  valueJ: number;
  atS: number;
  /** Seconds by which the value may be older than the round. */
  ageS: number;
}

/**
 * Follows an energy counter. The round starts just after a tick, where the counter ticks slowly. Its end
 * lies between the last tick before it and the first one after: the middle of the two is taken, and half
 * their distance carried as uncertainty, with what may have been used between the first tick and the start.
 */
export function followEnergy(counter: LocalCounter, clock: Clock): Follower {
  const { updatePeriodS } = counter;
  const limits: StepLimits = {
    wrapsAtJ: counter.wrapsAtJ,
    updatePeriodS,
    maxPowerW: maxPowerW[counter.domain],
  };
  const slow = updatePeriodS >= alignsFromS;

  let aligned: { valueJ: number; atS: number } | null = null;
  let start: Start | null = null;
  let track: EnergyTrack | null = null;
  let endS = 0;
  let usedAtEndJ: number | null = null;
  let endTickJ: number | null = null;
  let failure: string | null = null;
  let reads = 0;
  let failedReads = 0;

  function sample(): string | null {
    if (track === null) return null;
    reads += 1;
    try {
      track = advance(track, counter.read(), clock.nowS(), limits);
      return null;
    } catch (error) {
      failedReads += 1;
      return messageOf(error);
    }
  }

  /** Waits until `moved` says so, or for as long as a living counter may take. */
  async function waitFor(moved: () => boolean, forS: number): Promise<boolean> {
    const untilS = clock.nowS() + forS;
    while (!moved()) {
      if (clock.nowS() >= untilS) return false;
      await clock.sleep(tickSearchS);
    }
    return true;
  }

  return {
    async align() {
      if (!slow) return;
      try {
        const beforeJ = counter.read();
        let nowJ = beforeJ;
        const ticked = await waitFor(() => {
          nowJ = counter.read();
          return nowJ > beforeJ;
        }, patiencePeriods * updatePeriodS);
        if (ticked) aligned = { valueJ: nowJ, atS: clock.nowS() };
      } catch {
        // A counter that cannot be read now is judged by its read at the start.
      }
    },

    start() {
      const atS = clock.nowS();
      try {
        const valueJ = counter.read();
        const stillAligned = aligned !== null && aligned.valueJ === valueJ;
        const ageS =
          aligned !== null && stillAligned
            ? Math.min(updatePeriodS, atS - aligned.atS + tickSearchS)
            : updatePeriodS;
        start = { valueJ, atS, ageS };
        track = startTrack(valueJ, atS);
      } catch (error) {
        failure = `it could not be read at the start: ${messageOf(error)}`;
      }
    },

    sample,

    stop() {
      endS = clock.nowS();
      const error = sample();
      if (error !== null) failure ??= `it could not be read at the end: ${error}`;
      else usedAtEndJ = track?.usedJ ?? null;
    },

    async settle() {
      const atEnd = track;
      if (atEnd === null || usedAtEndJ === null || atEnd.voided !== null) return;
      const behind = atEnd.behindSinceS !== null;
      if (!slow && !behind) return;
      const ticked = await waitFor(
        () => {
          sample();
          return track !== null && (track.usedJ > atEnd.usedJ || track.voided !== null);
        },
        behind ? Math.max(0.1, patiencePeriods * updatePeriodS) : patiencePeriods * updatePeriodS,
      );
      if (ticked && track !== null && track.voided === null) endTickJ = track.usedJ - atEnd.usedJ;
      else if (behind) failure = 'it stepped back at the end and did not recover';
    },

    outcome(): Outcome {
      if (failure !== null) return { energyJ: null, reason: failure };
      if (start === null || track === null || usedAtEndJ === null) {
        return { energyJ: null, reason: 'it was not read' };
      }
      if (track.voided !== null) return { energyJ: null, reason: track.voided };
      const durationS = endS - start.atS;
      if (usedAtEndJ === 0 || durationS === 0) {
        return { energyJ: null, reason: `it did not change in ${durationS.toFixed(3)} s` };
      }
      const energyJ = usedAtEndJ + (endTickJ ?? 0) / 2;
      const meanW = energyJ / durationS;
      // Unaligned, the start's value is up to one update too old and so is the end's: the difference is off
      // by at most one update, not two.
      const uncertaintyJ = endTickJ === null ? updatePeriodS * meanW : start.ageS * meanW + endTickJ / 2;
      return { energyJ, uncertaintyJ, note: notes(track, failedReads, reads) };
    },
  };
}

function notes(track: EnergyTrack, failedReads: number, reads: number): string | null {
  const parts = [
    track.wraps > 0 ? `wrapped ${times(track.wraps)}` : null,
    track.glitches > 0 ? `stepped back and recovered ${times(track.glitches)}` : null,
    failedReadsNote(failedReads, reads),
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join('; ') : null;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
