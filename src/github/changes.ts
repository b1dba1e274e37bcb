import type { TestMerge } from './checked-out.ts';

/** What a pull request or a push changes. Paths are relative to the repository's root, with `/`. */
export interface Changes {
  /** The merge base of a pull request; the commit before a push. */
  baseCommit: string;
  /** Of a renamed file, both names. */
  changedFiles: readonly string[];
  /** Why the list cannot be trusted to be whole, so that every model counts as changed; null where it is whole. */
  incomplete: string | null;
  /** Content of a file at the base; null where it is not there. */
  fileAtBase(path: string): Promise<string | null>;
  /**
   * Writes files as they are at the base, those of Git LFS with their content where git can have it.
   *
   * @param paths files and directories; null for all there are
   * @param directory absolute, empty; they lie under `tree` in it then
   * @throws UserError where the base is not at hand
   */
  checkOutBase(paths: readonly string[] | null, directory: string): Promise<void>;
}

/** The commits that are compared. */
export interface Span {
  /** Tried in this order: a branch's tip as it is now, then as the event knew it. */
  base: { branch: string | null; sha: string };
  head: string;
  /** The merge of the head into the base, where that is what is checked out: it is compared with what it is merged onto. */
  merge: TestMerge | null;
  /** A pull request is compared from the merge base, a push from the very commit before it. */
  from: 'merge-base' | 'base';
  pullRequest: number | null;
}

/** Nothing to compare with: every model counts as changed, and the head's own rules judge. */
export interface NoBase {
  changes: null;
  reason: string;
}
