import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { largestImageBytes } from '../../../src/evaluators/openai/image-data-url.ts';
import { reversed } from '../../simulators/model-server.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { answersOf, evaluatorFor, itemsOf, startModelServer } from './support.ts';

const prompts = ['one two', 'a b c', 'x y z w', 'alone', 'the last one'];
const answers = ['two one', 'c b a', 'w z y x', 'alone', 'one last the'];
const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
const jpeg = Buffer.from('ffd8ffe000104a46', 'hex');

describe('answers', () => {
  test.each(['chat', 'completions'] as const)(
    'of the %s API are in the order of the items, whatever order they come in',
    async (api) => {
      const server = await startModelServer();
      server.fault = ({ prompt }) => (prompt === 'one two' ? { kind: 'slow', seconds: 0.1 } : null);
      const { texts, predictions, progress } = await answersOf(server.url, prompts, { api });
      expect(texts).toEqual(answers);
      expect(predictions.map(({ id }) => id)).toEqual(prompts.map((_, index) => `item ${index}`));
      expect(progress).toEqual([1, 2, 3, 4, 5]);
    },
  );

  test('are asked for greedily, with a seed and a limit', async () => {
    const server = await startModelServer();
    await answersOf(server.url, ['one two'], { maxNewTokens: 7 });
    expect(server.requests.at(-1)?.body).toEqual({
      model: 'small',
      messages: [{ role: 'user', content: 'one two' }],
      temperature: 0,
      seed: 0,
      max_tokens: 7,
    });
  });

  test('are asked for with the fields that the user adds, which go before ours', async () => {
    const server = await startModelServer();
    const extraBody = { repetition_penalty: 1, seed: 7, model: 'another', prompt: 'hijacked' };
    await answersOf(server.url, ['one two'], { extraBody, api: 'completions' });
    expect(server.requests.at(-1)?.body).toMatchObject({
      repetition_penalty: 1,
      seed: 7,
      model: 'small',
      prompt: 'one two',
    });
  });

  test('are asked for so many at once as is allowed, over connections that are kept', async () => {
    const server = await startModelServer({ fault: () => ({ kind: 'slow', seconds: 0.05 }) });
    await answersOf(server.url, [...prompts, ...prompts, ...prompts], { concurrency: 4 });
    expect(server.mostAtOnce).toBe(4);
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  test('of no items are none', async () => {
    const server = await startModelServer();
    const { predictions, promptTokens, generatedTokens } = await answersOf(server.url, []);
    expect([predictions, promptTokens, generatedTokens]).toEqual([[], 0, 0]);
  });

  test('that are cut at the limit are counted and told', async () => {
    const server = await startModelServer();
    const { texts, log } = await answersOf(server.url, ['a b c', 'alone'], { maxNewTokens: 2 });
    expect(texts).toEqual(['c b', 'alone']);
    expect(log).toContain('served: 1 of 2 answers were cut at max-new-tokens (2)');
  });

  test('may come in parts, of which the text counts', async () => {
    const content = [
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: 'it ' },
      { type: 'text', text: 'is' },
    ];
    const server = await startModelServer({ answer: () => ({ text: '', message: { content } }) });
    expect((await answersOf(server.url, ['one'])).texts).toEqual(['it is']);
  });

  test('may hold any character', async () => {
    const text = 'naïve \u{1f600} 文\u0000\u2028"\\';
    const server = await startModelServer({ answer: () => ({ text }) });
    expect((await answersOf(server.url, [text])).texts).toEqual([text]);
  });
});

describe('tokens', () => {
  test('are those that the server counts', async () => {
    const server = await startModelServer();
    const { predictions, promptTokens, generatedTokens } = await answersOf(server.url, ['a b c', 'alone']);
    expect(predictions.map((prediction) => prediction.generatedTokens)).toEqual([4, 2]);
    expect([promptTokens, generatedTokens]).toEqual([4, 6]);
  });

  test.each([
    ['no usage', undefined],
    ['a usage of null', null],
    ['a count of 0', { prompt_tokens: 0, completion_tokens: 0 }],
    ['a negative count', { prompt_tokens: -3, completion_tokens: -1 }],
    ['a fraction', { prompt_tokens: 2.5, completion_tokens: 1.5 }],
    ['a text', { prompt_tokens: '3', completion_tokens: '4' }],
    ['a number beyond all bounds', { prompt_tokens: 1e300, completion_tokens: 1e300 }],
    ['a list', [1, 2]],
  ])('are unknown for the whole pass where one answer has %s, and never 0', async (_, usage) => {
    const server = await startModelServer({
      answer: (request) => ({ ...reversed(request), ...(request.prompt === 'alone' ? { usage } : {}) }),
    });
    const { predictions, promptTokens, generatedTokens, log } = await answersOf(server.url, ['a b', 'alone']);
    expect(predictions.map((prediction) => prediction.generatedTokens)).toEqual([3, null]);
    expect([promptTokens, generatedTokens]).toEqual([null, null]);
    expect(log.join()).toContain('joules per token are not known');
  });

  test('that came from the cache of the server are told once', async () => {
    const server = await startModelServer({
      answer: (request) => ({
        ...reversed(request),
        usage: { prompt_tokens: 4, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 3 } },
      }),
    });
    const { evaluator, log } = evaluatorFor(server.url);
    await evaluator.load();
    await evaluator.pass(itemsOf('a', 'b'));
    await evaluator.pass(itemsOf('a', 'b'));
    expect(log.filter((line) => line.includes('took 6 of 8 prompt tokens from its cache'))).toHaveLength(1);
  });
});

