import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type HttpRequest, httpClient } from '../../../src/evaluators/openai/http-exchange.ts';

async function listening(server: Server): Promise<URL> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

/** A server that answers a connection's first request, and breaks it at the second. */
async function forgetfulServer() {
  const requests: Socket[] = [];
  const server = createServer((socket) => {
    let seen = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests.push(socket);
      seen += 1;
      if (seen > 1) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok');
    });
  });
  return { url: await listening(server), requests };
}

function clientFor(connections = 1) {
  const client = httpClient({ connections });
  onTestFinished(() => client.close());
  return (url: URL, rest: Partial<HttpRequest> = {}) =>
    client.exchange({
      url,
      json: '{}',
      timeoutMs: 5000,
      largestAnswerBytes: 100,
      signal: new AbortController().signal,
      ...rest,
    });
}

test('a request on a kept connection that the server had given up is sent again on a new one', async () => {
  const { url, requests } = await forgetfulServer();
  const exchange = clientFor();
  for (let i = 0; i < 4; i++) expect((await exchange(url)).body).toBe('ok');
  // All but the first were sent on a connection that broke, and once more.
  expect(requests).toHaveLength(1 + 3 * 2);
});

test('a request on a new connection that breaks is not sent again', async () => {
  let connections = 0;
  const url = await listening(
    createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
      socket.once('data', () => socket.resetAndDestroy());
    }),
  );
  await expect(clientFor()(url)).rejects.toMatchObject({ problem: 'broken', code: 'ECONNRESET' });
  expect(connections).toBe(1);
});

test.each([
  ['what is no HTTP', 'hello\r\n\r\n', 'broken'],
  ['an answer without its end', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', 'broken'],
  [
    'a chunked answer without its end',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n',
    'broken',
  ],
  ['an answer larger than allowed', `HTTP/1.1 200 OK\r\n\r\n${' '.repeat(101)}`, 'too-large'],
  ['bytes that are no text', 'HTTP/1.1 200 OK\r\n\r\n\xff\xfe', 'not-text'],
])('%s is told', async (_, bytes, problem) => {
  const url = await listening(
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(Buffer.from(bytes, 'latin1')));
    }),
  );
  await expect(clientFor()(url)).rejects.toMatchObject({ problem });
});

test('the time runs while the body comes, too', async () => {
  const url = await listening(
    createHttpServer((_, response) => {
      response.write('x');
      setInterval(() => response.write('x'), 20).unref();
    }),
  );
  await expect(clientFor()(url, { timeoutMs: 200 })).rejects.toMatchObject({ problem: 'timeout' });
});

test('an abort ends the exchange with its reason, before, during and after the request is answered', async () => {
  const url = await listening(createHttpServer((_, response) => response.write('x')));
  const exchange = clientFor(3);
  const reason = new Error('enough');
  await expect(exchange(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  for (const delayMs of [0, 50]) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), delayMs);
    await expect(exchange(url, { signal: controller.signal })).rejects.toBe(reason);
  }
});

test('a server that answers before it has read the request is heard', async () => {
  const url = await listening(
    createHttpServer((_, response) => {
      response.writeHead(413, { connection: 'close' });
      response.end('too much');
    }),
  );
  const answer = await clientFor()(url, { json: JSON.stringify('x'.repeat(50_000_000)) });
  expect(answer).toMatchObject({ status: 413, body: 'too much' });
});
