import { z } from 'zod';
import {
  baselineSchema,
  calibrationSchema,
  measurementSchema,
  provenances,
  taskKinds,
} from './measurement.ts';

/** Version of `result.json`. */
export const resultSchemaVersion = 2;

export const verdicts = ['pass', 'fail', 'inconclusive', 'incomparable', 'no-baseline', 'skipped'] as const;
export type Verdict = (typeof verdicts)[number];

export const estimateSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
/** A value with its 95 % interval, in the unit of the field that holds it. */
export type Estimate = z.infer<typeof estimateSchema>;

const undeterminedSchema = z.object({ undetermined: z.string() });

const figuresSchema = z.object({
  provenance: z.enum(provenances),
  boundary: z.string(),
  rounds: z.int().nonnegative(),
  energyJPer1000Items: estimateSchema.nullable(),
  energyJPerToken: z.number().nonnegative().nullable(),
  emissionsGPer1000Items: estimateSchema.nullable(),
  /** A fraction. */
  score: estimateSchema.nullable(),
  /** Percent or points, as `gain` of the result says. Undetermined where its reference is missing or zero. */
  gain: z.union([estimateSchema, undeterminedSchema]),
  /** g CO2e per 1k items per % (or point) of gain per million trainable parameters. */
  cegi: z.union([estimateSchema, undeterminedSchema]),
  /** Declared training emissions in place of the evaluation's: g CO2e per % (or point) of gain per million trainable parameters. */
  cegiTraining: z.number().nullable(),
  /** The same with declared training emissions spread over the declared volume of items; null where not declared. */
  cegiLifecycle: z.number().nullable(),
});
/** The numbers of one side (head or baseline) of a comparison. */
export type Figures = z.infer<typeof figuresSchema>;

export const ruleNames = ['cegi', 'emissions', 'score', 'budget'] as const;

const ruleVerdictSchema = z.object({
  rule: z.enum(ruleNames),
  verdict: z.enum(verdicts),
  /** One sentence: what was seen, what is allowed, what follows. */
  reason: z.string(),
  /** Head against baseline, 95 %: percent for cegi and emissions, points for score, grams for budget; null where none could be formed. */
  change: estimateSchema.nullable(),
  /** In the unit of `change`. */
  tolerance: z.number(),
  /** Of the rule `score`, which metric. */
  metric: z.string().nullable(),
  /** How the interval was formed, in a few words. */
  method: z.string().nullable(),
  /** The smallest change that this run could have told from none, in the unit of `change`. */
  detectable: z.number().nullable(),
  /** Whether the whole interval lies on the better side of none. */
  improved: z.boolean(),
  /** One sentence: what would decide it, where it is inconclusive. */
  advice: z.string().nullable(),
});
/** One rule's verdict on one model. */
export type RuleVerdict = z.infer<typeof ruleVerdictSchema>;

const comparisonSchema = z.object({
  mode: z.enum(['side-by-side', 'stored']),
  /** Why not side by side, where it is not; in a few words. */
  why: z.string().nullable(),
  /** Rounds of head and baseline that were compared. */
  rounds: z.object({ head: z.int().nonnegative(), baseline: z.int().nonnegative() }),
  /** How often the intervals were looked at, and how often they might have been. */
  looks: z.object({ used: z.int().nonnegative(), planned: z.int().positive() }),
  /** By how much whole runs are taken to differ, percent, and what of; null where both sides are of one run. */
  betweenRuns: z.object({ percent: z.number(), from: z.string() }).nullable(),
});
/** How head and baseline came to be compared. */
export type Comparison = z.infer<typeof comparisonSchema>;

