import type { BaselineKey } from '../../src/baseline/store.ts';
import type { Measurement } from '../../src/measurement/measurement.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';

/** A whole measurement with a commit, changed as asked. */
export function measurementOf(changes: Partial<Measurement> = {}): Measurement {
  const simulated = simulatedMeasurement();
  const hardware = { ...simulated.hardware, cpu: 'Test CPU', gpus: ['Test GPU'] };
  return { ...simulated, hardware, commit: 'a'.repeat(40), ...changes };
}

export function keyOf({ model, task, hardware }: Measurement): BaselineKey {
  return {
    model,
    task: task.id,
    datasetDigest: task.datasetDigest,
    hardwareFingerprint: hardware.fingerprint,
  };
}
