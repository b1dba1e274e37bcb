import { setTimeout as sleep } from 'node:timers/promises';
import { modelInfo } from '@huggingface/hub';
import type { Dtype } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { type HubConnection, hubConnection, Unreachable } from './hub/connection.ts';
import { download, inUnits, isThere, refuseUnlessRoom } from './hub/download.ts';
import { hubEnvironment } from './hub/environment.ts';
import { type HubFile, neededFiles } from './hub/needed-files.ts';
import { type CachedRepository, cachedRepository, commitPattern } from './hub/snapshot.ts';

export interface HubModelOptions {
  /** `org/name`. */
  repository: string;
  /** A commit, a tag or a branch; null for the newest of its main branch. */
  revision: string | null;
  dtype: Dtype;
  /** HF_TOKEN, HF_ENDPOINT, HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE. */
  env: NodeJS.ProcessEnv;
  log?: (line: string) => void;
  signal?: AbortSignal;
  /** Waits, or rejects where the signal is aborted. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface HubModel {
  /** Absolute directory that holds what an evaluation needs; its files may be links. */
  directory: string;
  /** What the revision is. */
  commit: string;
}

const newest = 'main';

/**
 * Fetches what running a model's ONNX files at a dtype needs from the Hugging Face Hub into the cache that it shares
 * with huggingface_hub, each file checked by its size and hash; what is there already is not fetched again. Where the
 * Hub cannot be reached, a pinned commit that is in the cache is used as it is.
 *
 * @throws UserError naming the repository, and what to do.
 */
export async function fetchHubModel(options: HubModelOptions): Promise<HubModel> {
  const { repository, dtype, signal = new AbortController().signal } = options;
  const revision = options.revision ?? newest;
  const log = (line: string) => options.log?.(`${repository}: ${line}`);
  const pause = options.pause ?? ((ms, aborted) => sleep(ms, undefined, { signal: aborted }));
  const hub = hubEnvironment(options.env);
  const cached = cachedRepository(hub.cache, repository);
  try {
    if (hub.offline !== null) return await fromCache(cached, revision, dtype, hub.offline);
    const connection = hubConnection({ ...hub, repository, revision, log, signal, pause });
    try {
      const commit = await commitOf(revision, { repository, endpoint: hub.endpoint }, connection);
      if (commit !== revision) {
        log(
          `revision "${revision}" is not pinned, and may change unseen; it is ${commit} now: write that as its \`revision\``,
        );
        await cached.remember(revision, commit);
      }
      const files = await neededFiles({ endpoint: hub.endpoint, repository, commit, dtype }, connection);
      await fetchFiles(files, commit, cached, { repository, endpoint: hub.endpoint, connection, log });
      return { directory: cached.snapshot(commit), commit };
    } catch (error) {
      if (!(error instanceof Unreachable) || !commitPattern.test(revision)) throw error;
      if (!(await cached.canRun(revision, dtype))) throw error;
      log(`${error.message}; it is used as it is in the cache`);
      return { directory: cached.snapshot(revision), commit: revision };
    }
  } catch (error) {
    if (signal.aborted) throw new UserError(`Fetching ${repository} from the Hub was cancelled.`);
    if (error instanceof UserError)
      throw new UserError(
        `Hub model ${repository}: ${error.message}${/[.!?]$/.test(error.message) ? '' : '.'}`,
      );
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(
      `Hub model ${repository}: the cache at ${path ?? hub.cache} cannot be used (${code}). Set HF_HUB_CACHE to a directory that can.`,
    );
  }
}

async function fromCache(
  cached: CachedRepository,
  revision: string,
  dtype: Dtype,
  because: string,
): Promise<HubModel> {
  const commit = await cached.commitOf(revision);
  if (commit !== null && (await cached.canRun(commit, dtype))) {
    return { directory: cached.snapshot(commit), commit };
  }
  throw new UserError(
    `revision "${revision}" is not in the cache (${cached.snapshot(commit ?? '…')}) with its ONNX files of dtype ${dtype}, and ${because} forbids to fetch it: unset that once, or copy the cache here`,
  );
}

/** The commit that a revision is now. */
async function commitOf(
  revision: string,
  { repository, endpoint }: { repository: string; endpoint: string },
  connection: HubConnection,
): Promise<string> {
  if (commitPattern.test(revision)) return revision;
  const request = { name: repository, revision, hubUrl: endpoint, fetch: connection.fetch };
  const { sha } = await modelInfo({ ...request, additionalFields: ['sha'] }).catch((error) => {
    if (error instanceof UserError) throw error;
    throw new UserError(`${endpoint} did not say what revision "${revision}" is`);
  });
  if (typeof sha === 'string' && commitPattern.test(sha)) return sha;
  throw new UserError(`${endpoint} did not say what revision "${revision}" is`);
}

async function fetchFiles(
  files: readonly HubFile[],
  commit: string,
  cached: CachedRepository,
  {
    repository,
    endpoint,
    connection,
    log,
  }: { repository: string; endpoint: string; connection: HubConnection; log: (line: string) => void },
): Promise<void> {
  const missing: HubFile[] = [];
  for (const file of files) {
    if (!(await cached.has(commit, file)) && !(await isThere(cached.blob(file), file))) missing.push(file);
  }
  if (missing.length > 0) {
    const bytes = missing.reduce((sum, { size }) => sum + size, 0);
    await refuseUnlessRoom(cached.snapshot(commit), bytes);
    log(`fetching ${missing.length} files, ${inUnits(bytes)}`);
  }
  for (const file of files) {
    if (await cached.has(commit, file)) continue;
    if (!(await isThere(cached.blob(file), file))) {
      const url = `${endpoint}/${repository}/resolve/${commit}/${file.path}`;
      await download(url, file, cached.blob(file), { connection, log });
    }
    await cached.link(commit, file);
  }
}
