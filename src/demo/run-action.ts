import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type CheckResult, resultSchema } from '../measurement/result.ts';
import type { LoopbackGithub } from './loopback-github.ts';
import type { DemoRepository } from './repository.ts';

export interface ActionRun {
  exitCode: number;
  /** Null where the check could not even begin. */
  result: CheckResult | null;
  /** Directory of the reports. */
  reports: string;
  /** Everything that the step printed. */
  log: string;
  /** What the step left for later steps, and for the run's page. */
  outputs: string;
  summary: string;
}

export type DemoEvent =
  | { name: 'push'; before: string | null }
  | { name: 'pull_request'; number: number }
  /** Any other, with its payload but for the repository. */
  | { name: 'other'; event: string; ref: string; payload: object }
  /** A release was published. */
  | { name: 'release'; tag: string }
  /** A run for a pull request has ended. */
  | { name: 'workflow_run'; headSha: string; headBranch: string; headRepository: string };

const owner = 'octo';
const name = 'models';
const none = '0'.repeat(40);

/** Spawns the action's bundle on the checked-out head as a runner does: environment, event file, output files. */
export async function runAction(options: {
  /** `dist/index.js`. */
  bundle: string;
  repository: DemoRepository;
  github: LoopbackGithub;
  event: DemoEvent;
  /** The runner's directory for this run. */
  temporary: string;
  onLine?(line: string, process: ChildProcess): void;
  /** More environment, such as inputs: `INPUT_MODELS`. */
  environment?: Record<string, string>;
}): Promise<ActionRun> {
  const { bundle, repository, github, event, temporary } = options;
  await mkdir(temporary, { recursive: true });
  const file = (fileName: string) => join(temporary, fileName);
  await Promise.all(['output', 'summary', 'env', 'state'].map((kind) => writeFile(file(kind), '')));
  const head = await repository.commitOf('HEAD');
  await writeFile(file('event.json'), JSON.stringify(await payload(event, head, repository)));

  const child = spawn(process.execPath, [bundle], {
    cwd: repository.directory,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: github.url,
      GITHUB_ENV: file('env'),
      GITHUB_EVENT_NAME: event.name === 'other' ? event.event : event.name,
      GITHUB_EVENT_PATH: file('event.json'),
      GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
      GITHUB_OUTPUT: file('output'),
      GITHUB_REF: refOf(event),
      GITHUB_REPOSITORY: `${owner}/${name}`,
      GITHUB_RUN_ID: '1',
      GITHUB_SERVER_URL: github.url,
      GITHUB_SHA: head,
      GITHUB_STATE: file('state'),
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_WORKSPACE: repository.directory,
      RUNNER_TEMP: temporary,
      'INPUT_GITHUB-TOKEN': 'loopback',
      ...options.environment,
    },
  });
  let log = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    log += `${line}\n`;
    options.onLine?.(line, child);
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
  const reports = join(temporary, 'cegi');
  const written = await readFile(join(reports, 'result.json'), 'utf8').catch(() => null);
  return {
    exitCode,
    result: written === null ? null : resultSchema.parse(JSON.parse(written)),
    reports,
    log,
    outputs: await readFile(file('output'), 'utf8'),
    summary: await readFile(file('summary'), 'utf8'),
  };
}

function refOf(event: DemoEvent): string {
  if (event.name === 'pull_request') return `refs/pull/${event.number}/merge`;
  if (event.name === 'other') return event.ref;
  return event.name === 'release' ? `refs/tags/${event.tag}` : 'refs/heads/main';
}

async function payload(event: DemoEvent, head: string, repository: DemoRepository): Promise<object> {
  const repo = { full_name: `${owner}/${name}`, default_branch: 'main', owner: { login: owner }, name };
  if (event.name === 'push') {
    return { ref: 'refs/heads/main', before: event.before ?? none, after: head, repository: repo };
  }
  if (event.name === 'other') return { repository: repo, ...event.payload };
  if (event.name === 'release') return { action: 'published', repository: repo };
  if (event.name === 'workflow_run') {
    const run = {
      id: 7,
      event: 'pull_request',
      head_sha: event.headSha,
      head_branch: event.headBranch,
      head_repository: { id: 2, full_name: event.headRepository },
      html_url: 'https://github.com/octo/models/actions/runs/7',
    };
    return { action: 'completed', repository: repo, workflow_run: run };
  }
  const base = await repository.commitOf('main');
  return {
    number: event.number,
    repository: repo,
    pull_request: {
      number: event.number,
      user: { login: 'octocat' },
      head: { ref: 'change', sha: head, repo },
      base: { ref: 'main', sha: base, repo },
    },
  };
}
