import { type Clock, systemClock } from '../clock.ts';
import type { Counter, DeviceConditions, LocalCounter, RemoteCounter, Sample, Window } from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { worstOf } from './conditions.ts';
import { closest, crossCheck } from './cross-check.ts';
import { type EnergyRecording, energyInWindow, recordEnergy } from './energy-in-window.ts';
import { powerInWindow } from './power-in-window.ts';
import type { Outcome, Recorder } from './recorder.ts';
import { unsensedJ } from './sensing.ts';

export interface CounterRecorderOptions {
  counters: readonly Counter[];
  /** Its `sleep` is only asked for milliseconds, at the ends of a window. */
  clock?: Clock;
}

/** Seconds between two reads of an energy counter: often enough for every wrap, and to follow its power for the cross-check. */
const energyPollS = 0.25;
/** Some drivers take milliseconds for a read: energy counters are then read less often, down to this share of the time ... */
const readingShare = 0.0015;
/** ... but no less than this, lest they wrap unseen. */
const rarestPollS = 5;
/** Of a power source, whose samples are the measurement: about as often as such sources update. */
const powerPollS = 0.1;
/** Whoever waits for `begin` starts within this time after it, unless its process is held up. */
const startsWithinS = 0.005;
/**
 * How finely updates are looked for at the ends of a window: a millisecond for each counter that updates slowly, so that
 * many of them do not cost more than one, and small beside a period of 20 ms.
 */
const [finestPollS, coarsestFinePollS] = [0.001, 0.005];
/** Counters that update more seldom than this are worth waiting for before a window. */
const alignsFromS = 0.01;
/** A counter that has not moved after this many of its periods is not waited for any longer. */
const patiencePeriods = 3;
const leastPatienceS = 0.1;
const mostPatienceS = 5;

/** Seconds between two looks at the devices' conditions: throttling comes and goes with the work. */
const conditionsEveryS = 5;

/** Reads counters in this process. Whatever blocks its event loop makes the readings fewer, and says so in their uncertainty. */
export function counterRecorder(options: CounterRecorderOptions): Recorder {
  const { counters, clock = systemClock } = options;
  let followed = counters.map((counter) => follow(counter, clock));
  let stopPolling = () => {};
  let seen = new Map<string, DeviceConditions>();
  let windows = 0;

  /** Reads every millisecond those counters that are not yet `done`, for as long as each may take. */
  async function readFinely(
    done: (each: Followed) => boolean,
    patienceS: (each: Followed) => number,
  ): Promise<void> {
    const window = windows;
    const slow = followed.filter(({ updatesSlowly }) => updatesSlowly).length;
    const finePollS = Math.min(coarsestFinePollS, finestPollS * Math.max(1, slow));
    const sinceS = clock.nowS();
    const waiting = () => followed.filter((each) => !done(each) && clock.nowS() - sinceS <= patienceS(each));
    for (let left = waiting(); left.length > 0 && window === windows; left = waiting()) {
      await clock.sleep(finePollS);
      for (const each of left) each.sample();
    }
  }

  function lookAtConditions() {
    for (const counter of counters) {
      if (!('conditions' in counter) || counter.conditions === undefined) continue;
      const now = counter.conditions();
      const before = seen.get(counter.id);
      seen.set(counter.id, before === undefined ? now : worstOf(before, now));
    }
  }

  function startPolling(): () => void {
    const timers = [energyPollS, powerPollS].flatMap((pollS) => {
      const polled = followed.filter((each) => each.pollS === pollS);
      let notBeforeS = Number.NEGATIVE_INFINITY;
      const sampleAll = () => {
        const sinceS = clock.nowS();
        if (sinceS < notBeforeS) return;
        for (const each of polled) each.sample();
        if (pollS === energyPollS)
          notBeforeS = sinceS + Math.min((clock.nowS() - sinceS) / readingShare, rarestPollS);
      };
      // Power that swings in step with the polls would look steady: each is made at some moment of its interval.
      const sampleSometime = () => void clock.sleep(Math.random() * pollS).then(sampleAll);
      const poll = pollS === powerPollS ? sampleSometime : sampleAll;
      return polled.length > 0 ? [clock.every(pollS, poll)] : [];
    });
    timers.push(clock.every(conditionsEveryS, lookAtConditions));
    return () => {
      for (const stopTimer of timers) stopTimer();
    };
  }

  function stop() {
    windows += 1;
    stopPolling();
  }

  return {
    counters,
    async begin() {
      stop();
      followed = counters.map((counter, index) => follow(counter, clock, followed[index]));
      for (const each of followed) each.sample();
      await readFinely(
        (each) => each.dated(),
        (each) => each.patienceS(),
      );
      // Those that update quickly were last read when the wait began.
      for (const each of followed) if (!each.updatesSlowly) each.sample();
      stopPolling = startPolling();
      // The window starts about now, between two updates of those that update slowly: the next one is looked for too.
      // Not before whoever waits has been told.
      const startsS = clock.nowS();
      const stopWaiting = clock.every(finestPollS, () => {
        stopWaiting();
        void readFinely(
          (each) => !each.updatesSlowly || each.knownAt(startsS + startsWithinS),
          (each) => each.patienceS(),
        );
      });
    },
    async end(window) {
      stop();
      for (const each of followed) each.sample();
      await readFinely(
        (each) => each.knownAt(window.endS),
        (each) => each.patienceS(),
      );
      return Promise.all(followed.map((each) => each.outcome(window)));
    },
    async abandon() {
      stop();
    },
    async conditions() {
      lookAtConditions();
      const conditions = [...seen].map(([counter, each]) => ({ counter, ...each }));
      seen = new Map();
      return conditions;
    },
    async close() {
      stop();
      for (const counter of counters) if ('close' in counter) counter.close?.();
    },
  };
}

