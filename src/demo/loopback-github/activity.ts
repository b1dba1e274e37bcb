import { type Answer, json, notFound, type RecordedRequest } from './answer.ts';

/** A branch of any repository was moved. */
export interface LoopbackPush {
  /** `owner/name`. */
  repository: string;
  branch: string;
  before?: string;
  commit: string;
  at: string;
}

/** What happened to branches, the newest first: also of repositories other than the one that is served; null for another path. */
export function activity(
  pushes: readonly LoopbackPush[],
  { method, path, query }: RecordedRequest,
): Answer | null {
  const repository = /^\/repos\/([^/]+\/[^/]+)\/activity$/.exec(path)?.[1];
  if (method !== 'GET' || repository === undefined) return null;
  const there = pushes.filter((push) => push.repository === repository);
  if (there.length === 0) return notFound;
  const of = there
    .filter(({ branch }) => query.ref === undefined || query.ref === `refs/heads/${branch}`)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, Number(query.per_page ?? 30));
  return json(
    200,
    of.map(({ branch, before = '0'.repeat(40), commit, at }, id) => ({
      id,
      node_id: `PSH_${id}`,
      before,
      after: commit,
      ref: `refs/heads/${branch}`,
      timestamp: at,
      activity_type: 'push',
      actor: null,
    })),
  );
}
