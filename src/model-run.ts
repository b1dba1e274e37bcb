import type { EvaluatorConfig, ModelConfig } from './config/config.ts';
import { idlePower } from './energy/meter/idle-power.ts';
import type { DeviceMeter } from './energy/meter/meter-for-device.ts';
import type { EvaluationItem, Evaluator, Pass } from './evaluators/evaluator.ts';
import { type Measurement, measurementSchemaVersion } from './measurement/measurement.ts';
import { trainableParameters } from './models/parameters.ts';
import { trainingEmissions } from './models/training-emissions.ts';
import type { PreparedTask } from './prepared-tasks.ts';
import { inWords } from './progress.ts';
import type { Workbench } from './workbench.ts';

/** A model that is loaded, warm and scored, and what was measured of it so far. */
export interface ModelRun {
  record: Measurement;
  /** Times that a round goes through the items: enough that it lasts as long as it must. */
  passes: number;
  /** Seconds that a pass takes, by what the warm-up took. */
  passS: number;
  /** What the machine draws while the model waits; information. */
  measureIdle(): Promise<void>;
  /** Measures one round more, and adds it to the record. */
  round(target: number): Promise<void>;
}

/** What is measured, how, and as whose. */
export interface RunOptions {
  /** What the model is called while it runs; its id where it is left out. */
  name?: string;
  /** Root of the files that it is run from; the repository's where it is left out. */
  root?: string;
  /** The commit that it is of, where that is not the one that is checked. */
  commit?: string;
}

/**
 * Loads a model, warms it up and scores it, all outside the meter.
 *
 * @param record is filled in as far as it gets
 * @param opened is told of the evaluator at once, so that it can be ended at any moment
 */
export async function startRun(
  model: ModelConfig,
  { task }: PreparedTask,
  workbench: Workbench,
  record: Measurement,
  { name = model.id, root, opened }: RunOptions & { opened(evaluator: Evaluator): void },
): Promise<ModelRun> {
  const { config, progress } = workbench;
  const items = task.items();
  const tell = (text: string) => progress.line(`${name}: ${text}`);
  const evaluator = await workbench.openEvaluator(model, await workbench.artifactOf(model), root);
  opened(evaluator);
  workbench.signal.throwIfAborted();
  const loaded = await evaluator.load();
  record.evaluator.device = loaded.device;
  record.evaluator.runtime = loaded.runtime;
  tell(`loaded on ${loaded.device}, ${items.length} items${batchInWords(record)}`);

  const warmUp = await warmUpPasses(name, evaluator, items, workbench);
  record.task.items = warmUp.pass.predictions.length;
  const scored = await task.score(warmUp.pass);
  record.itemIds = scored.itemIds;
  record.clusters = scored.clusters;
  record.scores = scored.scores;
  record.failedItems = scored.failedItems;
  record.leftOutItems = scored.leftOut;
  record.notes = scored.notes ?? [];
  const judging = scored.scores.find((score) => score.metric === record.task.metric)!;
  tell(`${judging.metric} ${(100 * judging.value).toFixed(1)} on ${scored.itemIds.length} items`);

  const deviceMeter = workbench.meterFor(loaded);
  if (deviceMeter.note) tell(deviceMeter.note);
  const shortestS = Math.max(config.rounds.minSeconds, deviceMeter.shortestRoundS);
  // A first pass is slow, and rounds made of such passes would be too short.
  const isCold = config.rounds.warmUp < 2 && warmUp.durationS < coldFactor * shortestS;
  const passS = isCold ? (await timedPass(name, evaluator, items, workbench)).durationS : warmUp.durationS;
  const passes = Math.max(1, Math.ceil(shortestS / passS));
  const run: ModelRun = {
    record,
    passes,
    passS,
    async measureIdle() {
      progress.state(`${name}: idle power`);
      record.idle = await idlePower(deviceMeter, config.energy.idleS);
      if (record.idle) tell(`draws ${record.idle.powerW.toPrecision(3)} W idle, with the model loaded`);
    },
    round: (target) => oneRound({ name, evaluator, items, deviceMeter, workbench }, run, target),
  };
  return run;
}

/** A record that says what is to be measured, with nothing measured yet. */
export async function emptyRecord(
  model: ModelConfig,
  { task, datasetDigest, shard }: PreparedTask,
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
      shard,
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

/** No warm pass is faster than the cold one by more than this. */
const coldFactor = 3;

/** At least one pass always runs before the first round: it warms up, gives the answers to score, and how long a pass takes. */
async function warmUpPasses(
  name: string,
  evaluator: Evaluator,
  items: readonly EvaluationItem[],
  { config, progress }: Workbench,
): Promise<{ pass: Pass; durationS: number }> {
  const passes = Math.max(1, config.rounds.warmUp);
  let first: Pass | undefined;
  let durationS = 0;
  for (let i = 0; i < passes; i++) {
    const timed = await timedPass(name, evaluator, items, { progress });
    durationS = timed.durationS;
    first ??= timed.pass;
  }
  return { pass: first!, durationS };
}

async function timedPass(
  name: string,
  evaluator: Evaluator,
  items: readonly EvaluationItem[],
  { progress }: Pick<Workbench, 'progress'>,
): Promise<{ pass: Pass; durationS: number }> {
  const startedMs = performance.now();
  const pass = await evaluator.pass(items, (done) =>
    progress.state(`${name}: warm-up, ${done} of ${items.length} items`),
  );
  return { pass, durationS: (performance.now() - startedMs) / 1000 };
}

interface RoundParts {
  name: string;
  evaluator: Evaluator;
  items: readonly EvaluationItem[];
  deviceMeter: DeviceMeter;
  workbench: Workbench;
}

async function oneRound(
  parts: RoundParts,
  { record, passes, passS }: Pick<ModelRun, 'record' | 'passes' | 'passS'>,
  target: number,
): Promise<void> {
  const { name, evaluator, items } = parts;
  const { progress } = parts.workbench;
  const number = record.rounds.length + 1;
  const total = passes * record.task.items;
  const left = inWords((target - record.rounds.length) * passes * passS);
  const { result, ...measured } = await parts.deviceMeter.meter.measure(async () => {
    const ran: Pass[] = [];
    for (let i = 0; i < passes; i++) {
      const pass = await evaluator.pass(items, (done) =>
        progress.state(
          `${name}: round ${number} of ${target}, ${i * record.task.items + done} of ${total} items, about ${left} left`,
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
    `${name}: round ${number} of ${target}: ${total} items in ${measured.durationS.toFixed(2)} s, ${joules}`,
  );
}

/** Null where a part is not known: what is left out of a sum would be counted as zero. */
function sumKnown(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}
