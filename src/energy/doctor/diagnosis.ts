import { type Hardware, type Provenance, provenances } from '../../measurement/measurement.ts';
import type { Counter } from '../counter.ts';
import type { LockHolder } from '../host-lock.ts';
import { countedCounters } from '../meter/boundary.ts';
import { counterRecorder } from '../meter/counter-recorder.ts';
import type { EstimateWatts } from '../meter/estimate.ts';
import { meterForDevice } from '../meter/meter-for-device.ts';
import type { Examination, ExaminedCounter } from './examine.ts';

/** What a check would make of a model on a CPU, or on a GPU. */
export interface Forecast {
  device: 'cpu' | 'gpu';
  provenance: Provenance;
  /** Ids of the counters that are added. */
  counters: string[];
  /** Whether a verdict may rest on it. */
  decides: boolean;
  /** Why the energy would be unknown; null where it would not. */
  reason: string | null;
}

export interface Findings extends Examination {
  /** As a check here would record it. */
  hardware: Hardware;
  /** The configuration, relative to the repository; null where there is none, and its defaults hold. */
  configuration: string | null;
  /** Provenances of which a verdict may be. */
  accept: readonly Provenance[];
  /** Why a check would end before it measures anything; null where it would not. */
  error: string | null;
  lock: { path: string; holder: LockHolder | null; ended: boolean | null; problem: string | null };
  /** What a check without a counter for the CPU assumes. */
  estimate: EstimateWatts & { configured: boolean };
}

/** All that the doctor found, and what follows for a check here. Plain data. */
export interface Diagnosis extends Findings {
  schemaVersion: 1;
  forecasts: Forecast[];
  /** Whether a check here could decide a verdict. */
  decides: boolean;
}

/** @param counters those that were examined, in any order. */
export function diagnose(findings: Findings, counters: readonly Counter[]): Diagnosis {
  const forecasts = (['gpu', 'cpu'] as const).map((device) => forecast(device, findings, counters));
  const decides = findings.error === null && forecasts.some((each) => each.decides);
  return { schemaVersion: 1, ...findings, forecasts, decides };
}

function forecast(device: Forecast['device'], findings: Findings, counters: readonly Counter[]): Forecast {
  const used = findings.counters.filter(({ use }) => use !== 'not asked for');
  const added = countedCounters(used);
  const found = (provenance: Provenance, reason: string | null): Forecast => ({
    device,
    provenance,
    counters: provenance === 'estimated' ? [] : added.map(({ id }) => id),
    decides: reason === null && findings.accept.includes(provenance),
    reason,
  });
  // The meter that a check would take says whether its counters cover the device.
  const wanted = counters.filter(({ id }) => used.some((each) => each.id === id));
  const { estimated, note } = meterForDevice(
    { device },
    {
      recorder: wanted.length > 0 ? counterRecorder({ counters: wanted }) : null,
      estimate: findings.estimate,
    },
  );
  if (estimated) return found('estimated', null);
  if (note !== null) {
    return found('unavailable', `no counter in use covers ${device === 'gpu' ? 'a GPU' : 'the CPU'}`);
  }
  const failing = added.find(problemOf);
  if (failing !== undefined) return found('unavailable', `${failing.id}: ${problemOf(failing)}`);
  const weakest = Math.max(...added.map(({ provenance }) => provenances.indexOf(provenance)));
  return found(provenances[weakest] ?? 'unavailable', null);
}

function problemOf({ observed }: ExaminedCounter): string | null {
  return observed?.problem ?? null;
}
