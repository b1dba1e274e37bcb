import { json, type Route } from './answer.ts';

/** An open pull request. */
export interface LoopbackPull {
  number: number;
  /** Its head's repository, `owner/name`; null once that is gone. */
  from: string | null;
  branch: string;
  headSha: string;
  base: { branch: string; sha: string };
}

/** Open pull requests, by their head. */
export function pullRoutes(pulls: readonly LoopbackPull[], { root }: { root: string }): Route[] {
  return [
    {
      method: 'GET',
      path: /^pulls$/,
      answer(_, { query }) {
        const [owner, branch] = (query.head ?? '').split(':');
        const found = pulls.filter(
          (pull) => pull.branch === branch && (pull.from ?? '').split('/')[0] === owner,
        );
        return json(200, found.map(shown));
      },
    },
  ];

  function shown({ number, from, branch, headSha, base }: LoopbackPull) {
    return {
      number,
      state: 'open',
      url: `${root}/pulls/${number}`,
      head: { ref: branch, sha: headSha, repo: from === null ? null : { full_name: from } },
      base: { ref: base.branch, sha: base.sha },
    };
  }
}
