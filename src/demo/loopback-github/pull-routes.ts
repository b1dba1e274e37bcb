import { json, notFound, type Route } from './answer.ts';

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

/** Pull requests: those that are open by their head, all by their number, and those that are merged by their commits. */
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
