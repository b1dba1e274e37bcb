import type { CounterDescription, Sample, Window } from '../counter.ts';
import { maxPowerW, type StepLimits } from './backward-step.ts';
import { advance, type EnergyTrack, startTrack } from './energy-track.ts';
import { powerAt } from './power-in-window.ts';

/**
 * A moment at which an energy counter is known: it took the value `usedJ` at some time after `afterS`, and not later
 * than `byS`.
 */
interface Knot {
  afterS: number;
  byS: number;
  usedJ: number;
}

/** The readings of one energy counter, folded into the moments at which it changed. */
export interface EnergyRecording {
  readonly knots: readonly Knot[];
  readonly wraps: number;
  readonly glitches: number;
  /** Joules of small steps back of which it stays open whether they were lost. */
  readonly doubtJ: number;
  /** Why the readings say nothing about energy any more; null while they do. */
  readonly voided: string | null;
  /** Whether the counter is behind its last good value at the moment. */
  readonly behind: boolean;
  /** Seconds between two updates, as they were seen now or before; null where they were not. */
  readonly periodS: number | null;
  /** Whether it is known to milliseconds when the last update came, and how long after it the next one will. */
  readonly dated: boolean;
  /** Seconds between the two changes that were furthest apart. */
  readonly longestGapS: number;
  /** Whether a change is known to have come after a moment. */
  changedAfter(atS: number): boolean;
  /** Takes in a reading that was begun at `askedS` and there at `sample.atS`. */
  add(sample: Sample, askedS?: number): void;
}

/**
 * Starts a recording: what its counter reads is added as it comes, oldest first. `knownPeriodS` is that of an earlier
 * recording of the same counter.
 */
export function recordEnergy(
  counter: Pick<CounterDescription, 'domain' | 'wrapsAtJ' | 'updatePeriodS'>,
  knownPeriodS: number | null = null,
): EnergyRecording {
  const { updatePeriodS, wrapsAtJ, domain } = counter;
  const limits: StepLimits = { wrapsAtJ, updatePeriodS, maxPowerW: maxPowerW[domain] };
  const knots: Knot[] = [];
  let track: EnergyTrack | null = null;
  let lastReadS = Number.NEGATIVE_INFINITY;
  let longestGapS = 0;

  return {
    knots,
    get wraps() {
      return track?.wraps ?? 0;
    },
    get glitches() {
      return track?.glitches ?? 0;
    },
    get doubtJ() {
      return track?.doubtJ ?? 0;
    },
    get voided() {
      return track?.voided ?? null;
    },
    get periodS() {
      return periodOf(knots) ?? knownPeriodS;
    },
    get dated() {
      const last = knots.at(-1);
      return knots.length > 1 && last !== undefined && isSharp(last) && this.periodS !== null;
    },
    get behind() {
      return track?.behind != null;
    },
    get longestGapS() {
      return longestGapS;
    },
    changedAfter: (atS) => (knots.at(-1)?.afterS ?? Number.NEGATIVE_INFINITY) >= atS,
    add({ atS, value }, askedS = atS) {
      const before = track;
      track = before === null ? startTrack(value, atS) : advance(before, value, atS, limits);
      // A value is at most one update old when it is read, and newer than the read that did not yet show it.
      const afterS = Math.max(lastReadS, atS - updatePeriodS);
      lastReadS = askedS;
      if (before !== null && (track.voided !== null || track.usedJ === before.usedJ)) return;
      const previous = knots.at(-1);
      // The first reading's age is not known, so its distance to the next change says nothing.
      if (previous !== undefined && knots.length > 1) {
        longestGapS = Math.max(longestGapS, atS - previous.byS);
      }
      knots.push({ afterS, byS: atS, usedJ: track.usedJ });
    },
  };
}

/** Joules used by a moment: the likeliest value, and between what it must lie. */
interface Used {
  likelyJ: number;
  lowJ: number;
  highJ: number;
}

export type EnergyInWindow = { energyJ: number; uncertaintyJ: number } | { energyJ: null; reason: string };

