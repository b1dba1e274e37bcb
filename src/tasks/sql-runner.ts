import { Worker } from 'node:worker_threads';
import { bundleFile } from '../native/bundle-file.ts';
import type { SqlOutcome, SqlQuery } from './sql-query.ts';

/** Asks databases what hostile queries ask them, one at a time. */
export interface SqlRunner {
  /** Never rejects because of a query: one that fails, takes too long or gives too much has `error`. */
  run(query: SqlQuery): Promise<SqlOutcome>;
  /** May be called at any time, and more than once; a query that is under way then rejects. */
  close(): Promise<void>;
}

const loadTimeoutS = 60;

/** @param timeoutS wall time for one query, with the making of its database */
export function openSqlRunner({ timeoutS = 5 }: { timeoutS?: number } = {}): SqlRunner {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  const refuseWhenClosed = () => {
    if (closed) throw new Error('the SQL runner is closed');
  };

  const end = async () => {
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };

  const start = async () => {
    const starting = startWorker();
    worker = starting;
    starting.once('exit', () => {
      if (worker === starting) worker = undefined;
    });
    const ready = await reply(starting, loadTimeoutS);
    refuseWhenClosed();
    if ('lost' in ready) {
      await end();
      throw new Error(`SQLite could not be started: ${ready.lost}`);
    }
  };

  const runNow = async (query: SqlQuery): Promise<SqlOutcome> => {
    refuseWhenClosed();
    if (!worker) await start();
    const answered = reply(worker!, timeoutS);
    worker!.postMessage(query);
    const answer = await answered;
    refuseWhenClosed();
    if ('message' in answer) return answer.message as SqlOutcome;
    await end();
    return { error: answer.lost };
  };

  return {
    run(query) {
      const outcome = last.then(() => runNow(query));
      last = outcome.catch(() => {});
      return outcome;
    },
    async close() {
      closed = true;
      await end();
    },
  };
}

function startWorker(): Worker {
  const worker = new Worker(bundleFile('sql-worker.js'), {
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  });
  // An error is an answer for the query that met it; one that comes later, while the worker ends, is nobody's.
  worker.on('error', () => {});
  worker.unref();
  return worker;
}

/** The worker's next message, or why there will be none. The worker keeps the process alive only so long. */
function reply(worker: Worker, timeoutS: number): Promise<{ message: unknown } | { lost: string }> {
  return new Promise((resolve) => {
    const settle = (answer: { message: unknown } | { lost: string }) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit).unref();
      resolve(answer);
    };
    const onMessage = (message: unknown) => settle({ message });
    const onError = (error: Error) => settle({ lost: `ended its worker: ${error.message}` });
    const onExit = () => settle({ lost: 'ended its worker' });
    // Timers come before messages: after a busy spell of this thread, an answer may be waiting behind the timer.
    const timer = setTimeout(
      () => setImmediate(() => settle({ lost: `timed out after ${timeoutS} s` })),
      1000 * timeoutS,
    );
    worker.on('message', onMessage).on('error', onError).on('exit', onExit).ref();
  });
}
