import { z } from 'zod';

/** Version of the stored measurement. A record of another version is never compared. */
export const measurementSchemaVersion = 2;

/** How a figure of energy came about, from best to none. */
export const provenances = ['measured', 'integrated', 'estimated', 'unavailable'] as const;
export type Provenance = (typeof provenances)[number];

/** What a counter covers. `module` is a CPU and GPU in one package, `board` a whole computer, `wall` its plug. */
export const domains = ['gpu', 'cpu', 'dram', 'module', 'board', 'wall'] as const;
export type Domain = (typeof domains)[number];

export const taskKinds = ['text-to-sql', 'summarization', 'captioning', 'vqa', 'harness'] as const;
export type TaskKind = (typeof taskKinds)[number];

const nonNegative = z.number().nonnegative();
const count = z.int().nonnegative();

const counterReadingSchema = z.object({
  counter: z.string(),
  domain: z.enum(domains),
  provenance: z.enum(provenances),
  /** Joules over the round; null where the counter could not be read to the end. */
  energyJ: nonNegative.nullable(),
  /** Half-width in joules of what ticks and sampling leave unknown. */
  uncertaintyJ: nonNegative,
  /** False for a counter inside another's boundary: shown, but not added to the total. */
  counted: z.boolean(),
  /** The integral of the same device's power over the round, and by how much the two may differ. */
  crossCheck: z.object({ integratedJ: nonNegative, allowedJ: nonNegative, agrees: z.boolean() }).optional(),
  note: z.string().optional(),
});
/** What one counter saw in one round. */
export type CounterReading = z.infer<typeof counterReadingSchema>;

const energySchema = z.object({
  /** Sum over counted readings, joules; null where any of them is unknown. Unknown is never zero. */
  energyJ: nonNegative.nullable(),
  uncertaintyJ: nonNegative,
  /** `energyJ` less what the device draws idle with the model loaded; information, it judges nothing. */
  idleSubtractedJ: z.number().nullable().optional(),
  /** The weakest provenance among the counted readings. */
  provenance: z.enum(provenances),
  /** In words, what the sum covers. */
  boundary: z.string(),
  readings: z.array(counterReadingSchema),
  /** Why `energyJ` is null. */
  reason: z.string().optional(),
});
/** The energy of one round. */
export type Energy = z.infer<typeof energySchema>;

const roundSchema = z.object({
  startedAt: z.iso.datetime(),
  durationS: nonNegative,
  /** Times the dataset was gone through, so that a round is long enough for its counters. */
  passes: count,
  /** Items evaluated: passes × items of the dataset. */
  items: count,
  /** Null where the evaluator does not say. */
  promptTokens: count.nullable(),
  generatedTokens: count.nullable(),
  energy: energySchema,
});
/** One measured pass (or several) over the items, after load and warm-up. */
export type Round = z.infer<typeof roundSchema>;

const idlePowerSchema = z.object({
  powerW: nonNegative,
  uncertaintyW: nonNegative,
  durationS: nonNegative,
  provenance: z.enum(provenances),
  /** Cores that were busy meanwhile, with other work than the model's. */
  busyCores: nonNegative,
});
/** What the machine draws with a model loaded and idle, in the same boundary as its rounds. */
export type IdlePower = z.infer<typeof idlePowerSchema>;

const deviceConditionsSchema = z.object({
  counter: z.string(),
  temperatureC: z.number().nullable(),
  /** Why clocks were held down, in words; null where the driver does not say. */
  throttled: z.array(z.string()).nullable(),
  /** Null where the driver does not say. */
  processes: z.array(z.object({ pid: z.int(), name: z.string().nullable() })).nullable(),
});
const conditionsSchema = z.object({
  /** Before the model was loaded: every process is a stranger. */
  before: z.array(deviceConditionsSchema),
  /** Once it was loaded and warm. */
  loaded: z.array(deviceConditionsSchema),
  /** At worst, while the rounds ran. */
  rounds: z.array(deviceConditionsSchema),
  /** Of the host's CPUs, while the rounds ran. Null is what the kernel does not say. */
  cpu: z.object({
    /** At its highest. */
    temperatureC: z.number().nullable(),
    /** How often heat held clocks down. */
    throttledTimes: count.nullable(),
    /** The ways in which the kernel chooses clocks. */
    governors: z.array(z.string()).nullable(),
  }),
});
/** What besides the model could change the devices' energy. */
export type Conditions = z.infer<typeof conditionsSchema>;

/** Metrics of a whole corpus, and no mean over items. */
export const corpusStatistics = [
  'bleu',
  'coco-bleu1',
  'coco-bleu2',
  'coco-bleu3',
  'coco-bleu4',
  'meteor',
] as const;

const scoreSchema = z.object({
  metric: z.string(),
  /** Of the whole dataset, as a fraction: 0.83 is shown as 83. The mean over items, unless `corpus` is there. */
  value: z.number(),
  /** One value an item, in the order of the score's own `itemIds`, else the measurement's. */
  perItem: z.array(z.number()),
  /**
   * Of a metric that is no mean over items: each item's sufficient statistics, in the order of `itemIds`, whose sum
   * the metric is a function of.
   */
  corpus: z.object({ statistic: z.enum(corpusStatistics), perItem: z.array(z.array(z.number())) }).optional(),
  /** The items that it is over, in the measurement's order, where those are not all: yes/no questions, say. */
  itemIds: z.array(z.string()).optional(),
});
/** One metric of one model on one dataset. */
export type Score = z.infer<typeof scoreSchema>;