/**
 * The energy that a counter recorded between two moments. Neither falls on an update of the counter: what was used by
 * then lies between the update before and the one after, and is taken to be split as the watts on both sides say,
 * where those explain what was used between the two updates, and evenly where they do not. The uncertainty is the distance to the furthest of these bounds: it does not
 * rest on the split.
 *
 * `power` are samples of the same device's power, oldest first; none is fine.
 */
export function energyInWindow(
  recording: EnergyRecording,
  window: Window,
  counter: Pick<CounterDescription, 'domain' | 'updatePeriodS'>,
  power: readonly Sample[] = [],
): EnergyInWindow {
  if (recording.voided !== null) return { energyJ: null, reason: recording.voided };
  const limitW = maxPowerW[counter.domain];
  const start = usedBy(window.startS, recording, limitW, power);
  const end = usedBy(window.endS, recording, limitW, power);
  if ((recording.knots[0]?.byS ?? Number.POSITIVE_INFINITY) > window.startS) {
    return { energyJ: null, reason: 'it was not read before the round started' };
  }
  if (start === null || end === null) {
    const reason = recording.behind
      ? 'it stepped back at the end and did not recover'
      : stoppedUpdating(recording, window);
    return { energyJ: null, reason };
  }
  const energyJ = end.likelyJ - start.likelyJ;
  if (energyJ <= 0) {
    return {
      energyJ: null,
      reason: `it did not change in ${(window.endS - window.startS).toFixed(3)} s`,
    };
  }
  const lowJ = end.lowJ - start.highJ;
  const highJ = end.highJ - start.lowJ;
  const lostJ = lostInGaps(recording, window, counter.updatePeriodS);
  return { energyJ, uncertaintyJ: Math.max(energyJ - lowJ, highJ - energyJ) + recording.doubtJ + lostJ };
}

/** A counter that has not changed for so long has stood still, and not only been read seldom. */
const stillPeriods = 10;
const stillS = 1;

/**
 * Joules that a counter may have missed where it stood still: what it made good when it went on falls short of what
 * was drawn otherwise by so much.
 */
function lostInGaps({ knots }: EnergyRecording, { startS, endS }: Window, updatePeriodS: number): number {
  const limitS = Math.max(stillS, stillPeriods * updatePeriodS);
  const steps = knots.slice(1).map((knot, i) => {
    const before = knots[i] as Knot;
    return { fromS: before.byS, gapS: knot.byS - before.byS, joules: knot.usedJ - before.usedJ };
  });
  const inside = steps.filter(({ fromS, gapS }) => fromS + gapS > startS && fromS < endS);
  const sum = (of: typeof inside, value: 'gapS' | 'joules') =>
    of.reduce((total, step) => total + step[value], 0);
  const moving = inside.filter(({ gapS }) => gapS <= limitS);
  const movingS = sum(moving, 'gapS');
  if (movingS === 0) return 0;
  const meanW = sum(moving, 'joules') / movingS;
  return inside
    .filter(({ gapS }) => gapS > limitS)
    .reduce((lost, { gapS, joules }) => lost + Math.max(0, meanW * gapS - joules), 0);
}

function stoppedUpdating({ knots }: EnergyRecording, { startS, endS }: Window): string {
  const lastS = knots.at(-1)?.byS ?? startS;
  if (knots.length < 2 || lastS <= startS) {
    return `it did not change in ${(endS - startS).toFixed(3)} s`;
  }
  return `it stopped updating ${Math.max(0, endS - lastS).toFixed(1)} s before the end`;
}

