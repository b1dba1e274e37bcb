import type { Octokit } from './client.ts';
import { everyPage } from './every-page.ts';
import { failureOf } from './failure.ts';

export interface PullRequestPlace {
  owner: string;
  repo: string;
  /** Number of the pull request. */
  issue: number;
}

/** A label on a pull request, or a comment on it, with who put it there. */
export interface Remark {
  source: 'label' | 'comment';
  /** The label's name, or the comment's whole text. */
  text: string;
  /** Login; null where GitHub does not tell. */
  by: string | null;
  /** Whether an app did it, and no person. */
  bot: boolean;
  /** ISO time. */
  at: string;
}

type Account = { login: string; type?: string } | null | undefined;

/**
 * The labels and comments of a pull request that concern a reader, with who put them there.
 *
 * @throws RequestError where one of the lists cannot be read to its end
 */
export async function remarksOn(
  octokit: Octokit,
  place: PullRequestPlace,
  concerns: (of: Pick<Remark, 'source' | 'text'>) => boolean,
  signal: AbortSignal,
): Promise<Remark[]> {
  const labels = await labelsOn(octokit, place, signal);
  const wanted = labels.filter((text) => concerns({ source: 'label', text }));
  return [
    ...(wanted.length > 0 ? await labelled(octokit, place, wanted, signal) : []),
    ...(await commentsOn(octokit, place, concerns, signal)),
  ];
}

/** What a person may do in the repository: `admin`, `write`, `read` or `none`; `maintain` counts as `write`. */
export async function permissionOf(
  octokit: Octokit,
  { owner, repo }: Pick<PullRequestPlace, 'owner' | 'repo'>,
  username: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
      owner,
      repo,
      username,
      request: { signal },
    });
    return data.permission;
  } catch (error) {
    // An account that is gone may do nothing.
    if (failureOf(error).kind === 'missing') return 'none';
    throw error;
  }
}

async function labelsOn(octokit: Octokit, place: PullRequestPlace, signal: AbortSignal): Promise<string[]> {
  const { owner, repo, issue: issue_number } = place;
  const request = { signal };
  const labels = await everyPage((page) =>
    octokit.rest.issues.listLabelsOnIssue({ owner, repo, issue_number, per_page: 100, page, request }),
  );
  return labels.map(({ name }) => name);
}

/** Who set each label last: the label itself does not say, and those who may only triage can set one, too. */
async function labelled(
  octokit: Octokit,
  place: PullRequestPlace,
  labels: readonly string[],
  signal: AbortSignal,
): Promise<Remark[]> {
  const { owner, repo, issue: issue_number } = place;
  const request = { signal };
  const events = await everyPage((page) =>
    octokit.rest.issues.listEvents({ owner, repo, issue_number, per_page: 100, page, request }),
  );
  const last = new Map<string, Remark>();
  for (const { event, actor, created_at: at, ...more } of events) {
    const text = 'label' in more ? more.label.name : undefined;
    if (event !== 'labeled' || text === undefined) continue;
    const earlier = last.get(text);
    if (earlier === undefined || Date.parse(earlier.at) <= Date.parse(at)) {
      last.set(text, { source: 'label', text, at, ...whoIs(actor) });
    }
  }
  return labels.map((text) => last.get(text) ?? { source: 'label', text, by: null, bot: false, at: '' });
}

async function commentsOn(
  octokit: Octokit,
  place: PullRequestPlace,
  concerns: (of: Pick<Remark, 'source' | 'text'>) => boolean,
  signal: AbortSignal,
): Promise<Remark[]> {
  const { owner, repo, issue: issue_number } = place;
  const request = { signal };
  const comments = await everyPage((page) =>
    octokit.rest.issues.listComments({ owner, repo, issue_number, per_page: 100, page, request }),
  );
  const wanted = comments.filter(({ body: text = '' }) => concerns({ source: 'comment', text }));
  const changed = wanted.filter((comment) => comment.updated_at !== comment.created_at);
  const edits = await editsOf(
    octokit,
    changed.map(({ node_id }) => node_id),
    signal,
  );
  return wanted.map(({ body: text = '', node_id, user, created_at: at }) => ({
    source: 'comment',
    text,
    at,
    ...whoIs(user),
    ...edits.get(node_id),
  }));
}

/** Who last wrote what is there, and when. REST's time of a comment's last change also moves by what no author did. */
type Edit = Pick<Remark, 'at' | 'by' | 'bot'>;

/** Of those comments that were edited. Where that cannot be read, what is written counts as first written. */
async function editsOf(
  octokit: Octokit,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Edit>> {
  const edits = new Map<string, Edit>();
  for (let start = 0; start < ids.length; start += mostNodes) {
    const asked = ids.slice(start, start + mostNodes);
    for (const [i, found] of (await askForEdits(octokit, asked, signal)).entries()) {
      if (!found?.lastEditedAt) continue;
      const { lastEditedAt: at, editor } = found;
      edits.set(asked[i]!, { at, by: editor?.login ?? null, bot: editor?.__typename !== 'User' });
    }
  }
  return edits;
}

/** What GitHub takes in one query. */
const mostNodes = 100;

type EditedComment = { lastEditedAt?: string | null; editor?: { __typename: string; login: string } | null };

async function askForEdits(
  octokit: Octokit,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<(EditedComment | null)[]> {
  try {
    const { nodes } = await octokit.graphql<{ nodes: (EditedComment | null)[] }>(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on IssueComment { lastEditedAt editor { __typename login } } } }',
      { ids, request: { signal } },
    );
    return nodes;
  } catch (error) {
    if (error instanceof Error && error.name === 'GraphqlResponseError') return [];
    const { kind } = failureOf(error);
    if (kind === 'forbidden' || kind === 'missing') return [];
    throw error;
  }
}

const whoIs = (account: Account) => ({ by: account?.login ?? null, bot: account?.type === 'Bot' });
