import { weakestProvenance } from '../cegi/energy.ts';
import type { Measurement } from '../measurement/measurement.ts';

export interface Difference {
  what: string;
  baseline: string;
  head: string;
}

/**
 * What keeps two measurements from being compared: other hardware or counters, another dataset, task, or decoding.
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
  for (const key of new Set([...Object.keys(a.task.settings), ...Object.keys(b.task.settings)])) {
    compare(key, a.task.settings[key] ?? null, b.task.settings[key] ?? null);
  }
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
  compare('provenance of the energy', weakestProvenance(a), weakestProvenance(b));
  if (found.length === 0) compare('hardware', a.hardware.fingerprint, b.hardware.fingerprint);
  return found;
}
