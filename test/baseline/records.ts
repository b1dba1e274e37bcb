import { nextBaseline } from '../../src/baseline/next-baseline.ts';
import type { BaselineKey, ToKeep } from '../../src/baseline/store.ts';
import type { Baseline, Calibration, Measurement } from '../../src/measurement/measurement.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';

export const carbon = { intensityGPerKWh: 400, source: 'static', pue: 1.2 };

/** A whole measurement with a commit, changed as asked. */
export function measurementOf(changes: Partial<Measurement> = {}): Measurement {
  const simulated = simulatedMeasurement();
  const hardware = { ...simulated.hardware, cpu: 'Test CPU', gpus: ['Test GPU'] };
  return { ...simulated, hardware, commit: 'a'.repeat(40), ...changes };
}

/** A baseline without history, its measurement changed as asked. */
export function baselineOf(changes: Partial<Measurement> = {}): Baseline {
  return nextBaseline(measurementOf(changes), carbon, null);
}

export function keyOf({ measurement: { model, task, hardware } }: Baseline): BaselineKey {
  return {
    model,
    task: task.id,
    datasetDigest: task.datasetDigest,
    hardwareFingerprint: hardware.fingerprint,
  };
}

/** To be kept under its key, as what nobody judged. */
export function toKeep(key: BaselineKey, baseline: Baseline): ToKeep {
  return { key, baseline, result: null };
}

export function calibrationOf(changes: Partial<Calibration> = {}): Calibration {
  return {
    schema: 'cegi/calibration',
    schemaVersion: 1,
    createdAt: '2026-01-02T03:04:05.000Z',
    hardwareFingerprint: measurementOf().hardware.fingerprint,
    model: 'sql-lora',
    runs: [
      [25, 25.5, 24.5, 25],
      [25.2, 25.4, 25.1, 25.3],
    ],
    ...changes,
  };
}
