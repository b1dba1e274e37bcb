import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  AutoModelForCausalLM,
  AutoTokenizer,
  env,
  LogLevel,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  StoppingCriteria,
  Tensor,
} from '@huggingface/transformers';
import type { Device, EvaluatorConfig } from '../config/config.ts';
import { planBatches } from './batches.ts';
import type { EvaluationItem, Pass, Prediction } from './evaluator.ts';

export interface CausalModel {
  model: PreTrainedModel;
  tokenizer: PreTrainedTokenizer;
  /** Tokens that end an answer. */
  endTokens: ReadonlySet<number>;
  /** Tokens of prompt and answer together; null where config.json does not say. */
  context: number | null;
}

export interface LoadOptions {
  /** Absolute; a relative path would look like a model's name on the Hub. */
  directory: string;
  dtype: EvaluatorConfig['dtype'];
  device: Exclude<Device, 'auto'>;
  threads: number | null;
}

/** Loads a decoder-only language model and its tokenizer from a directory, and from nowhere else. */
export async function loadCausalModel(options: LoadOptions): Promise<CausalModel> {
  const { directory, dtype, device, threads } = options;
  // A failure is thrown as well; the library would also print every input tensor.
  env.logLevel = LogLevel.NONE;
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.useWasmCache = false;
  // A cache that answers with a path keeps the library from reading the weights that the runtime reads from there;
  // a progress callback would undo that, and hold them twice.
  env.useCustomCache = true;
  env.customCache = {
    match: async (key: string) => weightsFile(key, directory),
    put: async () => undefined,
  };
  const tokenizer = await AutoTokenizer.from_pretrained(directory, { local_files_only: true });
  const model = await AutoModelForCausalLM.from_pretrained(directory, {
    local_files_only: true,
    dtype,
    device,
    session_options: threads === null ? {} : { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  takeLastLogitsAsTheyAre(model);
  return { model, tokenizer, endTokens: endTokensOf(model), context: contextOf(model) };
}

/**
 * At each step the library takes the logits of a row's last token by a general slice: 0.3 ms a row for 152,000 tokens
 * of vocabulary, a quarter of what such a step costs the CPU. Where there is one token, they are that slice already.
 */
function takeLastLogitsAsTheyAre(model: PreTrainedModel): void {
  const forward = model.forward.bind(model);
  model.forward = async (inputs) => {
    const outputs = await forward(inputs);
    const { logits } = outputs as { logits: Tensor };
    if (logits.dims[1] === 1)
      logits.slice = () => logits.view(logits.dims[0] as number, logits.dims[2] as number);
    return outputs;
  };
}

/** The library asks for one file by its path and by the address it would have on the Hub. */
function weightsFile(key: string, directory: string): string | undefined {
  if (!/\.onnx(_data(_\d+)?)?$/.test(key)) return undefined;
  const file = path.join(directory, 'onnx', path.posix.basename(key));
  return existsSync(file) ? file : undefined;
}

function endTokensOf({ generation_config, config }: PreTrainedModel): ReadonlySet<number> {
  const ids =
    generation_config?.eos_token_id ?? (config as { eos_token_id?: number | number[] }).eos_token_id;
  return new Set([ids ?? []].flat());
}

/** The names under which configurations of decoder-only models keep their longest sequence. */
const contextKeys = ['max_position_embeddings', 'n_positions', 'max_seq_len', 'seq_length'];

function contextOf({ config }: PreTrainedModel): number | null {
  const values = contextKeys.map((key) => (config as unknown as Record<string, unknown>)[key]);
  return values.find((value): value is number => Number.isInteger(value) && (value as number) > 0) ?? null;
}

export type PassOptions = Pick<EvaluatorConfig, 'batch' | 'maxNewTokens' | 'decoding'> & {
  onProgress: (done: number) => void;
};

/** Answers every item greedily, in batches. */
export async function runPass(
  loaded: CausalModel,
  items: readonly EvaluationItem[],
  options: PassOptions,
): Promise<Pass> {
  const cpuAtStart = process.cpuUsage();
  const { tokenizer, context } = loaded;
  const untilEnd = options.decoding === 'until-end';
  const prompts = items.map(({ prompt }) => tokenizer.encode(prompt));
  const plan = planBatches(
    prompts.map((ids) => ids.length),
    { batch: options.batch, maxNewTokens: options.maxNewTokens, context, mayBeShorter: untilEnd },
  );

  const predictions: Prediction[] = items.map(({ id }, index) => {
    const failure = plan.failures.get(index);
    return { id, text: '', generatedTokens: 0, tokenIds: [], ...(failure === undefined ? {} : { failure }) };
  });
  let done = plan.failures.size;
  let promptTokens = 0;
  for (const batch of plan.batches) {
    const batchPrompts = batch.items.map((item) => prompts[item] as number[]);
    const answers = await generate(loaded, batchPrompts, batch.newTokens, untilEnd);
    for (const [row, item] of batch.items.entries()) {
      const tokenIds = answers[row] as number[];
      const prediction = predictions[item] as Prediction;
      prediction.tokenIds = tokenIds;
      prediction.generatedTokens = tokenIds.length;
      // What a fixed length makes a model write after its end is no part of its answer.
      const answer = tokenIds.slice(0, lengthUntilEnd(tokenIds, loaded.endTokens));
      prediction.text = tokenizer.decode(answer, { skip_special_tokens: true });
      promptTokens += (batchPrompts[row] as number[]).length;
    }
    done += batch.items.length;
    options.onProgress(done);
  }
  const { user, system } = process.cpuUsage(cpuAtStart);
  return {
    predictions,
    promptTokens,
    generatedTokens: predictions.reduce((sum, { generatedTokens }) => sum + generatedTokens, 0),
    cpuTimeS: (user + system) / 1e6,
  };
}

/** Ids that each row wrote, up to and with its first end token, or exactly `newTokens` of them. */
async function generate(
  { model, endTokens }: CausalModel,
  prompts: readonly number[][],
  newTokens: number,
  untilEnd: boolean,
): Promise<number[][]> {
  const width = Math.max(...prompts.map((ids) => ids.length));
  const shape = [prompts.length, width];
  // Padding is masked, and the row's own first token leaves a repetition penalty as it is without padding.
  const padded = prompts.flatMap((ids) => [...Array(width - ids.length).fill(ids[0]), ...ids]);
  const mask = prompts.flatMap((ids) => [...Array(width - ids.length).fill(0), ...ids.map(() => 1)]);
  const sequences = (await model.generate({
    inputs: new Tensor('int64', BigInt64Array.from(padded, BigInt), shape),
    attention_mask: new Tensor('int64', BigInt64Array.from(mask, BigInt), shape),
    max_new_tokens: newTokens,
    do_sample: false,
    num_beams: 1,
    num_return_sequences: 1,
    return_dict_in_generate: false,
    // The library's own rule asks whether a row's newest token is an end token, and forgets rows that have ended.
    eos_token_id: null,
    ...(untilEnd ? { stopping_criteria: new RowsEnded(endTokens, prompts.length) } : {}),
  } as never)) as Tensor;
  const [, length] = sequences.dims as [number, number];
  return prompts.map((_, row) => {
    const ids = Array.from(sequences.data.slice(row * length + width, (row + 1) * length), Number);
    return untilEnd ? ids.slice(0, lengthUntilEnd(ids, endTokens)) : ids;
  });
}

/** Ids up to and with the first end token. */
function lengthUntilEnd(ids: readonly number[], endTokens: ReadonlySet<number>): number {
  const end = ids.findIndex((id) => endTokens.has(id));
  return end === -1 ? ids.length : end + 1;
}

/** A row that has written an end token has ended, whatever it writes after that. */
class RowsEnded extends StoppingCriteria {
  private readonly endTokens: ReadonlySet<number>;
  private readonly ended: boolean[];

  constructor(endTokens: ReadonlySet<number>, rows: number) {
    super();
    this.endTokens = endTokens;
    this.ended = Array(rows).fill(false);
  }

  override _call(sequences: ArrayLike<number | bigint>[]): boolean[] {
    for (const [row, ids] of sequences.entries())
      if (this.endTokens.has(Number(ids[ids.length - 1]))) this.ended[row] = true;
    return this.ended;
  }
}
