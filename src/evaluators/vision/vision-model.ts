import { AutoProcessor } from '@huggingface/transformers';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { TransformersConfig } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import type { Prompt } from '../decoding/greedy.ts';
import type { EvaluationItem } from '../evaluator.ts';
import { gridInputOf } from './architectures.ts';
import { mropePositions } from './mrope-positions.ts';
import { readPicture } from './read-picture.ts';
import { seePrompt } from './see-prompt.ts';

export interface VisionModelOptions {
  /** Absolute; holds the tokenizer and preprocessor_config.json. */
  directory: string;
  /** The parsed config.json. */
  config: Readonly<Record<string, unknown>>;
  chatTemplate: TransformersConfig['chatTemplate'];
  visionEncoder: InferenceSession;
  embedTokens: InferenceSession;
}

/** The part of a vision-language model that comes before its decoder. */
export interface VisionModel {
  /**
   * Reads an item's pictures, and makes its prompt.
   *
   * @throws UserError where this item cannot be run: a picture that cannot be read, or a prompt that does not fit it.
   */
  promptOf(item: EvaluationItem): Promise<Prompt>;
  /** The embeddings of tokens, one vector after the other. */
  embed(ids: readonly number[]): Promise<Float32Array>;
  textOf(tokens: readonly number[]): string;
}

/** @throws UserError where the architecture is not handled, or the processor's files do not fit it. */
export async function loadVisionModel(options: VisionModelOptions): Promise<VisionModel> {
  const { directory, config, chatTemplate, visionEncoder, embedTokens } = options;
  const gridInput = gridInputOf(config.model_type);
  const processor = await AutoProcessor.from_pretrained(directory, { local_files_only: true });
  const imageToken = config.image_token_id;
  if (typeof imageToken !== 'number')
    throw new UserError('its config.json has no image_token_id, which marks where a picture stands');

  async function embed(ids: readonly number[]): Promise<Float32Array> {
    const input_ids = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    return floatsOf(await embedTokens.run({ input_ids }), 'inputs_embeds', 'embed_tokens');
  }

  async function featuresOf(inputs: Readonly<Record<string, Tensor>>): Promise<Float32Array> {
    const missing = visionEncoder.inputNames.find((name) => inputs[name] === undefined);
    if (missing !== undefined)
      throw new UserError(`its vision_encoder asks for ${missing}, which its preprocessor does not make`);
    return floatsOf(await visionEncoder.run(inputs), 'image_features', 'vision_encoder');
  }

  return {
    embed,
    textOf: (tokens) => processor.tokenizer!.decode([...tokens], { skip_special_tokens: true }),
    async promptOf({ prompt, images = [] }) {
      const pictures = [];
      for (const image of images) pictures.push(await readPicture(image));
      const style = { processor, gridInput, chatTemplate };
      const { ids, visionInputs, grids } = await seePrompt(prompt, pictures, style);
      const embeddings = await embed(ids);
      const size = embeddings.length / ids.length;
      const places = ids.flatMap((id, index) => (id === imageToken ? [index] : []));
      let placed = 0;
      for (const inputs of visionInputs) {
        const features = await featuresOf(inputs);
        for (let start = 0; start < features.length; start += size, placed += 1) {
          const place = places[placed];
          if (place !== undefined) embeddings.set(features.subarray(start, start + size), place * size);
        }
      }
      if (placed !== places.length)
        throw new UserError(
          `the prompt has ${places.length} tokens for pictures, and the vision_encoder answered ${placed}`,
        );
      return { ids, embeddings, mrope: mropePositions(ids, imageToken, grids) };
    },
  };
}

function floatsOf(outputs: InferenceSession.ReturnType, name: string, graph: string): Float32Array {
  const output = outputs[name];
  if (output?.data instanceof Float32Array) return output.data;
  const found = output === undefined ? `only ${Object.keys(outputs).join(', ')}` : output.type;
  throw new UserError(`its ${graph} answers no float32 ${name}, but ${found}; choose another dtype`);
}
