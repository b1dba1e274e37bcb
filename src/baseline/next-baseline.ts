import { roundsWithEnergy } from '../cegi/energy.ts';
import {
  type Baseline,
  baselineSchemaVersion,
  type Measurement,
  mostPastRuns,
  type PastRun,
} from '../measurement/measurement.ts';
import { setupDigest } from '../measurement/setup.ts';

/** What a measurement on the default branch leaves for later checks; the one before it becomes a part of its history. */
export function nextBaseline(
  measurement: Measurement,
  carbon: Baseline['carbon'],
  previous: Baseline | null,
): Baseline {
  const history = previous ? [pastRun(previous.measurement), ...previous.history] : [];
  return {
    schema: 'cegi/baseline',
    schemaVersion: baselineSchemaVersion,
    measurement,
    history: history.slice(0, mostPastRuns),
    carbon,
  };
}

/** What of a measurement tells how much runs differ. */
export function pastRun(measurement: Measurement): PastRun {
  const { createdAt, commit, artifactDigest, evaluator } = measurement;
  const energyJPerItem = roundsWithEnergy(measurement).map(({ energy, items }) => energy.energyJ / items);
  return {
    createdAt,
    commit,
    artifactDigest,
    evaluator,
    setupDigest: setupDigest(measurement),
    energyJPerItem,
  };
}
