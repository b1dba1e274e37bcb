import { json, noContent, notFound, page, type Route, refusal } from './answer.ts';
import type { LoopbackComparison } from './change-routes.ts';

export interface LoopbackRelease {
  tag: string;
  commit: string;
  /** The commit and those before it, the newest first. */
  history: string[];
  createdAt: string;
  prerelease?: boolean;
  assets: Map<string, string>;
}

/** Where files are uploaded, before the path of a repository. */
export const uploads = '/api/uploads';

const taken = { resource: 'ReleaseAsset', code: 'already_exists', field: 'name' };

/** How a commit or a tag lies to a commit that a release is of, by its history; undefined where neither led to it. */
export function lineage(
  releases: readonly LoopbackRelease[],
  basehead: string,
): LoopbackComparison | undefined {
  const [base, head] = basehead.split('...');
  const sha = releases.find(({ tag }) => tag === base)?.commit ?? base!;
  const age = releases.find(({ commit }) => commit === head)?.history.indexOf(sha) ?? -1;
  if (age === -1) return undefined;
  return { mergeBase: sha, files: [], status: age === 0 ? 'identical' : 'ahead' };
}

/** Releases, and the commits that led to them. */
export function releaseRoutes(
  releases: readonly LoopbackRelease[],
  { url, root }: { url: string; root: string },
): Route[] {
  const commitOf = (ref: string) =>
    releases.find(({ tag, commit }) => tag === ref || commit === ref)?.commit ?? null;
  return [
    {
      method: 'GET',
      path: /^releases$/,
      answer: (_, request) => page(releases.map(shown), request, url),
    },
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
        if (release.assets.has(query.name)) return refusal(422, 'Validation Failed', { errors: [taken] });
        release.assets.set(query.name, JSON.stringify(body));
        return json(201, shownAssets(release).at(-1));
      },
    },
    {
      method: 'DELETE',
      path: /^releases\/assets\/(\d+)$/,
      answer(id) {
        for (const release of releases) {
          const found = shownAssets(release).find((asset) => asset.id === Number(id));
          if (found) release.assets.delete(found.name);
          if (found) return noContent;
        }
        return notFound;
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

  /** An empty file is one whose upload broke off. */
  function shownAssets(release: LoopbackRelease) {
    const first = 1 + 100 * releases.indexOf(release);
    return [...release.assets].map(([name, text], i) => ({
      id: first + i,
      name,
      size: Buffer.byteLength(text),
      state: text === '' ? 'starter' : 'uploaded',
    }));
  }

  function shown(release: LoopbackRelease, at: number) {
    const { tag, createdAt, prerelease = false } = release;
    return {
      id: at + 1,
      assets: shownAssets(release),
      tag_name: tag,
      draft: false,
      prerelease,
      created_at: createdAt,
      // At a place of their own, as on an Enterprise Server.
      upload_url: `${url}${uploads}${root.slice(url.length)}/releases/${at + 1}/assets{?name,label}`,
    };
  }
}
