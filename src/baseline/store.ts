import { createHash } from 'node:crypto';
import type { Baseline, Calibration } from '../measurement/measurement.ts';
import type { ModelResult } from '../measurement/result.ts';

/** What a measurement must share with another to be its baseline. */
export interface BaselineKey {
  /** Id of the model. */
  model: string;
  /** Id of the task. */
  task: string;
  datasetDigest: string;
  hardwareFingerprint: string;
}

/** A baseline that is to be kept. */
export interface ToKeep {
  key: BaselineKey;
  baseline: Baseline;
  /** What its run came to, for those who read the history; null where nothing was judged. */
  result: ModelResult | null;
}

/**
 * Where baselines and calibrations are kept. A store that fails never stops a check: it warns, and there is no baseline.
 */
export interface BaselineStore {
  /**
   * The newest baseline under the key, or that of a commit where the store knows one; null where there is none that can
   * be read.
   */
  find(key: BaselineKey, of?: { commit: string | null }): Promise<Baseline | null>;
  /**
   * Makes baselines the newest under their keys.
   *
   * @returns whether all of them were kept; where not, that was said
   */
  save(records: readonly ToKeep[]): Promise<boolean>;
  /** The newest calibration of such hardware; null where there is none that can be read. */
  findCalibration(hardwareFingerprint: string): Promise<Calibration | null>;
  /** Makes the calibration the newest of its hardware; false, with a warning, where it could not be kept. */
  saveCalibration(calibration: Calibration): Promise<boolean>;
  /** One sentence on why `find` came back with nothing. */
  explainMissing(key: BaselineKey): Promise<string>;
}

/** SHA-256 over the key's parts, hexadecimal: a name that no id can break out of. */
export function hashOf({ model, task, datasetDigest, hardwareFingerprint }: BaselineKey): string {
  return createHash('sha256')
    .update(JSON.stringify([model, task, datasetDigest, hardwareFingerprint]))
    .digest('hex');
}
