import { describe, expect, test } from 'vitest';
import type { ModelServerFault } from '../../simulators/model-server.ts';
import { answersOf, evaluatorFor, itemsOf, startModelServer } from './support.ts';

const status = (status: number, headers?: Record<string, string>): ModelServerFault => ({
  kind: 'status',
  status,
  ...(headers ? { headers } : {}),
});

/** Items of which one is not answered as it should be. */
const prompts = ['one two', 'faulty', 'three four'];
const others = ['two one', '', 'four three'];

/** A server that is at fault for one item, whenever it is asked. */
async function faultyServer(fault: ModelServerFault) {
  return startModelServer({ fault: ({ prompt }) => (prompt === 'faulty' ? fault : null) });
}

describe('a passing fault', () => {
  test.each<[string, ModelServerFault]>([
    ['HTTP 408', status(408)],
    ['HTTP 409', status(409)],
    ['HTTP 425', status(425)],
    ['HTTP 429', status(429)],
    ['HTTP 500', status(500)],
    ['HTTP 502', status(502)],
    ['HTTP 503', status(503)],
    ['HTTP 504', status(504)],
    ['a connection that is reset', { kind: 'reset' }],
    ['an answer that is cut off', { kind: 'cut' }],
    ['an answer that stalls', { kind: 'stall' }],
  ])('is tried again: %s', async (_, fault) => {
    const server = await startModelServer({
      fault: ({ prompt, times }) => (prompt === 'faulty' && times < 3 ? fault : null),
    });
    const { texts, failures, waitsMs, log } = await answersOf(server.url, prompts, { requestTimeoutS: 0.5 });
    expect(texts).toEqual(['two one', 'faulty', 'four three']);
    expect(failures).toEqual([undefined, undefined, undefined]);
    // Half of 500 ms, and of twice that: a jitter of 0.5.
    expect(waitsMs).toEqual([250, 500]);
    expect(log.join()).toMatch(
      /2 requests were repeated, which takes energy too; the first because the server /,
    );
  });

  test('that lasts fails its item alone, after all its tries', async () => {
    const server = await faultyServer(status(500));
    const { texts, failures, waitsMs } = await answersOf(server.url, prompts, { attempts: 4 });
    expect(texts).toEqual(others);
    expect(failures).toEqual([undefined, 'the server failed (HTTP 500: so it is), 4 times', undefined]);
    expect(waitsMs).toEqual([250, 500, 1000]);
    expect(server.requests.filter(({ prompt }) => prompt === 'faulty')).toHaveLength(4);
  });

  test.each([
    ['7', 7000],
    ['0.5', 500],
    ['0', 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', null],
    ['-3', null],
  ])('is waited for as long as its server asks: retry-after %j', async (header, expected) => {
    const server = await startModelServer({
      fault: ({ prompt, times }) =>
        prompt === 'faulty' && times === 1 ? status(429, { 'retry-after': header }) : null,
    });
    const { texts, waitsMs } = await answersOf(server.url, ['faulty']);
    expect(texts).toEqual(['faulty']);
    // With the jitter, lest all come again together.
    expect(waitsMs).toEqual([(expected ?? 0) + 250]);
  });

  test('is not waited for where the server asks for minutes', async () => {
    const server = await faultyServer(status(429, { 'retry-after': '3600' }));
    const { texts, waitsMs, failures } = await answersOf(server.url, prompts);
    expect(texts).toEqual(others);
    expect(waitsMs).toEqual([]);
    expect(failures[1]).toBe('the server has too many requests: lower `concurrency` (HTTP 429: so it is)');
  });

  test('makes the tokens of a pass unknown where it may have generated some', async () => {
    const stalled = await faultyServer({ kind: 'stall' });
    const { generatedTokens, promptTokens, predictions } = await answersOf(stalled.url, prompts, {
      attempts: 1,
      requestTimeoutS: 0.3,
    });
    expect([promptTokens, generatedTokens, predictions[1]?.generatedTokens]).toEqual([null, null, null]);
    const refusing = await faultyServer(status(429));
    expect((await answersOf(refusing.url, prompts)).generatedTokens).toBe(6);
  });
});

describe('a request that is refused for good', () => {
  test.each([400, 413, 418, 422])('fails its item alone, and is not tried again: HTTP %i', async (code) => {
    const server = await faultyServer(status(code));
    const { texts, failures, waitsMs, generatedTokens } = await answersOf(server.url, prompts);
    expect(texts).toEqual(others);
    expect(failures[1]).toMatch(new RegExp(`^the server .* \\(HTTP ${code}: so it is\\)$`));
    expect(waitsMs).toEqual([]);
    expect(generatedTokens).toBe(6);
  });

  test.each([401, 403, 404, 405, 501])(
    'ends the pass where every item would fare alike: HTTP %i',
    async (code) => {
      const server = await startModelServer();
      const { evaluator, waitsMs } = evaluatorFor(server.url, { concurrency: 1 });
      await evaluator.load();
      server.fault = () => status(code);
      await expect(evaluator.pass(itemsOf(...prompts))).rejects.toThrow(
        new RegExp(`^Model "served": ${server.url} .*\\(HTTP ${code}: so it is\\)\\.$`),
      );
      expect(server.requests).toHaveLength(2);
      expect(waitsMs).toEqual([]);
    },
  );

  test('ends the pass where the quota is used up', async () => {
    const server = await startModelServer();
    const { evaluator } = evaluatorFor(server.url);
    await evaluator.load();
    const body = { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } };
    server.fault = () => ({ kind: 'status', status: 429, body });
    await expect(evaluator.pass(itemsOf('a'))).rejects.toThrow('has no quota left for this key (HTTP 429');
  });

  test('is quoted without control characters and within bounds', async () => {
    const server = await faultyServer({
      kind: 'status',
      status: 400,
      body: { error: { message: `\u001b[31mno\r\n::error::${'x'.repeat(5000)}` } },
    });
    const { failures } = await answersOf(server.url, prompts);
    expect(failures[1]).toMatch(/^the server refuses the request \(HTTP 400: no ::error::x{200,300}\)$/);
  });
});

