import { AutoTokenizer, type PreTrainedTokenizer } from '@huggingface/transformers';
import type { TransformersConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';

/** Makes prompts of texts. */
export interface TextPrompts {
  idsOf(prompt: string): number[];
  textOf(tokens: readonly number[]): string;
}

/**
 * The tokenizer of a model with its chat template.
 *
 * @param directory absolute; a relative path would look like a model's name on the Hub
 * @throws UserError where a chat template is asked for and there is none.
 */
export async function textPrompts(
  directory: string,
  chatTemplate: TransformersConfig['chatTemplate'],
): Promise<TextPrompts> {
  const tokenizer = await AutoTokenizer.from_pretrained(directory, { local_files_only: true });
  const hasTemplate = Boolean(tokenizer.chat_template);
  if (chatTemplate === 'on' && !hasTemplate)
    throw new UserError(
      'the model has no chat template, which `chat-template: on` asks for: it would stand in tokenizer_config.json or chat_template.jinja',
    );
  const chats = hasTemplate && chatTemplate !== 'off';
  return {
    idsOf: (prompt) => (chats ? chatIds(tokenizer, prompt) : tokenizer.encode(prompt)),
    textOf: (tokens) => tokenizer.decode([...tokens], { skip_special_tokens: true }),
  };
}

/** The template writes its special tokens itself; the tokenizer must not add them a second time. */
function chatIds(tokenizer: PreTrainedTokenizer, prompt: string): number[] {
  const text = tokenizer.apply_chat_template([{ role: 'user', content: prompt }], {
    add_generation_prompt: true,
    tokenize: false,
  }) as string;
  return tokenizer.encode(text, { add_special_tokens: false });
}
