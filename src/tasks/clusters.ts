import { createHash } from 'node:crypto';
import type { DataImage } from '../datasets/images.ts';
import type { Measurement } from '../measurement/measurement.ts';

/**
 * What each item shares with others, for intervals that count clusters and not items.
 *
 * @param shared of each item the name of what it is about; null where it is about nothing that others could be
 * @returns null where no two items share anything, and where all share one thing: the figures are then about it alone,
 *   and nothing can be told of others
 */
export function clustersOf(shared: readonly (string | null)[]): Measurement['clusters'] {
  const names = shared.map((name, i) => (name === null ? `item ${i + 1}` : name));
  const count = new Set(names).size;
  return count < names.length && count > 1 ? names : null;
}

/** Clusters of items that are about the same picture: the same file, or the same bytes. */
export function clustersByImage(images: readonly DataImage[]): Measurement['clusters'] {
  const numbers = new Map<string, number>();
  return clustersOf(
    images.map((image) => {
      const key = image.kind === 'file' ? image.path : createHash('sha256').update(image.bytes).digest('hex');
      const number = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, number);
      // Neither paths of a machine nor long hashes are for a record.
      return `picture ${number}`;
    }),
  );
}
