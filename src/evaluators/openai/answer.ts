import { z } from 'zod';
import type { OpenAiConfig } from '../../config/config.ts';
import { plainLine } from '../../processes/plain-line.ts';

/** What a server answered to one request. */
export interface Answer {
  text: string;
  /** Why there is no text, where there is none. */
  failure: string | null;
  /** Null where the server does not say, or says what cannot be. */
  promptTokens: number | null;
  generatedTokens: number | null;
  /** Tokens of the prompt that the server took from its cache; null where it does not say. */
  cachedTokens: number | null;
  /** It was ended by the limit of tokens, not by the model. */
  isCut: boolean;
}

const part = z.looseObject({ type: z.string(), text: z.string().nullish() });
const choice = z.looseObject({
  finish_reason: z.string().nullish(),
  text: z.string().nullish(),
  message: z
    .looseObject({
      content: z.union([z.string(), z.array(part)]).nullish(),
      refusal: z.string().nullish(),
      tool_calls: z.array(z.unknown()).nullish(),
      // vLLM and SGLang; vLLM, since 0.11.
      reasoning_content: z.string().nullish(),
      reasoning: z.string().nullish(),
    })
    .nullish(),
});
const completion = z.looseObject({ choices: z.array(choice), usage: z.unknown().optional() });

/** An object, of which everything that is not as it should be is unknown. */
const usage = z.looseObject({
  prompt_tokens: z.unknown().optional(),
  completion_tokens: z.unknown().optional(),
  prompt_tokens_details: z.looseObject({ cached_tokens: z.unknown().optional() }).nullish().catch(null),
});

/**
 * Reads the body of an answer with a status of success.
 *
 * @returns In words what is wrong with it, where it is not an answer of this API.
 */
export function readAnswer(body: string, api: OpenAiConfig['api']): { answer: Answer } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { problem: noJson(body) };
  }
  const said = errorIn(json);
  if (said !== null) return { problem: `the server answered with an error: ${said}` };
  const parsed = completion.safeParse(json);
  if (!parsed.success) return { problem: notOfTheApi(api) };
  const { choices } = parsed.data;
  const [first] = choices;
  if (first === undefined) return { problem: 'the server answered without a choice' };
  const text = api === 'completions' ? first.text : first.message && textOf(first.message.content);
  if (text === undefined) return { problem: notOfTheApi(api) };
  const reason = first.finish_reason ?? null;
  const counted = usage.safeParse(parsed.data.usage).data;
  const promptTokens = count(counted?.prompt_tokens, 1);
  // A text has tokens; of nothing there may be none, as far as the server counts at all.
  const least = text || promptTokens === null ? 1 : 0;
  return {
    answer: {
      text: text ?? '',
      failure: failureOf(reason) ?? (text ? null : whyEmpty(first, reason)),
      promptTokens,
      generatedTokens: count(counted?.completion_tokens, least),
      cachedTokens: count(counted?.prompt_tokens_details?.cached_tokens, 0),
      isCut: reason === 'length',
    },
  };
}

/** What a server says went wrong, in the shapes that servers have for it; null where it says nothing of the kind. */
export function errorIn(json: unknown): string | null {
  const found = z
    .union([
      z
        .looseObject({ error: z.looseObject({ message: z.string() }) })
        .transform(({ error }) => error.message),
      z.looseObject({ error: z.string() }).transform(({ error }) => error),
      z.looseObject({ object: z.literal('error'), message: z.string() }).transform(({ message }) => message),
      z.looseObject({ detail: z.string() }).transform(({ detail }) => detail),
      z
        .looseObject({
          detail: z.array(z.looseObject({ loc: z.array(z.unknown()), msg: z.string() })).min(1),
        })
        .transform(({ detail }) => detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ')),
      z.looseObject({ choices: z.undefined(), message: z.string() }).transform(({ message }) => message),
    ])
    .safeParse(json);
  return found.success ? plainLine(found.data, 300) : null;
}

/** A whole number of tokens, at least `least`; null for anything else, as a server that does not count says 0. */
function count(value: unknown, least: number): number | null {
  return Number.isSafeInteger(value) && (value as number) >= least ? (value as number) : null;
}

/** Of content in parts, what is text. */
function textOf(content: string | z.infer<typeof part>[] | null | undefined): string | null {
  if (!Array.isArray(content)) return content ?? null;
  return content.map((each) => (each.type === 'text' ? (each.text ?? '') : '')).join('');
}

function failureOf(finishReason: string | null): string | null {
  switch (finishReason) {
    case 'content_filter':
      return "the server's filter held the answer back";
    case 'abort':
    case 'error':
      return `the server ended the answer early (finish_reason ${finishReason})`;
    default:
      return null;
  }
}

function whyEmpty({ message }: z.infer<typeof choice>, finishReason: string | null): string {
  if (message?.refusal) return `the model refused: ${plainLine(message.refusal, 200)}`;
  if (message?.tool_calls?.length) return 'the model called a tool in place of an answer';
  if (message?.reasoning_content || message?.reasoning)
    return finishReason === 'length'
      ? 'the model was still reasoning when it reached max-new-tokens: raise it, or turn reasoning off with extra-body'
      : 'the model reasoned, and answered nothing';
  return 'the answer is empty';
}

function notOfTheApi(api: OpenAiConfig['api']): string {
  return `the server did not answer as the ${api} API does`;
}

function noJson(body: string): string {
  if (body.trim() === '') return 'the server answered with nothing';
  if (/^\s*</.test(body)) return 'the server answered with a web page in place of JSON';
  if (/^\s*(data|event):/.test(body))
    return 'the server streamed its answer: take `stream` out of extra-body';
  return 'the server answered with what is no JSON, or only half of it';
}
