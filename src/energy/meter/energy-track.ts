import { classifyStep, type SeenValue, type StepLimits } from './backward-step.ts';

/** The readings of one energy counter, folded. Immutable: `advance` gives the next one. */
export interface EnergyTrack {
  /** Joules since the first reading. */
  usedJ: number;
  /** The last value that counts; while the counter is behind it, it stays. */
  last: SeenValue;
  /** When the counter stepped behind its last good value; null while it is not behind. */
  behindSinceS: number | null;
  wraps: number;
  glitches: number;
  /** Why the readings say nothing about energy any more; null while they do. */
  voided: string | null;
}

/** A counter that is behind for longer than this, and than five of its updates, has been set back. */
const recoversWithinS = 1;

export function startTrack(valueJ: number, atS: number): EnergyTrack {
  return {
    usedJ: 0,
    last: { valueJ, firstSeenS: atS, lastSeenS: atS },
    behindSinceS: null,
    wraps: 0,
    glitches: 0,
    voided: null,
  };
}

/**
 * Takes in one more reading. A wrap adds its range once; a glitch adds nothing, and the step back up to
 * where it was adds nothing either; a reset, a jump, a gap, or a glitch that stays voids the track for good.
 */
export function advance(track: EnergyTrack, valueJ: number, atS: number, limits: StepLimits): EnergyTrack {
  if (track.voided !== null) return track;
  const step = classifyStep(track.last, valueJ, atS, limits);
  switch (step.kind) {
    case 'forward':
    case 'wrap':
      return {
        ...track,
        usedJ: track.usedJ + step.energyJ,
        last: {
          valueJ,
          firstSeenS: valueJ === track.last.valueJ ? track.last.firstSeenS : atS,
          lastSeenS: atS,
        },
        behindSinceS: null,
        wraps: track.wraps + (step.kind === 'wrap' ? 1 : 0),
      };
    case 'glitch': {
      const behindSinceS = track.behindSinceS ?? atS;
      if (atS - behindSinceS > Math.max(recoversWithinS, 5 * limits.updatePeriodS)) {
        return { ...track, voided: 'the counter was set back while it was being read' };
      }
      return {
        ...track,
        last: { ...track.last, lastSeenS: atS },
        behindSinceS,
        glitches: track.glitches + (track.behindSinceS === null ? 1 : 0),
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

function joules(valueJ: number): string {
  return `${valueJ.toFixed(3)} J`;
}
