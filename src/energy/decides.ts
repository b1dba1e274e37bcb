import type { Provenance } from '../measurement/measurement.ts';

/** Whether an energy of this provenance may decide a verdict. One that is unavailable never does. */
export function decides(provenance: Provenance, accept: readonly Provenance[]): boolean {
  return provenance !== 'unavailable' && accept.includes(provenance);
}
