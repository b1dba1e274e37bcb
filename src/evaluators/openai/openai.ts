import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAiConfig } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { plainLine } from '../../processes/plain-line.ts';
import { cpuTimeBetween, groupCpuTimes, groupListensOn } from '../../processes/process-group.ts';
import type { ServedProcess } from '../../processes/served-process.ts';
import type { Evaluator, Loaded } from '../evaluator.ts';
import { isElsewhere } from './elsewhere.ts';
import { answerItem, type ItemContext } from './item-answer.ts';
import { checkLengths, type Remark, remarksOn } from './pass-remarks.ts';
import { keyVariable } from './refusal.ts';
import { passOf, runItems } from './run-items.ts';
import { commandInWords, startServer, untilHealthy } from './served-model.ts';
import { serverClient } from './server-client.ts';
import { type ServerIdentity, serverIdentity } from './server-identity.ts';

export interface OpenAiOptions {
  /** The model's, in messages. */
  id: string;
  settings: OpenAiConfig;
  /** This process's environment: it may hold the server's key, and what a server that is started may see. */
  env: NodeJS.ProcessEnv;
  log?: (line: string) => void;
  /** Waits before a request is tried again; resolves early where the signal is aborted. */
  pause?: ItemContext['pause'];
  /** In [0, 1). */
  random?: () => number;
}

const loading = 'loading';
const longestTimerMs = 2 ** 31 - 1;
const lookTimeoutS = 10;
/** Between a connection that breaks and the news that its server has ended. */
const newsMs = 500;
const shownModels = 10;

/**
 * Runs a model on a server that speaks OpenAI's API, which it starts and ends where it is told how. Greedy, and in a way
 * that no pass gains from the server's memory of the one before, where the server knows such a way.
 *
 * An item that the server cannot answer fails alone. What would fail every item (a server that is gone, a key that it
 * does not know, a model that is not there) is one UserError that names the model, with the server's last lines where it
 * was started here. No process is left behind.
 */
