import type { Measurement, Provenance, Round } from '../../src/measurement/measurement.ts';
import {
  type CheckResult,
  type Estimate,
  type Figures,
  type ModelResult,
  type RuleVerdict,
  resultSchema,
} from '../../src/measurement/result.ts';

export const marker = '<!-- cegi:test -->';

const around = (value: number, spread = 0.02): Estimate => ({
  value,
  low: value * (1 - spread),
  high: value * (1 + spread),
});
const between = (value: number, low: number, high: number): Estimate => ({ value, low, high });

interface Side {
  energyJPer1000Items?: number | null;
  score?: number;
  provenance?: Provenance;
  reason?: string;
}

const intensityGPerKWh = 146;
const pue = 1.2;
const referenceScore = 0.4;
const trainable = 1_327_104;
const items = 200;

function emissionsG(energyJ: number): number {
  return (energyJ / 3.6e6) * intensityGPerKWh * pue;
}

export function measurement(id: string, side: Side = {}): Measurement {
  const { energyJPer1000Items = 41_200, score = 0.62, provenance = 'measured', reason } = side;
  const known = energyJPer1000Items !== null && provenance !== 'unavailable';
  const rounds = [0.99, 1.01, 1, 1.004, 0.996].map((factor, index): Round => {
    const energyJ = known ? (factor * energyJPer1000Items * items) / 1000 : null;
    return {
      startedAt: `2026-03-04T05:06:${String(10 * index).padStart(2, '0')}.000Z`,
      durationS: 9.5 + 0.02 * index,
      passes: 1,
      items,
      promptTokens: 18_400,
      generatedTokens: 5_120,
      energy: {
        energyJ,
        uncertaintyJ: known ? 12 : 0,
        provenance: known ? provenance : 'unavailable',
        boundary: provenance === 'estimated' ? 'CPU, 8 cores (estimate)' : 'GPU 0, NVIDIA L4 + CPU package 0',
        readings: [
          { counter: 'nvml:GPU-1', domain: 'gpu', provenance, energyJ, uncertaintyJ: 12, counted: true },
          {
            counter: 'rapl:core',
            domain: 'cpu',
            provenance,
            energyJ: known ? 100 : null,
            uncertaintyJ: 0,
            counted: false,
            note: 'inside package 0',
          },
        ],
        ...(reason ? { reason } : {}),
      },
    };
  });
  const right = Math.round(score * items);
  return {
    schema: 'cegi/measurement',
    schemaVersion: 2,
    model: id,
    commit: '8f14e45fceea167a5a36dedd4bea2543f1d2c3b4',
    createdAt: '2026-03-04T05:06:07.000Z',
    artifactDigest: 'a1b2c3d4'.repeat(8),
    hub: null,
    evaluator: {
      kind: 'transformers',
      device: 'cuda',
      dtype: 'q8',
      batch: 16,
      runtime: 'onnxruntime-node 1.30.0',
    },
    task: {
      id: 'sql',
      kind: 'text-to-sql',
      metric: 'execution-accuracy',
      datasetDigest: 'd4c3b2a1'.repeat(8),
      items,
      settings: { decoding: 'until-end', 'max-new-tokens': 64, limit: null },
    },
    hardware: {
      fingerprint: '0123456789abcdef',
      platform: 'linux',
      arch: 'x64',
      cpu: 'AMD EPYC 7B13',
      cores: 8,
      gpus: ['NVIDIA L4'],
      counters: ['nvml-energy', 'rapl'],
      settings: { 'NVIDIA driver': '570.86.10' },
    },
    trainableParameters: { count: trainable, source: 'adapter_model.safetensors' },
    training: { emissionsG: 310, source: 'models/sql-lora/emissions.csv' },
    idle: null,
    conditions: null,
    rounds,
    clusters: null,
    itemIds: Array.from({ length: items }, (_, i) => `item-${i}`),
    scores: [
      {
        metric: 'execution-accuracy',
        value: right / items,
        perItem: Array.from({ length: items }, (_, i) => (i < right ? 1 : 0)),
      },
    ],
    failedItems: [],
    leftOutItems: [],
    notes: [],
    status: 'complete',
  };
}

