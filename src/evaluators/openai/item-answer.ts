import type { OpenAiConfig } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import type { EvaluationItem } from '../evaluator.ts';
import { type Answer, readAnswer } from './answer.ts';
import type { Refusal } from './refusal.ts';
import { type Dialect, pathOf, requestBody } from './request-body.ts';
import { backoffMs, retryAfterMs } from './retry-delay.ts';
import type { ServerClient } from './server-client.ts';

/** What came of one item. */
export type ItemOutcome =
  | { kind: 'answered'; answer: Answer }
  /** `isUnheard` where nothing was generated for it; `isSlow` where it failed only after all its tries. */
  | { kind: 'failed'; failure: string; isUnheard: boolean; isSlow: boolean };

export interface ItemContext {
  client: ServerClient;
  settings: OpenAiConfig;
  /** What the server was found to know; changed where it refuses a field. */
  dialect: { current: Dialect };
  /** Another one for each pass. */
  salt: string;
  timeoutS: number;
  signal: AbortSignal;
  /** Waits; resolves early where the signal is aborted. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
  /** Called where a request is tried again, with what it failed for. */
  onRepeat(reason: string): void;
}

/** A server that asks to wait longer is not waited for. */
const longestRetryAfterMs = 120_000;

/**
 * Asks for one item, again where that may help.
 *
 * @throws UserError where every item would fail alike; the signal's reason.
 */
export async function answerItem(item: EvaluationItem, context: ItemContext): Promise<ItemOutcome> {
  const { client, settings, dialect, signal } = context;
  let used: Dialect | null = null;
  let json = '';
  for (let failures = 0; ; ) {
    if (used !== dialect.current) {
      used = dialect.current;
      const body = await requestBody(item, { ...settings, dialect: used, salt: context.salt });
      if ('problem' in body) return { kind: 'failed', failure: body.problem, isUnheard: true, isSlow: false };
      json = body.json;
    }
    const asked = await client.post(pathOf[settings.api], json, { timeoutS: context.timeoutS, signal });
    if ('body' in asked) {
      const read = readAnswer(asked.body, settings.api);
      if ('answer' in read) return { kind: 'answered', answer: read.answer };
      return { kind: 'failed', failure: read.problem, isUnheard: false, isSlow: false };
    }
    const { refusal } = asked;
    if (isAboutAField(refusal)) {
      // Another request may have found it out meanwhile.
      dialect.current = used === dialect.current ? withoutRefused(used, refusal, client) : dialect.current;
      if (used !== dialect.current) continue;
    }
    failures += 1;
    const waitMs =
      refusal.mayPass && failures < settings.attempts ? delayMs(refusal, failures, context) : null;
    if (waitMs === null) {
      if (refusal.scope === 'all') throw new UserError(`${client.url} ${refusal.reason}.`);
      const tries = failures > 1 ? `, ${failures} times` : '';
      return {
        kind: 'failed',
        failure: `the server ${refusal.reason}${tries}`,
        isUnheard: refusal.isUnheard,
        isSlow: refusal.mayPass,
      };
    }
    context.onRepeat(refusal.reason);
    await context.pause(waitMs, signal);
    signal.throwIfAborted();
  }
}

/** Null where the server asks to wait for too long. */
function delayMs({ retryAfter }: Refusal, failures: number, { random }: ItemContext): number | null {
  const backoff = backoffMs(failures, random());
  const asked = retryAfterMs(retryAfter, Date.now());
  if (asked === null) return backoff;
  return asked > longestRetryAfterMs ? null : asked + backoff;
}

const refusesField =
  /unexpected|unsupported|not support|unknown|unrecognized|extra|not permitted|not allowed|forbidden|instead/i;

function isAboutAField({ scope, mayPass, said }: Refusal): boolean {
  return scope === 'item' && !mayPass && refusesField.test(said);
}

/** The dialect without what a server says it does not know; the same one where it speaks of something else. */
function withoutRefused(dialect: Dialect, { said, reason }: Refusal, { url }: ServerClient): Dialect {
  if (/\b(ignore_eos|min_tokens)\b/.test(said)) {
    throw new UserError(`${url} cannot decode a fixed length: set \`decoding: until-end\`. It ${reason}.`);
  }
  if (/\btemperature\b/.test(said)) {
    throw new UserError(
      `${url} does not decode greedily, so that its answers cannot be compared. It ${reason}.`,
    );
  }
  if (dialect.limit === 'max_tokens' && /\bmax_tokens\b/.test(said)) {
    return { ...dialect, limit: 'max_completion_tokens' };
  }
  if (dialect.seed && /\bseed\b/.test(said)) return { ...dialect, seed: false };
  if (dialect.freshness !== null && /\bcache_(salt|prompt)\b/.test(said))
    return { ...dialect, freshness: null };
  return dialect;
}