describe('an answer of no use', () => {
  const chat = (message: unknown, finish_reason: string | null = 'stop') =>
    JSON.stringify({
      choices: [{ message, finish_reason }],
      usage: { prompt_tokens: 5, completion_tokens: 3 },
    });

  test.each([
    ['nothing', '', 'the server answered with nothing'],
    ['a web page', '<html>login</html>', 'the server answered with a web page in place of JSON'],
    ['half of JSON', '{"choices": [', 'the server answered with what is no JSON, or only half of it'],
    [
      'a stream',
      'data: {"choices":[]}\n\n',
      'the server streamed its answer: take `stream` out of extra-body',
    ],
    ['an empty object', '{}', 'the server did not answer as the chat API does'],
    ['a number', '7', 'the server did not answer as the chat API does'],
    ['the other API', '{"choices":[{"text":"a"}]}', 'the server did not answer as the chat API does'],
    ['no choice', '{"choices":[]}', 'the server answered without a choice'],
    [
      'a message that is a number',
      '{"choices":[{"message":{"content":7}}]}',
      'the server did not answer as the chat API does',
    ],
    ['an error', '{"error":{"message":"out of memory"}}', 'the server answered with an error: out of memory'],
    ['an error in words', '{"error":"oops"}', 'the server answered with an error: oops'],
  ])('fails its item alone, with unknown tokens: %s', async (_, body, failure) => {
    const server = await faultyServer({ kind: 'body', body });
    const { texts, failures, generatedTokens } = await answersOf(server.url, prompts);
    expect(texts).toEqual(others);
    expect(failures).toEqual([undefined, failure, undefined]);
    expect(generatedTokens).toBeNull();
  });

  test.each([
    ['an empty text', chat({ content: '' }), 'the answer is empty'],
    ['no content', chat({ content: null }), 'the answer is empty'],
    ['parts without text', chat({ content: [{ type: 'thinking' }] }), 'the answer is empty'],
    ['a refusal', chat({ content: null, refusal: 'I will not' }), 'the model refused: I will not'],
    [
      'a tool call',
      chat({ content: null, tool_calls: [{ id: '1' }] }, 'tool_calls'),
      'the model called a tool in place of an answer',
    ],
    [
      'unfinished reasoning',
      chat({ content: '', reasoning_content: 'hm' }, 'length'),
      'the model was still reasoning when it reached max-new-tokens: raise it, or turn reasoning off with extra-body',
    ],
    ['reasoning alone', chat({ content: null, reasoning: 'hm' }), 'the model reasoned, and answered nothing'],
    ['a filter', chat({ content: 'half' }, 'content_filter'), "the server's filter held the answer back"],
    [
      'an abort',
      chat({ content: 'half' }, 'abort'),
      'the server ended the answer early (finish_reason abort)',
    ],
  ])('fails its item alone, and its tokens count: %s', async (_, body, failure) => {
    const server = await faultyServer({ kind: 'body', body });
    const { texts, failures, generatedTokens, promptTokens } = await answersOf(server.url, prompts);
    expect(texts).toEqual(others);
    expect(failures).toEqual([undefined, failure, undefined]);
    expect([promptTokens, generatedTokens]).toEqual([9, 9]);
  });

  test('fails its item alone: bytes that are no text', async () => {
    const body = Buffer.concat([
      Buffer.from('{"choices":[{"message":{"content":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}}]}'),
    ]);
    const server = await faultyServer({ kind: 'body', body });
    const { failures } = await answersOf(server.url, prompts);
    expect(failures[1]).toBe('the server answered with bytes that are no text (UTF-8)');
  });

  test('fails its item alone: one without end, of which no more than an answer can be is read', async () => {
    const server = await faultyServer({ kind: 'endless' });
    const { failures, waitsMs } = await answersOf(server.url, prompts);
    expect(failures[1]).toBe('the server sent more than an answer can be, and was not read on');
    expect(waitsMs).toEqual([]);
  });
});

