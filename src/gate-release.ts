import packageJson from '../package.json' with { type: 'json' };
import { hashOf } from './baseline/store.ts';
import { resolveIntensity } from './carbon/intensity.ts';
import { bootstrap } from './check-model.ts';
import type { Config, ModelConfig } from './config/config.ts';
import type { Baseline, Measurement } from './measurement/measurement.ts';
import { type CheckResult, type ModelResult, resultSchemaVersion } from './measurement/result.ts';
import { warningsOf } from './measurement-warnings.ts';
import { unmeasured } from './unmeasured.ts';
import { judge, type Policy } from './verdict/judge.ts';
import { policyInForce } from './verdict/policy.ts';
import { worst } from './verdict/worst.ts';

/** What a history knows of each model, by its id. */
export type Recorded = ReadonlyMap<string, readonly Baseline[]>;

export interface GateOptions {
  config: Config;
  /** At the commit that is to be released, and at the release that it is compared with. */
  runs: { head: Recorded; last: Recorded };
  /** Tag of the last release; null where there is none. */
  last: string | null;
  context: Pick<CheckResult, 'event' | 'repository' | 'headCommit' | 'baseCommit' | 'runUrl'>;
}

/**
 * Judges a release by what is recorded of it: against the last release, and against budgets. Nothing is measured. A
 * model of which nothing is recorded cannot be let through, and is an error.
 */
export function gateRelease({ config, runs, last, context }: GateOptions): CheckResult {
  const intensity = resolveIntensity(config.carbon.intensity);
  const problems: string[] = [];
  const models = config.models.map((model): ModelResult => {
    const head = runs.head.get(model.id)?.[0];
    if (!head) {
      const why = `Nothing is recorded of it up to ${context.headCommit?.slice(0, 12)}: the default branch has never measured it.`;
      problems.push(`${model.id}: ${why}`);
      return unmeasured(model, config, [], why);
    }
    const policy: Policy = {
      ...intensity,
      pue: config.carbon.pue,
      gain: config.gain,
      rules: config.rules,
      accept: config.energy.accept,
      rounds: config.rounds,
      bootstrap,
      lifetimeItems: model.lifetimeItems,
    };
    return judged(model, policy, { runs, last });
  });
  return {
    schema: 'cegi/result',
    schemaVersion: resultSchemaVersion,
    createdAt: new Date().toISOString(),
    version: packageJson.version,
    ...context,
    pullRequest: null,
    gain: config.gain,
    carbon: { ...intensity, pue: config.carbon.pue },
    policy: policyInForce(config, null).shown,
    override: null,
    models,
    recorded: false,
    verdict: worst(models.map((model) => model.verdict)),
    status: problems.length > 0 ? 'partial' : 'complete',
    error: problems.length > 0 ? problems.join('\n') : null,
  };
}

function judged(
  model: ModelConfig,
  policy: Policy,
  { runs, last }: Pick<GateOptions, 'runs' | 'last'>,
): ModelResult {
  const ofHead = runs.head.get(model.id)!;
  const ofLast = runs.last.get(model.id) ?? [];
  // Of several machines one that both have been measured on.
  const pair = ofHead
    .map((head) => ({ head, last: ofLast.find((each) => keyOf(each) === keyOf(head)) ?? null }))
    .sort((a, b) => Number(a.last === null) - Number(b.last === null))[0]!;
  const head = pair.head.measurement;
  const isSame =
    pair.last?.measurement.createdAt === head.createdAt && pair.last.measurement.commit === head.commit;
  const baseline = isSame ? null : (pair.last?.measurement ?? null);
  const reference = referenceOf(model, runs.head, head);
  const noBaseline =
    last === null
      ? 'There is no earlier release.'
      : isSame
        ? `Nothing of it was measured anew since ${last}.`
        : `Nothing is recorded of it at ${last} on this hardware.`;
  const judgement = judge(
    {
      mode: 'stored',
      why: 'a release is judged by what is recorded',
      head,
      baseline,
      history: baseline ? pair.head.history : [],
      calibration: null,
      reference,
      noBaseline,
    },
    policy,
  );
  // What has not changed is as good as it was, and only its budget is judged.
  const unchanged = isSame && judgement.verdict === 'no-baseline';
  return {
    id: model.id,
    task: head.task.kind,
    metric: head.task.metric,
    changes: last === null ? [] : [`since ${last}`],
    ...judgement,
    ...(unchanged ? { verdict: 'pass' as const, reason: noBaseline } : {}),
    reference: model.reference
      ? {
          id: model.reference,
          score: reference?.scores.find(({ metric }) => metric === head.task.metric)?.value ?? null,
        }
      : null,
    warnings: warningsOf(head),
    measurement: head,
    baselineMeasurement: baseline,
    history: baseline ? pair.head.history : [],
    baselineCarbon: baseline ? pair.last!.carbon : null,
    calibration: null,
    referenceMeasurement: reference,
  };
}

function keyOf({ measurement }: Baseline): string {
  const { model, task, hardware } = measurement;
  return hashOf({
    model,
    task: task.id,
    datasetDigest: task.datasetDigest,
    hardwareFingerprint: hardware.fingerprint,
  });
}

/** The reference's run on the same items. */
function referenceOf({ reference }: ModelConfig, runs: Recorded, head: Measurement): Measurement | null {
  const found = (reference === null ? undefined : runs.get(reference)) ?? [];
  const { datasetDigest, metric } = head.task;
  return (
    found.find(({ measurement: { task } }) => task.datasetDigest === datasetDigest && task.metric === metric)
      ?.measurement ?? null
  );
}
