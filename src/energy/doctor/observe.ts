import type { Clock } from '../clock.ts';
import type { LocalCounter, Sample } from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { recordEnergy } from '../meter/energy-in-window.ts';

/** What was seen of a counter that was read as often as possible for a short while. */
export interface Observed {
  /** Seconds between the first and the last read. */
  forS: number;
  reads: number;
  failedReads: number;
  /** Seconds between two changes of its value, the middle one; null where fewer than three were seen. */
  updatePeriodS: number | null;
  /** Whether it changed at nearly every read, so that it may update more often than could be seen. */
  perhapsOftener: boolean;
  /** The smallest change, in joules or watts as its `reading` says; null where there was none. */
  smallestStep: number | null;
  /** Null where its energy or power did not come to be known. */
  powerW: { mean: number; least: number; most: number } | null;
  /** Why no check could use it as it was; null where one could. */
  problem: string | null;
  /** What else a reader of its figures should know. */
  notes: string[];
}

export interface ObserveOptions {
  clock: Clock;
  forS: number;
  /** Told now and then how many seconds are left. */
  onProgress?: (leftS: number) => void;
}

/** As fine as a timer gets; RAPL, the quickest of the counters, updates every millisecond. */
const readEveryS = 0.001;
const progressEveryS = 0.25;
/** Energy over a shorter time than this says more about when it was read than about power. */
const shortestPowerS = 0.2;
/** A period that is this many times the documented one is no jitter. */
const lateBy = 1.5;

/** Reads counters side by side for `forS` seconds. Never throws for a counter: what failed is in what was seen. */
export async function observe(
  counters: readonly LocalCounter[],
  { clock, forS, onProgress = () => {} }: ObserveOptions,
): Promise<Observed[]> {
  const logs = counters.map((counter) => ({ counter, ...readLog() }));
  const endS = clock.nowS() + forS;
  let tellAtS = clock.nowS();
  while (clock.nowS() < endS) {
    if (clock.nowS() >= tellAtS) {
      onProgress(endS - clock.nowS());
      tellAtS += progressEveryS;
    }
    for (const { counter, add } of logs) add(counter, clock);
    await clock.sleep(readEveryS);
  }
  return logs.map(({ counter, samples, failures }) => whatWasSeen(counter, samples, failures, forS));
}

function readLog() {
  const samples: Sample[] = [];
  const failures: string[] = [];
  return {
    samples,
    failures,
    add(counter: LocalCounter, clock: Clock) {
      try {
        const value = counter.read();
        samples.push({ atS: clock.nowS(), value });
      } catch (error) {
        failures.push(messageOf(error));
      }
    },
  };
}

/** What samples of one counter, oldest first, say about it. */
export function whatWasSeen(
  counter: LocalCounter,
  samples: readonly Sample[],
  failures: readonly string[],
  wantedS: number,
): Observed {
  const [first, last] = [samples[0], samples.at(-1)];
  const forS = first === undefined || last === undefined ? 0 : last.atS - first.atS;
  const reads = samples.length + failures.length;
  const changes = samples.filter(({ value }, i) => i > 0 && value !== samples[i - 1]?.value);
  const periodS = changes.length < 3 ? null : median(gaps(changes.map(({ atS }) => atS)));
  const betweenReadsS = median(gaps(samples.map(({ atS }) => atS))) ?? 0;
  const { powerW, voided } = counter.reading === 'energyJ' ? energysPower(counter, samples) : power(samples);

  const notes: string[] = [];
  let problem: string | null = null;
  if (first === undefined) {
    problem = `it could not be read: ${failures.at(-1) ?? 'it was not asked'}`;
  } else {
    if (failures.length > 0) notes.push(`${failures.length} of ${reads} reads failed: ${failures.at(-1)}`);
    if (voided !== null) problem = voided;
    else if (counter.reading === 'energyJ' && changes.length === 0) {
      const within = `${forS.toFixed(1)} s`;
      if (3 * counter.updatePeriodS <= wantedS) problem = `its value did not change in ${within}`;
      else notes.push(`it updates too seldom to be seen to do so in ${within}`);
    }
    if (periodS !== null && periodS > lateBy * Math.max(counter.updatePeriodS, betweenReadsS)) {
      const [seen, said] = [periodS, counter.updatePeriodS].map((s) => `${(s * 1000).toPrecision(3)} ms`);
      // A power source may simply have had nothing new to say.
      if (counter.reading === 'energyJ') {
        notes.push(`it updates every ${seen}, and is taken to do so every ${said}`);
      }
    }
  }
  return {
    forS,
    reads,
    failedReads: failures.length,
    updatePeriodS: periodS,
    perhapsOftener: periodS !== null && periodS <= 2 * betweenReadsS,
    smallestStep: smallestStep(samples),
    powerW,
    problem,
    notes,
  };
}

/** From one change to another, so that what is not yet counted at either end cancels out. */
function energysPower(counter: LocalCounter, samples: readonly Sample[]) {
  const recording = recordEnergy(counter);
  for (const sample of samples) recording.add(sample);
  if (recording.voided !== null) return { powerW: null, voided: recording.voided };
  // The first one is the first read, not a change.
  const changes = recording.knots.slice(1).map(({ byS, usedJ }) => ({ atS: byS, usedJ }));
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined || last.atS === first.atS)
    return { powerW: null, voided: null };
  const mean = (last.usedJ - first.usedJ) / (last.atS - first.atS);
  const parts: number[] = [];
  let from = first;
  for (const change of changes) {
    if (change.atS - from.atS < shortestPowerS) continue;
    parts.push((change.usedJ - from.usedJ) / (change.atS - from.atS));
    from = change;
  }
  if (parts.length === 0) parts.push(mean);
  return { powerW: { mean, least: Math.min(...parts), most: Math.max(...parts) }, voided: null };
}

function power(samples: readonly Sample[]) {
  if (samples.length === 0) return { powerW: null, voided: null };
  const values = samples.map(({ value }) => value);
  let [sum, least, most] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { powerW: { mean: sum / values.length, least, most }, voided: null };
}

function smallestStep(samples: readonly Sample[]): number | null {
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < samples.length; i += 1) {
    const step = Math.abs((samples[i] as Sample).value - (samples[i - 1] as Sample).value);
    if (step > 0) smallest = Math.min(smallest, step);
  }
  return Number.isFinite(smallest) ? smallest : null;
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((timeS, i) => timeS - (times[i] as number));
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
