import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Dtype } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { isDataOf, onnxFilesOf, onnxGraphNames } from '../onnx-files.ts';
import type { HubFile } from './needed-files.ts';

/**
 * A repository in the cache, laid out as huggingface_hub does
 * (https://huggingface.co/docs/huggingface_hub/guides/manage-cache): contents under `blobs/` by their hash, and a
 * directory for each commit under `snapshots/` whose files are links to them.
 */
export interface CachedRepository {
  /** Absolute path of the content with this hash. */
  blob(file: HubFile): string;
  /** Absolute directory of a commit's files. */
  snapshot(commit: string): string;
  /** Whether a commit's file is there, whole. */
  has(commit: string, file: HubFile): Promise<boolean>;
  /** Makes a commit's file a link to its content. */
  link(commit: string, file: HubFile): Promise<void>;
  /** Remembers what a branch or tag is, for later without the Hub. */
  remember(revision: string, commit: string): Promise<void>;
  /** The commit that a revision is, as far as the cache knows; null where it does not. */
  commitOf(revision: string): Promise<string | null>;
  /** Whether a commit can be run at a dtype from the cache alone. */
  canRun(commit: string, dtype: Dtype): Promise<boolean>;
}

export const commitPattern = /^[0-9a-f]{40}$/;

export function cachedRepository(cache: string, repository: string): CachedRepository {
  const root = join(cache, ['models', ...repository.split('/')].join('--'));
  const snapshot = (commit: string) => join(root, 'snapshots', commit);
  const blob = ({ hash }: HubFile) => join(root, 'blobs', hash.hex);
  const reference = (revision: string) => {
    if (revision.split('/').some((part) => part === '' || part === '.' || part === '..')) {
      throw new UserError(`"${revision}" is not a revision`);
    }
    return join(root, 'refs', revision);
  };
  return {
    blob,
    snapshot,
    has: (commit, file) => isWhole(join(snapshot(commit), file.path), file.size),
    async link(commit, file) {
      const link = join(snapshot(commit), file.path);
      const content = blob(file);
      await mkdir(dirname(link), { recursive: true });
      const fresh = `${link}.${randomUUID()}`;
      await symlink(relative(dirname(link), content), fresh).catch(() =>
        // Where links are not allowed, as on some Windows and network drives.
        copyFile(content, fresh),
      );
      await rename(fresh, link);
    },
    async remember(revision, commit) {
      const file = reference(revision);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.${process.pid}`, commit);
      await rename(`${file}.${process.pid}`, file).catch(() => rm(`${file}.${process.pid}`, { force: true }));
    },
    async commitOf(revision) {
      if (commitPattern.test(revision)) return revision;
      const text = await readFile(reference(revision), 'utf8').catch(() => '');
      return commitPattern.test(text.trim()) ? text.trim() : null;
    },
    async canRun(commit, dtype) {
      const directory = snapshot(commit);
      const files = await onnxFilesOf(join(directory, 'onnx'), dtype);
      const graphs = onnxGraphNames(dtype).filter((graph) => files.includes(graph));
      const needed = files.filter((file) => graphs.some((graph) => file === graph || isDataOf(file, graph)));
      const whole = await Promise.all(
        ['config.json', ...needed.map((file) => `onnx/${file}`)].map((file) =>
          isWhole(join(directory, file)),
        ),
      );
      return graphs.length > 0 && whole.every(Boolean);
    },
  };
}

async function isWhole(file: string, size?: number): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return false;
  return size === undefined ? found.size > 0 : found.size === size;
}