describe('pictures', () => {
  test('are sent in the bytes that they are, with the media type that these show, before the text', async () => {
    const file = path.join(await temporaryDirectory('cegi-image'), 'picture.txt');
    await writeFile(file, png);
    const server = await startModelServer();
    const { texts } = await answersOf(server.url, [
      {
        id: 'seen',
        prompt: 'what is this',
        images: [
          { kind: 'file', path: file },
          { kind: 'bytes', bytes: jpeg },
        ],
      },
    ]);
    expect(texts).toEqual(['this is what']);
    expect(server.requests.at(-1)?.body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: `data:image/png;base64,${png.toString('base64')}` } },
          { type: 'image_url', image_url: { url: `data:image/jpeg;base64,${jpeg.toString('base64')}` } },
          { type: 'text', text: 'what is this' },
        ],
      },
    ]);
  });

  test.each([
    ['GIF89a', 'image/gif'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['BM\x10\0', 'image/bmp'],
    ['II*\0\x08', 'image/tiff'],
    ['MM\0*\0', 'image/tiff'],
  ])('that begin with %j are %s', async (bytes, mediaType) => {
    const server = await startModelServer();
    await answersOf(server.url, [
      { id: '1', prompt: 'a', images: [{ kind: 'bytes', bytes: Buffer.from(bytes, 'latin1') }] },
    ]);
    expect(JSON.stringify(server.requests.at(-1)?.body)).toContain(`"data:${mediaType};base64,`);
  });

  test('that are none, are not there, or are too large, fail their item alone', async () => {
    const directory = await temporaryDirectory('cegi-image');
    const huge = path.join(directory, 'huge.png');
    await writeFile(huge, '');
    const { truncate } = await import('node:fs/promises');
    await truncate(huge, largestImageBytes + 1);
    const server = await startModelServer();
    const item = (id: string, file: string) => ({
      id,
      prompt: 'a b',
      images: [{ kind: 'file' as const, path: file }],
    });
    const { texts, failures, generatedTokens } = await answersOf(server.url, [
      { id: 'text', prompt: 'a b', images: [{ kind: 'bytes', bytes: Buffer.from('<svg/>') }] },
      item('missing', path.join(directory, 'missing.png')),
      item('directory', directory),
      item('huge', huge),
      'c d',
    ]);
    expect(texts).toEqual(['', '', '', '', 'd c']);
    expect(failures).toEqual([
      'the picture is no PNG, JPEG, GIF, WebP, BMP or TIFF',
      'the picture cannot be read (ENOENT)',
      'the picture is no file',
      'the picture is larger than 32 MiB',
      undefined,
    ]);
    expect(generatedTokens).toBe(3);
  });

  test('are not for the completions API, which is said once', async () => {
    const server = await startModelServer();
    const item = { id: 'seen', prompt: 'a', images: [{ kind: 'bytes' as const, bytes: png }] };
    await expect(answersOf(server.url, [item, item], { api: 'completions' })).rejects.toThrow(
      'Model "served": all 2 items failed: it has pictures, which the completions API does not take: set `api: chat`.',
    );
  });
});

