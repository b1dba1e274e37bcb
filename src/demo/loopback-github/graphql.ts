import { type Answer, fieldOf, json } from './answer.ts';
import type { GitObjects } from './git-objects.ts';
import type { LoopbackComment } from './issue-routes.ts';

/** The queries that the check asks: who it is, who edited comments, and references moved from where they are to be. */
export function graphql(
  body: unknown,
  {
    git,
    comments,
    login,
    readOnly,
  }: { git: GitObjects; comments: readonly LoopbackComment[]; login: string; readOnly: boolean },
): Answer {
  const query = String(fieldOf(body, 'query'));
  if (/\bupdateRefs\b/.test(query)) {
    if (readOnly) return failed('FORBIDDEN', 'Resource not accessible by integration');
    return updateRefs(git, fieldOf(fieldOf(fieldOf(body, 'variables'), 'input'), 'refUpdates'));
  }
  if (/\bnodes\b/.test(query)) {
    const ids = fieldOf(fieldOf(body, 'variables'), 'ids');
    if (!Array.isArray(ids) || ids.length > 100) return failed('ARGUMENT_LIMIT', 'Too many ids');
    return json(200, { data: { nodes: ids.map((id) => editOf(comments, id)) } });
  }
  if (/\brepository\b/.test(query)) return json(200, { data: { repository: { id: 'R_loopback' } } });
  return json(200, { data: { viewer: { login } } });
}

function editOf(comments: readonly LoopbackComment[], nodeId: unknown) {
  const comment = comments.find(({ id }) => `IC_${id}` === nodeId);
  if (!comment?.edited) return comment ? { lastEditedAt: null, editor: null } : null;
  const { at, by } = comment.edited;
  const __typename = by?.endsWith('[bot]') ? 'Bot' : 'User';
  // What an app is called has no "[bot]" here.
  return { lastEditedAt: at, editor: by === null ? null : { __typename, login: by.replace('[bot]', '') } };
}

const none = '0'.repeat(40);

/** All of them or none. */
function updateRefs(git: GitObjects, updates: unknown): Answer {
  if (!Array.isArray(updates)) return failed('UNPROCESSABLE', 'refUpdates is missing');
  const moved = new Map(git.refs);
  for (const update of updates) {
    const [name, before, after, force] = ['name', 'beforeOid', 'afterOid', 'force'].map((field) =>
      fieldOf(update, field),
    );
    if (typeof name !== 'string' || typeof after !== 'string' || !git.commits.has(after)) {
      return failed('UNPROCESSABLE', 'A ref update is not valid.');
    }
    const old = moved.get(name);
    if (before !== undefined && before !== (old ?? none)) {
      return failed('UNPROCESSABLE', `Reference cannot be updated: ${name} does not point to ${before}.`);
    }
    if (old && force !== true && !git.isAncestor(old, after)) {
      return failed('UNPROCESSABLE', `Reference cannot be updated: ${name} is not a fast forward.`);
    }
    moved.set(name, after);
  }
  for (const [name, sha] of moved) git.refs.set(name, sha);
  return json(200, { data: { updateRefs: { clientMutationId: null } } });
}

/** GraphQL's errors come with status 200. */
function failed(type: string, message: string): Answer {
  return json(200, { data: { updateRefs: null }, errors: [{ type, path: ['updateRefs'], message }] });
}
