import type { ModelConfig } from './config/config.ts';
import type { HostLock } from './energy/host-lock.ts';
import type { Evaluator } from './evaluators/evaluator.ts';
import type { Measurement } from './measurement/measurement.ts';
import { emptyRecord, startRun } from './model-run.ts';
import type { PreparedTask } from './prepared-tasks.ts';
import { watchConditions } from './watch-conditions.ts';
import type { Workbench } from './workbench.ts';

export interface MeasureOptions {
  /** How many more rounds to run, given the record so far; asked again after those, until it answers 0. */
  moreRounds(record: Measurement): number;
  /** Called with the record after each round, so that nothing measured is lost. */
  onRound?(record: Measurement): Promise<void>;
}

/**
 * Measures one model, while nothing else is measured on this machine: load, warm-up and scoring outside the meter,
 * rounds inside it. What goes wrong on the way ends the record early (`status: 'partial'`, with `error`); what was
 * measured before stays in it.
 */
export async function measure(
  model: ModelConfig,
  prepared: PreparedTask,
  workbench: Workbench,
  options: MeasureOptions,
): Promise<Measurement> {
  const record = await emptyRecord(model, prepared, workbench);
  await undisturbed(workbench, [record], async (opened) => {
    const watch = await watchConditions(workbench.conditions);
    const run = await startRun(model, prepared, workbench, record, { opened });
    let wanted = options.moreRounds(record);
    if (wanted > 0) {
      await watch.loaded();
      await run.measureIdle();
    }
    while (wanted > 0) {
      const target = record.rounds.length + wanted;
      while (record.rounds.length < target) {
        await run.round(target);
        record.conditions = await watch.afterRound();
        await options.onRound?.(record);
      }
      wanted = options.moreRounds(record);
    }
  });
  return record;
}

/**
 * Does the work while nothing else is measured on this machine, and ends the evaluators that it opens, whatever
 * happens. What goes wrong is written into the records.
 */
export async function undisturbed(
  workbench: Workbench,
  records: readonly Measurement[],
  work: (opened: (evaluator: Evaluator) => void) => Promise<void>,
): Promise<void> {
  const evaluators: Evaluator[] = [];
  const closeAll = () => Promise.all(evaluators.map((evaluator) => evaluator.close()));
  const cancel = () => void closeAll();
  let lock: HostLock | undefined;
  workbench.signal.addEventListener('abort', cancel);
  try {
    lock = await workbench.lock();
    await work((evaluator) => evaluators.push(evaluator));
  } catch (error) {
    const reason = workbench.signal.aborted
      ? 'the check was cancelled'
      : error instanceof Error
        ? error.message
        : String(error);
    for (const record of records) {
      record.status = 'partial';
      record.error = reason;
    }
    const { model, rounds } = records[0]!;
    workbench.progress.line(
      `${model}: ended early after ${rounds.length} round${rounds.length === 1 ? '' : 's'}: ${reason}`,
    );
  } finally {
    workbench.signal.removeEventListener('abort', cancel);
    await closeAll();
    lock?.release();
  }
}
