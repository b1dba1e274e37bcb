import type { Processor, RawImage, Tensor as TransformersTensor } from '@huggingface/transformers';
import { Tensor } from 'onnxruntime-node';
import type { TransformersConfig } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import type { TokenGrid } from './mrope-positions.ts';

export interface SeenPrompt {
  /** The prompt's tokens; a picture's own token stands as often as the picture has features. */
  ids: number[];
  /** What the vision encoder is to be run on, once for each, in the prompt's order. */
  visionInputs: Record<string, Tensor>[];
  /** Of each picture. */
  grids: TokenGrid[];
}

export interface PromptStyle {
  processor: Processor;
  /** The vision encoder's input for a picture's size in patches. */
  gridInput: string;
  chatTemplate: TransformersConfig['chatTemplate'];
}

const imageToken = '<|image_pad|>';
/** What stands for a picture in a prompt that goes into no chat template. */
const placeholder = `<|vision_start|>${imageToken}<|vision_end|>`;

/**
 * Puts a prompt and its pictures into the form that a Qwen2-VL was trained on, with the model's own chat template and
 * preprocessing: each picture is as many tokens as it has patches, by rows and columns.
 *
 * @throws UserError where the prompt has places for other pictures than there are.
 */
export async function seePrompt(
  prompt: string,
  pictures: readonly RawImage[],
  style: PromptStyle,
): Promise<SeenPrompt> {
  const { processor, gridInput } = style;
  const { tokenizer, image_processor: prepare } = processor;
  if (tokenizer === undefined || prepare === undefined)
    throw new UserError('its preprocessor_config.json describes no image processor with a tokenizer');
  const { merge_size: merge = 2 } = prepare.config as { merge_size?: number };
  const text = chatOf(prompt, pictures.length, style);
  const [before, ...after] = text.split(imageToken);
  const seen: SeenPrompt = { ids: [], visionInputs: [], grids: [] };
  let expanded = before!;
  for (const [index, picture] of pictures.entries()) {
    // One at a time: the library takes several at once for the frames of a film.
    const prepared = (await prepare([picture])) as Record<string, TransformersTensor>;
    const { pixel_values: pixels, image_grid_thw: size } = prepared;
    const [frames, height, width] = Array.from(size!.data as BigInt64Array, Number) as [
      number,
      number,
      number,
    ];
    const grid = { frames, rows: Math.floor(height / merge), columns: Math.floor(width / merge) };
    seen.grids.push(grid);
    seen.visionInputs.push({ pixel_values: native(pixels!), [gridInput]: native(size!) });
    expanded += imageToken.repeat(grid.frames * grid.rows * grid.columns) + after[index];
  }
  seen.ids = tokenizer.encode(expanded, { add_special_tokens: false });
  return seen;
}

function chatOf(prompt: string, pictures: number, { processor, chatTemplate }: PromptStyle): string {
  const template = processor.chat_template ?? processor.tokenizer?.chat_template ?? null;
  if (template === null && chatTemplate === 'on')
    throw new UserError('the model has no chat template, which `chat-template: on` asks for');
  // A prompt that has the picture's own token would otherwise move the pictures, or be shown more than there are.
  if (prompt.includes(imageToken))
    throw new UserError(`the prompt holds ${imageToken}, which stands for a picture`);
  if (template === null || chatTemplate === 'off') return placeholder.repeat(pictures) + prompt;
  const content = [
    ...Array.from({ length: pictures }, () => ({ type: 'image' })),
    { type: 'text', text: prompt },
  ];
  const text = processor.apply_chat_template([{ role: 'user', content }] as never, {
    add_generation_prompt: true,
  }) as unknown as string;
  const places = text.split(imageToken).length - 1;
  if (places === pictures) return text;
  throw new UserError(`the chat template makes places for ${places} pictures, and the item has ${pictures}`);
}

function native({ type, data, dims }: TransformersTensor): Tensor {
  return new Tensor(type as 'float32', data as Float32Array, dims);
}
