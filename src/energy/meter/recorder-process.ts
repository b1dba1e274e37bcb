import { UserError } from '../../errors.ts';
import { type Child, startChild } from '../../processes/child-process.ts';
import type { CounterDescription, UnavailableCounter } from '../counter.ts';
import { messageOf } from '../message-of.ts';
import type { Recorder } from './recorder.ts';
import type { CountersWanted, Reply, Request } from './recorder-messages.ts';

export interface RecorderProcessOptions extends CountersWanted {
  /** The script of the process: `bundleFile('recorder-child.js')`. */
  childScript: string;
  /** Environment variables that the process gets beside those that find libraries and devices. */
  env?: Record<string, string>;
  log?: (line: string) => void;
}

/** Drivers that were unloaded take seconds to start; what takes longer than this hangs. */
const openTimeoutS = 120;
const beginTimeoutS = 60;
/** Counters of a server elsewhere answer only once it has scraped again, which may take minutes. */
const endTimeoutS = 900;

/**
 * Finds counters and reads them in a process of their own, where nothing keeps them from being read in time. Should
 * that process end during a window, its energy is unknown; the next `begin` starts another process.
 *
 * @throws UserError where a counter that was asked for cannot be used.
 */
export async function recorderProcess(
  options: RecorderProcessOptions,
): Promise<{ recorder: Recorder; unavailable: UnavailableCounter[] }> {
  const { childScript, env = {}, log, ...wanted } = options;
  let child: Child<Request, Reply> | null = null;

  async function ask<K extends Reply['kind']>(
    request: Request,
    wanted: { kind: K; what: string; timeoutS: number },
  ): Promise<Extract<Reply, { kind: K }>> {
    const reply = await (child as Child<Request, Reply>).request(request, {
      ...wanted,
      done: ({ kind }) => kind === wanted.kind || kind === 'failed',
    });
    if (reply.kind !== 'failed') return reply as Extract<Reply, { kind: K }>;
    throw reply.forUser ? new UserError(reply.message) : new Error(reply.message);
  }

  async function open() {
    child = startChild<Request, Reply>(childScript, {
      who: 'The process that reads the counters',
      env,
      log,
    });
    try {
      return await ask(
        { kind: 'open', ...wanted },
        { kind: 'opened', what: 'looking for counters', timeoutS: openTimeoutS },
      );
    } catch (error) {
      await child.end();
      child = null;
      throw error;
    }
  }

  /** Ends a process of which it is not known what it still does. */
  async function giveUp(): Promise<void> {
    await child?.end();
    child = null;
  }

  const { counters, unavailable } = await open();
  const recorder: Recorder = {
    counters,
    async begin() {
      try {
        if (child === null) sameCounters(counters, (await open()).counters);
        await ask(
          { kind: 'begin' },
          { kind: 'begun', what: 'reading the counters', timeoutS: beginTimeoutS },
        );
      } catch (error) {
        await giveUp();
        log?.(messageOf(error));
      }
    },
    async end(window) {
      try {
        if (child === null) throw new Error('the counters could not be read when the round started');
        const { outcomes } = await ask(
          { kind: 'end', window },
          { kind: 'ended', what: 'reading the counters', timeoutS: endTimeoutS },
        );
        return outcomes;
      } catch (error) {
        await giveUp();
        return counters.map(() => ({ energyJ: null, reason: messageOf(error) }));
      }
    },
    async abandon() {
      if (child === null) return;
      try {
        await ask({ kind: 'abandon' }, { kind: 'abandoned', what: 'stopping', timeoutS: beginTimeoutS });
      } catch {
        await giveUp();
      }
    },
    async conditions() {
      if (child === null) return [];
      try {
        const reply = await ask(
          { kind: 'conditions' },
          { kind: 'conditions', what: "looking at the devices' conditions", timeoutS: beginTimeoutS },
        );
        return reply.conditions;
      } catch (error) {
        await giveUp();
        log?.(messageOf(error));
        return [];
      }
    },
    close: giveUp,
  };
  return { recorder, unavailable };
}

function sameCounters(before: readonly CounterDescription[], now: readonly CounterDescription[]): void {
  const ids = (counters: readonly CounterDescription[]) => counters.map(({ id }) => id).join(', ');
  if (ids(before) !== ids(now)) {
    throw new Error(`the counters changed: there were ${ids(before)}, there are ${ids(now) || 'none'}`);
  }
  for (const [index, { covers, settings = {} }] of now.entries()) {
    const { settings: earlier = {} } = before[index] as CounterDescription;
    const key = Object.keys({ ...earlier, ...settings }).find((each) => earlier[each] !== settings[each]);
    if (key === undefined) continue;
    const values = [earlier[key], settings[key]].map((value) => value ?? 'not told');
    throw new Error(`${covers}: the ${key} changed from ${values.join(' to ')}`);
  }
}
