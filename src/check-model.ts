import type { BaseSide, NotAtHand } from './base-side.ts';
import { nextBaseline } from './baseline/next-baseline.ts';
import type { BaselineKey, BaselineStore, ToKeep } from './baseline/store.ts';
import { roundsWithEnergy } from './cegi/energy.ts';
import { judgingScore } from './cegi/figures.ts';
import type { CompareConfig, ModelConfig } from './config/config.ts';
import { measure } from './measure.ts';
import { measureSideBySide, type Records, type Side } from './measure-side-by-side.ts';
import type { Baseline, Calibration, Measurement } from './measurement/measurement.ts';
import type { ModelResult } from './measurement/result.ts';
import { warningsOf } from './measurement-warnings.ts';
import { emptyRecord } from './model-run.ts';
import type { PreparedTask } from './prepared-tasks.ts';
import { leastBaselineRounds, preciseEnough, shardPreciseEnough } from './verdict/baseline-precision.ts';
import { differences } from './verdict/comparable.ts';
import { type Evidence, judge, looksOf, moreRoundsWouldHelp, type Policy } from './verdict/judge.ts';
import { checkTolerance } from './verdict/noise-floor.ts';
import type { Workbench } from './workbench.ts';

/** One seed for all, so that whoever judges the same rounds and scores again finds the same. */
export const bootstrap = { resamples: 10_000, seed: 1 };

export interface ModelCheck {
  workbench: Workbench;
  store: BaselineStore;
  policy: Omit<Policy, 'lifetimeItems' | 'bootstrap'> & { source: string };
  compare: CompareConfig;
  /** The base's own of a model, for a comparison side by side. */
  baseSide(model: ModelConfig): Promise<BaseSide | NotAtHand>;
  /** Warnings that hold for the whole check. */
  warnings: readonly string[];
  /** The commit whose baseline is wanted, where the store has one of it; null for the newest. */
  baseCommit: string | null;
  /** Whether the measurement becomes the baseline of later checks. */
  record: boolean;
  /** Takes what this check is to store. */
  keep(record: ToKeep): Promise<void>;
  /** What this check has measured already, by model; a reference that is measured here is added. */
  measured: Map<string, Measurement>;
  onRound(soFar: ModelResult): Promise<void>;
}

/** Measures one model until the rules are decided or the rounds are used up, and judges it against its baseline. */
export async function checkModel(
  model: ModelConfig,
  reasons: readonly string[],
  context: ModelCheck,
): Promise<ModelResult> {
  const prepared = await context.workbench.tasks.of(model);
  const reference = await referenceMeasurement(model, context);
  const check: OneCheck = { model, reasons, prepared, reference, context };
  const beside = await besideTheBase(check);
  if ('result' in beside) return beside.result;
  return againstTheStore(check, beside.why);
}

interface OneCheck {
  model: ModelConfig;
  reasons: readonly string[];
  prepared: PreparedTask;
  reference: Measurement | null;
  context: ModelCheck;
}

/** The model's result by what was measured so far. */
function resultOf(
  { model, reasons, prepared, reference, context }: OneCheck,
  evidence: Omit<Evidence, 'reference'>,
  baseline: Baseline | null,
): ModelResult {
  const { head } = evidence;
  const policy: Policy = { ...context.policy, lifetimeItems: model.lifetimeItems, bootstrap };
  return {
    id: model.id,
    task: prepared.task.kind,
    metric: head.task.metric,
    changes: [...reasons],
    ...judge({ ...evidence, reference }, policy),
    reference: model.reference
      ? { id: model.reference, score: (reference && judgingScore(reference)?.value) ?? null }
      : null,
    warnings: [...context.warnings, ...warningsOf(head), ...(reference ? warningsOf(reference) : [])],
    measurement: head,
    baselineMeasurement: evidence.baseline,
    history: [...evidence.history],
    baselineCarbon: baseline?.carbon ?? null,
    calibration: evidence.calibration,
    referenceMeasurement: reference,
  };
}

