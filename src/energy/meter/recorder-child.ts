import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { systemClock } from '../clock.ts';
import type { Counter, CounterDescription } from '../counter.ts';
import { discoverCounters } from '../counters/discover.ts';
import type { Koffi } from '../counters/nvml/library.ts';
import { counterRecorder } from './counter-recorder.ts';
import type { Recorder } from './recorder.ts';
import type { CountersWanted, Reply, Request } from './recorder-messages.ts';

/**
 * The process that reads the counters: answers `Request`s on its IPC channel with `Reply`s, one at a time. It holds
 * the drivers' libraries too, so that one that hangs or crashes takes no check with it.
 */
let recorder: Recorder | null = null;

async function answer(request: Request): Promise<Reply> {
  if (request.kind === 'open') return open(request);
  if (recorder === null) throw new Error(`${request.kind} was asked for before any counters were opened`);
  switch (request.kind) {
    case 'begin':
      await recorder.begin();
      return { kind: 'begun' };
    case 'end':
      return { kind: 'ended', outcomes: await recorder.end(request.window) };
    case 'abandon':
      await recorder.abandon();
      return { kind: 'abandoned' };
    case 'conditions':
      return { kind: 'conditions', conditions: await recorder.conditions() };
  }
}

async function open({ nativeDirectory, ...wanted }: CountersWanted): Promise<Reply> {
  const { counters, unavailable } = await discoverCounters({
    ...wanted,
    loadKoffi: () => {
      if (nativeDirectory === null) throw new Error('its native part is not installed');
      return createRequire(path.join(nativeDirectory, 'package.json'))('koffi') as Koffi;
    },
  });
  recorder = counterRecorder({ counters, clock: { ...systemClock, sleep: pause } });
  return { kind: 'opened', counters: counters.map(description), unavailable };
}

const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/**
 * Sleeps without giving the thread away. For a few milliseconds that costs a tenth of a turn of the event loop, on
 * which nothing but the next request could be waiting; that comes as soon as the counters have updated.
 */
async function pause(seconds: number): Promise<void> {
  Atomics.wait(nobodyWakes, 0, 0, seconds * 1000);
}

/** A counter without what cannot cross to another process. */
function description(counter: Counter): CounterDescription {
  return JSON.parse(JSON.stringify(counter)) as CounterDescription;
}

process.on('message', async (request: Request) => {
  let reply: Reply;
  try {
    reply = await answer(request);
  } catch (error) {
    const { message } = error as Error;
    reply = { kind: 'failed', message, forUser: error instanceof UserError };
  }
  process.send?.(reply);
});
process.on('disconnect', () => process.exit());

try {
  // A model that keeps every core busy must not make the readings late. Only root may; others share fairly.
  setPriority(constants.priority.PRIORITY_HIGHEST);
} catch {
  // The readings' own times, and with them the stated uncertainty, are right all the same.
}
