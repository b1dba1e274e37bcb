import { Worker } from 'node:worker_threads';
import { bundleFile } from '../native/bundle-file.ts';
import type {
  SqlComparison,
  SqlCosts,
  SqlDatabase,
  SqlFailure,
  SqlOutcome,
  SqlQuery,
  SqlRequest,
} from './sql-query.ts';

/** Asks databases what hostile queries ask them, one at a time. */
export interface SqlRunner {
  /** Never rejects because of a query: one that fails, takes too long or gives too much has `error`. */
  run(query: SqlQuery): Promise<SqlOutcome>;
  /** What two queries cost; `error` where either fails or takes too long, in any of its runs. */
  compare(comparison: SqlComparison): Promise<SqlCosts | SqlFailure>;
  /** May be called at any time, and more than once; a query that is under way then rejects. */
  close(): Promise<void>;
}

const loadTimeoutS = 60;

/** @param timeoutS wall time for one run of a query, with the making of its database but not the reading of its file */
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

  const ask = async (request: SqlRequest, limitS: number): Promise<object> => {
    refuseWhenClosed();
    if (!worker) await start();
    const answered = reply(worker!, limitS);
    worker!.postMessage(request);
    const answer = await answered;
    refuseWhenClosed();
    if ('message' in answer) return answer.message as object;
    await end();
    return { error: answer.lost };
  };

  const askAbout = async (database: SqlDatabase, request: SqlRequest, limitS: number): Promise<object> => {
    if ('file' in database) {
      const opened = await ask({ kind: 'open', file: database.file }, loadTimeoutS);
      if ('error' in opened)
        return { error: `the database cannot be opened: ${opened.error}`, unopened: true };
    }
    return ask(request, limitS);
  };

  const inTurn = <T>(action: () => Promise<object>): Promise<T> => {
    const answer = last.then(action);
    last = answer.catch(() => {});
    return answer as Promise<T>;
  };

  return {
    run: (query) => inTurn(() => askAbout(query.database, { kind: 'run', ...query }, timeoutS)),
    compare(comparison) {
      const runs = 2 * (comparison.repetitions + 1);
      return inTurn(() => askAbout(comparison.database, { kind: 'compare', ...comparison }, runs * timeoutS));
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
