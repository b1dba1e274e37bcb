import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { LoopbackArtifact } from '../../src/demo/loopback-github/artifact-routes.ts';
import { BlobStorage } from './blob-storage.ts';

/** The run whose steps upload. */
export interface ArtifactRun {
  id: number;
  headSha: string;
  headRepositoryId: number;
}

export interface ServiceFault {
  /** A call, or a transfer of the storage. */
  of: 'CreateArtifact' | 'FinalizeArtifact' | 'PUT' | 'GET';
  /** A status; `half` breaks off inside the body, `stall` never answers. */
  with: number | 'half' | 'stall';
  message?: string;
  times?: number;
}

/** The artifact service (version 4 and later) of GitHub Actions: its Twirp calls, and the blob storage behind it. */
export interface ActionsArtifacts {
  /** What a runner sets for its steps. */
  environment: Record<string, string>;
  /** Names of the Twirp calls, as they came. */
  calls: string[];
  /** Of the last artifact that was made. */
  expiresAt: string | null;
  /** An artifact of anybody's making, as if a step of the run had uploaded it. */
  plant(name: string, archive: Buffer, changes?: Partial<LoopbackArtifact>): LoopbackArtifact;
  archiveOf(artifact: LoopbackArtifact): Buffer;
  fail(fault: ServiceFault): void;
  close(): Promise<void>;
}

const path = '/twirp/github.actions.results.api.v1.ArtifactService/';
const ids = { workflow_run_backend_id: z.uuid(), workflow_job_run_backend_id: z.uuid() };
const stringValue = z.string().min(1);
const messages = {
  CreateArtifact: z.strictObject({
    ...ids,
    name: z.string().regex(/^[^":<>|*?\r\n\\/]+$/),
    version: z.literal(7),
    mime_type: z.literal('application/zip'),
    expires_at: z.iso.datetime().optional(),
  }),
  FinalizeArtifact: z.strictObject({
    ...ids,
    name: stringValue,
    size: z.string().regex(/^\d+$/),
    hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  }),
};

/** @param artifacts what the run has, as the API lists it: finished uploads are added */
export async function startActionsArtifacts(
  run: ArtifactRun,
  artifacts: LoopbackArtifact[],
): Promise<ActionsArtifacts> {
  const token = runtimeToken();
  const storage = new BlobStorage();
  const faults: { fault: ServiceFault; left: number }[] = [];
  /** By name: given out once, finished or not. */
  const begun = new Map<string, number>();
  const service: ActionsArtifacts = {
    environment: {},
    calls: [],
    expiresAt: null,
    plant(name, archive, changes = {}) {
      const blob = storage.create(archive);
      const artifact: LoopbackArtifact = {
        id: 1000 + artifacts.length,
        name,
        runId: run.id,
        headSha: run.headSha,
        headRepositoryId: run.headRepositoryId,
        sizeBytes: archive.byteLength,
        digest: digestOf(archive),
        expired: false,
        location: `${url}${storage.pathOf(blob)}`,
        ...changes,
      };
      artifacts.push(artifact);
      return artifact;
    },
    archiveOf({ location }) {
      return storage.blobs[Number(/\/blobs\/(\d+)/.exec(location)![1])]!;
    },
    fail: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  service.environment = {
    ACTIONS_RESULTS_URL: `${url}/`,
    ACTIONS_RUNTIME_TOKEN: token,
    GITHUB_SERVER_URL: 'https://github.com',
  };
  return service;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { pathname } = new URL(request.url ?? '/', url);
    const method = pathname.startsWith(path) ? pathname.slice(path.length) : request.method;
    const met = faults.find(({ fault, left }) => left > 0 && fault.of === method);
    if (met) {
      met.left -= 1;
      const { with: what, message } = met.fault;
      if (what === 'stall') return;
      if (what === 'half') return half(pathname, response);
      return void response
        .writeHead(what, { 'content-type': 'application/json' })
        .end(JSON.stringify({ code: 'internal', msg: message ?? `fault ${what}` }));
    }
    if (!pathname.startsWith(path)) {
      // Storage takes no token but what is in its addresses.
      if (request.headers.authorization) return void response.writeHead(403).end();
      return storage.serve(request, body, response);
    }
    service.calls.push(method!);
    const { status, answer } =
      request.headers.authorization === `Bearer ${token}`
        ? call(method!, body.toString())
        : { status: 401, answer: { code: 'unauthenticated', msg: 'the token is not this run\u2019s' } };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  function half(pathname: string, response: ServerResponse): void {
    const content = storage.blobs[Number(pathname.slice('/blobs/'.length))]!;
    response.writeHead(200, { 'content-length': content.byteLength });
    response.write(content.subarray(0, content.byteLength / 2), () => response.destroy());
  }

  function call(method: string, body: string): { status: number; answer: unknown } {
    const refused = (status: number, msg: string) => ({ status, answer: { code: 'refused', msg } });
    if (method !== 'CreateArtifact' && method !== 'FinalizeArtifact')
      return refused(404, `no ${method} here`);
    const read = messages[method].safeParse(JSON.parse(body));
    if (!read.success) return refused(400, z.prettifyError(read.error));
    const { name } = read.data;
    if (method === 'CreateArtifact') {
      if (begun.has(name)) {
        return refused(409, 'an artifact with this name already exists on the workflow run');
      }
      const blob = storage.create();
      begun.set(name, blob);
      service.expiresAt = ('expires_at' in read.data && read.data.expires_at) || null;
      return { status: 200, answer: { ok: true, signed_upload_url: `${url}${storage.pathOf(blob)}` } };
    }
    const { size, hash } = read.data as z.infer<typeof messages.FinalizeArtifact>;
    const archive = storage.blobs[begun.get(name) ?? -1];
    if (!archive || Number(size) !== archive.byteLength || hash !== digestOf(archive)) {
      return refused(400, 'what was uploaded is not what was announced');
    }
    const { id } = service.plant(name, archive);
    return { status: 200, answer: { ok: true, artifact_id: String(id) } };
  }
}

const digestOf = (archive: Buffer) => `sha256:${createHash('sha256').update(archive).digest('hex')}`;

/** As a runner gets it: the run and the job stand in its scopes. */
function runtimeToken(): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const scp = `Actions.ExampleScope Actions.Results:${randomUUID()}:${randomUUID()}`;
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ scp })}.signature`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