const modelResultSchema = z.object({
  id: z.string(),
  task: z.enum(taskKinds),
  metric: z.string(),
  /** Why this model counts as changed, one phrase each. */
  changes: z.array(z.string()),
  verdict: z.enum(verdicts),
  reason: z.string(),
  rules: z.array(ruleVerdictSchema),
  /** Head against baseline in percent, whatever the rules say; null without a comparable baseline. */
  change: z.object({
    energyPercent: estimateSchema.nullable(),
    scorePoints: estimateSchema.nullable(),
    cegiPercent: estimateSchema.nullable(),
  }),
  head: figuresSchema.nullable(),
  baseline: figuresSchema.nullable(),
  reference: z.object({ id: z.string(), score: z.number().nullable() }).nullable(),
  /** Null where there is nothing to compare with. */
  comparison: comparisonSchema.nullable(),
  /** What keeps head and baseline from being compared. */
  differences: z.array(z.object({ what: z.string(), baseline: z.string(), head: z.string() })),
  warnings: z.array(z.string()),
  /** Raw records, from which everything above can be computed again. */
  measurement: measurementSchema.nullable(),
  /** Measured here where the comparison is side by side, else from the store. */
  baselineMeasurement: measurementSchema.nullable(),
  /** Of a stored baseline, what came with it. */
  history: baselineSchema.shape.history,
  baselineCarbon: baselineSchema.shape.carbon.nullable(),
  calibration: calibrationSchema.nullable(),
  referenceMeasurement: measurementSchema.nullable(),
});
export type ModelResult = z.infer<typeof modelResultSchema>;

const rulesSchema = z.object({
  /** Allowed rise in percent; null where the rule is off. */
  cegiPercent: z.number().nullable(),
  emissionsPercent: z.number().nullable(),
  /** Allowed loss in points, as a negative number: of the judging metric, or of each that is named. */
  scorePoints: z.union([z.number(), z.record(z.string(), z.number())]).nullable(),
  budgetGPer1000Items: z.number().nullable(),
});
/** The rules that judge, as plain numbers. */
export type Rules = z.infer<typeof rulesSchema>;

export const onInconclusive = ['neutral', 'fail', 'pass'] as const;
/** What a check does that comes to no decision. */
export type OnInconclusive = (typeof onInconclusive)[number];

const overrideSchema = z.object({
  /** Login of the account that overrode, without an `@`. */
  by: z.string(),
  /** As it was written. */
  reason: z.string(),
  /** When it ends. */
  until: z.iso.datetime(),
  source: z.enum(['label', 'comment']),
});
/** Somebody with write access lets pass what would fail. */
export type Override = z.infer<typeof overrideSchema>;

export const resultSchema = z.object({
  schema: z.literal('cegi/result'),
  schemaVersion: z.literal(resultSchemaVersion),
  createdAt: z.iso.datetime(),
  version: z.string(),
  event: z.string(),
  /** `owner/name`; null outside GitHub. */
  repository: z.string().nullable(),
  pullRequest: z.int().nullable(),
  headCommit: z.string().nullable(),
  baseCommit: z.string().nullable(),
  runUrl: z.string().nullable(),
  gain: z.enum(['relative', 'points']),
  carbon: z.object({
    intensityGPerKWh: z.number(),
    /** Source, zone and year in words, with the attribution that its licence asks for. */
    source: z.string(),
    pue: z.number(),
  }),
  /** `from`: whose rules judged. `proposed`: the head's own, where the pull request changes them. */
  policy: z.object({
    from: z.enum(['base', 'head']),
    inForce: rulesSchema,
    proposed: rulesSchema.nullable(),
    onInconclusive: z.enum(onInconclusive),
    /** Days for which an override lasts that names no end; null where nothing may be overridden. */
    overrideDays: z.number().nullable().default(null),
  }),
  /** In force, and the reason why this check does not fail; null where nobody overrode, or nothing would have failed. */
  override: overrideSchema.nullable().default(null),
  models: z.array(modelResultSchema),
  /** Whether the measurements became the baselines of later checks. */
  recorded: z.boolean(),
  /** The worst of the models' verdicts; `skipped` where no model changed. */
  verdict: z.enum(verdicts),
  /** `partial`: a cancellation or an error ended the check early. */
  status: z.enum(['complete', 'partial']),
  error: z.string().nullable(),
});
/** Everything a check found: the content of `result.json`, and the only input of every report. */
export type CheckResult = z.infer<typeof resultSchema>;