const unfinished = (record: Measurement): Measurement => ({
  ...record,
  status: 'partial',
  error: 'still running',
});

/** Rounds until the next planned look; none where more would not help. */
function roundsToNextLook(looks: readonly number[], done: number, wouldHelp: boolean): number {
  if (done > 0 && !wouldHelp) return 0;
  return (looks.find((look) => look > done) ?? done) - done;
}

/** The comparison side by side, or why there is none. */
async function besideTheBase(check: OneCheck): Promise<{ result: ModelResult } | NotAtHand> {
  const { model, prepared, context } = check;
  const { workbench, policy, compare } = context;
  if (compare === 'stored') return { why: 'stored was asked for' };
  if (compare === 'auto' && context.record) return { why: 'this run stores a baseline' };
  const base = await context.baseSide(model);
  if ('why' in base) return base;
  try {
    const unlike = await differencesAhead(check, base.side);
    if (unlike) return { why: unlike };
    const calibration = await calibrationOf(context);
    if (!context.record) checkTolerance(calibration, policy.rules, policy.rounds, 'side-by-side');
    const looks = looksOf('side-by-side', policy.rounds);
    const judged = ({ head, baseline }: Records) =>
      resultOf(
        check,
        {
          mode: 'side-by-side',
          why: null,
          head,
          baseline,
          history: [],
          calibration: null,
          noBaseline: null,
        },
        null,
      );
    const { shard } = prepared;
    const wouldHelp = (result: ModelResult) =>
      shard
        ? !shardPreciseEnough(result.change.energyPercent, policy.rules, shard.count)
        : moreRoundsWouldHelp(result);
    const records = await measureSideBySide({ model }, base.side, prepared, workbench, {
      rounds: { least: looks[0]!, most: looks.at(-1)! },
      moreRounds: (soFar) => roundsToNextLook(looks, soFar.head.rounds.length, wouldHelp(judged(soFar))),
      onRound: ({ head, baseline }) => context.onRound(judged({ head: unfinished(head), baseline })),
    });
    const { head, baseline } = records;
    if (baseline.itemIds.length === 0 && baseline.error && !workbench.signal.aborted) {
      return { why: `the base could not be run: ${baseline.error}` };
    }
    context.measured.set(model.id, head);
    const result = judged(records);
    await keep(check, result, null);
    return { result };
  } finally {
    await base.close();
  }
}

/** What keeps the two from being compared, however they are measured; null for nothing. */
async function differencesAhead(
  { model, prepared, context: { workbench } }: OneCheck,
  base: Side,
): Promise<string | null> {
  const records = [model, base.model].map((each) => emptyRecord(each, prepared, workbench));
  const [head, baseline] = (await Promise.all(records)) as [Measurement, Measurement];
  const [first] = differences(head, baseline);
  return first ? `${first.what} is ${first.baseline} at the base and ${first.head} here` : null;
}