export function figures(side: Side = {}): Figures {
  const { energyJPer1000Items = 41_200, score = 0.62, provenance = 'measured' } = side;
  const energy =
    provenance === 'unavailable' || energyJPer1000Items === null ? null : around(energyJPer1000Items);
  const emissions = energy && around(emissionsG(energy.value));
  const gain = (100 * (score - referenceScore)) / referenceScore;
  const cegi = emissions && around(emissions.value / (gain * (trainable / 1e6)), 0.14);
  return {
    provenance,
    boundary: provenance === 'estimated' ? 'CPU, 8 cores (estimate)' : 'GPU 0, NVIDIA L4 + CPU package 0',
    rounds: energy ? 5 : 0,
    energyJPer1000Items: energy,
    energyJPerToken: energy ? energy.value / 25_600 : null,
    emissionsGPer1000Items: emissions,
    score: around(score, 0.11),
    gain: around(gain, 0.3),
    cegi: cegi ?? { undetermined: 'the energy is unknown' },
    cegiTraining: cegi ? cegi.value * 310 : null,
    cegiLifecycle: cegi ? cegi.value * 1.31 : null,
  };
}

export function model(given: Partial<ModelResult> & { id?: string } = {}): ModelResult {
  const id = given.id ?? 'sql-lora';
  return {
    id,
    task: 'text-to-sql',
    metric: 'execution-accuracy',
    changes: ['models/sql-lora/adapter_model.safetensors changed'],
    verdict: 'pass',
    reason: 'Energy, and with it emissions, rose 0.4 % (−0.9 to +1.7 %), against the +5 % allowed: pass.',
    rules: [
      rule('emissions', 'pass', between(0.4, -0.9, 1.7), 5),
      rule('score', 'pass', between(0, -0.4, 0.4), -1),
    ],
    change: {
      energyPercent: between(0.4, -0.9, 1.7),
      scorePoints: between(0, -0.4, 0.4),
      cegiPercent: between(0.4, -3.1, 4.1),
    },
    head: figures(),
    baseline: figures(),
    reference: { id: 'sql-base', score: referenceScore },
    comparison: null,
    differences: [],
    warnings: [],
    measurement: measurement(id),
    baselineMeasurement: measurement(id),
    history: [],
    baselineCarbon: null,
    calibration: null,
    referenceMeasurement: null,
    ...given,
  };
}

export function rule(
  name: RuleVerdict['rule'],
  verdict: RuleVerdict['verdict'],
  change: Estimate | null,
  tolerance: number,
): RuleVerdict {
  return {
    rule: name,
    verdict,
    reason: `The ${name} rule was judged: ${verdict}.`,
    change,
    tolerance,
    metric: name === 'score' ? 'execution-accuracy' : null,
    method: null,
    detectable: null,
    improved: false,
    advice: null,
  };
}

/** A result of the given models, checked against the schema that doors check it with. */
export function result(given: Partial<CheckResult> = {}): CheckResult {
  return resultSchema.parse({
    schema: 'cegi/result',
    schemaVersion: 2,
    createdAt: '2026-03-04T05:10:00.000Z',
    version: '0.1.0',
    event: 'pull_request',
    repository: 'acme/models',
    pullRequest: 7,
    headCommit: '8f14e45fceea167a5a36dedd4bea2543f1d2c3b4',
    baseCommit: 'c9f0f895fb98ab9159f51fd0297e236d8f14e45f',
    runUrl: 'https://github.com/acme/models/actions/runs/12345',
    gain: 'relative',
    carbon: {
      intensityGPerKWh,
      source: 'annual average of ESP in 2024, Ember (CC BY-SA 4.0) as shipped with CO2.js 0.19.0',
      pue,
    },
    policy: {
      from: 'base',
      inForce: { cegiPercent: 5, emissionsPercent: 5, scorePoints: -1, budgetGPer1000Items: null },
      proposed: null,
      onInconclusive: 'neutral',
    },
    models: [],
    recorded: false,
    verdict: given.models?.[0]?.verdict ?? 'skipped',
    status: given.error ? 'partial' : 'complete',
    error: null,
    ...given,
  } satisfies CheckResult);
}

