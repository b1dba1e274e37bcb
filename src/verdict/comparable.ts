import { weakestProvenance } from '../cegi/energy.ts';
import type { Measurement } from '../measurement/measurement.ts';

export interface Difference {
  what: string;
  baseline: string;
  head: string;
}

/**
 * What keeps two measurements from being compared: other hardware or counters, the same set up otherwise, another
 * dataset, task, or decoding.
 * The artifact, its dtype, batch and device settings may differ: they are what a pull request changes.
 */
export function differences(head: Measurement, baseline: Measurement): Difference[] {
  const found: Difference[] = [];
  const compare = (what: string, ofBaseline: unknown, ofHead: unknown) => {
    const [left, right] = [String(ofBaseline), String(ofHead)];
    if (left !== right) found.push({ what, baseline: left, head: right });
  };
  const [a, b] = [baseline, head];
  compare('task', a.task.kind, b.task.kind);
  compare('metric', a.task.metric, b.task.metric);
  compare('dataset', a.task.datasetDigest, b.task.datasetDigest);
  const compareEach = (ofBaseline: object, ofHead: object, missing: string) => {
    const [left, right] = [new Map(Object.entries(ofBaseline)), new Map(Object.entries(ofHead))];
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      compare(key, left.has(key) ? left.get(key) : missing, right.has(key) ? right.get(key) : missing);
    }
  };
  compareEach(a.task.settings, b.task.settings, 'null');
  compare(
    'platform',
    `${a.hardware.platform} ${a.hardware.arch}`,
    `${b.hardware.platform} ${b.hardware.arch}`,
  );
  compare(
    'CPU',
    `${a.hardware.cpu}, ${a.hardware.cores} cores`,
    `${b.hardware.cpu}, ${b.hardware.cores} cores`,
  );
  compare('GPUs', a.hardware.gpus.join(', ') || 'none', b.hardware.gpus.join(', ') || 'none');
  compare('counters', a.hardware.counters.join(', ') || 'none', b.hardware.counters.join(', ') || 'none');
  compareEach(a.hardware.settings, b.hardware.settings, 'not told');
  compare('provenance of the energy', weakestProvenance(a), weakestProvenance(b));
  compare('what the energy is of', countedIn(a), countedIn(b));
  // A record whose hash says otherwise than what it is over was not written by this program.
  if (found.length === 0) compare('hardware', a.hardware.fingerprint, b.hardware.fingerprint);
  return found;
}

/**
 * How many counters of each kind and domain are in the sum, in words: a package that could not be read is a part of the
 * energy that is missing, whatever it is called.
 */
function countedIn({ rounds }: Measurement): string {
  const known = rounds.find(({ energy }) => energy.energyJ !== null);
  const counts = new Map<string, number>();
  for (const { counter, domain, counted } of known?.energy.readings ?? []) {
    if (!counted) continue;
    const kind = `${counter.split(':')[0]} (${domain})`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const words = [...counts].map(([kind, count]) => (count > 1 ? `${count} × ${kind}` : kind));
  return words.sort().join(' + ') || 'not told';
}
