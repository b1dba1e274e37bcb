import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../errors.ts';

/** What every event says. */
interface EventBase {
  /** Name of the event, as GitHub writes it: `pull_request`, `push`, `schedule` … */
  name: string;
  repository: Repository;
  /** The commit that is checked. */
  headCommit: string;
  /** Page of this run; null outside a run. */
  runUrl: string | null;
  /** The run that measured: this one, or the one that ended and is reported; null outside a run. */
  runId: number | null;
  /** Of this run: 1, and more where it was run again. */
  attempt: number;
  /** Unique for a run and its attempt: `123-1`; null outside a run. */
  runKey: string | null;
  apiUrl: string;
  /** GitHub's own address, without a slash at its end. */
  server: string;
}

export interface Repository {
  owner: string;
  name: string;
}

export interface PullRequestEvent extends EventBase {
  kind: 'pull-request';
  number: number;
  headSha: string;
  baseRef: string;
  /** The base is the repository's default branch. */
  intoDefault: boolean;
  /** Tip of the base branch when the pull request was last touched: it goes stale, so compare with the merge base. */
  baseSha: string;
  /** The head is in another repository (or that one is gone): the token can then only read. */
  fromFork: boolean;
}

export interface PushEvent extends EventBase {
  kind: 'push';
  branch: string;
  /** The branch is the repository's default one. */
  defaultBranch: boolean;
  /** The branch's commit before the push; null where the push made the branch. */
  before: string | null;
  after: string;
  /** Those that came into the branch, `after` first, as far as the event has them. */
  commits: string[];
}

export interface OtherEvent extends EventBase {
  kind: 'other';
  /** `refs/heads/…`, `refs/tags/…`. */
  ref: string;
  defaultBranch: boolean;
  /** The commit that a merge group would be merged onto; null for an event that has no base. */
  base: string | null;
  /** Null for what is no merge group. */
  mergeGroup: MergeGroup | null;
}

/** Pull requests that wait in a queue are tried together, each with those before it, on a branch that GitHub makes. */
export interface MergeGroup {
  /** The last in the group, which it adds to the others; null where the branch does not name it. */
  pullRequest: number | null;
  /** The branch that it is to get into, where that is not the default one. */
  into: string | null;
}

/** A run of another workflow has ended. Its head may be a stranger's; this run has the default branch's code. */
export interface WorkflowRunEvent extends EventBase {
  kind: 'workflow-run';
  /** The event of the run that ended. */
  of: string;
  headSha: string;
  headBranch: string | null;
  /** `owner/name`; null once the fork is deleted. */
  headRepository: string | null;
  /** Name of the repository's default branch; null where it is not said. */
  defaultBranch: string | null;
  /** Null where it is gone. */
  headRepositoryId: number | null;
}

/** What started the run. */
export type GithubEvent = PullRequestEvent | PushEvent | OtherEvent | WorkflowRunEvent;

const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'is not the hash of a commit');
/** What git allows in a branch's name, and nothing that a command line could take for an option. */
const refName = z
  .string()
  .min(1)
  .max(1024)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get in
  .regex(/^(?!-)(?!.*\.\.)[^\x00-\x20\x7f~^:?*[\\]+$/, 'is not the name of a branch');
const name = z.string().regex(/^[\w.-]{1,100}$/, 'is not a name on GitHub');

const environmentSchema = z.object({
  GITHUB_EVENT_NAME: z.string().regex(/^[a-z_]{1,64}$/, 'is not the name of an event'),
  GITHUB_EVENT_PATH: z.string().min(1),
  GITHUB_REPOSITORY: z
    .string()
    .transform((text) => text.split('/'))
    .pipe(z.tuple([name, name])),
  GITHUB_SHA: sha,
  GITHUB_REF: z.string().default(''),
  GITHUB_SERVER_URL: z.url({ protocol: /^https?$/ }).default('https://github.com'),
  GITHUB_API_URL: z.url({ protocol: /^https?$/ }).default('https://api.github.com'),
  GITHUB_RUN_ID: z.string().regex(/^\d+$/).optional(),
  GITHUB_RUN_ATTEMPT: z.string().regex(/^\d+$/).default('1'),
});
type Environment = z.infer<typeof environmentSchema>;

const repositorySchema = z.object({ default_branch: refName });

const pullRequestSchema = z.object({
  repository: repositorySchema.optional(),
  pull_request: z.object({
    number: z.int().positive(),
    head: z.object({
      sha,
      /** Null once the fork is deleted. */
      repo: z.object({ full_name: z.string() }).nullable(),
    }),
    base: z.object({ ref: refName, sha, repo: z.object({ full_name: z.string() }) }),
  }),
});

const pushSchema = z.object({
  ref: z.string(),
  before: sha,
  after: sha,
  /** The oldest first. */
  commits: z.array(z.object({ id: sha })).default([]),
  repository: repositorySchema,
});

const workflowRunSchema = z.object({
  repository: repositorySchema.optional(),
  workflow_run: z.object({
    id: z.int().positive(),
    event: z.string().regex(/^[a-z_]{1,64}$/, 'is not the name of an event'),
    head_sha: sha,
    /** Null where the run is of no branch. */
    head_branch: refName.nullable(),
    html_url: z.url({ protocol: /^https?$/ }),
    head_repository: z
      .object({
        id: z.int().positive(),
        full_name: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/),
      })
      .nullable(),
  }),
});

