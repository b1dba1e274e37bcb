import { nextBaseline } from './baseline/next-baseline.ts';
import type { BaselineKey, BaselineStore } from './baseline/store.ts';
import { judgingScore } from './cegi/figures.ts';
import type { ModelConfig } from './config/config.ts';
import { emptyRecord, measure } from './measure.ts';
import type { Measurement } from './measurement/measurement.ts';
import type { ModelResult } from './measurement/result.ts';
import { warningsOf } from './measurement-warnings.ts';
import type { PreparedTask } from './prepared-tasks.ts';
import { plannedLooks } from './statistics/looks.ts';
import { judge, moreRoundsWouldHelp, type Policy } from './verdict/judge.ts';
import type { Workbench } from './workbench.ts';

export interface ModelCheck {
  workbench: Workbench;
  store: BaselineStore;
  policy: Omit<Policy, 'looks' | 'lifetimeItems'> & { source: string };
  /** Warnings that hold for the whole check. */
  warnings: readonly string[];
  /** Whether the measurement becomes the baseline of later checks. */
  record: boolean;
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
  const { workbench, store } = context;
  const { rounds } = workbench.config;
  const prepared = await workbench.tasks.of(model);
  const key = baselineKey(model, prepared, workbench);
  const baseline = await store.find(key);
  const noBaseline = baseline
    ? null
    : context.record
      ? 'This run stores the first one.'
      : await store.explainMissing(key);
  const reference = await referenceMeasurement(model, context);

  const looks = plannedLooks(rounds.min, rounds.max);
  const policy: Policy = { ...context.policy, looks: looks.length, lifetimeItems: model.lifetimeItems };
  const judged = (head: Measurement): ModelResult => ({
    id: model.id,
    task: prepared.task.kind,
    metric: head.task.metric,
    changes: [...reasons],
    ...judge({ head, baseline: baseline?.measurement ?? null, reference, noBaseline }, policy),
    comparison: null,
    history: baseline?.history ?? [],
    baselineCarbon: baseline?.carbon ?? null,
    calibration: null,
    reference: model.reference
      ? { id: model.reference, score: (reference && judgingScore(reference)?.value) ?? null }
      : null,
    warnings: [...context.warnings, ...warningsOf(head), ...(reference ? warningsOf(reference) : [])],
    measurement: head,
    baselineMeasurement: baseline?.measurement ?? null,
    referenceMeasurement: reference,
  });

  const head = await measure(model, prepared, workbench, {
    moreRounds(record) {
      const done = record.rounds.length;
      if (done > 0 && !moreRoundsWouldHelp(judged(record))) return 0;
      return (looks.find((look) => look > done) ?? done) - done;
    },
    onRound: (record) => context.onRound(judged({ ...record, status: 'partial', error: 'still running' })),
  });
  context.measured.set(model.id, head);
  if (context.record && head.status === 'complete') {
    const { intensityGPerKWh, source, pue } = context.policy;
    await store.save(key, nextBaseline(head, { intensityGPerKWh, source, pue }, baseline));
  }
  return judged(head);
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
