import type { EvaluatorConfig, ModelConfig } from './config/config.ts';
import type { HostLock } from './energy/host-lock.ts';
import { idlePower } from './energy/meter/idle-power.ts';
import type { Meter } from './energy/meter/meter.ts';
import type { EvaluationItem, Evaluator, Pass } from './evaluators/evaluator.ts';
import { type Measurement, measurementSchemaVersion } from './measurement/measurement.ts';
import { trainableParameters } from './models/parameters.ts';
import { trainingEmissions } from './models/training-emissions.ts';
import type { PreparedTask } from './prepared-tasks.ts';
import { inWords, type Progress } from './progress.ts';
import { watchConditions } from './watch-conditions.ts';
import type { Workbench } from './workbench.ts';

export interface MeasureOptions {
  /** How many more rounds to run, given the record so far; asked again after those, until it answers 0. */
  moreRounds(record: Measurement): number;
  /** Called with the record after each round, so that nothing measured is lost. */
  onRound?(record: Measurement): Promise<void>;
}

/**
 * Measures one model, while nothing else is measured on this machine: load, warm-up and scoring outside the meter, rounds inside it. What goes wrong on the way ends
 * the record early (`status: 'partial'`, with `error`); what was measured before stays in it.
 */
export async function measure(
  model: ModelConfig,
  prepared: PreparedTask,
  workbench: Workbench,
  options: MeasureOptions,
): Promise<Measurement> {
  const { task } = prepared;
  const record = await emptyRecord(model, prepared, workbench);
  const items = task.items();
  const tell = (text: string) => workbench.progress.line(`${model.id}: ${text}`);
  let evaluator: Evaluator | undefined;
  let lock: HostLock | undefined;
  const cancel = () => void evaluator?.close();
  workbench.signal.addEventListener('abort', cancel);
  try {
    lock = await workbench.lock();
    const watch = await watchConditions(workbench.conditions);
    evaluator = await workbench.openEvaluator(model, await workbench.artifactOf(model));
    workbench.signal.throwIfAborted();
    const loaded = await evaluator.load();
    record.evaluator.device = loaded.device;
    record.evaluator.runtime = loaded.runtime;
    tell(`loaded on ${loaded.device}, ${items.length} items${batchInWords(record)}`);

    const warmUp = await warmUpPasses(model, evaluator, items, workbench);
    record.task.items = warmUp.pass.predictions.length;
    const scored = await task.score(warmUp.pass);
    record.itemIds = scored.itemIds;
    record.scores = scored.scores;
    record.failedItems = scored.failedItems;
    record.leftOutItems = scored.leftOut;
    record.notes = scored.notes ?? [];
    const judging = scored.scores.find((score) => score.metric === record.task.metric)!;
    tell(`${judging.metric} ${(100 * judging.value).toFixed(1)} on ${scored.itemIds.length} items`);

    const deviceMeter = workbench.meterFor(loaded);
    const { meter, shortestRoundS, note } = deviceMeter;
    if (note) tell(note);
    const roundS = Math.max(workbench.config.rounds.minSeconds, shortestRoundS);
    const passes = Math.max(1, Math.ceil(roundS / warmUp.durationS));
    let wanted = options.moreRounds(record);
    if (wanted > 0) {
      await watch.loaded();
      workbench.progress.state(`${model.id}: idle power`);
      record.idle = await idlePower(deviceMeter, workbench.config.energy.idleS);
      if (record.idle) tell(`draws ${record.idle.powerW.toPrecision(3)} W idle, with the model loaded`);
    }
    while (wanted > 0) {
      const target = record.rounds.length + wanted;
      while (record.rounds.length < target) {
        const estimateS = (target - record.rounds.length) * passes * warmUp.durationS;
        await oneRound(evaluator, items, passes, record, meter, workbench.progress, { target, estimateS });
        record.conditions = await watch.afterRound();
        await options.onRound?.(record);
      }
      wanted = options.moreRounds(record);
    }
  } catch (error) {
    record.status = 'partial';
    record.error = workbench.signal.aborted
      ? 'the check was cancelled'
      : error instanceof Error
        ? error.message
        : String(error);
    const { length } = record.rounds;
    tell(`ended early after ${length} round${length === 1 ? '' : 's'}: ${record.error}`);
  } finally {
    workbench.signal.removeEventListener('abort', cancel);
    await evaluator?.close();
    lock?.release();
  }
  return record;
}

