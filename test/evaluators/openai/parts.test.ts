import { hostname } from 'node:os';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../../src/evaluators/openai/answer.ts';
import { isElsewhere } from '../../../src/evaluators/openai/elsewhere.ts';
import { backoffMs, retryAfterMs } from '../../../src/evaluators/openai/retry-delay.ts';

describe('an answer', () => {
  const api = fc.constantFrom('chat' as const, 'completions' as const);

  test('of any text is read or told what is wrong with, and its counts are whole numbers or unknown', () => {
    const count = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.string(),
      fc.constant(null),
      fc.bigInt().map(String),
    );
    const shaped = fc.record(
      {
        choices: fc.array(
          fc.record(
            {
              text: fc.oneof(fc.string(), fc.constant(null), fc.integer()),
              message: fc.oneof(
                fc.record({ content: fc.oneof(fc.string(), fc.jsonValue()) }),
                fc.jsonValue(),
              ),
              finish_reason: fc.oneof(fc.constantFrom('stop', 'length'), fc.jsonValue()),
            },
            { requiredKeys: [] },
          ),
        ),
        usage: fc.oneof(fc.record({ prompt_tokens: count, completion_tokens: count }), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      shaped.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(body, api, (body, api) => {
        const read = readAnswer(body, api);
        if ('problem' in read) {
          expect(read.problem).toMatch(/^\P{Cc}+$/u);
          return;
        }
        const { text, failure, promptTokens, generatedTokens } = read.answer;
        expect(text === '' ? failure !== null : true).toBe(true);
        for (const count of [promptTokens, generatedTokens]) {
          expect(count === null || (Number.isSafeInteger(count) && count >= 0)).toBe(true);
        }
        if (text !== '') expect(generatedTokens).not.toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('of any text and counts is read as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.nat(),
        fc.nat(),
        api,
        (text, prompt, generated, api) => {
          const usage = { prompt_tokens: prompt + 1, completion_tokens: generated + 1 };
          const choice = api === 'chat' ? { message: { content: text } } : { text };
          const read = readAnswer(JSON.stringify({ choices: [choice], usage }), api);
          expect(read).toEqual({
            answer: {
              text,
              failure: null,
              promptTokens: prompt + 1,
              generatedTokens: generated + 1,
              cachedTokens: null,
              isCut: false,
            },
          });
        },
      ),
    );
  });

  test('of nothing has no tokens only where the server counts at all', () => {
    const body = (usage: object) => JSON.stringify({ choices: [{ message: { content: '' } }], usage });
    const tokens = (usage: object) => {
      const read = readAnswer(body(usage), 'chat');
      return 'answer' in read ? read.answer.generatedTokens : read;
    };
    expect(tokens({ prompt_tokens: 3, completion_tokens: 0 })).toBe(0);
    expect(tokens({ prompt_tokens: 0, completion_tokens: 0 })).toBeNull();
  });
});

describe('the wait before another try', () => {
  test('lies anywhere below a bound that doubles, up to half a minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const bound = Math.min(30_000, 500 * 2 ** (failures - 1));
          expect(backoffMs(failures, random)).toBeCloseTo(random * bound, 6);
        },
      ),
    );
  });

  test('that a server asks for is in seconds, or until a date', () => {
    const nowMs = Date.UTC(2030, 0, 1);
    expect(retryAfterMs('120', nowMs)).toBe(120_000);
    expect(retryAfterMs('Tue, 01 Jan 2030 00:00:09 GMT', nowMs)).toBe(9000);
    expect(retryAfterMs('Mon, 31 Dec 2029 00:00:09 GMT', nowMs)).toBe(0);
    for (const nothing of [undefined, '', 'soon', '-1', '1e9', '0x10', 'Infinity', '2030-01-01'])
      expect(retryAfterMs(nothing, nowMs)).toBeNull();
  });
});

describe('a server', () => {
  test.each([
    'http://localhost:8000/v1',
    'http://127.0.0.1:8000',
    'http://127.9.9.9',
    'http://[::1]:8000/v1',
    'http://0.0.0.0:8000',
    'http://api.localhost',
    `http://${hostname()}:8000`,
  ])('at %s is here', async (url) => {
    expect(await isElsewhere(url)).toBe(false);
  });

  test.each(['http://192.0.2.7:8000/v1', 'https://[2001:db8::7]/v1', 'http://nowhere.invalid'])(
    'at %s is elsewhere',
    async (url) => {
      expect(await isElsewhere(url)).toBe(true);
    },
  );
});
