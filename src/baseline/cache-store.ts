import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readBaseline, readCalibration, type Stored } from './record.ts';
import { type BaselineKey, type BaselineStore, hashOf } from './store.ts';

export interface CacheStoreOptions {
  /** Unique for a run and its attempt: entries are immutable, so that each run writes one of its own. */
  runKey: string;
  warn(message: string): void;
  /** A cache service that stalls is given up after this. */
  timeoutMs?: number;
}

/**
 * Baselines and calibrations in the cache of GitHub Actions: there without any set-up, evicted after seven days without use.
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
    find: (key) => newest(placeOf(key), (path) => readBaseline(path, key)),

    async save(records) {
      const kept = records.map(({ key, baseline }) => store(placeOf(key), baseline));
      return (await Promise.all(kept)).every(Boolean);
    },

    findCalibration: (fingerprint) =>
      newest(calibrationPlace(fingerprint), (path) => readCalibration(path, fingerprint)),

    saveCalibration(calibration) {
      const place = calibrationPlace(calibration.hardwareFingerprint);
      return store(place, calibration, `-${calibration.runs.length}`);
    },

    async explainMissing(key) {
      return (
        `The cache holds no baseline of ${key.model} for this task, dataset and hardware ` +
        `(fingerprint ${key.hardwareFingerprint}). One is saved by a push to the default branch that runs this ` +
        'check on the same kind of machine; GitHub removes it after seven days without use. Machines that compress ' +
        'otherwise, because only one of them has zstd, do not find what the other saved.'
      );
    },
  };

  /** The newest entry of a place; null where there is none that can be used, which is warned of. */
  async function newest<T>(
    { what, prefix, renew }: Place,
    read: (path: string) => Promise<Stored<T>>,
  ): Promise<T | null> {
    const stored = await inTurn(() =>
      transfer(`read the ${what}`, async (cache, path) => {
        await cache.restoreCache([path], prefix, [prefix]);
        return read(path);
      }),
    );
    if (stored && 'record' in stored) return stored.record;
    if (stored && 'damaged' in stored) {
      warn(
        `The cached ${what} cannot be used: ${stored.damaged}. The check goes on without it; ` +
          `delete the cache entries that begin with ${prefix}, or ${renew}.`,
      );
    }
    return null;
  }

  /**
   * Whether the cache took it; where not, that was said.
   *
   * @param suffix tells several records of one run apart
   */
  async function store({ what, prefix }: Place, record: object, suffix = ''): Promise<boolean> {
    const taken = await inTurn(() =>
      transfer(`save the ${what}`, async (cache, path) => {
        await writeFile(path, JSON.stringify(record));
        const id = await cache.saveCache([path], `${prefix}${runKey}${suffix}`);
        if (id < 0) warn(`The ${what} was not saved: the cache did not take it (its message is above).`);
        return id >= 0;
      }),
    );
    return taken ?? false;
  }

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

/** What the entries of one record have in common. */
interface Place {
  /** What it is called. */
  what: string;
  /** Of the keys of its entries. The number in it is the version of this scheme: an entry of another is never found. */
  prefix: string;
  /** What replaces it. */
  renew: string;
}

function placeOf(key: BaselineKey): Place {
  const renew = 'let the default branch measure again';
  return { what: `baseline of ${key.model}`, prefix: `cegi-2-${hashOf(key)}-`, renew };
}

function calibrationPlace(fingerprint: string): Place {
  return {
    what: `calibration of hardware ${fingerprint}`,
    prefix: `cegi-2-calibration-${fingerprint}-`,
    renew: 'calibrate this machine again',
  };
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
  const directory = '.cegi-transfer';
  // A pull request may have put a file, or a link to elsewhere, in its place.
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  return join(directory, 'record.json').replaceAll('\\', '/');
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