/** A record that says what is to be measured, with nothing measured yet. */
export async function emptyRecord(
  model: ModelConfig,
  { task, datasetDigest }: PreparedTask,
  workbench: Workbench,
): Promise<Measurement> {
  const { evaluator } = model;
  const { digest, hub } = await workbench.artifactOf(model);
  return {
    schema: 'cegi/measurement',
    schemaVersion: measurementSchemaVersion,
    model: model.id,
    commit: workbench.commit,
    createdAt: new Date().toISOString(),
    artifactDigest: digest,
    hub,
    evaluator: {
      kind: evaluator.kind,
      device: evaluator.device,
      dtype: evaluator.dtype,
      batch: itemsAtOnce(evaluator),
      runtime: 'not loaded',
    },
    task: {
      id: model.task,
      kind: task.kind,
      metric: workbench.config.tasks.get(model.task)!.metric,
      datasetDigest,
      items: task.items().length,
      settings: {
        ...task.comparableSettings(),
        'max-new-tokens': evaluator.maxNewTokens,
        decoding: evaluator.decoding,
        ...askedAs(evaluator),
      },
    },
    hardware: workbench.hardware,
    trainableParameters: model.trainableParameters
      ? await trainableParameters(model.trainableParameters)
      : null,
    training: model.trainingEmissions ? await trainingEmissions(model.trainingEmissions) : null,
    idle: null,
    conditions: null,
    rounds: [],
    itemIds: [],
    clusters: null,
    scores: [],
    failedItems: [],
    leftOutItems: [],
    notes: [],
    status: 'complete',
  };
}

/** Of an evaluator's own settings those that decide what a model is asked, and how. */
function askedAs(evaluator: EvaluatorConfig): Record<string, string> {
  switch (evaluator.kind) {
    case 'transformers':
      return { 'chat-template': evaluator.chatTemplate };
    case 'openai':
      return { api: evaluator.api, 'extra-body': JSON.stringify(evaluator.extraBody) };
    case 'command':
      return { output: evaluator.output };
  }
}

function itemsAtOnce(evaluator: EvaluatorConfig): number | null {
  switch (evaluator.kind) {
    case 'transformers':
      return evaluator.batch;
    case 'openai':
      return evaluator.concurrency;
    case 'command':
      return null;
  }
}

function batchInWords({ evaluator: { kind, batch } }: Measurement): string {
  if (batch === null) return '';
  return kind === 'openai' ? `, ${batch} requests at once` : `, batch ${batch}`;
}

/** At least one pass always runs before the first round: it warms up, gives the answers to score, and how long a pass takes. */
async function warmUpPasses(
  model: ModelConfig,
  evaluator: Evaluator,
  items: readonly EvaluationItem[],
  { config, progress }: Workbench,
): Promise<{ pass: Pass; durationS: number }> {
  const passes = Math.max(1, config.rounds.warmUp);
  let first: Pass | undefined;
  let durationS = 0;
  for (let i = 0; i < passes; i++) {
    const startedMs = performance.now();
    const pass = await evaluator.pass(items, (done) =>
      progress.state(`${model.id}: warm-up, ${done} of ${items.length} items`),
    );
    durationS = (performance.now() - startedMs) / 1000;
    first ??= pass;
  }
  return { pass: first!, durationS };
}

async function oneRound(
  evaluator: Evaluator,
  items: readonly EvaluationItem[],
  passes: number,
  record: Measurement,
  meter: Meter,
  progress: Progress,
  { target, estimateS }: { target: number; estimateS: number },
): Promise<void> {
  const number = record.rounds.length + 1;
  const total = passes * record.task.items;
  const left = inWords(estimateS);
  const { result, ...measured } = await meter.measure(async () => {
    const ran: Pass[] = [];
    for (let i = 0; i < passes; i++) {
      const pass = await evaluator.pass(items, (done) =>
        progress.state(
          `${record.model}: round ${number} of ${target}, ${i * record.task.items + done} of ${total} items, about ${left} left`,
        ),
      );
      ran.push(pass);
    }
    return {
      promptTokens: sumKnown(ran.map((pass) => pass.promptTokens)),
      generatedTokens: sumKnown(ran.map((pass) => pass.generatedTokens)),
      cpuTimeS: sumKnown(ran.map((pass) => pass.cpuTimeS)),
    };
  });
  const { energy } = measured;
  record.rounds.push({
    startedAt: measured.startedAt,
    durationS: measured.durationS,
    passes,
    items: total,
    promptTokens: result.promptTokens,
    generatedTokens: result.generatedTokens,
    energy: {
      ...energy,
      idleSubtractedJ:
        energy.energyJ === null || record.idle === null
          ? null
          : energy.energyJ - record.idle.powerW * measured.durationS,
    },
  });
  const joules =
    energy.energyJ === null
      ? `unknown (${energy.reason})`
      : `${energy.energyJ.toPrecision(4)} J ${energy.provenance}`;
  progress.line(
    `${record.model}: round ${number} of ${target}: ${total} items in ${measured.durationS.toFixed(2)} s, ${joules}`,
  );
}

/** Null where a part is not known: what is left out of a sum would be counted as zero. */
function sumKnown(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}
