import { randomInt } from 'node:crypto';
import type { ModelConfig } from './config/config.ts';
import { undisturbed } from './measure.ts';
import type { Measurement } from './measurement/measurement.ts';
import { emptyRecord, type ModelRun, type RunOptions, startRun } from './model-run.ts';
import type { PreparedTask } from './prepared-tasks.ts';
import { inWords } from './progress.ts';
import { roundsInBlock } from './verdict/energy-change.ts';
import { watchConditions } from './watch-conditions.ts';
import type { Workbench } from './workbench.ts';

/** One side of a comparison: a model, and how it is run. */
export interface Side extends RunOptions {
  model: ModelConfig;
}

export interface SideBySideOptions {
  /** Numbers of rounds of a side at which `moreRounds` may be asked: the least and the most. */
  rounds: { least: number; most: number };
  /** How many more rounds to run of each side, given the records so far; asked again after those, until it answers 0. */
  moreRounds(records: Records): number;
  /** Called after each block, so that nothing measured is lost. */
  onRound(records: Records): Promise<void>;
}

export interface Records {
  head: Measurement;
  baseline: Measurement;
}

/**
 * Measures two models in turns on this machine, in blocks of A B B A or B A A B as chance has it, both of them loaded.
 * What goes wrong ends both records early; what was measured before stays in them.
 */
export async function measureSideBySide(
  head: Side,
  baseline: Side,
  prepared: PreparedTask,
  workbench: Workbench,
  { rounds, moreRounds, onRound }: SideBySideOptions,
): Promise<Records> {
  const records = {
    head: await emptyRecord(head.model, prepared, workbench),
    baseline: await emptyRecord(baseline.model, prepared, workbench),
  };
  if (baseline.commit !== undefined) records.baseline.commit = baseline.commit;
  await undisturbed(workbench, [records.head, records.baseline], async (opened) => {
    const watch = await watchConditions(workbench.conditions);
    const start = ({ model, ...options }: Side, record: Measurement) =>
      startRun(model, prepared, workbench, record, { ...options, opened });
    // The base first: where it cannot run, nothing of the head's was in vain.
    const theirs = await start(baseline, records.baseline);
    const ours = await start(head, records.head);
    // What a round costs besides its passes is then the same for both.
    ours.passes = Math.max(ours.passes, theirs.passes);
    theirs.passes = ours.passes;
    const blockS = roundsInBlock * ours.passes * (ours.passS + theirs.passS);
    const lasting = (count: number) => inWords((count / roundsInBlock) * blockS);
    workbench.progress.line(
      `${head.model.id}: in turns with the base, ${rounds.least} to ${rounds.most} rounds of each: ` +
        `${lasting(rounds.least)} to ${lasting(rounds.most)}, of which the base takes ` +
        `${Math.round((100 * theirs.passS) / (ours.passS + theirs.passS))} %`,
    );
    await watch.loaded();
    await ours.measureIdle();
    // With both loaded, it is the same for both.
    records.baseline.idle = records.head.idle;
    for (let wanted = rounds.least; wanted > 0; wanted = moreRounds(records)) {
      const target = records.head.rounds.length + wanted;
      while (records.head.rounds.length < target) {
        for (const run of block(ours, theirs)) await run.round(target);
        const conditions = await watch.afterRound();
        records.head.conditions = conditions;
        records.baseline.conditions = conditions;
        await onRound(records);
      }
    }
  });
  return records;
}

/** Two rounds of each, one side's around the other's. */
function block(ours: ModelRun, theirs: ModelRun): ModelRun[] {
  const [outer, inner] = randomInt(2) === 0 ? [ours, theirs] : [theirs, ours];
  return [outer, inner, inner, outer];
}
