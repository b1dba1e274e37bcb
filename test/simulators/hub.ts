import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';

export interface SimulatedHub {
  /** For HF_ENDPOINT. */
  endpoint: string;
  commit: string;
  /** What it was asked, in order: "GET /org/name/resolve/…"; what went to where large files are kept begins with "CDN". */
  requests: HubRequest[];
  /** Bytes that it sent of files. */
  sentBytes(): number;
  close(): Promise<void>;
}

export interface HubRequest {
  line: string;
  authorization: string | undefined;
  range: string | undefined;
}

/** What goes wrong with one request: nothing where it is null. */
export type HubFault =
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  /** The connection ends after so many bytes of the body. */
  | { kind: 'drop'; afterBytes: number }
  /** The first byte of the body is another. */
  | { kind: 'wrong bytes' }
  /** Ranges are not understood: the whole is sent. */
  | { kind: 'no ranges' }
  | { kind: 'body'; text: string };

export interface HubOptions {
  /** `org/name`. */
  repository: string;
  /** Directory of the repository's files, and others by their path. */
  directory?: string;
  files?: Record<string, Buffer | string>;
  /** Beside the commit. */
  branches?: string[];
  /** Only requests with this token are answered. */
  token?: string;
  fault?: (request: HubRequest, earlier: HubRequest[]) => HubFault | null;
  /** Of the files as its list says them. */
  announce?: (path: string, entry: Record<string, unknown>) => Record<string, unknown>;
}

const commit = '0123456789abcdef0123456789abcdef01234567';
const pageSize = 3;

/**
 * What @huggingface/hub and huggingface.co say to each other to fetch a model: `/api/models/<name>/revision/<revision>`,
 * `/api/models/<name>/tree/<revision>[/<path>]` in pages by `Link`, and `/<name>/resolve/<revision>/<path>`, which for
 * large files leads to another origin. Errors carry `X-Error-Code` as the Hub's do.
 */
export async function simulatedHub(options: HubOptions): Promise<SimulatedHub> {
  const files = new Map(Object.entries(options.files ?? {}).map(([path, text]) => [path, Buffer.from(text)]));
  const { directory } = options;
  for (const name of directory ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : []) {
    const file = join(directory!, name);
    const path = relative(directory!, file).replaceAll('\\', '/');
    if (statSync(file).isFile() && !files.has(path)) files.set(path, readFileSync(file));
  }
  const requests: HubRequest[] = [];
  let sentBytes = 0;
  const isLarge = (path: string) => path.startsWith('onnx/');

  function answer(request: IncomingMessage, response: ServerResponse, where: 'Hub' | 'CDN'): void {
    const { authorization, range } = request.headers;
    const asked = { line: `${where} ${request.method} ${request.url}`, authorization, range };
    const fault = options.fault?.(asked, [...requests]) ?? null;
    requests.push(asked);
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, fault.headers).end('no');
      return;
    }
    if (fault?.kind === 'body') {
      response.end(fault.text);
      return;
    }
    const { pathname, searchParams } = new URL(request.url!, 'http://hub');
    if (where === 'CDN') {
      sendFile(response, files.get(decodeURIComponent(pathname.slice(1)))!, range, fault);
      return;
    }
    if (options.token && authorization !== `Bearer ${options.token}`) {
      refuse(response, 401, 'RepoNotFound');
      return;
    }
    const { repository } = options;
    const [, revision, rest] =
      new RegExp(`^/(?:api/models/)?${repository}/(?:revision|tree|resolve)/([^/]+)/?(.*)$`).exec(pathname) ??
      [];
    if (revision === undefined) {
      refuse(response, 404, 'RepoNotFound');
      return;
    }
    if (![commit, ...(options.branches ?? ['main'])].includes(decodeURIComponent(revision))) {
      refuse(response, 404, 'RevisionNotFound');
      return;
    }
    if (pathname.includes('/revision/')) {
      sendJson(
        response,
        { _id: '1', id: repository, sha: commit, lastModified: '2026-01-02T03:04:05.000Z' },
        fault,
      );
    } else if (pathname.includes('/tree/')) {
      sendTree(response, rest!, Number(searchParams.get('cursor') ?? 0), fault);
    } else if (!files.has(rest!)) {
      refuse(response, 404, 'EntryNotFound');
    } else if (isLarge(rest!)) {
      response.writeHead(302, { location: `${origin(cdn)}/${rest}` }).end();
    } else {
      sendFile(response, files.get(rest!)!, range, fault);
    }
  }

  function refuse(response: ServerResponse, status: number, code: string): void {
    response.writeHead(status, { 'x-error-code': code, 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: code }));
  }

  function sendTree(response: ServerResponse, path: string, cursor: number, fault: HubFault | null): void {
    const inside = path === '' ? '' : `${path}/`;
    const entries = new Map<string, Record<string, unknown>>();
    for (const [name, content] of files) {
      if (!name.startsWith(inside)) continue;
      const [first, ...others] = name.slice(inside.length).split('/');
      const entry = `${inside}${first}`;
      entries.set(
        entry,
        others.length > 0
          ? { type: 'directory', oid: '0'.repeat(40), size: 0, path: entry }
          : entryOf(entry, content),
      );
    }
    const all = [...entries.values()];
    const next = cursor + pageSize;
    if (next < all.length) {
      const address = `${origin(hub)}/api/models/${options.repository}/tree/${commit}${path && `/${path}`}?cursor=${next}`;
      response.setHeader('link', `<${address}>; rel="next"`);
    }
    sendJson(response, all.slice(cursor, next), fault);
  }

  function entryOf(path: string, content: Buffer): Record<string, unknown> {
    const oid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
    const lfs = {
      oid: createHash('sha256').update(content).digest('hex'),
      size: content.length,
      pointerSize: 134,
    };
    const entry = { type: 'file', oid, size: content.length, path, ...(isLarge(path) ? { lfs } : {}) };
    return options.announce?.(path, entry) ?? entry;
  }

  function sendJson(response: ServerResponse, value: unknown, fault: HubFault | null): void {
    response.setHeader('content-type', 'application/json');
    send(response, Buffer.from(JSON.stringify(value)), fault);
  }

  function sendFile(
    response: ServerResponse,
    content: Buffer,
    range: string | undefined,
    fault: HubFault | null,
  ): void {
    const start = fault?.kind === 'no ranges' ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (start > 0) {
      response.statusCode = 206;
      response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
    }
    const part = Buffer.from(content.subarray(start));
    if (fault?.kind === 'wrong bytes') part[0] = part[0]! ^ 0xff;
    sentBytes += fault?.kind === 'drop' ? Math.min(fault.afterBytes, part.length) : part.length;
    send(response, part, fault);
  }

  function send(response: ServerResponse, body: Buffer, fault: HubFault | null): void {
    response.setHeader('content-length', body.length);
    if (fault?.kind !== 'drop') {
      response.end(body);
      return;
    }
    // What was written still arrives.
    response.write(body.subarray(0, fault.afterBytes), () => response.socket?.end());
  }

  const hub = createServer((request, response) => answer(request, response, 'Hub'));
  const cdn = createServer((request, response) => answer(request, response, 'CDN'));
  await Promise.all(
    [hub, cdn].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))),
  );
  return {
    endpoint: origin(hub),
    commit,
    requests,
    sentBytes: () => sentBytes,
    async close() {
      for (const server of [hub, cdn]) server.closeAllConnections();
      await Promise.all([hub, cdn].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function origin(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
