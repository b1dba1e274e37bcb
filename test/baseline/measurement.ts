import type { BaselineKey } from '../../src/baseline/store.ts';
import type { Measurement } from '../../src/measurement/measurement.ts';

/** A measurement that is small and whole. */
export function measurementOf(changes: Partial<Measurement> = {}): Measurement {
  return {
    schema: 'cegi/measurement',
    schemaVersion: 1,
    model: 'sql-lora',
    commit: 'a'.repeat(40),
    createdAt: '2026-03-01T10:00:00Z',
    artifactDigest: 'artifact',
    evaluator: { kind: 'transformers', device: 'cpu', dtype: 'q8', batch: 1, runtime: 'test' },
    task: {
      id: 'sql',
      kind: 'text-to-sql',
      metric: 'execution-accuracy',
      datasetDigest: 'dataset',
      items: 0,
      settings: {},
    },
    hardware: {
      fingerprint: '0123456789abcdef',
      platform: 'linux',
      arch: 'x64',
      cpu: 'Test CPU',
      cores: 4,
      gpus: ['Test GPU'],
      counters: ['rapl'],
    },
    trainableParameters: null,
    training: null,
    rounds: [],
    itemIds: [],
    scores: [],
    failedItems: [],
    leftOutItems: [],
    status: 'complete',
    ...changes,
  };
}

export function keyOf({ model, task, hardware }: Measurement): BaselineKey {
  return {
    model,
    task: task.id,
    datasetDigest: task.datasetDigest,
    hardwareFingerprint: hardware.fingerprint,
  };
}
