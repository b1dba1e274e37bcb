import { execFile } from 'node:child_process';
import { lstat, open, realpath } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import { promisify } from 'node:util';
import { isObject } from '../datasets/jsonl.ts';
import { quoted } from '../datasets/shown.ts';
import { UserError } from '../errors.ts';

const run = promisify(execFile);

/** Files of a repository as they may be looked at: regular ones, tracked or not ignored, by paths with `/`. */
export interface RepositoryFiles {
  /** Absolute. */
  root: string;
  /** Bytes by path, sorted by path. */
  sizes: ReadonlyMap<string, number>;
  /** Whether files that may be looked at lie under a path. */
  isDirectory(path: string): boolean;
  /** Why not all was looked at; null where all was. */
  leftOut(): string | null;
  /** Whether there is time left to look at another file; where there is not, `leftOut` will say so. */
  hasTime(): boolean;
  /** The first bytes of a file as text; null where it cannot be read or there is no time left. */
  beginning(path: string, maxBytes: number): Promise<string | null>;
  /** The object in a small JSON file; null where there is none. */
  json(path: string): Promise<Record<string, unknown> | null>;
}

export interface LookingLimits {
  maxFiles: number;
  maxSeconds: number;
}

/** Repositories with more files, or slower disks, are looked at in part. */
const usual: LookingLimits = { maxFiles: 50_000, maxSeconds: 30 };
const maxJsonBytes = 2_000_000;
/** Where packages of others lie, whose models and examples are not the repository's. */
const foreign = /(?:^|\/)(?:node_modules|site-packages|\.venv|venv|__pycache__|\.cegi|\.dvc)\//;

/**
 * The files of the repository that git tracks or does not ignore. Symbolic links are not followed, nor is what lies
 * behind one.
 *
 * @throws UserError where there is no git repository
 */
export async function repositoryFiles(
  root: string,
  { maxFiles, maxSeconds }: LookingLimits = usual,
): Promise<RepositoryFiles> {
  const startMs = performance.now();
  const realRoot = await realpath(root);
  const listed = (await listedPaths(root)).filter((path) => path !== '' && !foreign.test(path));
  const sizes = new Map<string, number>();
  const straight = new Map<string, Promise<boolean>>();
  /** Whether a directory is where its path says, and not behind a link. */
  const isStraight = (directory: string) => {
    const known = straight.get(directory);
    if (known) return known;
    const expected = directory === '.' ? realRoot : join(realRoot, ...directory.split('/'));
    const found = realpath(join(root, directory)).then(
      (real) => real === expected,
      () => false,
    );
    straight.set(directory, found);
    return found;
  };
  let late = false;
  const hasTime = () => {
    late ||= performance.now() - startMs > 1000 * maxSeconds;
    return !late;
  };
  const paths = [...new Set(listed)].sort().slice(0, maxFiles);
  const together = 64;
  for (let from = 0; from < paths.length && hasTime(); from += together) {
    const some = paths.slice(from, from + together);
    const found = await Promise.all(
      some.map(async (path) => {
        const stats = await lstat(join(root, path)).catch(() => null);
        return stats?.isFile() && (await isStraight(posix.dirname(path))) ? stats.size : null;
      }),
    );
    for (const [index, path] of some.entries()) if (found[index] !== null) sizes.set(path, found[index]!);
  }
  const beginning = async (path: string, maxBytes: number) => {
    if (!hasTime() || !sizes.has(path)) return null;
    return firstBytes(join(root, path), maxBytes).catch(() => null);
  };
  return {
    root,
    sizes,
    hasTime,
    beginning,
    isDirectory(path) {
      for (const file of sizes.keys()) if (file.startsWith(`${path}/`)) return true;
      return false;
    },
    leftOut() {
      if (late) return `it took longer than ${maxSeconds} s`;
      return listed.length > paths.length ? `there are more than ${maxFiles} files` : null;
    },
    async json(path) {
      if ((sizes.get(path) ?? 0) > maxJsonBytes) return null;
      try {
        const data: unknown = JSON.parse((await beginning(path, maxJsonBytes)) ?? '');
        return isObject(data) ? data : null;
      } catch {
        return null;
      }
    },
  };
}

async function listedPaths(root: string): Promise<string[]> {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z'];
  try {
    // A repository's own settings must not start programs of its choice.
    const { stdout } = await run('git', ['-c', 'core.fsmonitor=false', ...list], {
      cwd: root,
      maxBuffer: 256 * 1024 * 1024,
      timeout: 60_000,
      env: { ...process.env, LC_ALL: 'C' },
    });
    return stdout.split('\0');
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') throw new UserError('git was not found; install it, then try again.');
    // It also refuses repositories that belong to somebody else.
    if (!/not a git repository/i.test(stderr))
      throw new UserError(`git cannot list the files here: ${quoted(stderr.trim() || String(error), 500)}`);
    throw new UserError(
      'Here is no git repository, and a check compares commits. Go to the root of yours, or run `git init` first.',
    );
  }
}

async function firstBytes(file: string, maxBytes: number): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A path with `/`, absolute as the system writes it. */
export function absolute(root: string, path: string): string {
  return join(root, path.replaceAll('/', sep));
}

/** Names that lie directly in each directory; the root is `.`. */
export function byDirectory(paths: Iterable<string>): Map<string, string[]> {
  const directories = new Map<string, string[]>();
  for (const path of paths) {
    const directory = posix.dirname(path);
    const names = directories.get(directory);
    if (names) names.push(posix.basename(path));
    else directories.set(directory, [posix.basename(path)]);
  }
  return directories;
}
