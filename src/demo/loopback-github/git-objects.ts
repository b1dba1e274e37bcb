import { createHash } from 'node:crypto';

export interface TreeEntry {
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
}

export interface Commit {
  tree: string;
  parents: string[];
  message: string;
}

/** A path and what is to stand there; null for nothing. */
export type TreeChange = { path: string; entry: TreeEntry | null };

type Tree = Map<string, TreeEntry>;

/** Who commits, and when: a commit's hash is then its content's. */
export const signature = { name: 'loopback', email: 'loopback@example.org', date: '2026-01-01T00:00:00Z' };

/** Git's objects and branches in memory, under the hashes that git gives them. */
export class GitObjects {
  readonly blobs = new Map<string, Buffer>();
  readonly trees = new Map<string, Tree>();
  readonly commits = new Map<string, Commit>();
  /** Hashes of commits by full name: `refs/heads/main`. */
  readonly refs = new Map<string, string>();

  writeBlob(content: string | Buffer): string {
    const bytes = Buffer.from(content);
    const sha = hashOf('blob', bytes);
    this.blobs.set(sha, bytes);
    return sha;
  }

  writeTree(tree: Tree): string {
    const sorted = [...tree].sort(([a, { type: aType }], [b, { type: bType }]) =>
      // Git sorts directories as if their names ended with a slash.
      Buffer.compare(
        Buffer.from(aType === 'tree' ? `${a}/` : a),
        Buffer.from(bType === 'tree' ? `${b}/` : b),
      ),
    );
    const parts = sorted.flatMap(([name, { mode, sha }]) => [
      Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`),
      Buffer.from(sha, 'hex'),
    ]);
    const sha = hashOf('tree', Buffer.concat(parts));
    this.trees.set(sha, new Map(sorted));
    return sha;
  }

  /** The tree with changes at paths of any depth; a directory that is left empty goes. */
  editTree(base: string | null, changes: readonly TreeChange[]): string {
    const tree: Tree = new Map(base ? this.trees.get(base) : []);
    const below = new Map<string, TreeChange[]>();
    for (const { path, entry } of changes) {
      const slash = path.indexOf('/');
      if (slash < 0) {
        if (entry) tree.set(path, entry);
        else tree.delete(path);
        continue;
      }
      const name = path.slice(0, slash);
      const rest = below.get(name) ?? [];
      rest.push({ path: path.slice(slash + 1), entry });
      below.set(name, rest);
    }
    for (const [name, inner] of below) {
      const old = tree.get(name);
      const sha = this.editTree(old?.type === 'tree' ? old.sha : null, inner);
      if (this.trees.get(sha)!.size === 0) tree.delete(name);
      else tree.set(name, { mode: '040000', type: 'tree', sha });
    }
    return this.writeTree(tree);
  }

  writeCommit(commit: Commit): string {
    const seconds = Date.parse(signature.date) / 1000;
    const who = `${signature.name} <${signature.email}> ${seconds} +0000`;
    const lines = [
      `tree ${commit.tree}`,
      ...commit.parents.map((parent) => `parent ${parent}`),
      `author ${who}`,
      `committer ${who}`,
      '',
      commit.message,
    ];
    const sha = hashOf('commit', Buffer.from(lines.join('\n')));
    this.commits.set(sha, commit);
    return sha;
  }

  /** What stands at a path below a tree; null for nothing. */
  entryAt(tree: string, path: string): TreeEntry | null {
    let entry: TreeEntry | null = { mode: '040000', type: 'tree', sha: tree };
    for (const name of path.split('/').filter((part) => part !== '')) {
      entry = (entry?.type === 'tree' && this.trees.get(entry.sha)?.get(name)) || null;
    }
    return entry;
  }

  /** Every entry below a tree with its whole path; directories before what they hold. */
  *entriesBelow(tree: string, prefix = ''): Generator<[string, TreeEntry]> {
    for (const [name, entry] of this.trees.get(tree) ?? []) {
      yield [prefix + name, entry];
      if (entry.type === 'tree') yield* this.entriesBelow(entry.sha, `${prefix}${name}/`);
    }
  }

  /** Whether a commit can be reached from another. */
  isAncestor(ancestor: string, of: string): boolean {
    const seen = new Set<string>();
    const open = [of];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === ancestor) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(this.commits.get(next)?.parents ?? []));
    }
    return false;
  }

  /** Commits text files onto a branch, which is made where it is not there; null deletes a file. */
  commitFiles(branch: string, files: Record<string, string | null>, message = 'Change'): string {
    const parent = this.refs.get(`refs/heads/${branch}`);
    const changes = Object.entries(files).map(([path, content]) => ({
      path,
      entry:
        content === null ? null : { mode: '100644', type: 'blob' as const, sha: this.writeBlob(content) },
    }));
    const base = parent ? this.commits.get(parent)!.tree : null;
    const commit = { tree: this.editTree(base, changes), parents: parent ? [parent] : [], message };
    const sha = this.writeCommit(commit);
    this.refs.set(`refs/heads/${branch}`, sha);
    return sha;
  }

  /** The text files of a branch by path; none where there is no such branch. */
  filesOf(branch: string): Map<string, string> {
    const commit = this.refs.get(`refs/heads/${branch}`);
    if (!commit) return new Map();
    const blobs = [...this.entriesBelow(this.commits.get(commit)!.tree)].filter(
      ([, { type }]) => type === 'blob',
    );
    return new Map(blobs.map(([path, { sha }]) => [path, this.blobs.get(sha)!.toString()]));
  }
}

function hashOf(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}
