import { UserError } from '../../../errors.ts';
import type { Clock } from '../../clock.ts';
import type { CounterDescription, RemoteCounter, Sample, Window } from '../../counter.ts';
import { type ClockOffset, clockOffset } from './clock.ts';
import { longestGapScrapes, mergedSamples, scrapeIntervalS, widestGapS } from './samples.ts';
import { PrometheusError, type PrometheusServer, type ServerSample } from './server.ts';

export interface PrometheusCounterOptions {
  description: CounterDescription;
  server: PrometheusServer;
  metric: string;
  /** Chooses the series of this counter, and of no other. */
  selector: string;
  /** Joules or watts in one of the metric's unit. */
  factor: number;
  /** Seconds between two scrapes. */
  intervalS: number;
  /** How the server's clock stood when the counter was found. */
  offset: ClockOffset;
  /** Chooses series that may have taken this one's place: an exporter that was upgraded renames its metrics. */
  successors: string | null;
  clock: Clock;
}

/** Two updates say how a window ended; two more may be missed. */
const patienceUpdates = 4;
/** What a server may take, beyond the scrapes that are waited for, to show a sample: another one may forward it. */
const marginS = 10;
/** A window may be shorter than the rounds that are asked for by as much as scrapes come late. */
const shorterBy = 0.95;
/** Scrapes may come this much more seldom than when the counter was found. */
const slowerBy = 1.5;

