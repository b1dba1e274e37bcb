import type { TransformersConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { planBatches } from './batches.ts';
import { decodeBatch, type Prompt, untilFirst } from './decoding/greedy.ts';
import type { EvaluationItem, Pass, Prediction } from './evaluator.ts';
import type { LoadedModel } from './loaded-model.ts';

export type PassOptions = Pick<TransformersConfig, 'batch' | 'maxNewTokens' | 'decoding'> & {
  onProgress: (done: number) => void;
};

/** Answers every item greedily, in batches of prompts of similar length. */
export async function runPass(
  loaded: LoadedModel,
  items: readonly EvaluationItem[],
  { batch, maxNewTokens, decoding, onProgress }: PassOptions,
): Promise<Pass> {
  const cpuAtStart = process.cpuUsage();
  const { decoder, context } = loaded;
  const untilEnd = decoding === 'until-end';
  const predictions: Prediction[] = [];
  let promptTokens = 0;
  let done = 0;
  const advance = (count: number) => {
    done += count;
    if (count > 0) onProgress(done);
  };
  for (let first = 0; first < items.length; first += loaded.window) {
    const window = await preparedPrompts(loaded, items.slice(first, first + loaded.window));
    predictions.push(...window.predictions);
    const { prompts } = window;
    const plan = planBatches(
      prompts.map(({ prompt }) => prompt.ids.length),
      { batch, maxNewTokens, context, mayBeShorter: untilEnd },
    );
    for (const [index, failure] of plan.failures) prompts[index]!.prediction.failure = failure;
    advance(window.predictions.length - prompts.length + plan.failures.size);
    for (const { items: members, newTokens } of plan.batches) {
      const some = members.map((index) => prompts[index]!);
      const answers = await decodeBatch(
        decoder,
        some.map(({ prompt }) => prompt),
        { newTokens, untilEnd },
      );
      for (const [row, { prompt, prediction }] of some.entries()) {
        const tokenIds = answers[row]!;
        prediction.tokenIds = tokenIds;
        prediction.generatedTokens = tokenIds.length;
        // What a fixed length makes a model write after its end is no part of its answer.
        prediction.text = loaded.textOf(untilFirst(tokenIds, decoder.endTokens));
        promptTokens += prompt.ids.length;
      }
      advance(members.length);
    }
  }
  const { user, system } = process.cpuUsage(cpuAtStart);
  return {
    predictions,
    promptTokens,
    generatedTokens: predictions.reduce((sum, { tokenIds = [] }) => sum + tokenIds.length, 0),
    cpuTimeS: (user + system) / 1e6,
  };
}

interface Prepared {
  /** One an item, as if it had failed or said nothing. */
  predictions: Prediction[];
  prompts: { prompt: Prompt; prediction: Prediction }[];
}

async function preparedPrompts(loaded: LoadedModel, items: readonly EvaluationItem[]): Promise<Prepared> {
  const prepared: Prepared = { predictions: [], prompts: [] };
  for (const item of items) {
    const prediction: Prediction = { id: item.id, text: '', generatedTokens: 0, tokenIds: [] };
    prepared.predictions.push(prediction);
    try {
      prepared.prompts.push({ prompt: await loaded.promptOf(item), prediction });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      prediction.failure = error.message;
    }
  }
  return prepared;
}