describe('a fixed length', () => {
  test('is asked for in the words of vLLM, SGLang and llama.cpp', async () => {
    const server = await startModelServer({
      answer: ({ body }) => ({
        text: 'so it goes',
        usage: { prompt_tokens: 1, completion_tokens: body.max_tokens },
        finishReason: 'length',
      }),
    });
    const { generatedTokens, log } = await answersOf(server.url, ['a', 'b'], {
      decoding: 'fixed-length',
      maxNewTokens: 9,
    });
    expect(server.requests.at(-1)?.body).toMatchObject({ ignore_eos: true, min_tokens: 9, max_tokens: 9 });
    expect(generatedTokens).toBe(18);
    expect(log.join()).not.toContain('were cut');
  });

  test('that a server does not keep to ends the pass, found out by what it counts', async () => {
    const server = await startModelServer();
    await expect(answersOf(server.url, ['a b'], { decoding: 'fixed-length' })).rejects.toThrow(
      /does not decode a fixed length: for item "item 0" it wrote 3 of 16 tokens\. Set `decoding: until-end`/,
    );
  });

  test('that a server knows no field for is refused before the first pass', async () => {
    const server = await startModelServer({
      fault: ({ body }) =>
        'ignore_eos' in body
          ? {
              kind: 'status',
              status: 422,
              body: { detail: "Unexpected fields in the request: {'ignore_eos'}" },
            }
          : null,
    });
    await expect(evaluatorFor(server.url, { decoding: 'fixed-length' }).evaluator.load()).rejects.toThrow(
      /cannot decode a fixed length: set `decoding: until-end`.*ignore_eos/,
    );
  });
});