/** Raw samples of one source, from a server that records it; as `RemoteCounter` has it. */
export function prometheusCounter(options: PrometheusCounterOptions): RemoteCounter {
  const { description, server, selector, factor, intervalS, clock } = options;
  const { updatePeriodS, updatesPerRound } = description;
  let offset = options.offset;

  async function samples(window: Window): Promise<Sample[]> {
    const durationS = window.endS - window.startS;
    const shortestS = updatePeriodS * updatesPerRound;
    if (durationS < shortestS * shorterBy) {
      throw new UserError(
        `a round of ${seconds(durationS)} is too short for values that come every ${seconds(updatePeriodS)}: let it last ${seconds(shortestS)} (rounds.min-seconds), or scrape more often`,
      );
    }
    const deadlineS = window.endS + patienceUpdates * updatePeriodS + marginS;
    for (;;) {
      const recorded = await patiently(deadlineS, () => recordedAround(window));
      const found = recorded === null ? null : inWindow(recorded, window);
      if (found !== null) return found;
      if (clock.nowS() >= deadlineS) throw await noEnd(recorded ?? [], window);
      await clock.sleep(Math.max(0.1, intervalS / 4));
    }
  }

  /** What `ask` gives; null where the server could not be asked this time, but may be later. */
  async function patiently<T>(deadlineS: number, ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof PrometheusError && error.passing && clock.nowS() < deadlineS) return null;
      throw error;
    }
  }

  /** All samples from well before the window until now, with times of this machine's clock. */
  async function recordedAround(window: Window): Promise<Sample[]> {
    offset = await followedOffset();
    const nowS = clock.nowS() + offset.offsetS;
    const fromS = window.startS + offset.offsetS - longestGapScrapes * updatePeriodS - marginS;
    const series = await server.range(selector, nowS - fromS, nowS);
    return mergedSamples(series).map((sample) => checked(sample, offset.offsetS));
  }

  /** How the server's clock stands now; refused where it was set since, or cannot be told well enough. */
  async function followedOffset(): Promise<ClockOffset> {
    const now = await clockOffset(server, clock);
    if (now.uncertaintyS > intervalS) {
      throw new PrometheusError(
        `the server takes so long to answer that its clock is only known to ${seconds(now.uncertaintyS)}, and it scrapes every ${seconds(intervalS)}`,
        { passing: true },
      );
    }
    const movedS = Math.abs(now.offsetS - offset.offsetS);
    const allowedS = intervalS / 2 + now.uncertaintyS + offset.uncertaintyS;
    if (movedS > allowedS) {
      throw new UserError(
        `the clock of the server moved by ${seconds(movedS)} against this machine's: let both be kept by NTP, and run the check again`,
      );
    }
    return now;
  }

  function checked({ timeS, value }: ServerSample, offsetS: number): Sample {
    if (Number.isFinite(value) && value >= 0) return { atS: timeS - offsetS, value: value * factor };
    const what = Number.isNaN(value) ? 'no number' : 'a negative number';
    throw new UserError(
      `the server holds ${what} for ${new Date(timeS * 1000).toISOString()}: look at the exporter's own log`,
    );
  }

  /** The samples of a window, of which the last says how it ended; null where that has not come yet. */
  function inWindow(recorded: readonly Sample[], window: Window): Sample[] | null {
    const first = Math.max(
      0,
      recorded.findLastIndex(({ atS }) => atS <= window.startS),
    );
    const end = recorded.findIndex((_, index) => saysTheEnd(recorded, index, window));
    if (end < 0) return null;
    const found = recorded.slice(first, end + 1);
    refuseGaps(found, window);
    return found;
  }

  /**
   * Whether a sample is the first that was surely taken after the window. An exporter may show what it read some time
   * ago, so what a scrape shows of an energy is only known to be newer than what the scrape before it showed.
   */
  function saysTheEnd(recorded: readonly Sample[], index: number, window: Window): boolean {
    const [before, sample] = [recorded[index - 1], recorded[index] as Sample];
    if (description.reading === 'powerW') return sample.atS >= window.endS;
    return before !== undefined && before.atS >= window.endS && sample.value !== before.value;
  }

  function refuseGaps(found: readonly Sample[], window: Window): void {
    const startS = found[0]?.atS ?? Number.POSITIVE_INFINITY;
    if (startS > window.startS) {
      throw new UserError(
        `nothing was recorded until ${seconds(startS - window.startS)} after the round started: was the exporter, or Prometheus, restarted?`,
      );
    }
    const times = found.map(({ atS, value }) => ({ timeS: atS, value }));
    const gapS = widestGapS(times);
    if (gapS > longestGapScrapes * intervalS) {
      throw new UserError(
        `nothing was recorded for ${seconds(gapS)} of the round, and every ${seconds(intervalS)} before: was the exporter, or Prometheus, restarted?`,
      );
    }
    const nowEveryS = scrapeIntervalS(times) ?? intervalS;
    if (nowEveryS > intervalS * slowerBy) {
      throw new UserError(
        `it is scraped every ${seconds(nowEveryS)}, and was every ${seconds(intervalS)} when the check began: run the check again`,
      );
    }
  }

  async function noEnd(recorded: readonly Sample[], window: Window): Promise<UserError> {
    const lastS = recorded.at(-1)?.atS;
    const waitedS = clock.nowS() - window.endS;
    const what =
      lastS === undefined
        ? `nothing is recorded of the round, ${seconds(waitedS)} after its end`
        : lastS <= window.endS
          ? `nothing was recorded in the ${seconds(clock.nowS() - lastS)} up to now, ${seconds(waitedS)} after the round's end`
          : `its value did not change in the ${seconds(waitedS)} after the round's end`;
    const names = await successorNames();
    const advice =
      names.length === 0
        ? 'look at the target of this exporter on the status page of Prometheus'
        : `the exporter now gives ${names.join(', ')}, after an upgrade perhaps: run the check again`;
    return new UserError(`${what}: ${advice}`);
  }

  async function successorNames(): Promise<string[]> {
    if (options.successors === null) return [];
    const all = await server.labels(options.successors);
    const names = all.map((labels) => labels.__name__ ?? '').filter(isOfTheSameKind);
    return [...new Set(names)].sort();
  }

  /** Power may have been recorded beside an energy all along, and does not take its place. */
  function isOfTheSameKind(name: string): boolean {
    const isEnergy = /energy|joule/i.test(name);
    return /^\w+$/.test(name) && name !== options.metric && isEnergy === (description.reading === 'energyJ');
  }

  return { ...description, samples };
}

function seconds(value: number): string {
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0)} s`;
}