const hardwareSchema = z.object({
  /** Hash over everything else here: measurements are compared only where it is equal. */
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
  platform: z.string(),
  arch: z.string(),
  cpu: z.string(),
  cores: count,
  gpus: z.array(z.string()),
  /** The kinds of counters that were used, sorted. */
  counters: z.array(z.string()),
  /** What else is set on the machine and changes what it draws: driver, power limits, clocks, MIG, ECC, governor. */
  settings: z.record(z.string(), z.string()),
});
export type Hardware = z.infer<typeof hardwareSchema>;

/** Parts that a dataset can be divided into. */
export const mostShards = 64;

const shardSchema = z.object({
  /** From 1. */
  index: z.int().min(1).max(mostShards),
  count: z.int().min(1).max(mostShards),
});
/** One of equally large parts of a dataset, which a job of its own measures. */
export type Shard = z.infer<typeof shardSchema>;

const evaluatorSchema = z.object({
  kind: z.string(),
  device: z.string(),
  /** Null where whoever runs the model does not say. */
  dtype: z.string().nullable(),
  /** Items at once. */
  batch: count.nullable(),
  /** Versions of the runtime that ran the model. */
  runtime: z.string(),
});

const trainingSchema = z.object({
  emissionsG: nonNegative,
  /** Where the figure was declared. */
  source: z.string(),
});
/** Declared emissions of a model's training, grams CO2e. */
export type TrainingEmissions = z.infer<typeof trainingSchema>;

export const measurementSchema = z.object({
  schema: z.literal('cegi/measurement'),
  schemaVersion: z.literal(measurementSchemaVersion),
  model: z.string(),
  commit: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** SHA-256 over the artifact's files. */
  artifactDigest: z.string(),
  /** The repository of the Hugging Face Hub that it was fetched from; null for any other. */
  hub: z.object({ repository: z.string(), commit: z.string() }).nullable().default(null),
  evaluator: evaluatorSchema,
  task: z.object({
    id: z.string(),
    kind: z.enum(taskKinds),
    /** The metric that judges. */
    metric: z.string(),
    datasetDigest: z.string(),
    items: count,
    /** What of the settings must be equal for two measurements to be compared (decoding, prompt, limit). */
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    /** The part of the dataset that it is of; null for all of it. */
    shard: shardSchema.nullable().default(null),
  }),
  hardware: hardwareSchema,
  trainableParameters: z.object({ count: count, source: z.string() }).nullable(),
  training: trainingSchema.nullable(),
  /** Null where it was not measured. */
  idle: idlePowerSchema.nullable().default(null),
  /** Null where no device can tell. */
  conditions: conditionsSchema.nullable().default(null),
  rounds: z.array(roundSchema),
  itemIds: z.array(z.string()),
  /** What each item shares with others (a picture, a database), in the order of `itemIds`; null where each stands alone. */
  clusters: z.array(z.string()).nullable().default(null),
  scores: z.array(scoreSchema),
  /** Items that the evaluator failed on; each scored 0. */
  failedItems: z.array(z.object({ id: z.string(), reason: z.string() })),
  /** Items of the dataset that cannot be scored at all, such as a gold query that does not run. */
  leftOutItems: z.array(z.object({ id: z.string(), reason: z.string() })).default([]),
  /** What a reader of the scores should know of them, a sentence each. */
  notes: z.array(z.string()).default([]),
  /** `partial`: an error or a cancellation cut it short; what was measured before is here. */
  status: z.enum(['complete', 'partial']),
  error: z.string().optional(),
});
/** The schema-versioned record of a model's rounds, scores, hardware and provenance. */
export type Measurement = z.infer<typeof measurementSchema>;

/** Version of a stored baseline, its measurement's apart. */
export const baselineSchemaVersion = 1;

const pastRunSchema = z.object({
  createdAt: z.iso.datetime(),
  commit: z.string().nullable(),
  artifactDigest: z.string(),
  evaluator: evaluatorSchema,
  /** SHA-256 of what it was asked and how; empty where that is not known, as of runs recorded before it was kept. */
  setupDigest: z.string().default(''),
  /** Of each round whose energy is known, in the order in which they were measured. */
  energyJPerItem: z.array(z.number().positive()),
});
/** What is kept of an earlier run of the same model, task and dataset on the same hardware: how much runs differ. */
export type PastRun = z.infer<typeof pastRunSchema>;

/** Runs that a baseline remembers. */
export const mostPastRuns = 64;

export const baselineSchema = z.object({
  schema: z.literal('cegi/baseline'),
  schemaVersion: z.literal(baselineSchemaVersion),
  measurement: measurementSchema,
  /** Runs before this one, the newest first. */
  history: z.array(pastRunSchema).max(mostPastRuns),
  /** The grid as it was when it was measured; information, it judges nothing. */
  carbon: z.object({ intensityGPerKWh: nonNegative, source: z.string(), pue: z.number().min(1) }),
});
/** What the head is compared with: the newest measurement on the default branch, and what is known of those before it. */
export type Baseline = z.infer<typeof baselineSchema>;

export const calibrationSchema = z.object({
  schema: z.literal('cegi/calibration'),
  schemaVersion: z.literal(1),
  createdAt: z.iso.datetime(),
  hardwareFingerprint: z.string(),
  model: z.string(),
  /** Runs of one and the same model, each loaded anew: joules per item of every round. */
  runs: z.array(z.array(z.number().positive()).min(2)).min(2),
  /** Half-width of what the counters' ticks leave unknown of a round, as a share of it: root mean square over rounds. */
  relativeUncertainty: nonNegative.optional(),
});
/** What a machine measures where nothing changed. */
export type Calibration = z.infer<typeof calibrationSchema>;