/** One counter through one window. `sample` never throws: what could not be read is in the outcome. */
interface Followed {
  /** Seconds between two updates, where that was seen. */
  periodS(): number | null;
  /** Seconds between two samples in the middle of a window; null where none are taken here. */
  pollS: number | null;
  updatesSlowly: boolean;
  /** Whether it is known when the counter updates: for a window to start. */
  dated(): boolean;
  /** Seconds to wait for a change before giving the counter up. */
  patienceS(): number;
  /** Whether nothing that is still to come could say more about what was used by a moment. */
  knownAt(atS: number): boolean;
  sample(): void;
  outcome(window: Window): Promise<Outcome>;
}

function follow(counter: Counter, clock: Clock, before?: Followed): Followed {
  if ('samples' in counter) return followRemote(counter);
  return counter.reading === 'energyJ' ? followEnergy(counter, clock, before) : followPower(counter, clock);
}

function followEnergy(counter: LocalCounter, clock: Clock, before?: Followed): Followed {
  const updatesSlowly = counter.updatePeriodS >= alignsFromS;
  const recording = recordEnergy(counter, before?.periodS() ?? null);
  const registers = (counter.power ?? []).map((register) => ({ ...register, samples: [] as Sample[] }));
  // The most momentary one.
  const power = registers[0]?.samples ?? [];
  let powerReadS = Number.NEGATIVE_INFINITY;
  const reads = countedReads(clock);
  return {
    periodS: () => recording.periodS,
    pollS: energyPollS,
    updatesSlowly,
    dated: () => !updatesSlowly || recording.dated,
    patienceS: () =>
      Math.min(
        mostPatienceS,
        Math.max(leastPatienceS, patiencePeriods * Math.max(counter.updatePeriodS, recording.longestGapS)),
      ),
    knownAt: (atS) => recording.voided !== null || (!recording.behind && recording.changedAfter(atS)),
    sample() {
      const askedS = clock.nowS();
      const value = reads.attempt(() => counter.read());
      if (value === null) return;
      const atS = clock.nowS();
      const changesBefore = recording.knots.length;
      recording.add({ atS, value }, askedS);
      // Power is wanted as often as the counter is polled, and at each of its updates; not every millisecond.
      if (atS - powerReadS < energyPollS / 2 && recording.knots.length === changesBefore) return;
      powerReadS = atS;
      for (const { samples, readW } of registers) {
        try {
          samples.push({ atS, value: readW() });
        } catch {
          // The check has a sample less. It is the counter that must not fail.
        }
      }
    },
    async outcome(window) {
      const energy = energyInWindow(recording, window, counter, power);
      if (energy.energyJ === null) {
        return { energyJ: null, reason: reads.failedAtAnEnd(window) ?? energy.reason };
      }
      const durationS = window.endS - window.startS;
      const { updatePeriodS, sensedShare: share = 1 } = counter;
      return {
        energyJ: energy.energyJ,
        uncertaintyJ:
          energy.uncertaintyJ +
          unsensedJ(within(window, power), energy.energyJ, { durationS, updatePeriodS, share }),
        note: notes(recording, reads.note()),
        crossCheck: closest(
          energy.energyJ,
          registers.map(({ samples, periodS }) =>
            crossCheck(energy, samples, window, { periodS, pollIntervalS: energyPollS }),
          ),
        ),
      };
    },
  };
}

