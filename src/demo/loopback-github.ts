import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { activity, type LoopbackPush } from './loopback-github/activity.ts';
import {
  type Answer,
  notFound,
  type RecordedRequest,
  type Route,
  refusal,
} from './loopback-github/answer.ts';
import { artifactRoutes, type LoopbackArtifact } from './loopback-github/artifact-routes.ts';
import { changeRoutes, type LoopbackComparison, type LoopbackFile } from './loopback-github/change-routes.ts';
import { checkRoutes, type LoopbackCheckRun } from './loopback-github/check-routes.ts';
import { type Fault, Faults } from './loopback-github/faults.ts';
import { GitObjects } from './loopback-github/git-objects.ts';
import { type GitLimits, githubLimits, gitRoutes } from './loopback-github/git-routes.ts';
import { graphql } from './loopback-github/graphql.ts';
import { addComment, issueRoutes, type LoopbackComment } from './loopback-github/issue-routes.ts';
import { type LoopbackLabelling, peopleRoutes } from './loopback-github/people-routes.ts';
import { type LoopbackPull, pullRoutes } from './loopback-github/pull-routes.ts';
import { type LoopbackRelease, lineage, releaseRoutes, uploads } from './loopback-github/release-routes.ts';

/** The part of GitHub's REST and GraphQL API that the check uses, on this machine and in memory. */
export interface LoopbackGithub {
  /** For `GITHUB_API_URL`. */
  url: string;
  comments: LoopbackComment[];
  checkRuns: LoopbackCheckRun[];
  /** Who put labels on and took them away, in order. */
  labellings: LoopbackLabelling[];
  /** What accounts may do in the repository, by login. */
  permissions: Map<string, string>;
  /** By `base...head`. */
  comparisons: Map<string, LoopbackComparison>;
  pulls: LoopbackPull[];
  /** Of branches here and elsewhere. */
  pushes: LoopbackPush[];
  releases: LoopbackRelease[];
  artifacts: LoopbackArtifact[];
  /** By number of the pull request. */
  pullFiles: Map<number, LoopbackFile[]>;
  /** Contents of files, by `commit:path`, of commits that `git` does not have. */
  files: Map<string, string>;
  git: GitObjects;
  requests: RecordedRequest[];
  addComment(issue: number, body: string, login: string): LoopbackComment;
  fail(fault: Fault): void;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  owner?: string;
  repo?: string;
  /** The token's account. */
  login?: string;
  /** A fork's token. */
  readOnly?: boolean;
  /** The repository is private, and the token's account has no part in it. */
  hidden?: boolean;
  /** The repository has no commit yet. */
  empty?: boolean;
  limits?: Partial<GitLimits>;
  /** What every answer takes. */
  latencyMs?: number;
  /** Completes what is said to a request, where routes leave out what the program does not read. */
  complete?(request: RecordedRequest, answer: Answer): Answer;
  /** Called with every request and the answer that it gets, however the answer then fares. */
  onExchange?(request: RecordedRequest, answer: Answer, fault: Fault | null): void;
}