const mergeGroupSchema = z.object({
  base_sha: sha,
  base_ref: z.string().optional(),
  head_ref: z.string().optional(),
});

const otherSchema = z.object({
  repository: repositorySchema.optional(),
  merge_group: mergeGroupSchema.optional(),
});

/**
 * The event of this run, from the variables and the file that the runner sets.
 *
 * @throws UserError where they are missing, or not what GitHub writes.
 */
export async function readEvent(environment: NodeJS.ProcessEnv = process.env): Promise<GithubEvent> {
  const variables = parsed(environmentSchema, environment, 'The environment');
  const path = variables.GITHUB_EVENT_PATH;
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UserError(
      `The event file could not be read (${error.message}). GITHUB_EVENT_PATH must name it; a runner sets it.`,
    );
  });
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch (error) {
    throw new UserError(`The event file ${path} is not JSON (${(error as Error).message}).`);
  }
  return eventFrom(variables, payload);
}

function eventFrom(variables: Environment, payload: unknown): GithubEvent {
  const { GITHUB_EVENT_NAME: name, GITHUB_REF: ref } = variables;
  const base = baseOf(variables);
  if (name === 'pull_request' || name === 'pull_request_target') {
    const { pull_request: pull, repository } = parsed(pullRequestSchema, payload, `The payload of ${name}`);
    return {
      ...base,
      kind: 'pull-request',
      // GITHUB_SHA is the merge commit, or the base's tip: neither is what the author pushed.
      headCommit: pull.head.sha,
      number: pull.number,
      headSha: pull.head.sha,
      baseRef: pull.base.ref,
      intoDefault: repository === undefined || pull.base.ref === repository.default_branch,
      baseSha: pull.base.sha,
      fromFork: pull.head.repo?.full_name.toLowerCase() !== pull.base.repo.full_name.toLowerCase(),
    };
  }
  if (name === 'push' && ref.startsWith('refs/heads/')) {
    const push = parsed(pushSchema, payload, 'The payload of push');
    const branch = parsed(refName, push.ref.replace(/^refs\/heads\//, ''), 'The branch of the push');
    return {
      ...base,
      kind: 'push',
      headCommit: push.after,
      branch,
      defaultBranch: branch === push.repository.default_branch,
      before: /^0+$/.test(push.before) ? null : push.before,
      after: push.after,
      commits: [...new Set([push.after, ...push.commits.map(({ id }) => id).reverse()])],
    };
  }
  if (name === 'workflow_run') {
    const { workflow_run: run, repository } = parsed(
      workflowRunSchema,
      payload,
      'The payload of workflow_run',
    );
    return {
      ...base,
      kind: 'workflow-run',
      headCommit: run.head_sha,
      of: run.event,
      headSha: run.head_sha,
      headBranch: run.head_branch,
      headRepository: run.head_repository?.full_name ?? null,
      defaultBranch: repository?.default_branch ?? null,
      headRepositoryId: run.head_repository?.id ?? null,
      runId: run.id,
      // The run that measured is the one to look at.
      runUrl: run.html_url,
    };
  }
  const { repository, merge_group: group } = parsed(otherSchema, payload, `The payload of ${name}`);
  const defaultBranch =
    // A schedule runs on the default branch only, and its payload need not name it.
    name === 'schedule' || (repository !== undefined && ref === `refs/heads/${repository.default_branch}`);
  const mergeGroup = group ? mergeGroupOf(group, repository?.default_branch) : null;
  return { ...base, kind: 'other', ref, defaultBranch, base: group?.base_sha ?? null, mergeGroup };
}

/** By the names of its branches: `gh-readonly-queue/<branch>/pr-<number>-<commit>` is to get into `<branch>`. */
function mergeGroupOf(
  { base_ref, head_ref = '' }: z.infer<typeof mergeGroupSchema>,
  defaultBranch: string | undefined,
): MergeGroup {
  const into = refName.safeParse(base_ref?.replace(/^refs\/heads\//, '')).data ?? null;
  const named = /^(?:refs\/heads\/)?gh-readonly-queue\/(.+)\/pr-([1-9]\d{0,8})-[0-9a-f]{40,64}$/s.exec(
    head_ref,
  );
  return {
    pullRequest: named && named[1] === into ? Number(named[2]) : null,
    into: defaultBranch === undefined || into === defaultBranch ? null : into,
  };
}

function baseOf(variables: Environment): EventBase {
  const [owner, name] = variables.GITHUB_REPOSITORY;
  const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt } = variables;
  const server = variables.GITHUB_SERVER_URL.replace(/\/+$/, '');
  return {
    name: variables.GITHUB_EVENT_NAME,
    repository: { owner, name },
    headCommit: variables.GITHUB_SHA,
    runUrl: run ? `${server}/${owner}/${name}/actions/runs/${run}/attempts/${attempt}` : null,
    runId: run ? Number(run) : null,
    attempt: Number(attempt),
    runKey: run ? `${run}-${attempt}` : null,
    apiUrl: variables.GITHUB_API_URL,
    server,
  };
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
  );
  throw new UserError(
    `${what} is not what GitHub sends: ${problems.join('; ')}. ` +
      'Run this as a step of a workflow, or use the command line outside GitHub.',
  );
}
