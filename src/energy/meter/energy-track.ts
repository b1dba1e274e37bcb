import { classifyStep, type SeenValue, type StepLimits } from './backward-step.ts';

/** The readings of one energy counter, folded. Immutable: `advance` gives the next one. */
export interface EnergyTrack {
  /** Joules since the first reading. */
  usedJ: number;
  /** The last value that counts; while the counter is behind it, it stays. */
  last: SeenValue;
  /** Where the counter is since it stepped behind its last good value; null while it is not behind. */
  behind: Behind | null;
  wraps: number;
  glitches: number;
  /** Joules of small steps back of which it stays open whether they were glitches or lost for good. */
  doubtJ: number;
  startS: number;
  /** Why the readings say nothing about energy any more; null while they do. */
  voided: string | null;
}

interface Behind {
  sinceS: number;
  /** The latest value, and when it was first read. */
  valueJ: number;
  firstSeenS: number;
  /** By how much the counter stepped back, with what was used since it was last read. */
  dropJ: number;
  /** Whether the step was so small beside a poll's energy that it can hardly be told what it was. */
  small: boolean;
}

/** A step back of less than this many polls' energy cannot be told well from a poll that came late. */
const smallPolls = 4;

/** A counter that is behind for longer than this, and than five of its updates, has been set back. */
const recoversWithinS = 1;

export function startTrack(valueJ: number, atS: number): EnergyTrack {
  return {
    usedJ: 0,
    last: { valueJ, firstSeenS: atS, lastSeenS: atS },
    behind: null,
    wraps: 0,
    glitches: 0,
    doubtJ: 0,
    startS: atS,
    voided: null,
  };
}

/**
 * Takes in one more reading. A wrap adds its range once; a glitch adds nothing, and the step back up to
 * where it was adds nothing either; a reset, a jump, a gap, or a glitch that stays voids the track for good.
 * So does a counter that passes its last good value in its usual steps: it was set back, and went on from there.
 */
export function advance(track: EnergyTrack, valueJ: number, atS: number, limits: StepLimits): EnergyTrack {
  if (track.voided !== null) return track;
  const step = classifyStep(track.last, valueJ, atS, limits);
  switch (step.kind) {
    case 'forward':
    case 'wrap':
      if (track.behind !== null && !jumpedBack(track, track.behind, valueJ, atS)) {
        return { ...track, voided: setBack };
      }
      return {
        ...track,
        usedJ: track.usedJ + step.energyJ,
        last: {
          valueJ,
          firstSeenS: valueJ === track.last.valueJ ? track.last.firstSeenS : atS,
          lastSeenS: atS,
        },
        behind: null,
        doubtJ: track.doubtJ + (track.behind?.small ? track.behind.dropJ : 0),
        wraps: track.wraps + (step.kind === 'wrap' ? 1 : 0),
      };
    case 'glitch': {
      const behind = stepBehind(track, valueJ, atS);
      if (atS - behind.sinceS > Math.max(recoversWithinS, 5 * limits.updatePeriodS)) {
        return { ...track, voided: setBack };
      }
      return {
        ...track,
        last: { ...track.last, lastSeenS: atS },
        behind,
        glitches: track.glitches + (track.behind === null ? 1 : 0),
      };
    }
    case 'reset':
      return { ...track, voided: `the counter was reset (${joules(track.last.valueJ)} → ${joules(valueJ)})` };
    case 'jump':
      return {
        ...track,
        voided: `the counter jumped (${joules(track.last.valueJ)} → ${joules(valueJ)}), which would take more than ${limits.maxPowerW} W`,
      };
    case 'gap':
      return {
        ...track,
        voided: `the counter was not read for ${(atS - track.last.lastSeenS).toFixed(0)} s, in which it may have wrapped unseen`,
      };
  }
}

const setBack = 'the counter was set back while it was being read';

function stepBehind(track: EnergyTrack, valueJ: number, atS: number): Behind {
  const { behind, last } = track;
  if (behind !== null) {
    return valueJ === behind.valueJ ? behind : { ...behind, valueJ, firstSeenS: atS };
  }
  const sinceLastJ = meanPowerW(track) * (atS - last.lastSeenS);
  const dropJ = last.valueJ - valueJ + sinceLastJ;
  return { sinceS: atS, valueJ, firstSeenS: atS, dropJ, small: dropJ < smallPolls * sinceLastJ };
}

/** Whether the step up from behind makes good for the step back, rather than being what is used in that time anyway. */
function jumpedBack(track: EnergyTrack, behind: Behind, valueJ: number, atS: number): boolean {
  const usualJ = meanPowerW(track) * (atS - behind.firstSeenS);
  return valueJ - behind.valueJ - usualJ >= behind.dropJ / 2;
}

/** Up to the last good value; 0 where the track has only begun. */
function meanPowerW({ usedJ, last, startS }: EnergyTrack): number {
  const durationS = last.firstSeenS - startS;
  return durationS > 0 ? usedJ / durationS : 0;
}

function joules(valueJ: number): string {
  return `${valueJ.toFixed(3)} J`;
}
