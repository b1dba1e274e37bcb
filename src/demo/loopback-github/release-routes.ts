import { json, notFound, type Route } from './answer.ts';

export interface LoopbackRelease {
  tag: string;
  commit: string;
  /** The commit and those before it, the newest first. */
  history: string[];
  createdAt: string;
  prerelease?: boolean;
  assets: Map<string, string>;
}

/** Releases, and the commits that led to them. */
export function releaseRoutes(
  releases: readonly LoopbackRelease[],
  { url, root }: { url: string; root: string },
): Route[] {
  const commitOf = (ref: string) =>
    releases.find(({ tag, commit }) => tag === ref || commit === ref)?.commit ?? null;
  return [
    { method: 'GET', path: /^releases$/, answer: () => json(200, releases.map(shown)) },
    {
      method: 'GET',
      path: /^releases\/tags\/(.+)$/,
      answer(tag) {
        const at = releases.findIndex((release) => release.tag === tag);
        return at === -1 ? notFound : json(200, shown(releases[at]!, at));
      },
    },
    {
      method: 'POST',
      path: /^releases\/(\d+)\/assets$/,
      answer(id, { query, body }) {
        const release = releases[Number(id) - 1];
        if (!release || !query.name) return notFound;
        release.assets.set(query.name, JSON.stringify(body));
        return json(201, { id: 1, name: query.name, state: 'uploaded' });
      },
    },
    {
      method: 'GET',
      path: /^commits\/([^/]+)$/,
      answer(ref) {
        const sha = commitOf(ref);
        return sha === null ? notFound : json(200, { sha });
      },
    },
    {
      method: 'GET',
      path: /^commits$/,
      answer(_, { query }) {
        const { history } = releases.find(({ commit }) => commit === query.sha) ?? { history: [] };
        const [size, page] = [Number(query.per_page ?? 30), Number(query.page ?? 1)];
        return json(
          200,
          history.slice((page - 1) * size, page * size).map((sha) => ({ sha })),
        );
      },
    },
  ];

  function shown({ tag, createdAt, prerelease = false }: LoopbackRelease, at: number) {
    return {
      id: at + 1,
      tag_name: tag,
      draft: false,
      prerelease,
      created_at: createdAt,
      upload_url: `${url}${root.slice(url.length)}/releases/${at + 1}/assets{?name,label}`,
    };
  }
}
