import type { Decoder, Prompt } from './decoding/greedy.ts';
import type { EvaluationItem } from './evaluator.ts';

/** A model that is ready to answer items. */
export interface LoadedModel {
  decoder: Decoder;
  /** Tokens of prompt and answer together; null where config.json does not say. */
  context: number | null;
  /** Items whose prompts are held at once: those of pictures are large. */
  window: number;
  /** The prompt of an item. @throws UserError where this item cannot be run, and others can. */
  promptOf(item: EvaluationItem): Promise<Prompt>;
  /** The text of tokens, without special ones. */
  textOf(tokens: readonly number[]): string;
}
