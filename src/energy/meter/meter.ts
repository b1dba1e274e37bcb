import { availableParallelism } from 'node:os';
import type { CounterReading, Energy, Provenance } from '../../measurement/measurement.ts';
import { provenances } from '../../measurement/measurement.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { LocalCounter } from '../counter.ts';
import { boundaryInWords, countedCounters } from './boundary.ts';
import { defaultEstimate, type EstimateWatts, estimateEnergyJ } from './estimate.ts';
import { followEnergy } from './follow-energy.ts';
import { followPower } from './follow-power.ts';
import type { Outcome } from './follower.ts';

export interface MeterOptions {
  /** What to read. With none, the energy is estimated from CPU time. */
  counters: readonly LocalCounter[];
  /** Watts of the estimate; null for the documented defaults. */
  estimate: EstimateWatts | null;
  /** Seconds between two reads while the work runs. */
  pollIntervalS?: number;
  clock?: Clock;
}

export interface Metered<T> {
  result: T;
  /** Of the work alone, without the wait for ticks before and after. */
  durationS: number;
  /** ISO 8601, when the work started. */
  startedAt: string;
  energy: Energy;
}

export interface Meter {
  /**
   * Runs `work` once under the counters. The work must not block this process's event loop: the counters
   * are polled from it. What `work` throws is thrown on; what a counter throws makes its energy unknown.
   */
  measure<T extends { cpuTimeS: number }>(work: () => Promise<T>): Promise<Metered<T>>;
}

/** Often enough for every wrap and for a line between power samples, seldom enough not to be measured itself. */
const defaultPollIntervalS = 0.1;
/** Half-width of the estimate as a share of it: servers of one size differ by about a factor of two. */
const estimateUncertainty = 0.5;

export function createMeter(options: MeterOptions): Meter {
  const { counters, pollIntervalS = defaultPollIntervalS, clock = systemClock } = options;
  const watts = options.estimate ?? defaultEstimate(availableParallelism());

  return {
    async measure(work) {
      const followers = counters.map((counter) =>
        counter.reading === 'energyJ'
          ? followEnergy(counter, clock)
          : followPower(counter, clock, pollIntervalS),
      );
      await Promise.all(followers.map((follower) => follower.align()));

      const startedAt = clock.wallTime().toISOString();
      for (const follower of followers) follower.start();
      const startS = clock.nowS();
      const stopPolling = clock.every(pollIntervalS, () => {
        for (const follower of followers) follower.sample();
      });
      try {
        const result = await work();
        const durationS = clock.nowS() - startS;
        stopPolling();
        for (const follower of followers) follower.stop();
        await Promise.all(followers.map((follower) => follower.settle()));
        const energy =
          counters.length > 0
            ? sumEnergy(
                counters,
                followers.map((follower) => follower.outcome()),
              )
            : estimatedEnergy(durationS, result.cpuTimeS, watts);
        return { result, durationS, startedAt, energy };
      } finally {
        stopPolling();
      }
    },
  };
}

function sumEnergy(counters: readonly LocalCounter[], outcomes: readonly Outcome[]): Energy {
  const counted = new Set(countedCounters(counters).map((counter) => counter.id));
  const readings = counters.map((counter, index): CounterReading => {
    const outcome = outcomes[index] as Outcome;
    const isCounted = counted.has(counter.id);
    const common = { counter: counter.id, domain: counter.domain, counted: isCounted };
    if (outcome.energyJ === null) {
      return { ...common, provenance: 'unavailable', energyJ: null, uncertaintyJ: 0, note: outcome.reason };
    }
    return {
      ...common,
      provenance: counter.provenance,
      energyJ: outcome.energyJ,
      uncertaintyJ: outcome.uncertaintyJ,
      ...(outcome.note === null ? {} : { note: outcome.note }),
    };
  });

  const boundary = boundaryInWords(counters);
  const summed = readings.filter((reading) => reading.counted);
  const unknown = summed.filter((reading) => reading.energyJ === null);
  if (unknown.length > 0) {
    const reason = unknown.map((reading) => `${reading.counter}: ${reading.note}`).join('; ');
    return { energyJ: null, uncertaintyJ: 0, provenance: 'unavailable', boundary, readings, reason };
  }
  return {
    energyJ: sum(summed.map((reading) => reading.energyJ ?? Number.NaN)),
    // Bounds add up; only independent errors would average out, and ticks of one machine may not be.
    uncertaintyJ: sum(summed.map((reading) => reading.uncertaintyJ)),
    provenance: weakest(summed.map((reading) => reading.provenance)),
    boundary,
    readings,
  };
}

function estimatedEnergy(durationS: number, cpuTimeS: number, watts: EstimateWatts): Energy {
  const energyJ = estimateEnergyJ({ durationS, cpuTimeS, ...watts });
  const uncertaintyJ = energyJ * estimateUncertainty;
  const note = `${watts.idleW.toFixed(1)} W at rest and ${watts.busyWPerCore.toFixed(1)} W for each busy core are assumed; nothing was measured`;
  return {
    energyJ,
    uncertaintyJ,
    provenance: 'estimated',
    boundary: "CPU time of the model's process × assumed watts",
    readings: [
      {
        counter: 'estimate',
        domain: 'cpu',
        provenance: 'estimated',
        energyJ,
        uncertaintyJ,
        counted: true,
        note,
      },
    ],
  };
}

function weakest(all: readonly Provenance[]): Provenance {
  return provenances[Math.max(...all.map((provenance) => provenances.indexOf(provenance)))] ?? 'unavailable';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
