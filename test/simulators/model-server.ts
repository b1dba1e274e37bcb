import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** A request for an answer, as it arrived. */
export interface ModelRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  /** The prompt of either API, without its pictures. */
  prompt: string;
  /** How many requests there were for this prompt, this one included. */
  times: number;
}

/** What is wrong with the server, for one request. */
export type ModelServerFault =
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  | { kind: 'body'; body: string | Buffer; contentType?: string }
  /** Sends half of the right answer, and nothing more. */
  | { kind: 'stall' }
  /** Sends half of the right answer, and breaks the connection. */
  | { kind: 'cut' }
  | { kind: 'reset' }
  /** Sends for ever. */
  | { kind: 'endless' }
  | { kind: 'slow'; seconds: number }
  | { kind: 'die' };

/** What the model says; fields that are left out are as they should be. */
export interface ModelAnswer {
  text: string;
  usage?: unknown;
  finishReason?: string | null;
  /** In place of a message of the chat API. */
  message?: unknown;
}

export interface ModelServerOptions {
  models?: readonly Record<string, unknown>[] | null;
  /** Pages at paths of their own. */
  pages?: Record<string, unknown>;
  /** Asked of every request. */
  key?: string;
  answer?: (request: ModelRequest) => ModelAnswer;
  fault?: (request: ModelRequest) => ModelServerFault | null;
  /** Answers its health with 503 for so long. */
  loadsForMs?: number;
  serverHeader?: string;
}

export interface ModelServer {
  /** With its prefix. */
  url: string;
  requests: ModelRequest[];
  /** Requests for answers that were under way at once, at most. */
  readonly mostAtOnce: number;
  readonly connections: number;
  fault: NonNullable<ModelServerOptions['fault']>;
  answer: NonNullable<ModelServerOptions['answer']>;
  close(): Promise<void>;
}

/** One token a word, and one for the end. */
export const tokensIn = (text: string) => text.split(/\s+/).filter((word) => word !== '').length;

/** Says the words of the prompt in reverse order, up to its limit of tokens. */
export function reversed({ prompt, body }: ModelRequest): ModelAnswer {
  const words = prompt
    .split(/\s+/)
    .filter((word) => word !== '')
    .reverse();
  const limit = Number(body.max_tokens ?? body.max_completion_tokens ?? Number.POSITIVE_INFINITY);
  const said = words.slice(0, limit);
  const isCut = limit <= words.length;
  return {
    text: said.join(' '),
    finishReason: isCut ? 'length' : 'stop',
    usage: { prompt_tokens: words.length, completion_tokens: isCut ? said.length : said.length + 1 },
  };
}

/** A server that speaks the part of OpenAI's API that the evaluator uses, on a loopback address, and its faults. */
export async function modelServer(options: ModelServerOptions = {}, port = 0): Promise<ModelServer> {
  const { models = [{ id: 'small', object: 'model', owned_by: 'me' }], pages = {} } = options;
  const startedMs = Date.now();
  const timesAsked = new Map<string, number>();
  let underWay = 0;
  let mostAtOnce = 0;
  let connections = 0;

  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error as Error));
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

  const simulated: ModelServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests: [],
    get mostAtOnce() {
      return mostAtOnce;
    },
    get connections() {
      return connections;
    },
    fault: options.fault ?? (() => null),
    answer: options.answer ?? reversed,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return simulated;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (options.serverHeader) response.setHeader('server', options.serverHeader);
    const path = request.url ?? '';
    if (path === '/health') {
      const isReady = Date.now() - startedMs >= (options.loadsForMs ?? 0);
      return send(response, isReady ? 200 : 503, { status: isReady ? 'ok' : 'loading' });
    }
    if (path in pages) return send(response, 200, pages[path]);
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) {
      return send(response, 401, { error: { message: `wrong key: ${request.headers.authorization}` } });
    }
    if (path === '/v1/models' && models !== null)
      return send(response, 200, { object: 'list', data: models });
    if (!['/v1/chat/completions', '/v1/completions'].includes(path)) {
      return send(response, 404, { detail: 'Not Found' });
    }
    const body = JSON.parse(await textOf(request)) as Record<string, unknown>;
    const prompt = promptIn(body);
    const times = (timesAsked.get(prompt) ?? 0) + 1;
    timesAsked.set(prompt, times);
    const asked: ModelRequest = { path, headers: request.headers, body, prompt, times };
    simulated.requests.push(asked);
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    try {
      await respond(asked, response);
    } finally {
      underWay -= 1;
    }
  }

  async function respond(asked: ModelRequest, response: ServerResponse): Promise<void> {
    const fault = simulated.fault(asked);
    const right = JSON.stringify(rightAnswer(asked, simulated.answer(asked)));
    const half = right.slice(0, right.length / 2);
    switch (fault?.kind) {
      case 'status':
        for (const [name, value] of Object.entries(fault.headers ?? {})) response.setHeader(name, value);
        return send(response, fault.status, fault.body ?? { error: { message: 'so it is' } });
      case 'body':
        response.writeHead(200, { 'content-type': fault.contentType ?? 'application/json' });
        response.end(fault.body);
        return;
      case 'stall':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': right.length });
        response.write(half);
        return;
      case 'cut':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': right.length });
        response.write(half, () => response.destroy());
        return;
      case 'reset':
        response.destroy();
        return;
      case 'endless':
        response.writeHead(200, { 'content-type': 'application/json' });
        Readable.from(spaces()).pipe(response);
        return;
      case 'die':
        await simulated.close();
        return;
      case 'slow':
        await pause(fault.seconds * 1000);
        break;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(right);
  }
}

function rightAnswer({ path, body }: ModelRequest, answer: ModelAnswer): unknown {
  const { text, usage, finishReason = 'stop', message = { role: 'assistant', content: text } } = answer;
  const counted = 'usage' in answer ? { usage } : {};
  const choice = { index: 0, finish_reason: finishReason };
  return path === '/v1/completions'
    ? { object: 'text_completion', model: body.model, choices: [{ ...choice, text }], ...counted }
    : { object: 'chat.completion', model: body.model, choices: [{ ...choice, message }], ...counted };
}

function* spaces(): Generator<string> {
  for (;;) yield ' '.repeat(65_536);
}

function promptIn(body: Record<string, unknown>): string {
  if (typeof body.prompt === 'string') return body.prompt;
  const [message] = body.messages as { content: string | { type: string; text?: string }[] }[];
  const content = message?.content ?? '';
  return typeof content === 'string' ? content : (content.find(({ type }) => type === 'text')?.text ?? '');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(text);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
