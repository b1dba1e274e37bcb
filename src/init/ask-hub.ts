import { listFiles, modelInfo } from '@huggingface/hub';
import { type Dtype, dtypes } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { hubConnection } from '../models/hub/connection.ts';
import { hubEnvironment } from '../models/hub/environment.ts';
import { cachedRepository, commitPattern } from '../models/hub/snapshot.ts';
import { dtypesAmong, seesPictures } from '../models/onnx-files.ts';

/** What is known of a model on the Hub. */
export interface HubAnswer {
  /** Null where it could not be found out. */
  commit: string | null;
  /** Of its ONNX files. */
  dtypes: Dtype[];
  seesPictures: boolean;
  /** Why it could not be looked at; null where it was. */
  problem: string | null;
}

export type AskHub = (repository: string) => Promise<HubAnswer>;

const maxAnswerS = 15;
const maxEntries = 1_000;
const seen = ['text-generation', 'image-text-to-text', 'image-to-text', 'visual-question-answering'];

/**
 * Asks the cache, else the Hub, which ONNX files a model has, and at which commit. Nothing is fetched, and a Hub that
 * does not answer is asked once.
 *
 * @param offline ask the cache alone
 */
export function hubAsker(env: NodeJS.ProcessEnv, { offline }: { offline: boolean }): AskHub {
  const hub = hubEnvironment(env);
  let unreachable: string | null = offline
    ? 'it was not asked'
    : hub.offline && `${hub.offline} forbids to ask it`;
  return async (repository) => {
    const cached = cachedRepository(hub.cache, repository);
    const commit = await cached.commitOf('main');
    if (commit !== null) {
      const known = await Promise.all(dtypes.map((dtype) => cached.canRun(commit, dtype)));
      const there = dtypes.filter((_, index) => known[index]);
      if (there.length > 0) {
        const sees = await seesPictures(cached.snapshot(commit));
        return { commit, dtypes: there, seesPictures: sees, problem: null };
      }
    }
    if (unreachable !== null)
      return unknown(`the Hub could not say whether it has ONNX files: ${unreachable}`);
    try {
      return await asked(repository, hub);
    } catch (error) {
      const reason = error instanceof UserError ? error.message : 'it did not answer';
      if (!(error instanceof UserError)) unreachable = reason;
      return unknown(`the Hub could not say whether it has ONNX files: ${reason}`);
    }
  };
}

async function asked(repository: string, hub: ReturnType<typeof hubEnvironment>): Promise<HubAnswer> {
  const connection = hubConnection({
    ...hub,
    repository,
    revision: 'main',
    log: () => {},
    signal: AbortSignal.timeout(1000 * maxAnswerS),
    // Who waits at a terminal is told sooner.
    pause: () => Promise.reject(new Error('it did not answer')),
  });
  const request = { hubUrl: hub.endpoint, fetch: connection.fetch };
  const { sha, task } = await modelInfo({
    ...request,
    name: repository,
    revision: 'main',
    additionalFields: ['sha'],
  });
  if (!commitPattern.test(sha)) throw new UserError('it named no commit');
  if (task !== undefined && !seen.includes(task))
    return { ...unknown(`the Hub calls it a model for ${task}, which is no task here`), commit: sha };
  const graphs: string[] = [];
  const folders = { repo: repository, revision: sha, ...request };
  let hasOnnx = false;
  for await (const { type, path } of limited(listFiles(folders)))
    hasOnnx ||= type === 'directory' && path === 'onnx';
  if (hasOnnx)
    for await (const { path } of limited(listFiles({ ...folders, path: 'onnx' })))
      graphs.push(path.replace(/^onnx\//, ''));
  const sees = graphs.some((name) => name.startsWith('vision_encoder'));
  return {
    commit: sha,
    seesPictures: sees,
    dtypes: dtypesAmong(graphs, sees),
    problem: null,
  };
}

async function* limited<T>(entries: AsyncIterable<T>): AsyncGenerator<T> {
  let count = 0;
  for await (const entry of entries) {
    if (++count > maxEntries) return;
    yield entry;
  }
}

function unknown(problem: string): HubAnswer {
  return { commit: null, dtypes: [], seesPictures: false, problem };
}