function followPower(counter: LocalCounter, clock: Clock): Followed {
  const samples: Sample[] = [];
  const reads = countedReads(clock);
  return {
    periodS: () => null,
    pollS: powerPollS,
    updatesSlowly: false,
    dated: () => true,
    patienceS: () => leastPatienceS,
    knownAt: (atS) => (samples.at(-1)?.atS ?? Number.NEGATIVE_INFINITY) >= atS,
    sample() {
      const value = reads.attempt(() => counter.read());
      if (value !== null) samples.push({ atS: clock.nowS(), value });
    },
    async outcome(window) {
      const periodS = counter.updatePeriodS;
      const energy = powerInWindow(samples, window, { periodS, pollIntervalS: powerPollS });
      if (energy.energyJ === null) {
        return { energyJ: null, reason: reads.failedAtAnEnd(window) ?? energy.reason };
      }
      const { energyJ, uncertaintyJ } = energy;
      return { energyJ, uncertaintyJ, note: reads.note(), crossCheck: null };
    },
  };
}

function followRemote(counter: RemoteCounter): Followed {
  return {
    periodS: () => null,
    pollS: null,
    updatesSlowly: false,
    dated: () => true,
    patienceS: () => 0,
    knownAt: () => true,
    sample() {},
    async outcome(window) {
      let samples: Sample[];
      try {
        samples = await counter.samples(window);
      } catch (error) {
        return { energyJ: null, reason: messageOf(error) };
      }
      if (counter.reading === 'powerW') {
        const periodS = counter.updatePeriodS;
        const energy = powerInWindow(samples, window, {
          periodS,
          // It is as if it were read at each of its scrapes.
          pollIntervalS: periodS,
        });
        if (energy.energyJ === null) return energy;
        return {
          energyJ: energy.energyJ,
          uncertaintyJ: energy.uncertaintyJ,
          note: null,
          crossCheck: null,
        };
      }
      const recording = recordEnergy(counter);
      for (const sample of samples) recording.add(sample);
      const energy = energyInWindow(recording, window, counter);
      if (energy.energyJ === null) return energy;
      return { ...energy, note: notes(recording, null), crossCheck: null };
    },
  };
}

function within({ startS, endS }: Window, samples: readonly Sample[]): Sample[] {
  return samples.filter(({ atS }) => atS >= startS && atS <= endS);
}

/** Counts reads, and keeps why those at the ends failed. */
function countedReads(clock: Clock) {
  let reads = 0;
  let failed = 0;
  let firstFailure: string | null = null;
  let firstSuccessS = Number.POSITIVE_INFINITY;
  let lastFailure: string | null = null;
  return {
    /** The value, or null where the read threw. */
    attempt(read: () => number): number | null {
      reads += 1;
      try {
        const value = read();
        lastFailure = null;
        firstSuccessS = Math.min(firstSuccessS, clock.nowS());
        return value;
      } catch (error) {
        failed += 1;
        lastFailure = messageOf(error);
        firstFailure ??= lastFailure;
        return null;
      }
    },
    /** Why a window has no end that was read; null where the reads are not to blame. */
    failedAtAnEnd({ startS }: Window): string | null {
      if (firstFailure !== null && firstSuccessS > startS) {
        return `it could not be read at the start: ${firstFailure}`;
      }
      return lastFailure === null ? null : `it could not be read at the end: ${lastFailure}`;
    },
    note: () => (failed === 0 ? null : `${failed} of ${reads} reads failed`),
  };
}

function notes({ wraps, glitches }: EnergyRecording, reads: string | null): string | null {
  const parts = [
    wraps > 0 ? `wrapped ${times(wraps)}` : null,
    glitches > 0 ? `stepped back and recovered ${times(glitches)}` : null,
    reads,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join('; ') : null;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
