import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { env, LogLevel } from '@huggingface/transformers';
import type { Device, TransformersConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { type OnnxPart, onnxFileName, seesPictures } from '../models/onnx-files.ts';
import { decoderGraph } from './decoding/decoder-graph.ts';
import { logitsRules } from './decoding/logits-rules.ts';
import { openDecoder } from './decoding/open-decoder.ts';
import { createSession } from './decoding/session.ts';
import type { LoadedModel } from './loaded-model.ts';
import { textPrompts } from './text-model.ts';
import { loadVisionModel } from './vision/vision-model.ts';

export type LoadOptions = Pick<TransformersConfig, 'dtype' | 'threads' | 'chatTemplate'> & {
  /** Absolute; a relative path would look like a model's name on the Hub. */
  directory: string;
  device: Exclude<Device, 'auto'>;
  /** From `ensureNative`. */
  nativeDirectory: string;
};

/** Loads a language model and its tokenizer from a directory, and from nowhere else. */
export async function loadModel(options: LoadOptions): Promise<LoadedModel> {
  const { directory, dtype, chatTemplate } = options;
  env.logLevel = LogLevel.NONE;
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.useWasmCache = false;
  const config = await jsonOf(directory, 'config.json');
  const generation = await jsonOf(directory, 'generation_config.json');
  const file = (part: OnnxPart) => path.join(directory, 'onnx', onnxFileName(dtype, part));
  const common = { rules: logitsRules(generation), endTokens: endTokensOf(generation, config) };
  const context = contextOf(config);
  if (await seesPictures(directory)) {
    const vision = await loadVisionModel({
      directory,
      config,
      chatTemplate,
      visionEncoder: await createSession(file('vision_encoder'), options),
      embedTokens: await createSession(file('embed_tokens'), options),
    });
    const graph = decoderGraph(await openDecoder(file('decoder_model_merged'), options));
    const { embed, promptOf, textOf } = vision;
    return { decoder: { graph, embed, ...common }, context, window: picturesAtOnce, promptOf, textOf };
  }
  const prompts = await textPrompts(directory, chatTemplate);
  const graph = decoderGraph(await openDecoder(file('model'), options));
  return {
    decoder: { graph, ...common },
    context,
    window: Number.POSITIVE_INFINITY,
    async promptOf({ prompt, images = [] }) {
      if (images.length > 0) throw new UserError('the item has a picture, and the model reads text alone');
      return { ids: prompts.idsOf(prompt) };
    },
    textOf: prompts.textOf,
  };
}

/** Items whose pictures are held, read and embedded: enough that prompts of similar length find each other. */
const picturesAtOnce = 64;

type Json = Readonly<Record<string, unknown>>;

/** Empty where there is no such file; that the files that are needed are there was checked before. */
async function jsonOf(directory: string, name: string): Promise<Json> {
  const text = await readFile(path.join(directory, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return JSON.parse(text);
}

function endTokensOf(generation: Json, config: Json): ReadonlySet<number> {
  const ids = generation.eos_token_id ?? config.eos_token_id ?? textConfigOf(config).eos_token_id ?? [];
  return new Set([ids].flat().filter((id): id is number => Number.isInteger(id)));
}

/** The names under which configurations of decoder-only models keep their longest sequence. */
const contextKeys = ['max_position_embeddings', 'n_positions', 'max_seq_len', 'seq_length'];

function contextOf(config: Json): number | null {
  const values = contextKeys.map((key) => config[key] ?? textConfigOf(config)[key]);
  return values.find((value): value is number => Number.isInteger(value) && (value as number) > 0) ?? null;
}

/** Models that see keep what concerns their language model apart. */
function textConfigOf({ text_config: inner }: Json): Json {
  return typeof inner === 'object' && inner !== null ? (inner as Json) : {};
}
