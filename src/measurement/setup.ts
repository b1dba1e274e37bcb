import { createHash } from 'node:crypto';
import type { Measurement } from './measurement.ts';

/** SHA-256 of what a model was asked and how, in hex: equal for measurements that may stand for each other. */
export function setupDigest({ task }: Measurement): string {
  const settings = Object.entries(task.settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([task.kind, task.metric, task.datasetDigest, settings]))
    .digest('hex');
}