/** Null where the moment lies outside what was recorded. */
function usedBy(
  atS: number,
  { knots, periodS }: EnergyRecording,
  limitW: number,
  power: readonly Sample[],
): Used | null {
  const afterIndex = firstIndex(knots, ({ afterS }) => afterS >= atS);
  const beforeIndex = firstIndex(knots, ({ byS }) => byS > atS) - 1;
  if (beforeIndex < 0 || afterIndex === knots.length) return null;
  // Between the two are changes of which it is not known on which side of the moment they fell.
  const around = knots.slice(beforeIndex, afterIndex + 1);
  const lowJ = Math.max(...around.map(({ byS, usedJ }) => usedJ - limitW * Math.max(0, byS - atS)));
  const highJ = Math.min(...around.map(({ afterS, usedJ }) => usedJ + limitW * Math.max(0, atS - afterS)));

  const times = likelyTimes(around, periodS);
  const next = Math.max(
    1,
    times.findIndex((timeS) => timeS > atS),
  );
  const [before, after] = [around[next - 1] as Knot, around[next] as Knot];
  const [beforeS, afterS] = [times[next - 1] as number, times[next] as number];
  const tickJ = after.usedJ - before.usedJ;
  const [inS, outS] = [Math.max(0, atS - beforeS), Math.max(0, afterS - atS)];
  const share = shareBefore(tickJ, inS, outS, powerAt(beforeS, power), powerAt(afterS, power));
  const likelyJ = before.usedJ + tickJ * share;
  return { likelyJ: Math.min(Math.max(likelyJ, lowJ), highJ), lowJ, highJ };
}

/** A change that is known to this many seconds was looked for; a longer span is the time between two polls. */
const sharpWithinS = 0.01;

function isSharp({ afterS, byS }: Knot): boolean {
  return byS - afterS <= sharpWithinS;
}

function middle({ afterS, byS }: Knot): number {
  return Number.isFinite(afterS) ? (afterS + byS) / 2 : byS;
}

/** Seconds between two updates, from the closest two in a row that were seen sharply; null where there are none. */
function periodOf(knots: readonly Knot[]): number | null {
  let periodS = Number.POSITIVE_INFINITY;
  for (let i = 1; i < knots.length; i += 1) {
    const [one, other] = [knots[i - 1] as Knot, knots[i] as Knot];
    if (isSharp(one) && isSharp(other)) periodS = Math.min(periodS, middle(other) - middle(one));
  }
  return Number.isFinite(periodS) && periodS > 0 ? periodS : null;
}

/**
 * When the changes came, most likely: where they were looked for, as it was seen; else whole periods after or before
 * a neighbour that was, the last one that was due when the change was read; else in the middle of what the reads allow.
 */
function likelyTimes(knots: readonly Knot[], periodS: number | null): number[] {
  const times = knots.map(middle);
  if (periodS === null) return times;
  const known = knots.map(isSharp);
  const date = (i: number, neighbour: number) => {
    const [knot, fromS] = [knots[i], times[neighbour]];
    if (knot === undefined || fromS === undefined || known[i] || !known[neighbour]) return;
    const timeS = fromS + Math.floor((knot.byS - fromS) / periodS) * periodS;
    if (timeS <= knot.afterS) return;
    times[i] = timeS;
    known[i] = true;
  };
  for (let i = knots.length - 2; i >= 0; i -= 1) date(i, i + 1);
  for (let i = 1; i < knots.length; i += 1) date(i, i - 1);
  return times;
}

/** By how much of a tick's energy the power on its two sides may miss it, and still be taken to explain it. */
const explainsWithinShare = 0.1;

/**
 * The share of a tick's energy that was used in its first `inS` seconds, the other `outS` lying behind the moment.
 * Where the device drew the one power until the moment and the other since, these explain the tick's energy; where
 * they do not, its power changed at some other time, and nothing is better than an even split.
 */
function shareBefore(
  tickJ: number,
  inS: number,
  outS: number,
  beforeW: number | null,
  afterW: number | null,
): number {
  if (inS + outS === 0) return 0;
  if (beforeW !== null && afterW !== null) {
    const [inJ, outJ] = [beforeW * inS, afterW * outS];
    if (inJ + outJ > 0 && Math.abs(inJ + outJ - tickJ) <= explainsWithinShare * tickJ)
      return inJ / (inJ + outJ);
  }
  return inS / (inS + outS);
}

/** Index of the first knot for which `is` holds, given that it holds for all after that one too. */
function firstIndex(knots: readonly Knot[], is: (knot: Knot) => boolean): number {
  let [low, high] = [0, knots.length];
  while (low < high) {
    const mid = (low + high) >> 1;
    if (is(knots[mid] as Knot)) high = mid;
    else low = mid + 1;
  }
  return low;
}