export function openAiEvaluator(options: OpenAiOptions): Evaluator {
  const { id, settings, env, log } = options;
  const { url, serve } = settings;
  const key = env[keyVariable]?.trim() || null;
  const hideSecrets = secretHider(
    key,
    (serve?.passEnv ?? []).map((name) => env[name] ?? ''),
  );
  const client = serverClient({ url, connections: settings.concurrency, key, hideSecrets });
  const dialect: ItemContext['dialect'] = {
    current: { limit: 'max_tokens', seed: true, freshness: null },
  };
  const tell = (line: string) => log?.(`${id}: ${plainLine(line)}`);
  const told = new Set<string>();
  let operation: { what: string; controller: AbortController } | null = null;
  let isClosed = false;
  let starting: Promise<ServedProcess> | null = null;
  let served: ServedProcess | null = null;
  let howServerEnded: string | null = null;
  /** Whether the processes that were started here are the server, and not what asks for it elsewhere. */
  let isServerOurs = false;

  function tellOnce({ once, line }: Remark): void {
    if (once !== null && told.has(once)) return;
    if (once !== null) told.add(once);
    tell(line);
  }

  /** Runs one operation, and ends it as soon as the server has ended, the time is over, or the evaluator is closed. */
  async function during<Result>(
    what: string,
    timeoutS: number | null,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const controller = new AbortController();
    const { signal } = controller;
    operation = { what, controller };
    const timer =
      timeoutS === null
        ? undefined
        : setTimeout(
            () =>
              controller.abort(new UserError(`${what} did not finish within ${timeoutS} s and was ended.`)),
            Math.min(timeoutS * 1000, longestTimerMs),
          );
    try {
      if (isClosed) controller.abort(cancelled(what));
      const end = endOfServer(what);
      if (end) controller.abort(end);
      signal.throwIfAborted();
      return await work(signal);
    } catch (error) {
      if (served && !signal.aborted) await Promise.race([served.ended, sleep(newsMs)]);
      const cause = signal.aborted ? signal.reason : error;
      throw cause instanceof UserError
        ? new UserError(`Model "${id}": ${hideSecrets(cause.message)}`)
        : cause;
    } finally {
      clearTimeout(timer);
      operation = null;
    }
  }

  function cancelled(what: string): UserError {
    return new UserError(`${what} was cancelled.`);
  }

  /** That the server has ended, and how; null while it runs. */
  function endOfServer(what: string): UserError | null {
    if (served === null || howServerEnded === null) return null;
    return new UserError(`its server (${command()}) ${howServerEnded} during ${what}.${served.lastLines()}`);
  }

  /** Adds to an error that the server is the cause of what it wrote last, where it was started here. */
  async function withLastLines<Result>(work: Promise<Result>): Promise<Result> {
    return work.catch((error) => {
      throw error instanceof UserError
        ? new UserError(`${error.message}${served?.lastLines() ?? ''}`)
        : error;
    });
  }

  function command(): string {
    return serve === null ? '' : commandInWords(serve);
  }

  async function start(serve: NonNullable<OpenAiConfig['serve']>, signal: AbortSignal): Promise<void> {
    const startOptions = { serve, client, env, tell, isLoading: () => operation?.what === loading };
    starting = startServer(startOptions);
    const process = await starting;
    served = process;
    void process.ended.then((how) => {
      howServerEnded = how;
      operation?.controller.abort(endOfServer(operation.what));
    });
    signal.throwIfAborted();
    await untilHealthy(process, startOptions, signal);
  }

  async function identify(signal: AbortSignal): Promise<ServerIdentity> {
    const exchange = { timeoutS: lookTimeoutS, signal };
    const listed = await client.get('/models', exchange);
    if ('refusal' in listed && listed.refusal.isAboutKey) {
      throw new UserError(`${url} ${listed.refusal.reason}.`);
    }
    return serverIdentity('refusal' in listed ? null : listed, async (path) => {
      const page = await client.getFromRoot(path, exchange);
      return 'refusal' in page ? null : page.body;
    });
  }

  function checkModelName({ models, listsOnlySome }: ServerIdentity): void {
    if (models === null || models.length === 0 || listsOnlySome) return;
    const { model } = settings;
    // Names in Ollama have a tag, and this one where none is written.
    if (models.some((name) => name === model || name === `${model}:latest`)) return;
    const names = models.slice(0, shownModels).map((name) => `"${client.shown(name)}"`);
    const more = models.length - names.length;
    throw new UserError(
      `${url} has no model "${client.shown(model)}". It has ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}: set \`model\` to one of these.`,
    );
  }

  function itemContext(signal: AbortSignal, onRepeat: ItemContext['onRepeat']): ItemContext {
    return {
      client,
      settings,
      dialect,
      salt: randomUUID(),
      timeoutS: settings.requestTimeoutS,
      signal,
      pause: options.pause ?? pause,
      random: options.random ?? Math.random,
      onRepeat,
    };
  }

  /** One token for one word: what every item would fail for shows here, and a server that loads when it is asked loads. */
  async function tryOut(signal: AbortSignal): Promise<void> {
    const outcome = await answerItem(
      { id: 'trial', prompt: 'Hello' },
      {
        ...itemContext(signal, (reason) => tell(`a trial request is repeated: ${url} ${reason}`)),
        settings: { ...settings, maxNewTokens: 1 },
        timeoutS: Math.max(settings.requestTimeoutS, serve?.startTimeoutS ?? 0),
      },
    );
    if (outcome.kind === 'failed')
      throw new UserError(`a trial request to ${url} failed: ${outcome.failure}.`);
  }

  async function load(signal: AbortSignal): Promise<Loaded> {
    if (serve !== null) await start(serve, signal);
    const identity = await identify(signal);
    checkModelName(identity);
    dialect.current = { ...dialect.current, freshness: identity.freshness };
    await withLastLines(tryOut(signal));
    const elsewhere = await isElsewhere(url);
    if (served !== null) {
      isServerOurs = (await groupListensOn(served.pid, portOf(url))) === true;
      if (!isServerOurs)
        tell('its CPU time is not known: no process that was started here listens at its address');
    }
    return { device: settings.device, elsewhere, runtime: identity.runtime };
  }

  async function cpuTimes(): Promise<ReadonlyMap<number, number> | null> {
    return served !== null && isServerOurs ? groupCpuTimes(served.pid) : null;
  }

  async function end(): Promise<void> {
    const process = await starting?.catch(() => null);
    await process?.end();
    client.close();
  }

  return {
    load: () =>
      during(loading, null, load).catch(async (error) => {
        await end();
        throw error;
      }),
    pass: (items, onItem) =>
      during(`a pass over ${items.length} items`, settings.timeoutS, async (signal) => {
        const repeats: string[] = [];
        const context = itemContext(signal, (reason) => repeats.push(reason));
        const before = await cpuTimes();
        const run = runItems(items, {
          concurrency: settings.concurrency,
          answer: (item, runSignal) => answerItem(item, { ...context, signal: runSignal }),
          onItem,
          signal,
        });
        const outcomes = await withLastLines(run);
        const cpuTimeS = cpuTimeBetween(before, await cpuTimes());
        checkLengths(items, outcomes, settings);
        for (const remark of remarksOn(outcomes, repeats, settings)) tellOnce(remark);
        return { ...passOf(items, outcomes), cpuTimeS };
      }),
    async close() {
      isClosed = true;
      operation?.controller.abort(cancelled(operation.what));
      await end();
    },
  };
}

/** What a server was given besides, and is shorter, is no secret, and stands in many a word. */
const shortestSecret = 8;

/** What replaces secrets in a text by dots: the key, and what a server was given and may repeat. */
function secretHider(key: string | null, given: readonly string[]): (text: string) => string {
  const secrets = given.filter(({ length }) => length >= shortestSecret);
  if (key !== null) secrets.push(key);
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}
