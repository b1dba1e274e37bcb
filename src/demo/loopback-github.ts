import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackComment {
  id: number;
  issue: number;
  body: string;
  login: string;
}

export interface LoopbackFile {
  filename: string;
  previous_filename?: string;
}

export interface LoopbackComparison {
  mergeBase: string;
  /** The commit that the base's name stands for; the merge base where left out. */
  base?: string;
  files: LoopbackFile[];
}

export interface RecordedRequest {
  method: string;
  /** Decoded, without the query. */
  path: string;
  query: Record<string, string>;
  body: unknown;
}

/** What the next matching requests meet instead of an answer. */
export interface Fault {
  method?: string;
  path: RegExp;
  /** How many requests; all where left out. */
  times?: number;
  /** `reset` breaks the connection, `reset-after` does the work first, `half` breaks off inside the body. */
  with: number | 'reset' | 'reset-after' | 'half' | 'stall';
  headers?: Record<string, string>;
  message?: string;
}

/** The part of GitHub's REST and GraphQL API that the check uses, on this machine and in memory. */
export interface LoopbackGithub {
  /** For `GITHUB_API_URL`. */
  url: string;
  comments: LoopbackComment[];
  /** By `base...head`. */
  comparisons: Map<string, LoopbackComparison>;
  /** By number of the pull request. */
  pullFiles: Map<number, LoopbackFile[]>;
  /** Contents of files, by `commit:path`. */
  files: Map<string, string>;
  requests: RecordedRequest[];
  addComment(issue: number, body: string, login: string): LoopbackComment;
  fail(fault: Fault): void;
  close(): Promise<void>;
}

/** The loopback API of one repository. `login` is the token's account; `readOnly` makes it a fork's token. */
export async function startLoopbackGithub({
  owner = 'octo',
  repo = 'models',
  login = 'github-actions[bot]',
  readOnly = false,
} = {}): Promise<LoopbackGithub> {
  const faults: (Fault & { left: number })[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const github: LoopbackGithub = {
    url,
    comments: [],
    comparisons: new Map(),
    pullFiles: new Map(),
    files: new Map(),
    requests: [],
    addComment(issue, body, author) {
      const comment = { id: 1000 + github.comments.length, issue, body, login: author };
      github.comments.push(comment);
      return comment;
    },
    fail: (fault) => void faults.push({ ...fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    close() {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
  const routes: { method: string; path: RegExp; answer(part: string, request: RecordedRequest): Answer }[] = [
    { method: 'GET', path: /^compare\/(.+)$/s, answer: comparison },
    {
      method: 'GET',
      path: /^contents\/(.+)$/s,
      answer: (path, { query }) => content(path, query.ref ?? ''),
    },
    {
      method: 'GET',
      path: /^issues\/(\d+)\/comments$/,
      answer: (issue, request) =>
        page(github.comments.filter((comment) => comment.issue === Number(issue)).map(shown), request),
    },
    {
      method: 'GET',
      path: /^pulls\/(\d+)\/files$/,
      answer: (pull, request) => page(github.pullFiles.get(Number(pull)) ?? [], request),
    },
    { method: 'POST', path: /^issues\/(\d+)\/comments$/, answer: post },
    { method: 'PATCH', path: /^issues\/comments\/(\d+)$/, answer: edit },
  ];
  return github;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', url);
    const recorded: RecordedRequest = {
      method: request.method ?? 'GET',
      path: decodeURIComponent(address.pathname),
      query: Object.fromEntries(address.searchParams),
      body: await bodyOf(request),
    };
    github.requests.push(recorded);
    const fault = faults.find(
      ({ left, method, path }) =>
        left > 0 && (method === undefined || method === recorded.method) && path.test(recorded.path),
    );
    if (!fault) return send(response, answer(recorded));
    fault.left--;
    if (fault.with === 'stall') return;
    if (fault.with === 'reset') return void response.destroy();
    if (fault.with === 'reset-after') {
      answer(recorded);
      return void response.destroy();
    }
    if (fault.with === 'half') {
      const { body = '' } = answer(recorded);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      return;
    }
    const refusal = json(fault.with, { message: fault.message ?? `Fault ${fault.with}` });
    send(response, { ...refusal, headers: { ...refusal.headers, ...fault.headers } });
  }

  function answer(request: RecordedRequest): Answer {
    const { method, path } = request;
    if (path === '/graphql') return json(200, { data: { viewer: { login } } });
    const root = `/repos/${owner}/${repo}/`;
    if (!path.startsWith(root)) return notFound;
    if (readOnly && method !== 'GET') {
      return json(403, { message: 'Resource not accessible by integration' });
    }
    for (const route of routes) {
      const match = route.method === method && route.path.exec(path.slice(root.length));
      if (match) return route.answer(match[1] ?? '', request);
    }
    return notFound;
  }

  function post(issue: string, { body }: RecordedRequest): Answer {
    const text = commentText(body);
    if (text === null) return invalid;
    return json(201, shown(github.addComment(Number(issue), text, login)));
  }

  function edit(id: string, { body }: RecordedRequest): Answer {
    const text = commentText(body);
    if (text === null) return invalid;
    const comment = github.comments.find((candidate) => candidate.id === Number(id));
    if (!comment) return notFound;
    comment.body = text;
    return json(200, shown(comment));
  }

  function shown({ id, issue, body, login: author }: LoopbackComment) {
    return {
      id,
      body,
      html_url: `${url}/${owner}/${repo}/pull/${issue}#issuecomment-${id}`,
      user: { login: author, type: author.endsWith('[bot]') ? 'Bot' : 'User' },
    };
  }

  function comparison(basehead: string): Answer {
    const found = github.comparisons.get(basehead);
    if (!found) return notFound;
    return json(200, {
      base_commit: { sha: found.base ?? found.mergeBase },
      merge_base_commit: { sha: found.mergeBase },
      // However many there are, GitHub lists this many.
      files: found.files.slice(0, 300),
    });
  }

  function content(path: string, ref: string): Answer {
    const text = github.files.get(`${ref}:${path}`);
    if (text === undefined) return notFound;
    return {
      status: 200,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
      body: text,
    };
  }

  function page(all: readonly unknown[], { path, query }: RecordedRequest): Answer {
    const size = Math.min(Number(query.per_page ?? 30), 100);
    const number = Number(query.page ?? 1);
    const listed = json(200, all.slice((number - 1) * size, number * size));
    if (number * size >= all.length) return listed;
    const next = `<${url}${encodeURI(path)}?per_page=${size}&page=${number + 1}>; rel="next"`;
    return { ...listed, headers: { ...listed.headers, link: next } };
  }
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

function json(status: number, content: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(content),
  };
}

const notFound = json(404, { message: 'Not Found' });
const invalid = json(422, { message: 'Validation Failed' });

/** The text of a comment as GitHub takes it; null where it refuses. */
function commentText(body: unknown): string | null {
  const text = typeof body === 'object' && body !== null && 'body' in body ? body.body : null;
  return typeof text === 'string' && text.length > 0 && text.length <= 65_536 ? text : null;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? null : JSON.parse(text);
}
