import { fileStore } from './baseline/file-store.ts';
import type { BaselineStore } from './baseline/store.ts';
import type { Config } from './config/config.ts';
import type { Progress } from './progress.ts';

/** The store at a terminal: files, since neither the Actions cache nor a token for the branch is in reach. */
export function storeHere({ baseline }: Pick<Config, 'baseline'>, progress: Progress): BaselineStore {
  if (baseline.store === 'branch') {
    progress.line(
      `Only workflows use the branch ${baseline.branch}; baselines are kept in ${baseline.directory} here.`,
    );
  }
  return fileStore(baseline.directory, (text) => progress.line(`warning: ${text}`));
}
