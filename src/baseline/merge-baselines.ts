import { type Baseline, mostPastRuns, type PastRun } from '../measurement/measurement.ts';
import { pastRun } from './next-baseline.ts';

/** Of two baselines the one that was measured later, with the runs that the other one knows of and it does not. */
export function newestOf(one: Baseline, other: Baseline): Baseline {
  const isLater = Date.parse(other.measurement.createdAt) > Date.parse(one.measurement.createdAt);
  return isLater ? merged(other, one) : merged(one, other);
}

function merged(newest: Baseline, other: Baseline): Baseline {
  const known = new Map<string, PastRun>();
  for (const run of [pastRun(other.measurement), ...newest.history, ...other.history]) {
    known.set(JSON.stringify([run.createdAt, run.artifactDigest, run.energyJPerItem]), run);
  }
  const own = pastRun(newest.measurement);
  known.delete(JSON.stringify([own.createdAt, own.artifactDigest, own.energyJPerItem]));
  const history = [...known.values()].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  return { ...newest, history: history.slice(0, mostPastRuns) };
}
