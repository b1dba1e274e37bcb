import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlobStorage } from './blob-storage.ts';

interface Entry {
  key: string;
  version: string;
  readonly archive: Buffer | null;
  /** Its number in the storage. */
  blob: number;
  finished: boolean;
}

/** The cache service (version 2) of GitHub Actions: its Twirp calls, and the blob storage behind it. */
export interface ActionsCache {
  /** What a runner sets for its steps. */
  environment: Record<string, string>;
  /** Oldest first. */
  entries: Entry[];
  /** Every call from now on is answered with this status, or never. */
  failWith(fault: number | 'stall'): void;
  /** Puts an archive of somebody's own making under a key. */
  plant(key: string, archive: Buffer): void;
  close(): Promise<void>;
}

const service = '/twirp/github.actions.results.api.v1.CacheService/';

export async function startActionsCache(): Promise<ActionsCache> {
  const token = randomUUID();
  const entries: Entry[] = [];
  const storage = new BlobStorage();
  let fault: number | 'stall' | null = null;

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (fault === 'stall') return;
    if (fault !== null) {
      response.writeHead(fault, { 'content-type': 'application/json' }).end(JSON.stringify({ msg: 'fault' }));
    } else if (pathname.startsWith(service)) {
      if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end('{}');
      const answer = call(pathname.slice(service.length), JSON.parse(body.toString()));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    } else {
      storage.serve(request, body, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function add(key: string, version: string, content: Buffer | null): Entry {
    const blob = storage.create(content);
    const entry: Entry = {
      key,
      version,
      blob,
      finished: false,
      get archive() {
        return storage.blobs[blob]!;
      },
    };
    entries.push(entry);
    return entry;
  }

  function call(method: string, message: Record<string, unknown>): unknown {
    const key = String(message.key);
    const version = String(message.version);
    if (method === 'CreateCacheEntry') {
      // Entries are immutable: a key is given out once.
      if (entries.some((entry) => entry.key === key && entry.version === version)) {
        return { ok: false, message: 'cache entry with the same key, version, and scope already exists' };
      }
      const { blob } = add(key, version, null);
      return { ok: true, signed_upload_url: `${url}${storage.pathOf(blob)}` };
    }
    if (method === 'FinalizeCacheEntryUpload') {
      const entry = entries.find((candidate) => candidate.key === key && candidate.version === version);
      if (!entry || String(entry.archive?.byteLength) !== String(message.size_bytes)) return { ok: false };
      entry.finished = true;
      return { ok: true, entry_id: String(entries.indexOf(entry) + 1) };
    }
    const restoreKeys = (message.restore_keys ?? []) as string[];
    for (const prefix of [key, ...restoreKeys]) {
      const of = (matches: (entry: Entry) => boolean) =>
        entries.findLast((entry) => entry.finished && entry.version === version && matches(entry));
      const found = of((entry) => entry.key === prefix) ?? of((entry) => entry.key.startsWith(prefix));
      if (found) {
        const signed = `${url}${storage.pathOf(found.blob)}`;
        return { ok: true, signed_download_url: signed, matched_key: found.key };
      }
    }
    return { ok: false };
  }

  return {
    environment: {
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RESULTS_URL: `${url}/`,
      ACTIONS_RUNTIME_TOKEN: token,
      GITHUB_SERVER_URL: 'https://github.com',
    },
    entries,
    failWith: (given) => {
      fault = given;
    },
    plant(key, archive) {
      const version = entries.at(-1)?.version ?? '';
      add(key, version, archive).finished = true;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