describe("a server's own words", () => {
  test('max_completion_tokens is used where a server wants it', async () => {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    const server = await startModelServer({
      fault: ({ body }) =>
        'max_tokens' in body ? { kind: 'status', status: 400, body: { error: { message } } } : null,
    });
    const { texts } = await answersOf(server.url, ['a b', 'c d']);
    expect(texts).toEqual(['b a', 'd c']);
    // The trial finds it out; no item is asked for twice.
    expect(server.requests.map(({ body }) => body.max_completion_tokens)).toEqual([undefined, 1, 16, 16]);
  });

  test('a seed is left out where a server does not know it', async () => {
    const detail = [
      { type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' },
    ];
    const server = await startModelServer({
      fault: ({ body }) => ('seed' in body ? { kind: 'status', status: 422, body: { detail } } : null),
    });
    expect((await answersOf(server.url, ['a b'])).texts).toEqual(['b a']);
  });

  test('a server that cannot decode greedily is refused', async () => {
    const message =
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.";
    const server = await startModelServer({
      fault: () => ({ kind: 'status', status: 400, body: { error: { message } } }),
    });
    await expect(evaluatorFor(server.url).evaluator.load()).rejects.toThrow(
      /^Model "served": http:.* does not decode greedily, so that its answers cannot be compared\./,
    );
  });

  test('a complaint that only names a field is one about the item', async () => {
    const message =
      "'max_tokens' or 'max_completion_tokens' is too large: 16. This model's maximum context length is 8 tokens.";
    const server = await startModelServer({
      fault: ({ prompt }) =>
        prompt === 'too long' ? { kind: 'status', status: 400, body: { error: { message } } } : null,
    });
    const { failures, texts } = await answersOf(server.url, ['too long', 'a b']);
    expect(failures[0]).toBe(`the server refuses the request (HTTP 400: ${message})`);
    expect(texts[1]).toBe('b a');
    expect(server.requests.filter(({ prompt }) => prompt === 'too long')).toHaveLength(1);
  });
});

describe('loading', () => {
  test('tells the device of the configuration, and that a loopback address is here', async () => {
    const server = await startModelServer({ serverHeader: 'uvicorn' });
    const { loaded } = await answersOf(server.url, []);
    expect(loaded).toEqual({ device: 'gpu', elsewhere: false, runtime: 'unknown server (uvicorn)' });
  });

  test.each([
    ['vLLM 0.33.0', 'vllm', { '/version': { version: '0.33.0' } }, 'cache_salt'],
    ['SGLang 0.5.23', 'sglang', { '/get_server_info': { version: '0.5.23' } }, 'cache_salt'],
    ['llama.cpp b11549-abc', 'llamacpp', { '/props': { build_info: 'b11549-abc' } }, 'cache_prompt'],
    ['Ollama 0.12.1', 'library', { '/api/version': { version: '0.12.1' } }, null],
    [
      'text-generation-inference 3.3.4',
      'org/model',
      { '/info': { version: '3.3.4', model_id: 'small', router: 'text-generation-router' } },
      null,
    ],
    ['vLLM', 'vllm', {}, 'cache_salt'],
    ['unknown server', 'me', { '/version': { version: '1' } }, null],
  ])('knows %s by what it says of itself', async (runtime, owner, pages, freshness) => {
    const server = await startModelServer({ models: [{ id: 'small', owned_by: owner }], pages });
    const { loaded } = await answersOf(server.url, ['a']);
    expect(loaded.runtime).toBe(runtime);
    const { body } = server.requests.at(-1)!;
    expect(['cache_salt', 'cache_prompt'].filter((field) => field in body)).toEqual(
      freshness ? [freshness] : [],
    );
  });

  test('gives every pass over a server with a prefix cache another salt, and all items of a pass the same', async () => {
    const server = await startModelServer({
      models: [{ id: 'small', owned_by: 'vllm' }],
      pages: { '/version': { version: '0.33.0' } },
    });
    const { evaluator } = evaluatorFor(server.url);
    await evaluator.load();
    await evaluator.pass(itemsOf('a', 'b'));
    await evaluator.pass(itemsOf('a', 'b'));
    const salts = server.requests.slice(1).map(({ body }) => body.cache_salt);
    expect(salts[0]).toMatch(/^[\da-f-]{36}$/);
    expect([salts[1] === salts[0], salts[2] === salts[0], salts[3] === salts[2]]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('a model that the server does not have is refused with the names that it has', async () => {
    const models = Array.from({ length: 12 }, (_, index) => ({ id: `model-${index}\u001b[31m` }));
    const server = await startModelServer({ models });
    await expect(evaluatorFor(server.url, { model: 'smal' }).evaluator.load()).rejects.toThrow(
      `Model "served": ${server.url} has no model "smal". It has "model-0", "model-1", "model-2", "model-3", "model-4", "model-5", "model-6", "model-7", "model-8", "model-9" and 2 more: set \`model\` to one of these.`,
    );
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    ['an alias', [{ id: 'models/a.gguf', aliases: ['small'], owned_by: 'llamacpp' }]],
    ['the tag that Ollama adds', [{ id: 'small:latest', owned_by: 'library' }]],
    ['no names at all', []],
    ['no list', null],
  ])('a model may be found by %s', async (_, models) => {
    const server = await startModelServer({ models });
    expect((await answersOf(server.url, ['a b'])).texts).toEqual(['b a']);
  });

  test('a key goes to the server, and into no message and no line of the log', async () => {
    const key = 'sk-very-secret-0123456789';
    const env = { CEGI_OPENAI_API_KEY: ` ${key}\n` };
    const server = await startModelServer({ key });
    const { log } = await answersOf(server.url, ['a'], {}, { env });
    expect(log.join()).not.toContain(key);

    const other = await startModelServer({ key: 'another' });
    const { evaluator } = evaluatorFor(other.url, {}, { env });
    const refusal = await evaluator.load().catch((error: Error) => error.message);
    expect(refusal).toBe(
      `Model "served": ${other.url} does not know the key in CEGI_OPENAI_API_KEY: renew it (HTTP 401: wrong key: Bearer …).`,
    );
  });

  test('a key that is missing is asked for', async () => {
    const server = await startModelServer({ key: 'wanted' });
    await expect(evaluatorFor(server.url).evaluator.load()).rejects.toThrow(
      'asks for a key: hand it to the check in the environment variable CEGI_OPENAI_API_KEY (HTTP 401',
    );
  });

  test('a redirect is not followed, and its target does not see the key', async () => {
    const target = await startModelServer();
    const server = await startModelServer({
      models: null,
      fault: () => ({
        kind: 'status',
        status: 307,
        body: '',
        headers: { location: `${target.url}/chat/completions` },
      }),
    });
    const env = { CEGI_OPENAI_API_KEY: 'secret' };
    await expect(evaluatorFor(server.url, {}, { env }).evaluator.load()).rejects.toThrow(
      `redirects to ${new URL(target.url).origin}, which is not followed: write that address under \`url\` (HTTP 307)`,
    );
    expect(target.requests).toHaveLength(0);
  });

  test('a path that is not there is told apart from a model that is not there', async () => {
    const server = await startModelServer({ models: null });
    await expect(evaluatorFor(`${server.url}/api`).evaluator.load()).rejects.toThrow(
      'knows no such model or path: check `model`, `api`, and the path in `url` (HTTP 404: Not Found).',
    );
  });

  test('is cancelled by closing', async () => {
    const server = await startModelServer({ fault: () => ({ kind: 'stall' }) });
    const { evaluator } = evaluatorFor(server.url);
    const loading = evaluator.load();
    loading.catch(() => undefined);
    await expect.poll(() => server.requests.length).toBe(1);
    await evaluator.close();
    await expect(loading).rejects.toThrow('Model "served": loading was cancelled.');
    await expect(evaluator.pass(itemsOf('a'))).rejects.toThrow(
      'Model "served": a pass over 1 items was cancelled.',
    );
  });
});
