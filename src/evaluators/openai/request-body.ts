import type { OpenAiConfig } from '../../config/config.ts';
import type { EvaluationItem } from '../evaluator.ts';
import { imageDataUrl, largestImageBytes } from './image-data-url.ts';

/** Fields beside those that every server knows. Which of them a server refuses is found out by asking. */
export interface Dialect {
  /** OpenAI's newer models know no `max_tokens`. */
  limit: 'max_tokens' | 'max_completion_tokens';
  seed: boolean;
  /** What keeps a server from answering a repeated prompt out of its cache. */
  freshness: 'cache_salt' | 'cache_prompt' | null;
}

export interface RequestSettings
  extends Pick<OpenAiConfig, 'api' | 'model' | 'maxNewTokens' | 'decoding' | 'extraBody'> {
  dialect: Dialect;
  /** Another one for each pass. */
  salt: string;
}

/** The path, under the server's url, that an API is asked at. */
export const pathOf = { chat: '/chat/completions', completions: '/completions' } as const;

/**
 * The body of a request for one item, as JSON, or in words why there is none. Decoding is greedy.
 *
 * `stream` is left out: it is false everywhere, and servers that check their fields know it in one of the APIs only.
 */
export async function requestBody(
  item: EvaluationItem,
  settings: RequestSettings,
): Promise<{ json: string } | { problem: string }> {
  const asked = settings.api === 'chat' ? await chatInput(item) : completionInput(item);
  if ('problem' in asked) return asked;
  const { dialect, maxNewTokens } = settings;
  return {
    json: JSON.stringify({
      temperature: 0,
      [dialect.limit]: maxNewTokens,
      ...(dialect.seed ? { seed: 0 } : {}),
      // Known to vLLM and SGLang; llama.cpp knows the first.
      ...(settings.decoding === 'fixed-length' ? { ignore_eos: true, min_tokens: maxNewTokens } : {}),
      ...(dialect.freshness === 'cache_salt' ? { cache_salt: settings.salt } : {}),
      ...(dialect.freshness === 'cache_prompt' ? { cache_prompt: false } : {}),
      ...settings.extraBody,
      model: settings.model,
      ...asked,
    }),
  };
}

function completionInput({ prompt, images = [] }: EvaluationItem): { prompt: string } | { problem: string } {
  if (images.length === 0) return { prompt };
  return { problem: 'it has pictures, which the completions API does not take: set `api: chat`' };
}

type ContentPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

interface ChatInput {
  messages: [{ role: 'user'; content: string | ContentPart[] }];
}

async function chatInput({ prompt, images = [] }: EvaluationItem): Promise<ChatInput | { problem: string }> {
  if (images.length === 0) return { messages: [{ role: 'user', content: prompt }] };
  const parts: ContentPart[] = [];
  let length = 0;
  for (const image of images) {
    const data = await imageDataUrl(image);
    if ('problem' in data) return data;
    length += data.url.length;
    if (length > 2 * largestImageBytes) return { problem: 'its pictures are too large together' };
    parts.push({ type: 'image_url', image_url: { url: data.url } });
  }
  // Pictures first, as the templates of the models that see were trained.
  return { messages: [{ role: 'user', content: [...parts, { type: 'text', text: prompt }] }] };
}