async function againstTheStore(check: OneCheck, why: string): Promise<ModelResult> {
  const { model, prepared, context } = check;
  const { workbench, store, policy, record, compare } = context;
  const key = baselineKey(model, prepared, workbench);
  const onlyBeside = compare === 'side-by-side';
  const { shard } = prepared;
  // What is stored is of all items.
  const baseline = onlyBeside || shard ? null : await store.find(key, { commit: context.baseCommit });
  const calibration = onlyBeside ? null : await calibrationOf(context);
  if (!record) checkTolerance(calibration, policy.rules, policy.rounds, 'stored', baseline);
  const noBaseline = baseline
    ? null
    : onlyBeside
      ? `It was to be measured side by side with the base, but ${why}.`
      : shard
        ? `This is shard ${shard.index} of ${shard.count}: the report puts them together, and judges.`
        : record
          ? 'This run stores the first one.'
          : await store.explainMissing(key);
  const judged = (head: Measurement) =>
    resultOf(
      check,
      {
        mode: 'stored',
        why,
        head,
        baseline: baseline?.measurement ?? null,
        history: baseline?.history ?? [],
        calibration,
        noBaseline,
      },
      baseline,
    );
  const looks = looksOf('stored', policy.rounds);
  const head = await measure(model, prepared, workbench, {
    moreRounds(soFar) {
      // Neither a later check nor the report can be surer than this is.
      const isBasis = record || shard !== null;
      const isShort = record && soFar.rounds.length < leastBaselineRounds(policy.rounds);
      // Rounds beyond the baseline's are compared with nothing.
      const isCompared = !baseline || soFar.rounds.length < roundsWithEnergy(baseline.measurement).length;
      const wouldHelp =
        (isCompared && moreRoundsWouldHelp(judged(soFar))) ||
        (isBasis && !preciseEnough(soFar, policy.rules, shard?.count)) ||
        isShort;
      return roundsToNextLook(looks, soFar.rounds.length, wouldHelp);
    },
    onRound: (soFar) => context.onRound(judged(unfinished(soFar))),
  });
  context.measured.set(model.id, head);
  const result = judged(head);
  await keep(check, result, baseline);
  return result;
}

function calibrationOf({ store, workbench }: ModelCheck): Promise<Calibration | null> {
  return store.findCalibration(workbench.hardware.fingerprint);
}

/** Makes a whole measurement the baseline of later checks, where this run is to. */
async function keep(
  { model, prepared, context: { record, store, workbench, policy, ...context } }: OneCheck,
  result: ModelResult,
  previous: Baseline | null,
): Promise<void> {
  const head = result.measurement;
  if (!record || head?.status !== 'complete') return;
  const key = baselineKey(model, prepared, workbench);
  const { intensityGPerKWh, source, pue } = policy;
  const before = previous ?? (await store.find(key));
  const baseline = nextBaseline(head, { intensityGPerKWh, source, pue }, before);
  await context.keep({ key, baseline, result });
}
/** Where the baseline of a model is kept. */
export function baselineKey(model: ModelConfig, prepared: PreparedTask, workbench: Workbench): BaselineKey {
  return {
    model: model.id,
    task: model.task,
    datasetDigest: prepared.datasetDigest,
    hardwareFingerprint: workbench.hardware.fingerprint,
  };
}

/**
 * The measurement whose scores a gain is taken against: this check's own, else a stored one of the very same
 * artifact, dataset and settings, else one scored now, without rounds.
 */
async function referenceMeasurement(model: ModelConfig, context: ModelCheck): Promise<Measurement | null> {
  if (!model.reference) return null;
  const { workbench, measured } = context;
  const known = measured.get(model.reference);
  if (known && known.task.id === model.task) return known;

  const config = workbench.config.models.find((candidate) => candidate.id === model.reference)!;
  const reference = { ...config, task: model.task };
  const prepared = await workbench.tasks.of(reference);
  const stored = (await context.store.find(baselineKey(reference, prepared, workbench)))?.measurement ?? null;
  if (stored && scoresTheSame(stored, await emptyRecord(reference, prepared, workbench))) {
    measured.set(reference.id, stored);
    return stored;
  }
  workbench.progress.line(`${reference.id}: scored as the reference of ${model.id}`);
  const scored = await measure(reference, prepared, workbench, { moreRounds: () => 0 });
  measured.set(reference.id, scored);
  return scored;
}

/** Whether a stored record's scores are those that a run would give now: the same artifact, metric and settings. */
function scoresTheSame(stored: Measurement, now: Measurement): boolean {
  const deciding = ({ artifactDigest, task }: Measurement) =>
    JSON.stringify([artifactDigest, task.metric, task.datasetDigest, Object.entries(task.settings).sort()]);
  return deciding(stored) === deciding(now);
}
