import type {
  Calibration,
  Measurement,
  PastRun,
  Provenance,
  Round,
} from '../../src/measurement/measurement.ts';
import {
  type CheckResult,
  type Comparison,
  type Estimate,
  type Figures,
  type ModelResult,
  type RuleVerdict,
  resultSchema,
} from '../../src/measurement/result.ts';
import { setupDigest } from '../../src/measurement/setup.ts';

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
  const rounds = [0.99, 1.01, 1, 1.004, 0.996, 1.002].map((factor, index): Round => {
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
      shard: null,
    },
    hardware: {
      fingerprint: '0123456789abcdef',
      platform: 'linux',
      arch: 'x64',
      cpu: 'AMD EPYC 7B13',
      cores: 8,
      gpus: ['NVIDIA L4'],
      counters: ['nvml-energy', 'rapl'],
      settings: { 'GPU power limit': '72 W', 'NVIDIA driver': '570.86.10' },
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
    rounds: energy ? 6 : 0,
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
    reason:
      'Energy rose 0.4 % (−0.9 to +1.7 %), within the 5 % allowed: pass. ' +
      'The score did not move (−0.4 to +0.4), within a loss of 1 point: pass.',
    rules: [unchangedEnergy, unchangedScore],
    change: {
      energyPercent: between(0.4, -0.9, 1.7),
      scorePoints: between(0, -0.4, 0.4),
      cegiPercent: between(0.4, -3.1, 4.1),
    },
    head: figures(),
    baseline: figures(),
    reference: { id: 'sql-base', score: referenceScore },
    comparison: sideBySide,
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

const methods: Record<RuleVerdict['rule'], string> = {
  cegi: 'the sum of both in logarithms',
  emissions: 'paired t over 3 blocks of A B B A in random order',
  score: 'paired t over 200 items',
  budget: 't over the logarithms of the rounds',
};

export function rule(
  name: RuleVerdict['rule'],
  verdict: RuleVerdict['verdict'],
  change: Estimate | null,
  tolerance: number,
  given: Partial<RuleVerdict> = {},
): RuleVerdict {
  const lower = change !== null && change.high < 0;
  return {
    rule: name,
    verdict,
    reason: `The ${name} rule was judged: ${verdict}.`,
    change,
    tolerance,
    metric: name === 'score' ? 'execution-accuracy' : null,
    method: change ? methods[name] : null,
    detectable: change && name !== 'budget' ? change.high - change.value : null,
    improved: name === 'score' ? change !== null && change.low > 0 : name !== 'budget' && lower,
    advice: null,
    ...given,
  };
}

const unchangedEnergy = rule('emissions', 'pass', between(0.4, -0.9, 1.7), 5, {
  reason: 'Energy rose 0.4 % (−0.9 to +1.7 %), within the 5 % allowed: pass.',
});
const unchangedScore = rule('score', 'pass', between(0, -0.4, 0.4), -1, {
  reason: 'The score did not move (−0.4 to +0.4), within a loss of 1 point: pass.',
});

const sideBySide: Comparison = {
  mode: 'side-by-side',
  why: null,
  rounds: { head: 6, baseline: 6 },
  looks: { used: 3, planned: 5 },
  betweenRuns: null,
};

const stored: Comparison = {
  mode: 'stored',
  why: "the base's files are not at hand",
  rounds: { head: 6, baseline: 6 },
  looks: { used: 2, planned: 7 },
  betweenRuns: { percent: 1.52, from: 'no earlier run of the same model is known' },
};

const methodOfStored = (runs: number) =>
  `Welch's t over rounds, and t over ${runs} run${runs === 1 ? '' : 's'} of the baseline`;

const baselineCarbon: ModelResult['baselineCarbon'] = {
  intensityGPerKWh: 159,
  source: 'annual average of ESP in 2023, Ember (CC BY-SA 4.0) as shipped with CO2.js 0.16.0',
  pue,
};

const pastRun = (day: number): PastRun => ({
  createdAt: `2026-02-${day}T03:04:05.000Z`,
  commit: 'c9f0f895fb98ab9159f51fd0297e236d8f14e45f',
  artifactDigest: 'a1b2c3d4'.repeat(8),
  evaluator: measurement('sql-lora').evaluator,
  setupDigest: setupDigest(measurement('sql-lora')),
  energyJPerItem: [41.1, 41.3, 41.2, 41.4, 41.2, 41.0],
});

const calibration: Calibration = {
  schema: 'cegi/calibration',
  schemaVersion: 1,
  createdAt: '2026-02-01T02:03:04.000Z',
  hardwareFingerprint: '0123456789abcdef',
  model: 'sql-base',
  runs: [
    [40.1, 40.3, 40.2],
    [40.6, 40.4, 40.5],
    [39.9, 40.0, 40.2],
  ],
};

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
      overrideDays: 14,
    },
    override: null,
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
  const reasons = {
    cegi: 'CEGI rose 21 % (15 to 28 %), beyond the 5 % allowed: fail.',
    emissions: 'Energy rose 21 % (18 to 24 %), beyond the 5 % allowed: fail.',
  };
  return model({
    id,
    verdict: 'fail',
    reason: `${reasons.cegi} ${reasons.emissions}`,
    rules: [
      rule('cegi', 'fail', between(21.4, 15.2, 28), 5, { reason: reasons.cegi }),
      rule('emissions', 'fail', between(21, 18.2, 23.9), 5, { reason: reasons.emissions }),
      unchangedScore,
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

function undecided(): ModelResult {
  const method = methodOfStored(1);
  const energy = rule('emissions', 'inconclusive', between(4.8, 1.9, 7.8), 5, {
    reason: 'Energy rose 5 % (2 to 8 %); 5 % is allowed, and the interval reaches across that: inconclusive.',
    method,
    advice:
      'No number of rounds decides this against a stored baseline, as whole runs are taken to differ by 1.5 % ' +
      '(no earlier run of the same model is known): compare side by side, or let this machine be calibrated ' +
      '(docs/calibration.md).',
  });
  return model({
    verdict: 'inconclusive',
    reason: energy.reason,
    rules: [energy, unchangedScore],
    change: { ...none, energyPercent: between(4.8, 1.9, 7.8), scorePoints: between(0, -0.4, 0.4) },
    head: figures({ energyJPer1000Items: 43_177, provenance: 'integrated' }),
    measurement: measurement('sql-lora', { energyJPer1000Items: 43_177, provenance: 'integrated' }),
    comparison: { ...stored, looks: { used: 7, planned: 7 } },
  });
}

/** One result for each thing that a report must be able to say. */
export const cases: Record<string, () => CheckResult> = {
  regression: () => result({ models: [failing(), model({ id: 'sum-lora' })] }),

  improvement: () => {
    const rules = [
      rule('cegi', 'pass', between(-13, -17.5, -8.2), 5, {
        reason: 'CEGI fell 13 % (8 to 18 %): an improvement.',
      }),
      rule('emissions', 'pass', between(-12, -13.9, -10.1), 5, {
        reason: 'Energy fell 12.0 % (10.1 to 13.9 %): an improvement.',
        method: methodOfStored(3),
      }),
      rule('score', 'pass', between(0.5, -0.2, 1.2), -1, {
        reason: 'The score rose 0.5 points (−0.2 to +1.2), within a loss of 1 point: pass.',
      }),
      rule('budget', 'pass', around(1.77), 4, {
        reason: '1,000 items emit 1.77 g (1.73 to 1.81 g), within the budget of 4 g: pass.',
      }),
    ];
    return result({
      models: [
        model({
          reason: rules.map(({ reason }) => reason).join(' '),
          change: {
            energyPercent: between(-12, -13.9, -10.1),
            scorePoints: between(0.5, -0.2, 1.2),
            cegiPercent: between(-13, -17.5, -8.2),
          },
          rules,
          head: figures({ energyJPer1000Items: 36_256 }),
          measurement: measurement('sql-lora', { energyJPer1000Items: 36_256 }),
          comparison: {
            ...stored,
            why: 'compare is set to stored',
            betweenRuns: { percent: 0.83, from: '6 runs' },
          },
          history: [pastRun(21), pastRun(14)],
          baselineCarbon,
          calibration,
        }),
      ],
    });
  },

  unchanged: () => result({ models: [model(), model({ id: 'sum-lora' })] }),

  'within-what-is-allowed': () => {
    const change = between(3.1, 2.2, 4);
    const energy = rule('emissions', 'pass', change, 5, {
      reason: 'Energy rose 3.1 % (2.2 to 4.0 %), within the 5 % allowed: pass.',
    });
    return result({
      models: [
        model({
          reason: `${energy.reason} ${unchangedScore.reason}`,
          rules: [energy, unchangedScore],
          change: { energyPercent: change, scorePoints: between(0, -0.4, 0.4), cegiPercent: null },
          head: figures({ energyJPer1000Items: 42_477 }),
          measurement: measurement('sql-lora', { energyJPer1000Items: 42_477 }),
        }),
      ],
    });
  },

  inconclusive: () => result({ models: [undecided()] }),

  'inconclusive-fails': () => {
    const { policy } = result();
    return result({ models: [undecided()], policy: { ...policy, onInconclusive: 'fail' } });
  },

  'several-scores': () => {
    const rules = [
      unchangedEnergy,
      rule('score', 'pass', between(1.5, 0.3, 2.7), -1, {
        reason: 'The score rose 1.5 points (0.3 to 2.7): an improvement.',
      }),
      rule('score', 'fail', between(-6.5, -9.2, -3.8), -2, {
        metric: 'exact-match',
        reason: 'The score exact-match fell 7 points (4 to 9); a loss of 2 points is allowed: fail.',
      }),
    ];
    const { policy } = result();
    return result({
      models: [
        model({
          verdict: 'fail',
          reason: rules[2]!.reason,
          rules,
          change: {
            energyPercent: between(0.4, -0.9, 1.7),
            scorePoints: between(1.5, 0.3, 2.7),
            cegiPercent: null,
          },
        }),
      ],
      policy: {
        ...policy,
        onInconclusive: 'pass',
        inForce: { ...policy.inForce, scorePoints: { 'execution-accuracy': -1, 'exact-match': -2 } },
        proposed: { ...policy.inForce, scorePoints: { 'exact-match': -10 } },
      },
    });
  },

  incomparable: () =>
    result({
      models: [
        model({
          verdict: 'incomparable',
          reason:
            'The stored baseline differs in max-new-tokens, GPU power limit, NVIDIA driver, so nothing was compared.',
          rules: [],
          change: none,
          comparison: null,
          differences: [
            { what: 'max-new-tokens', baseline: '64', head: '128' },
            { what: 'GPU power limit', baseline: '72 W', head: '60 W' },
            { what: 'NVIDIA driver', baseline: '570.86.10', head: '575.51.03' },
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
          comparison: null,
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
            rule('cegi', 'skipped', null, 5, {
              reason: "CEGI is undetermined for the head, as the gain's interval contains 0: not judged.",
            }),
            unchangedEnergy,
          ],
          reason: unchangedEnergy.reason,
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
            rule('emissions', 'incomparable', null, 5, {
              reason:
                'The energy is unavailable; only measured or integrated may decide (energy.accept): not judged.',
            }),
            unchangedScore,
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
          rules: ['cegi', 'emissions'].map((name) =>
            rule(name as RuleVerdict['rule'], 'incomparable', between(0.4, -0.9, 1.7), 5, {
              reason:
                'The energy is estimated; only measured or integrated may decide (energy.accept): not judged.',
            }),
          ),
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
          comparison: null,
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
        overrideDays: 14,
      },
    }),

  overridden: () => ({
    ...cases.regression!(),
    override: {
      by: 'mona',
      reason: 'the new tokenizer is worth it, see #12 and @ada',
      until: '2026-03-23T08:00:00.000Z',
      source: 'comment',
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

/** A result with the same text wherever a text of another's can stand. */
export function saying(text: string): CheckResult {
  const hostileMeasurement = {
    ...measurement(text),
    failedItems: [{ id: text, reason: text }],
    trainableParameters: { count: 5, source: text },
    training: { emissionsG: 1, source: text },
    commit: text,
    artifactDigest: text,
  };
  const [round, ...others] = hostileMeasurement.rounds;
  hostileMeasurement.rounds = [{ ...round!, energy: { ...round!.energy, reason: text } }, ...others];
  hostileMeasurement.task = { ...hostileMeasurement.task, id: text, settings: { [text]: text } };
  hostileMeasurement.evaluator = { kind: text, device: text, dtype: text, batch: 1, runtime: text };
  hostileMeasurement.hardware = {
    ...hostileMeasurement.hardware,
    cpu: text,
    gpus: [text],
    counters: [text],
    settings: { [text]: text },
  };
  const one = failing(text);
  return result({
    error: text,
    event: text,
    version: text,
    repository: text,
    headCommit: text,
    baseCommit: text,
    runUrl: `https://example.org/${text}`,
    carbon: { intensityGPerKWh: 1, pue: 1, source: text },
    policy: {
      from: 'base',
      inForce: { ...result().policy.inForce, scorePoints: { [`${text} a`]: -1 } },
      proposed: { ...result().policy.inForce, scorePoints: { [`${text} b`]: -1 } },
      onInconclusive: 'fail',
      overrideDays: 14,
    },
    override: { by: text, reason: text, until: '2026-03-23T08:00:00.000Z', source: 'label' },
    verdict: 'fail',
    models: [
      {
        ...one,
        metric: text,
        reason: text,
        changes: [text],
        warnings: [text],
        rules: [
          ...one.rules.map((rule, index) => ({
            ...rule,
            reason: `${index} ${text}`,
            method: text,
            metric: text,
          })),
          rule('score', 'inconclusive', between(-1, -2, 0), -1, { reason: text, metric: text, advice: text }),
        ],
        comparison: { ...stored, why: text, betweenRuns: { percent: 1, from: text } },
        baselineCarbon: { intensityGPerKWh: 2, pue: 1, source: text },
        history: [pastRun(21)],
        calibration: { ...calibration, model: text },
        reference: { id: text, score: 0.4 },
        head: { ...figures(), boundary: text, cegi: { undetermined: text }, gain: { undetermined: text } },
        differences: [{ what: text, baseline: text, head: text }],
        measurement: hostileMeasurement,
      },
    ],
  });
}
