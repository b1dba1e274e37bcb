import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mismatches, readStored } from './record.ts';
import { type BaselineStore, hashOf } from './store.ts';

export interface CacheStoreOptions {
  /** Unique for a run and its attempt: entries are immutable, so that each run writes one of its own. */
  runKey: string;
  warn(message: string): void;
  /** A cache service that stalls is given up after this. */
  timeoutMs?: number;
}

/**
 * Baselines in the cache of GitHub Actions: there without any set-up, evicted after seven days without use.
 *
 * A pull request reads the entries of its base and of the default branch, so `save` belongs to runs of those. It also
 * reads those that its own runs made: code that gets hold of the runtime's token could plant one, for itself alone.
 */
export function cacheStore({ runKey, warn, timeoutMs = 120_000 }: CacheStoreOptions): BaselineStore {
  // One transfer at a time: all go through one directory.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };

  return {
    find: (key) =>
      inTurn(async () => {
        const prefix = prefixOf(hashOf(key));
        const stored = await transfer(`read the baseline of ${key.model}`, async (cache, path) => {
          await cache.restoreCache([path], prefix, [prefix]);
          return readStored(path);
        });
        if (!stored || 'missing' in stored) return null;
        const differs = 'baseline' in stored ? mismatches(key, stored.baseline.measurement) : [];
        if ('baseline' in stored && differs.length === 0) return stored.baseline;
        const damage =
          'damaged' in stored ? stored.damaged : `it belongs to another ${differs.join(' and ')}`;
        warn(
          `The cached baseline of ${key.model} cannot be used: ${damage}. The check goes on without it; ` +
            `delete the cache entries that begin with ${prefix}, or let the default branch measure again.`,
        );
        return null;
      }),

    save: (key, baseline) =>
      inTurn(async () => {
        await transfer(`save the baseline of ${key.model}`, async (cache, path) => {
          await writeFile(path, JSON.stringify(baseline));
          const id = await cache.saveCache([path], `${prefixOf(hashOf(key))}${runKey}`);
          if (id < 0) {
            warn(
              `The baseline of ${key.model} was not saved: the cache did not take it (its message is above).`,
            );
          }
        });
      }),

    // TODO-H3
    findCalibration: async () => null,
    saveCalibration: async () => {},

    async explainMissing(key) {
      return (
        `The cache holds no baseline of ${key.model} for this task, dataset and hardware ` +
        `(fingerprint ${key.hardwareFingerprint}). One is saved by a push to the default branch that runs this ` +
        'check on the same kind of machine; GitHub removes it after seven days without use.'
      );
    },
  };

  /** Runs one exchange with the cache; null, with a warning, where it cannot be had. */
  async function transfer<T>(
    what: string,
    work: (cache: typeof import('@actions/cache'), path: string) => Promise<T>,
  ): Promise<T | null> {
    try {
      const path = await freshPath();
      // Loaded here because it is heavy, and most commands never need it.
      const cache = await import('@actions/cache');
      if (!cache.isFeatureAvailable()) throw new Error('there is no cache service here');
      try {
        return await within(timeoutMs, work(cache, path));
      } finally {
        await rm(dirname(path), { recursive: true, force: true });
      }
    } catch (error) {
      warn(`The cache could not ${what}: ${(error as Error).message}. The check goes on without it.`);
      return null;
    }
  }
}

/** The number is the version of this scheme: an entry of another is never found. */
function prefixOf(hash: string): string {
  return `cegi-1-${hash}-`;
}

/**
 * An empty place for the file, relative to the workspace: the service keeps entries apart by the path as it is
 * written here, and the archive holds it relative to the workspace, which differs between machines.
 */
async function freshPath(): Promise<string> {
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  if ((await realpath(workspace)) !== (await realpath(process.cwd()))) {
    throw new Error(`the cache works from the workspace ${workspace} only, not from ${process.cwd()}`);
  }
  const directory = '.cegi-baseline-transfer';
  // A pull request may have put a file, or a link to elsewhere, in its place.
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  return join(directory, 'baseline.json').replaceAll('\\', '/');
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
