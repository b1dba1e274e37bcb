import type { Measurement, Provenance, Round } from '../../src/measurement/measurement.ts';

export interface SimulatedMeasurement {
  model?: string;
  /** Joules of each round. */
  roundsJ?: (number | null)[];
  items?: number;
  /** Judging score of each item. */
  scores?: number[];
  provenance?: Provenance;
  uncertaintyJ?: number;
  trainableParameters?: number | null;
  trainingEmissionsG?: number;
}

/** A measurement with the given rounds and scores, on one made-up machine. */
export function simulatedMeasurement(given: SimulatedMeasurement = {}): Measurement {
  const scores = given.scores ?? [1, 1, 1, 0];
  const items = given.items ?? scores.length;
  const provenance = given.provenance ?? 'measured';
  const rounds = (given.roundsJ ?? [100, 101, 99, 100, 100]).map(
    (energyJ): Round => ({
      startedAt: '2026-01-02T03:04:05.000Z',
      durationS: 2,
      passes: 1,
      items,
      promptTokens: 20 * items,
      generatedTokens: 10 * items,
      energy: {
        energyJ,
        uncertaintyJ: given.uncertaintyJ ?? 0,
        provenance: energyJ === null ? 'unavailable' : provenance,
        boundary: 'GPU 0 (simulated)',
        readings: [],
        ...(energyJ === null ? { reason: 'the simulated counter vanished' } : {}),
      },
    }),
  );
  return {
    schema: 'cegi/measurement',
    schemaVersion: 2,
    model: given.model ?? 'sql-lora',
    commit: null,
    createdAt: '2026-01-02T03:04:05.000Z',
    artifactDigest: 'a'.repeat(64),
    hub: null,
    evaluator: { kind: 'transformers', device: 'cpu', dtype: 'fp32', batch: 8, runtime: 'simulated' },
    task: {
      id: 'sql',
      kind: 'text-to-sql',
      metric: 'execution-accuracy',
      datasetDigest: 'd'.repeat(64),
      items,
      settings: { 'max-new-tokens': 64 },
      shard: null,
    },
    hardware: {
      fingerprint: '0123456789abcdef',
      platform: 'linux',
      arch: 'x64',
      cpu: 'Simulated CPU',
      cores: 8,
      gpus: ['Simulated GPU'],
      counters: ['nvml-energy'],
      settings: {},
    },
    trainableParameters:
      given.trainableParameters === null
        ? null
        : { count: given.trainableParameters ?? 2_000_000, source: 'simulated' },
    training:
      given.trainingEmissionsG === undefined
        ? null
        : { emissionsG: given.trainingEmissionsG, source: 'simulated' },
    idle: null,
    conditions: null,
    rounds,
    clusters: null,
    itemIds: scores.map((_, i) => `item-${i}`),
    scores: [
      {
        metric: 'execution-accuracy',
        value: scores.reduce((sum, score) => sum + score, 0) / scores.length,
        perItem: scores,
      },
    ],
    failedItems: [],
    leftOutItems: [],
    notes: [],
    status: 'complete',
  };
}

/** `ones` items of score 1 and the rest of score 0. */
export function binaryScores(ones: number, items: number): number[] {
  return Array.from({ length: items }, (_, i) => (i < ones ? 1 : 0));
}
