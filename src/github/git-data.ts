import type { Change, GitData, Tip } from '../baseline/git-data.ts';
import { UserError } from '../errors.ts';
import type { Octokit } from './client.ts';
import { fileContents } from './contents.ts';
import type { Repository } from './event.ts';
import { type Failure, failureOf } from './failure.ts';
import { askedTwice } from './missing.ts';
import { Overtaken, type Patience, persist } from './persist.ts';

/** Longer contents are uploaded by themselves, so that no attempt repeats them. In UTF-16 code units. */
const longestInline = 64 * 1024;
/** GitHub takes no more than so many entries of a tree quickly. */
const mostEntries = 500;
/** Refusals to change a branch that nobody else moved, before they are taken for what they are. */
const mostRefusals = 5;

/** What a branch points to. */
interface Commit {
  sha: string;
  /** Its tree, and whether it has no parent; asked for when first needed. */
  details(): Promise<{ tree: string; alone: boolean }>;
}

interface TreeEntry {
  path: string;
  mode: '100644';
  type: 'blob';
  sha?: string | null;
  content?: string;
}

/** A branch by GitHub's Git Data API, whose every call ends in bounded time. */
export function gitData(
  octokit: Octokit,
  { repository, branch }: { repository: Repository; branch: string },
  { limitMs = 120_000, retryUnitMs = octokit.endurance.retryUnitMs / 4 }: Partial<Patience> = {},
): GitData {
  const at = { owner: repository.owner, repo: repository.name };
  const { git } = octokit.rest;
  const ref = `heads/${branch}`;
  const overtaken = `Others moved the branch ${branch} each time before this run could`;
  let waitedInVain = false;
  /** Where GitHub has failed for a long time, the next call is given up sooner: a check makes many. */
  async function patiently<T>(work: (signal: AbortSignal) => Promise<T>, what: 'read' | 'write'): Promise<T> {
    const start = performance.now();
    const patience = { limitMs: waitedInVain ? limitMs / 8 : limitMs, retryUnitMs };
    try {
      const done = await persist(octokit.endurance, work, patience, adviceTo(what));
      waitedInVain = false;
      return done;
    } catch (error) {
      waitedInVain ||= performance.now() - start > limitMs / 4;
      throw error;
    }
  }

  return {
    readFile: (path) =>
      patiently((signal) => fileContents(octokit, at, { ref: `refs/${ref}`, path }, signal), 'read'),

    async commit(change) {
      // Of what was uploaded, hashes by content: nothing is uploaded twice.
      const uploaded = new Map<string, string>();
      const refusals = { at: null as string | null, count: 0 };
      await patiently(async (signal) => {
        let sha: string | null = null;
        try {
          sha = await readHead(signal);
          const tip = sha === null ? null : commitOf(sha, signal);
          const wanted = await change(tipOf(tip, signal));
          if (!wanted) return;
          // Writing costs much of GitHub's rate limit: nothing is written for a branch that has moved on.
          const [now] = await Promise.all([readHead(signal), tip?.details()]);
          if (now !== sha) throw new Overtaken(overtaken);
          const made = await writeCommit(wanted, tip, uploaded, signal);
          await moveTo(made, tip, wanted.alone ?? false, signal);
        } catch (error) {
          const reason = refusalOf(error);
          if (reason === null) throw error;
          refusals.count = refusals.at === sha ? refusals.count + 1 : 1;
          refusals.at = sha;
          if (refusals.count >= mostRefusals) throw new UserError(reason);
          throw new Overtaken(overtaken);
        }
      }, 'write');
    },
  };

  /** The hash of the branch's commit; null where there is no branch. */
  async function readHead(signal: AbortSignal): Promise<string | null> {
    return askedTwice(async () => {
      const { data } = await git.getRef({ ...at, ref, request: { signal } });
      return data.object.sha;
    });
  }

  function commitOf(sha: string, signal: AbortSignal): Commit {
    let asked: ReturnType<Commit['details']> | null = null;
    const ask = async () => {
      const { data } = await git.getCommit({ ...at, commit_sha: sha, request: { signal } });
      return { tree: data.tree.sha, alone: data.parents.length === 0 };
    };
    return {
      sha,
      details() {
        asked ??= ask();
        return asked;
      },
    };
  }

  function tipOf(tip: Commit | null, signal: AbortSignal): Tip {
    // A commit does not change: nothing is asked for twice.
    const asked = new Map<string, Promise<string | null>>();
    return {
      exists: tip !== null,
      isAlone: async () => tip !== null && (await tip.details()).alone,
      async readFile(path) {
        if (!tip) return null;
        if (!asked.has(path)) asked.set(path, fileContents(octokit, at, { ref: tip.sha, path }, signal));
        return asked.get(path)!;
      },
      async list(directory) {
        const root = tip && (await treeAt((await tip.details()).tree, directory, signal));
        return root ? filesBelow(root, `${directory}/`, signal) : [];
      },
    };
  }

  /** The hash of a directory's tree; null where there is none. */
  async function treeAt(root: string, directory: string, signal: AbortSignal): Promise<string | null> {
    let sha: string | null = root;
    for (const name of directory.split('/')) {
      if (sha === null) return null;
      const { data } = await git.getTree({ ...at, tree_sha: sha, request: { signal } });
      sha = data.tree.find(({ path, type }) => path === name && type === 'tree')?.sha ?? null;
    }
    return sha;
  }

  async function filesBelow(sha: string, prefix: string, signal: AbortSignal): Promise<string[]> {
    const request = { signal };
    const { data: all } = await git.getTree({ ...at, tree_sha: sha, recursive: '1', request });
    const files = (tree: typeof all.tree) =>
      tree.filter(({ type }) => type === 'blob').map(({ path }) => `${prefix}${path}`);
    if (!all.truncated) return files(all.tree);
    // Too many for one answer: a directory after the other.
    const { data: level } = await git.getTree({ ...at, tree_sha: sha, request });
    if (level.truncated)
      throw new UserError(`The directory ${prefix} of ${branch} has too many files to list.`);
    const found = files(level.tree);
    for (const { path, type, sha: below } of level.tree) {
      if (type === 'tree') found.push(...(await filesBelow(below, `${prefix}${path}/`, signal)));
    }
    return found;
  }

  /** Makes the commit and all that it needs, without moving the branch; its hash. */
  async function writeCommit(
    { message, files, alone = false }: Change,
    tip: Commit | null,
    uploaded: Map<string, string>,
    signal: AbortSignal,
  ): Promise<string> {
    const request = { signal };
    const entries: TreeEntry[] = [];
    for (const [path, content] of files) {
      const file = { path, mode: '100644', type: 'blob' } as const;
      if (content === null) entries.push({ ...file, sha: null });
      else if (content.length <= longestInline) entries.push({ ...file, content });
      else {
        if (!uploaded.has(content)) {
          const { data } = await git.createBlob({ ...at, content, encoding: 'utf-8', request });
          uploaded.set(content, data.sha);
        }
        entries.push({ ...file, sha: uploaded.get(content)! });
      }
    }
    let tree = tip && (await tip.details()).tree;
    for (let start = 0; start < entries.length; start += mostEntries) {
      const part = entries.slice(start, start + mostEntries);
      const { data } = await git.createTree({
        ...at,
        ...(tree !== null && { base_tree: tree }),
        tree: part,
        request,
      });
      tree = data.sha;
    }
    const parents = tip && !alone ? [tip.sha] : [];
    const { data } = await git.createCommit({ ...at, message, tree: tree!, parents, request });
    return data.sha;
  }

  async function moveTo(
    sha: string,
    tip: Commit | null,
    forced: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const request = { signal };
    if (!tip) await git.createRef({ ...at, ref: `refs/${ref}`, sha, request });
    else if (!forced) await git.updateRef({ ...at, ref, sha, force: false, request });
    // REST forces whatever is there; GraphQL only where it is what it should be.
    else {
      const { repository: found } = await octokit.graphql<{ repository: { id: string } }>(
        'query ($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { id } }',
        { ...at, request },
      );
      const move = { name: `refs/${ref}`, beforeOid: tip.sha, afterOid: sha, force: true };
      await octokit.graphql(
        'mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
        { input: { repositoryId: found.id, refUpdates: [move] }, request },
      );
    }
  }
}

/** What GitHub says against a change; null for what is no such answer. */
function refusalOf(error: unknown): string | null {
  if (error instanceof Error && error.name === 'GraphqlResponseError') {
    return `GitHub refused to move the branch (${error.message.trim()}). ${advice.write}`;
  }
  if (error instanceof UserError || error instanceof Overtaken) return null;
  const failure = failureOf(error);
  return failure.kind === 'rejected' ? failure.reason : null;
}

const advice = {
  read: 'Give the job `permissions: contents: read`.',
  write:
    'Give the job `permissions: contents: write`; the token of a pull request from a fork or from Dependabot can only read.',
};

function adviceTo(what: 'read' | 'write'): (failure: Failure) => string {
  return ({ kind }) => (kind === 'forbidden' || kind === 'missing' ? advice[what] : '');
}