/** The loopback API of one repository. */
export async function startLoopbackGithub({
  owner = 'octo',
  repo = 'models',
  login = 'github-actions[bot]',
  readOnly = false,
  hidden = false,
  empty = false,
  limits = {},
  latencyMs = 0,
  complete = (_, answer) => answer,
  onExchange = () => {},
}: LoopbackOptions = {}): Promise<LoopbackGithub> {
  const faults = new Faults();
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const root = `${url}/repos/${owner}/${repo}`;

  const github: LoopbackGithub = {
    url,
    comments: [],
    checkRuns: [],
    labellings: [],
    permissions: new Map(),
    comparisons: new Map(),
    pulls: [],
    pushes: [],
    releases: [],
    artifacts: [],
    pullFiles: new Map(),
    files: new Map(),
    git: new GitObjects(),
    requests: [],
    addComment: (issue, body, author) => addComment(github.comments, issue, body, author),
    fail: (fault) => faults.add(fault),
    close() {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
  if (!empty) github.git.commitFiles('main', { 'README.md': '# Models\n' });
  const routes: Route[] = [
    { method: 'GET', path: /^contents\/(.+)$/s, answer: plantedFile },
    ...gitRoutes(github.git, { root, limits: { ...githubLimits, ...limits } }),
    ...issueRoutes(github.comments, { url, owner, repo, login }),
    ...checkRoutes(github.checkRuns, { url, root, login }),
    ...peopleRoutes(github, { url, root }),
    ...changeRoutes(
      {
        comparisons: {
          get: (basehead) => github.comparisons.get(basehead) ?? lineage(github.releases, basehead),
        },
        pullFiles: github.pullFiles,
      },
      { url, root },
    ),
    ...pullRoutes(github.pulls, { root }),
    ...releaseRoutes(github.releases, { url, root }),
    ...artifactRoutes(github.artifacts, { url, root }),
  ];
  return github;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', url);
    const isUpload = address.pathname.startsWith(`${uploads}/`);
    const recorded: RecordedRequest = {
      method: request.method ?? 'GET',
      path: decodeURIComponent(isUpload ? address.pathname.slice(uploads.length) : address.pathname),
      query: Object.fromEntries(address.searchParams),
      accept: request.headers.accept ?? '',
      body: await bodyOf(request),
    };
    github.requests.push(recorded);
    if (latencyMs > 0) await sleep(latencyMs);
    const fault = faults.take(recorded);
    if (fault?.with === 'stall') return;
    if (fault?.with === 'late') return void setTimeout(() => answer(recorded), fault.lateMs).unref();
    if (fault?.with === 'reset') return void response.destroy();
    const given =
      typeof fault?.with === 'number' ? refusalOf(fault, fault.with) : complete(recorded, answer(recorded));
    onExchange(recorded, given, fault);
    if (fault?.with === 'stall-after') return;
    if (fault?.with === 'reset-after') return void response.destroy();
    const { status, headers, body } = given;
    if (fault?.with === 'page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><h1>Unicorn!</h1>');
      return;
    }
    const isJson = headers['content-type']?.startsWith('application/json') ?? false;
    if (fault?.with === 'half' || (fault?.with === 'cut' && !isJson)) {
      const whole = Buffer.from(body);
      response.writeHead(status, { ...headers, 'content-length': whole.length });
      response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
      return;
    }
    const part = fault?.with === 'cut' ? Buffer.from(body).subarray(0, body.length / 2) : body;
    response.writeHead(status, headers).end(part);
  }

  function answer(request: RecordedRequest): Answer {
    const { method, path } = request;
    if (path === '/graphql') return graphql(request.body, { ...github, login, readOnly });
    const moved = activity(github.pushes, request);
    if (moved) return moved;
    const prefix = `/repos/${owner}/${repo}/`;
    // GitHub does not say of a repository that it is there to who may not see it.
    if (hidden || !path.startsWith(prefix)) return notFound;
    if (readOnly && method !== 'GET') return refusal(403, 'Resource not accessible by integration');
    for (const route of routes) {
      const match = route.method === method && route.path.exec(path.slice(prefix.length));
      if (!match) continue;
      const given = route.answer(match[1] ?? '', request);
      if (given !== passOn) return given;
    }
    return notFound;
  }

  function plantedFile(path: string, { query }: RecordedRequest): Answer {
    const text = github.files.get(`${query.ref ?? ''}:${path}`);
    if (text === undefined) return passOn;
    const headers = { 'content-type': 'application/vnd.github.raw; charset=utf-8' };
    return { status: 200, headers, body: text };
  }
}

/** Another route is to answer. */
const passOn: Answer = { status: 0, headers: {}, body: '' };

function refusalOf({ message, headers }: Fault, status: number): Answer {
  const refused = refusal(status, message ?? `Fault ${status}`);
  return { ...refused, headers: { ...refused.headers, ...headers } };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? null : JSON.parse(text);
}
