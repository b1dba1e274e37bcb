import { lfsPointerBeginning } from '../models/lfs.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** What to say of a model whose weights Git LFS has not fetched. */
export const unfetched = 'its weights are Git LFS pointers here: `git lfs pull` before a check';

/** Whether one of these files is a Git LFS pointer. */
export async function hasPointer(files: RepositoryFiles, paths: readonly string[]): Promise<boolean> {
  for (const path of paths)
    if ((await files.beginning(path, lfsPointerBeginning.length)) === lfsPointerBeginning) return true;
  return false;
}