const none = { energyPercent: null, scorePoints: null, cegiPercent: null };

export function failing(id = 'sql-lora'): ModelResult {
  return model({
    id,
    verdict: 'fail',
    reason:
      'CEGI rose 21.4 % (+15.2 to +28 %), beyond the +5 % allowed: fail. ' +
      'Energy, and with it emissions, rose 21 % (+18.2 to +23.9 %), beyond the +5 % allowed: fail.',
    rules: [
      rule('cegi', 'fail', between(21.4, 15.2, 28), 5),
      rule('emissions', 'fail', between(21, 18.2, 23.9), 5),
      rule('score', 'pass', between(0, -0.4, 0.4), -1),
    ],
    change: {
      energyPercent: between(21, 18.2, 23.9),
      scorePoints: between(0, -0.4, 0.4),
      cegiPercent: between(21.4, 15.2, 28),
    },
    head: figures({ energyJPer1000Items: 49_852 }),
    measurement: measurement(id, { energyJPer1000Items: 49_852 }),
  });
}

/** One result for each thing that a report must be able to say. */
export const cases: Record<string, () => CheckResult> = {
  regression: () => result({ models: [failing(), model({ id: 'sum-lora' })] }),

  improvement: () =>
    result({
      models: [
        model({
          reason:
            'Energy, and with it emissions, fell 12 % (−13.9 to −10.1 %), against the +5 % allowed: pass.',
          change: {
            energyPercent: between(-12, -13.9, -10.1),
            scorePoints: between(0.5, -0.2, 1.2),
            cegiPercent: between(-13, -17.5, -8.2),
          },
          rules: [
            rule('cegi', 'pass', between(-13, -17.5, -8.2), 5),
            rule('emissions', 'pass', between(-12, -13.9, -10.1), 5),
            rule('budget', 'pass', around(1.77), 4),
          ],
          head: figures({ energyJPer1000Items: 36_256 }),
          measurement: measurement('sql-lora', { energyJPer1000Items: 36_256 }),
        }),
      ],
    }),

  inconclusive: () =>
    result({
      models: [
        model({
          verdict: 'inconclusive',
          reason:
            'Energy, and with it emissions, rose 4.8 % (+1.9 to +7.8 %), against the +5 % allowed: ' +
            'the interval reaches across the limit: inconclusive.',
          rules: [rule('emissions', 'inconclusive', between(4.8, 1.9, 7.8), 5)],
          change: { ...none, energyPercent: between(4.8, 1.9, 7.8) },
          head: figures({ energyJPer1000Items: 43_177, provenance: 'integrated' }),
        }),
      ],
    }),

  incomparable: () =>
    result({
      models: [
        model({
          verdict: 'incomparable',
          reason: 'The stored baseline differs in GPUs, max-new-tokens, so nothing was compared.',
          rules: [],
          change: none,
          differences: [
            { what: 'GPUs', baseline: 'NVIDIA L4', head: 'NVIDIA A10G' },
            { what: 'max-new-tokens', baseline: '64', head: '128' },
          ],
        }),
      ],
    }),

  'no-baseline': () =>
    result({
      models: [
        model({
          verdict: 'no-baseline',
          reason: 'There is no baseline on this hardware yet; a run on the default branch stores one.',
          rules: [],
          change: none,
          baseline: null,
          baselineMeasurement: null,
        }),
      ],
    }),

  'first-baseline': () => ({ ...cases['no-baseline']!(), event: 'push', pullRequest: null, recorded: true }),

  'undetermined-cegi': () => {
    const undetermined: Figures = {
      ...figures({ score: 0.4 }),
      gain: between(0, -6.1, 6.1),
      cegi: { undetermined: "the gain's interval contains 0" },
      cegiTraining: null,
      cegiLifecycle: null,
    };
    return result({
      gain: 'points',
      models: [
        model({
          rules: [
            {
              ...rule('cegi', 'skipped', null, 5),
              reason: "CEGI is undetermined for the head, as the gain's interval contains 0: not judged.",
            },
            rule('emissions', 'pass', between(0.4, -0.9, 1.7), 5),
          ],
          change: {
            energyPercent: between(0.4, -0.9, 1.7),
            scorePoints: between(0, -0.4, 0.4),
            cegiPercent: null,
          },
          head: undetermined,
          baseline: undetermined,
          baselineMeasurement: measurement('sql-lora', { score: 0.4 }),
          warnings: ['sql-lora gave no answer to 2 items, which scored 0 (first, item-3: timed out).'],
          measurement: {
            ...measurement('sql-lora', { score: 0.4 }),
            failedItems: Array.from({ length: 12 }, (_, i) => ({
              id: `item-${i}`,
              reason: 'timed out after 5 s',
            })),
            leftOutItems: [{ id: 'item-77', reason: 'the gold query does not run' }],
          },
        }),
      ],
    });
  },

  'unavailable-energy': () => {
    const side: Side = {
      provenance: 'unavailable',
      reason: 'RAPL is readable only by root: install the udev rule in docs/energy.md',
    };
    return result({
      models: [
        model({
          verdict: 'incomparable',
          reason:
            'The energy is unavailable (RAPL is readable only by root: install the udev rule in docs/energy.md), ' +
            'and only measured or integrated may decide (energy.accept): no verdict on it.',
          rules: [
            rule('emissions', 'incomparable', null, 5),
            rule('score', 'pass', between(0, -0.4, 0.4), -1),
          ],
          change: { ...none, scorePoints: between(0, -0.4, 0.4) },
          head: figures(side),
          measurement: measurement('sql-lora', side),
        }),
      ],
    });
  },

  'estimated-energy': () => {
    const side: Side = { provenance: 'estimated' };
    return result({
      models: [
        model({
          verdict: 'incomparable',
          reason:
            'The energy is estimated, and only measured or integrated may decide (energy.accept): no verdict on it.',
          rules: [rule('emissions', 'incomparable', between(0.4, -0.9, 1.7), 5)],
          head: figures(side),
          baseline: figures(side),
          measurement: measurement('sql-lora', side),
          baselineMeasurement: measurement('sql-lora', side),
        }),
      ],
    });
  },

  partial: () => {
    const cut = measurement('sql-lora');
    return result({
      error: 'sql-lora: the evaluator ended with signal SIGKILL; the machine may be out of memory',
      models: [
        model({
          verdict: 'incomparable',
          reason: 'The measurement ended early: the evaluator ended with signal SIGKILL',
          rules: [],
          change: none,
          head: { ...figures({ energyJPer1000Items: null }), rounds: 1, score: null },
          measurement: {
            ...cut,
            rounds: cut.rounds.slice(0, 1),
            scores: [],
            status: 'partial',
            error: 'SIGKILL',
          },
        }),
      ],
    });
  },

  'changed-policy': () =>
    result({
      models: [failing()],
      policy: {
        from: 'base',
        inForce: { cegiPercent: 5, emissionsPercent: 5, scorePoints: -1, budgetGPer1000Items: null },
        proposed: { cegiPercent: null, emissionsPercent: 50, scorePoints: -1, budgetGPer1000Items: 4 },
        onInconclusive: 'neutral',
      },
    }),

  'hundred-models': () =>
    result({
      models: Array.from({ length: 100 }, (_, i) => {
        const id = `model-${String(i).padStart(3, '0')}`;
        return i % 10 === 3 ? failing(id) : model({ id });
      }),
      verdict: 'fail',
    }),

  skipped: () => result(),
};
