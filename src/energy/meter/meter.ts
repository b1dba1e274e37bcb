import { availableParallelism } from 'node:os';
import type { CounterReading, Energy, Provenance } from '../../measurement/measurement.ts';
import { provenances } from '../../measurement/measurement.ts';
import { type Clock, systemClock } from '../clock.ts';
import { boundaryInWords, countedCounters } from './boundary.ts';
import { agrees } from './cross-check.ts';
import { defaultEstimate, type EstimateWatts, estimateEnergyJ } from './estimate.ts';
import type { CrossCheck, Outcome, Recorder } from './recorder.ts';

export interface MeterOptions {
  /** What reads the counters; null where there are none, and the energy is estimated from CPU time. */
  recorder: Recorder | null;
  /** Watts of the estimate; null for the documented defaults. */
  estimate: EstimateWatts | null;
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
  /** Runs `work` once under the counters. What `work` throws is thrown on; a counter that fails makes its energy unknown. */
  measure<T extends { cpuTimeS: number | null }>(work: () => Promise<T>): Promise<Metered<T>>;
}

/** Half-width of the estimate as a share of it: servers of one size differ by about a factor of two. */
const estimateUncertainty = 0.5;

export function createMeter(options: MeterOptions): Meter {
  const { recorder, clock = systemClock } = options;
  const watts = options.estimate ?? defaultEstimate(availableParallelism());

  return {
    async measure<T extends { cpuTimeS: number | null }>(work: () => Promise<T>): Promise<Metered<T>> {
      await recorder?.begin();
      const startedAt = clock.wallTime().toISOString();
      const startS = clock.nowS();
      let result: T;
      try {
        result = await work();
      } catch (error) {
        await recorder?.abandon();
        throw error;
      }
      const endS = clock.nowS();
      const durationS = endS - startS;
      const energy = recorder
        ? sumEnergy(recorder, await recorder.end({ startS, endS }))
        : estimatedEnergy(durationS, result.cpuTimeS, watts);
      return { result, durationS, startedAt, energy };
    },
  };
}

function sumEnergy({ counters }: Recorder, outcomes: readonly Outcome[]): Energy {
  const counted = new Set(countedCounters(counters).map((counter) => counter.id));
  const readings = counters.map((counter, index): CounterReading => {
    const outcome = outcomes[index] as Outcome;
    const isCounted = counted.has(counter.id);
    const common = { counter: counter.id, domain: counter.domain, counted: isCounted };
    if (outcome.energyJ === null) {
      return { ...common, provenance: 'unavailable', energyJ: null, uncertaintyJ: 0, note: outcome.reason };
    }
    const check = outcome.crossCheck && checked(outcome.energyJ, outcome.crossCheck);
    const disagrees = check && !check.agrees ? disagreement(outcome.energyJ, check) : null;
    const notes = [outcome.note, disagrees, counter.caution];
    const note = notes.filter((text) => text != null).join('; ');
    return {
      ...common,
      provenance: counter.provenance,
      energyJ: outcome.energyJ,
      // Where two registers of one device disagree, nothing here says which is right.
      uncertaintyJ:
        check && !check.agrees
          ? Math.max(outcome.uncertaintyJ, Math.abs(outcome.energyJ - check.integratedJ))
          : outcome.uncertaintyJ,
      ...(check ? { crossCheck: check } : {}),
      ...(note === '' ? {} : { note }),
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

function checked(energyJ: number, check: CrossCheck): NonNullable<CounterReading['crossCheck']> {
  return { ...check, agrees: agrees(energyJ, check) };
}

function disagreement(energyJ: number, { integratedJ, allowedJ }: CrossCheck): string {
  const joules = (value: number) => `${value.toPrecision(4)} J`;
  return `the energy counter says ${joules(energyJ)}, the integral of the device's own power ${joules(integratedJ)}; they should differ by at most ${joules(allowedJ)}`;
}

function estimatedEnergy(durationS: number, cpuTimeS: number | null, watts: EstimateWatts): Energy {
  if (cpuTimeS === null) {
    const reason =
      "nothing was measured, and the CPU time of the model's processes, which an estimate needs, is not known";
    return {
      energyJ: null,
      uncertaintyJ: 0,
      provenance: 'unavailable',
      boundary: 'nothing',
      readings: [],
      reason,
    };
  }
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