describe('a server that is no more', () => {
  test('ends the pass with one error, and the passes before it are kept', async () => {
    const server = await startModelServer();
    const { evaluator, waitsMs } = evaluatorFor(server.url, { concurrency: 4 });
    await evaluator.load();
    const prompts = Array.from({ length: 40 }, (_, index) => `item number ${index}`);
    expect((await evaluator.pass(itemsOf(...prompts))).predictions).toHaveLength(40);
    let asked = 0;
    server.fault = () => {
      asked += 1;
      return asked === 5 ? { kind: 'die' } : null;
    };
    await expect(evaluator.pass(itemsOf(...prompts))).rejects.toThrow(
      `Model "served": ${server.url} refuses the connection: check that it runs, and the port in \`url\` (ECONNREFUSED).`,
    );
    // Each of the requests under way was tried again, and no other was tried in vain.
    expect(waitsMs.length).toBeLessThanOrEqual(4 * 2);
  });

  test('ends the pass where one item after the other fails for the same reason', async () => {
    const server = await startModelServer();
    const { evaluator } = evaluatorFor(server.url, { concurrency: 1, attempts: 2 });
    await evaluator.load();
    server.fault = ({ prompt }) => (prompt === 'good' ? null : status(500));
    const bad = Array.from({ length: 30 }, (_, index) => `bad ${index}`);
    await expect(evaluator.pass(itemsOf('good', ...bad))).rejects.toThrow(
      'Model "served": 8 items in a row failed: the server failed (HTTP 500: so it is), 2 times.',
    );
    expect(server.requests).toHaveLength(1 + 1 + 8 * 2);
  });

  test('ends the pass where all items fail for the same reason, though each fails quickly', async () => {
    const server = await startModelServer();
    const { evaluator } = evaluatorFor(server.url);
    await evaluator.load();
    server.fault = () => status(400);
    const prompts = Array.from({ length: 20 }, (_, index) => `bad ${index}`);
    await expect(evaluator.pass(itemsOf(...prompts))).rejects.toThrow(
      'Model "served": all 20 items failed: the server refuses the request (HTTP 400: so it is).',
    );
    server.fault = ({ prompt }) => (prompt === 'bad 19' ? null : status(400));
    const { predictions } = await evaluator.pass(itemsOf(...prompts));
    expect(predictions.filter(({ failure }) => failure)).toHaveLength(19);
  });

  test('was never there', async () => {
    const server = await startModelServer();
    await server.close();
    await expect(evaluatorFor(server.url).evaluator.load()).rejects.toThrow(
      `Model "served": ${server.url} refuses the connection`,
    );
  });

  test('has a name that nobody knows', async () => {
    const { evaluator } = evaluatorFor('http://nowhere.invalid:9/v1');
    await expect(evaluator.load()).rejects.toThrow(
      /cannot be found: this machine knows no nowhere\.invalid \((ENOTFOUND|EAI_AGAIN)\)\.$/,
    );
  });

  test('speaks http where https is asked for', async () => {
    const server = await startModelServer();
    const { evaluator, waitsMs } = evaluatorFor(server.url.replace('http:', 'https:'));
    await expect(evaluator.load()).rejects.toThrow(
      'does not speak https: check whether `url` should begin with http://',
    );
    expect(waitsMs).toEqual([]);
  });

  test('leaves no pass to wait for beyond its time', async () => {
    const server = await startModelServer();
    const { evaluator } = evaluatorFor(server.url, { timeoutS: 0.4 });
    await evaluator.load();
    server.fault = () => ({ kind: 'stall' });
    await expect(evaluator.pass(itemsOf('a', 'b'))).rejects.toThrow(
      'Model "served": a pass over 2 items did not finish within 0.4 s and was ended.',
    );
    server.fault = () => null;
    expect((await evaluator.pass(itemsOf('a b'))).predictions[0]?.text).toBe('b a');
  });
});
