import { account } from './account.ts';
import { fieldOf, invalid, json, noContent, notFound, page, type Route } from './answer.ts';

export interface LoopbackComment {
  id: number;
  issue: number;
  body: string;
  login: string;
  /** ISO time; some day long ago where left out. */
  at?: string;
  /** Something about it changed, at the time that REST tells. */
  updatedAt?: string;
  /** Its text was changed, and by whom; null for an account that is gone. */
  edited?: { at: string; by: string | null };
}

const writtenAt = '2026-01-01T00:00:00Z';

/** The comments of issues and pull requests; `login` is who writes them. */
export function issueRoutes(
  comments: LoopbackComment[],
  at: { url: string; owner: string; repo: string; login: string },
): Route[] {
  return [
    {
      method: 'GET',
      path: /^issues\/(\d+)\/comments$/,
      answer: (issue, request) =>
        page(comments.filter((comment) => comment.issue === Number(issue)).map(shown), request, at.url),
    },
    {
      method: 'POST',
      path: /^issues\/(\d+)\/comments$/,
      answer(issue, { body }) {
        const text = commentText(body);
        if (text === null) return invalid;
        return json(201, shown(addComment(comments, Number(issue), text, at.login)));
      },
    },
    {
      method: 'PATCH',
      path: /^issues\/comments\/(\d+)$/,
      answer(id, { body }) {
        const text = commentText(body);
        if (text === null) return invalid;
        const comment = comments.find((candidate) => candidate.id === Number(id));
        if (!comment) return notFound;
        comment.body = text;
        return json(200, shown(comment));
      },
    },
    {
      method: 'DELETE',
      path: /^issues\/comments\/(\d+)$/,
      answer(id) {
        const at = comments.findIndex((candidate) => candidate.id === Number(id));
        if (at === -1) return notFound;
        comments.splice(at, 1);
        return noContent;
      },
    },
  ];

  function shown({ id, issue, body, login, at: createdAt = writtenAt, ...changed }: LoopbackComment) {
    const { url, owner, repo } = at;
    return {
      id,
      node_id: `IC_${id}`,
      url: `${url}/repos/${owner}/${repo}/issues/comments/${id}`,
      html_url: `${url}/${owner}/${repo}/pull/${issue}#issuecomment-${id}`,
      issue_url: `${url}/repos/${owner}/${repo}/issues/${issue}`,
      user: account(login, url),
      created_at: createdAt,
      updated_at: changed.updatedAt ?? changed.edited?.at ?? createdAt,
      author_association: 'NONE',
      body,
    };
  }
}

export function addComment(
  comments: LoopbackComment[],
  issue: number,
  body: string,
  login: string,
): LoopbackComment {
  const comment = { id: (comments.at(-1)?.id ?? 999) + 1, issue, body, login };
  comments.push(comment);
  return comment;
}

/** The text of a comment as GitHub takes it; null where it refuses. */
function commentText(body: unknown): string | null {
  const text = fieldOf(body, 'body');
  return typeof text === 'string' && text.length > 0 && text.length <= 65_536 ? text : null;
}
