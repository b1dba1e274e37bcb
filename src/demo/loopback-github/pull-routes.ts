import { type Answer, json, notFound, type RecordedRequest, type Route } from './answer.ts';

/** A pull request, open unless it is merged. */
export interface LoopbackPull {
  number: number;
  /** Its head's repository, `owner/name`; null once that is gone. */
  from: string | null;
  branch: string;
  headSha: string;
  base: { branch: string; sha: string };
  /** By which commits of the base, the last of which is that of the merge. */
  merged?: { by: readonly string[]; at: string };
}

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

/** Open pull requests, by their head or their number. */
export function pullRoutes(pulls: readonly LoopbackPull[], { root }: { root: string }): Route[] {
  return [
    {
      method: 'GET',
      path: /^pulls$/,
      answer(_, { query }) {
        const [owner, branch] = (query.head ?? '').split(':');
        const found = pulls.filter(
          (pull) => !pull.merged && pull.branch === branch && (pull.from ?? '').split('/')[0] === owner,
        );
        return json(200, found.map(shown));
      },
    },
    {
      method: 'GET',
      path: /^commits\/([0-9a-f]+)\/pulls$/,
      answer: (commit) => json(200, pulls.filter(({ merged }) => merged?.by.includes(commit)).map(shown)),
    },
    {
      method: 'GET',
      path: /^pulls\/(\d+)$/,
      answer(number) {
        const found = pulls.find((pull) => pull.number === Number(number));
        return found ? json(200, shown(found)) : notFound;
      },
    },
  ];

  function shown({ number, from, branch, headSha, base, merged }: LoopbackPull) {
    return {
      number,
      state: merged ? 'closed' : 'open',
      merged_at: merged?.at ?? null,
      url: `${root}/pulls/${number}`,
      head: { ref: branch, sha: headSha, repo: from === null ? null : { full_name: from } },
      base: { ref: base.branch, sha: base.sha },
    };
  }
}
