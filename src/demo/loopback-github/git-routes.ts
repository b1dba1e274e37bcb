import { type Answer, fieldOf, json, notFound, type RecordedRequest, type Route, refusal } from './answer.ts';
import { type GitObjects, signature, type TreeChange, type TreeEntry } from './git-objects.ts';

export interface GitLimits {
  /** Entries that a tree lists; GitHub's are 100,000. */
  treeEntries: number;
  /** Bytes of a file that can be read; GitHub's are 100 MB. */
  blobBytes: number;
  /** Bytes of a file that can be written; GitHub's are about 40 MB. */
  newBlobBytes: number;
}

export const githubLimits: GitLimits = {
  treeEntries: 100_000,
  blobBytes: 100_000_000,
  newBlobBytes: 40_000_000,
};

/** Bytes of a file that the JSON form of its contents holds. */
const contentsBytes = 1024 * 1024;

const sha1 = /^[0-9a-f]{40}$/;

/** The Git Data API of one repository, and the contents of its files. `root` is the repository's address. */
export function gitRoutes(git: GitObjects, { root, limits }: { root: string; limits: GitLimits }): Route[] {
  /** Git has nothing to say of a repository without a commit. */
  const unlessEmpty =
    (answer: Route['answer']): Route['answer'] =>
    (part, request) =>
      git.refs.size === 0 ? refusal(409, 'Git Repository is empty.') : answer(part, request);

  return [
    { method: 'GET', path: /^git\/ref\/(.+)$/, answer: unlessEmpty(getRef) },
    { method: 'POST', path: /^git\/refs$/, answer: unlessEmpty((_, { body }) => createRef(body)) },
    {
      method: 'PATCH',
      path: /^git\/refs\/(.+)$/,
      answer: unlessEmpty((ref, { body }) => updateRef(ref, body)),
    },
    { method: 'GET', path: /^git\/commits\/([0-9a-f]+)$/, answer: unlessEmpty(getCommit) },
    { method: 'POST', path: /^git\/commits$/, answer: unlessEmpty((_, { body }) => createCommit(body)) },
    { method: 'GET', path: /^git\/trees\/(.+)$/, answer: unlessEmpty(getTree) },
    { method: 'POST', path: /^git\/trees$/, answer: unlessEmpty((_, { body }) => createTree(body)) },
    { method: 'POST', path: /^git\/blobs$/, answer: unlessEmpty((_, { body }) => createBlob(body)) },
    { method: 'GET', path: /^contents\/(.*)$/s, answer: getContents },
  ];

  function getRef(name: string): Answer {
    const sha = git.refs.get(`refs/${name}`);
    return sha ? json(200, shownRef(`refs/${name}`, sha)) : notFound;
  }

  function createRef(body: unknown): Answer {
    const [ref, sha] = [fieldOf(body, 'ref'), fieldOf(body, 'sha')];
    if (typeof ref !== 'string' || !/^refs\/[^/]+\/./.test(ref)) {
      return refusal(422, 'Reference name must start with refs and have at least two slashes');
    }
    if (typeof sha !== 'string' || !git.commits.has(sha)) return refusal(422, 'Object does not exist');
    if (git.refs.has(ref)) return refusal(422, 'Reference already exists');
    git.refs.set(ref, sha);
    return json(201, shownRef(ref, sha));
  }

  function updateRef(name: string, body: unknown): Answer {
    const ref = `refs/${name}`;
    const sha = fieldOf(body, 'sha');
    const old = git.refs.get(ref);
    if (!old) return refusal(422, 'Reference does not exist');
    if (typeof sha !== 'string' || !git.commits.has(sha)) return refusal(422, 'Object does not exist');
    if (fieldOf(body, 'force') !== true && !git.isAncestor(old, sha)) {
      return refusal(422, 'Update is not a fast forward');
    }
    git.refs.set(ref, sha);
    return json(200, shownRef(ref, sha));
  }

  function getCommit(sha: string): Answer {
    return git.commits.has(sha) ? json(200, shownCommit(sha)) : notFound;
  }

  function createCommit(body: unknown): Answer {
    const [message, tree, parents = []] = ['message', 'tree', 'parents'].map((name) => fieldOf(body, name));
    if (typeof message !== 'string') return refusal(422, 'Invalid request.\n\n"message" wasn\'t supplied.');
    if (typeof tree !== 'string' || !git.trees.has(tree)) return refusal(422, 'Tree SHA does not exist');
    if (!Array.isArray(parents) || !parents.every((parent) => git.commits.has(parent))) {
      return refusal(422, 'Parent SHA does not exist or is not a commit object');
    }
    return json(201, shownCommit(git.writeCommit({ tree, parents, message })));
  }

  function getTree(name: string, { query }: RecordedRequest): Answer {
    const sha = git.trees.has(name) ? name : treeOf(name);
    if (!sha) return notFound;
    // Whatever its value.
    const recursive = query.recursive !== undefined;
    const listed = recursive ? git.entriesBelow(sha) : (git.trees.get(sha)?.entries() ?? []);
    const tree: object[] = [];
    let truncated = false;
    for (const [path, entry] of listed) {
      truncated = tree.length >= limits.treeEntries;
      if (truncated) break;
      tree.push(shownEntry(path, entry));
    }
    return json(200, { sha, url: `${root}/git/trees/${sha}`, tree, truncated });
  }

  function createTree(body: unknown): Answer {
    const [base = null, entries] = ['base_tree', 'tree'].map((name) => fieldOf(body, name));
    if (base !== null && (typeof base !== 'string' || !git.trees.has(base))) return notFound;
    if (!Array.isArray(entries) || entries.length === 0) return refusal(422, 'Invalid tree info');
    const changes: TreeChange[] = [];
    for (const entry of entries) {
      const change = treeChange(entry);
      if (typeof change === 'string') return refusal(422, change);
      if (change.entry === null && !(base && git.entryAt(base, change.path))) {
        return refusal(422, 'GitRPC::BadObjectState');
      }
      changes.push(change);
    }
    const sha = git.editTree(base, changes);
    const tree = [...git.trees.get(sha)!].map(([path, entry]) => shownEntry(path, entry));
    return json(201, { sha, url: `${root}/git/trees/${sha}`, tree, truncated: false });
  }

  /** The change, or what is wrong with it. */
  function treeChange(written: unknown): TreeChange | string {
    const [path, mode, type, sha, content] = ['path', 'mode', 'type', 'sha', 'content'].map((name) =>
      fieldOf(written, name),
    );
    if (typeof path !== 'string' || !/^[^/]+(\/[^/]+)*$/.test(path) || /(^|\/)\.{1,2}(\/|$)/.test(path)) {
      return 'tree.path contains a malformed path component';
    }
    if (sha === null) return { path, entry: null };
    if (typeof mode !== 'string' || !['100644', '100755', '040000', '160000', '120000'].includes(mode)) {
      return 'tree.mode is not valid';
    }
    const kind = mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
    if (type !== undefined && type !== kind) return 'tree.type does not fit tree.mode';
    if ((sha === undefined) === (content === undefined)) return 'Must supply either tree.sha or tree.content';
    if (typeof content === 'string' && kind === 'blob') {
      if (Buffer.byteLength(content) > limits.newBlobBytes) return tooLarge;
      return { path, entry: { mode, type: kind, sha: git.writeBlob(content) } };
    }
    const known = kind === 'tree' ? git.trees : kind === 'blob' ? git.blobs : git.commits;
    if (typeof sha !== 'string' || !known.has(sha)) return `tree.sha ${sha} is not a valid ${kind}`;
    return { path, entry: { mode, type: kind, sha } };
  }

  function createBlob(body: unknown): Answer {
    const [content, encoding = 'utf-8'] = ['content', 'encoding'].map((name) => fieldOf(body, name));
    if (typeof content !== 'string' || (encoding !== 'utf-8' && encoding !== 'base64')) {
      return refusal(422, 'Invalid request.');
    }
    const bytes = Buffer.from(content, encoding);
    if (bytes.length > limits.newBlobBytes) return refusal(422, tooLarge);
    const sha = git.writeBlob(bytes);
    return json(201, { sha, url: `${root}/git/blobs/${sha}` });
  }

  function getContents(path: string, { query, accept }: RecordedRequest): Answer {
    if (git.refs.size === 0) return refusal(404, 'This repository is empty.');
    const ref = query.ref ?? 'main';
    const tree = treeOf(ref);
    if (!tree) return refusal(404, `No commit found for the ref ${ref}`);
    const entry = git.entryAt(tree, path);
    if (!entry) return notFound;
    if (entry.type === 'tree') {
      const inside = [...git.trees.get(entry.sha)!].slice(0, 1000);
      return json(
        200,
        inside.map(([name, inner]) => shownFile(path ? `${path}/${name}` : name, inner, ref)),
      );
    }
    const blob = git.blobs.get(entry.sha);
    if (!blob) return notFound;
    if (blob.length > limits.blobBytes) return tooLargeToRead;
    if (/\braw\b/.test(accept)) {
      return {
        status: 200,
        headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
        body: blob,
      };
    }
    const whole = blob.length <= contentsBytes;
    return json(200, {
      ...shownFile(path, entry, ref),
      content: whole ? blob.toString('base64') : '',
      encoding: whole ? 'base64' : 'none',
    });
  }

  function treeOf(name: string): string | null {
    const commit = sha1.test(name)
      ? name
      : (git.refs.get(name) ?? git.refs.get(`refs/${name}`) ?? git.refs.get(`refs/heads/${name}`));
    return (commit && git.commits.get(commit)?.tree) || null;
  }

  function shownRef(ref: string, sha: string) {
    const object = { type: 'commit', sha, url: `${root}/git/commits/${sha}` };
    return { ref, node_id: nodeId('Ref', ref), url: `${root}/git/${ref}`, object };
  }

  function shownCommit(sha: string) {
    const { tree, parents, message } = git.commits.get(sha)!;
    const url = `${root}/git/commits/${sha}`;
    return {
      sha,
      node_id: nodeId('Commit', sha),
      url,
      html_url: url,
      author: signature,
      committer: signature,
      message,
      tree: { sha: tree, url: `${root}/git/trees/${tree}` },
      parents: parents.map((parent) => {
        const address = `${root}/git/commits/${parent}`;
        return { sha: parent, url: address, html_url: address };
      }),
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    };
  }

  function shownEntry(path: string, { mode, type, sha }: TreeEntry) {
    const size = git.blobs.get(sha)?.length;
    return {
      path,
      mode,
      type,
      sha,
      ...(size !== undefined && { size }),
      url: `${root}/git/${type}s/${sha}`,
    };
  }

  function shownFile(path: string, { type, sha }: TreeEntry, ref: string) {
    const url = `${root}/contents/${path}?ref=${encodeURIComponent(ref)}`;
    const gitUrl = `${root}/git/${type}s/${sha}`;
    return {
      name: path.split('/').at(-1),
      path,
      sha,
      size: git.blobs.get(sha)?.length ?? 0,
      type: type === 'tree' ? 'dir' : 'file',
      url,
      html_url: url,
      git_url: gitUrl,
      download_url: type === 'tree' ? null : url,
      _links: { self: url, git: gitUrl, html: url },
    };
  }
}

const tooLarge =
  'Sorry, your input was too large to process. Consider creating the blob in a local clone of the repository and then pushing it to GitHub.';

const tooLargeToRead = refusal(
  403,
  'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch.',
  { errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] },
);

function nodeId(kind: string, of: string): string {
  return Buffer.from(`${kind}:${of}`).toString('base64url');
}
