import { json, notFound, page, type Route } from './answer.ts';

export interface LoopbackFile {
  filename: string;
  previous_filename?: string;
}

export interface LoopbackComparison {
  mergeBase: string;
  /** The commit that the base's name stands for; the merge base where left out. */
  base?: string;
  files: LoopbackFile[];
  /** How the head lies to the base; diverged where left out. */
  status?: 'ahead' | 'identical';
}

const noBlob = '0'.repeat(40);

/** What changed between commits, and in pull requests. */
export function changeRoutes(
  {
    comparisons,
    pullFiles,
  }: {
    comparisons: { get(basehead: string): LoopbackComparison | undefined };
    pullFiles: Map<number, LoopbackFile[]>;
  },
  { url, root }: { url: string; root: string },
): Route[] {
  return [
    {
      method: 'GET',
      path: /^compare\/(.+)$/s,
      answer(basehead) {
        const found = comparisons.get(basehead);
        if (!found) return notFound;
        const here = `${root}/compare/${basehead}`;
        return json(200, {
          url: here,
          html_url: here,
          permalink_url: here,
          diff_url: `${here}.diff`,
          patch_url: `${here}.patch`,
          base_commit: commit(found.base ?? found.mergeBase),
          merge_base_commit: commit(found.mergeBase),
          status: found.status ?? 'diverged',
          ahead_by: 1,
          behind_by: 1,
          total_commits: 1,
          commits: [],
          // However many there are, GitHub lists this many.
          files: found.files.slice(0, 300).map(shown),
        });
      },
    },
    {
      method: 'GET',
      path: /^pulls\/(\d+)\/files$/,
      answer: (pull, request) => page((pullFiles.get(Number(pull)) ?? []).map(shown), request, url),
    },
  ];

  function shown(file: LoopbackFile) {
    const address = `${root}/contents/${encodeURIComponent(file.filename)}`;
    return {
      sha: noBlob,
      ...file,
      status: file.previous_filename ? 'renamed' : 'modified',
      additions: 1,
      deletions: 1,
      changes: 2,
      blob_url: address,
      raw_url: address,
      contents_url: address,
    };
  }

  function commit(sha: string) {
    const address = `${root}/commits/${sha}`;
    const who = { name: 'loopback', email: 'loopback@example.org', date: '2026-01-01T00:00:00Z' };
    return {
      sha,
      node_id: `C_${sha}`,
      url: address,
      html_url: address,
      comments_url: `${address}/comments`,
      commit: {
        url: `${root}/git/commits/${sha}`,
        author: who,
        committer: who,
        message: 'Change',
        comment_count: 0,
        tree: { sha: noBlob, url: `${root}/git/trees/${noBlob}` },
      },
      author: null,
      committer: null,
      parents: [],
    };
  }
}
