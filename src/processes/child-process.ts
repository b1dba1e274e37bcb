import { fork, type Serializable } from 'node:child_process';
import { UserError } from '../errors.ts';
import { childEnvironment } from './environment.ts';
import { describeEnd, lastLines } from './process-end.ts';
import { killGroup } from './process-group.ts';

export interface Child<Request, Reply> {
  /** Of the process, and of the group that it leads. */
  pid: number;
  /**
   * Sends a request and waits until `done` accepts a reply; other replies go to `onReply`.
   *
   * @throws UserError where the process ends first, or the time is over. No process is left then.
   */
  request(
    message: Request,
    options: {
      timeoutS: number;
      what: string;
      done: (reply: Reply) => boolean;
      onReply?: (reply: Reply) => void;
    },
  ): Promise<Reply>;
  /** Ends the process and all that it started; resolves when it is gone. */
  end(): Promise<void>;
}

const keptStderrChars = 8_000;
const longestTimerMs = 2 ** 31 - 1;

/**
 * Starts a Node.js script as the leader of a process group of its own, so that it can be killed with all that
 * it started. It ends with this process at the latest.
 */
export function startChild<Request, Reply>(
  script: string,
  {
    who,
    env = {},
    log,
  }: {
    /** In errors, what the process is: "The model's process". */
    who: string;
    env?: NodeJS.ProcessEnv;
    log?: ((line: string) => void) | undefined;
  },
): Child<Request, Reply> {
  const child = fork(script, [], {
    env: childEnvironment(process.env, { env }),
    execArgv: [],
    detached: true,
    // Bytes stay bytes.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });

  let stderr = '';
  let unfinishedLine = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptStderrChars);
    const lines = (unfinishedLine + text).split('\n');
    unfinishedLine = (lines.pop() ?? '').slice(-keptStderrChars);
    if (log) for (const line of lines) log(line);
  });

  const killAll = () => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  process.once('exit', killAll);

  let ended = false;
  const end = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`));
    // What the process itself started goes with it, and with that the last holder of its stderr.
    child.once('exit', killAll);
    child.once('close', (code, signal) => resolve(describeEnd(code, signal, stderr)));
  }).then((how) => {
    ended = true;
    process.removeListener('exit', killAll);
    return how;
  });

  return {
    pid: child.pid ?? -1,
    async request(message, { timeoutS, what, done, onReply }) {
      let timer: NodeJS.Timeout | undefined;
      let onMessage: ((reply: unknown) => void) | undefined;
      const reply = new Promise<Reply>((resolve) => {
        onMessage = (reply) => (done(reply as Reply) ? resolve(reply as Reply) : onReply?.(reply as Reply));
        child.on('message', onMessage);
      });
      const tooLate = new Promise<'too late'>((resolve) => {
        timer = setTimeout(resolve, Math.min(timeoutS * 1000, longestTimerMs), 'too late');
      });
      try {
        // A process that ends before it takes the message is reported by its end.
        if (!ended) child.send(message as Serializable, () => undefined);
        const first = await Promise.race([
          reply.then((value) => ({ value })),
          tooLate,
          end.then((how) => ({ how })),
        ]);
        if (first === 'too late') {
          killAll();
          await end;
          throw new UserError(
            `${who} did not finish ${what} within ${timeoutS} s and was ended.${lastLines(stderr)}`,
          );
        }
        if ('how' in first) throw new UserError(`${who} ${first.how} during ${what}.${lastLines(stderr)}`);
        return first.value;
      } finally {
        clearTimeout(timer);
        if (onMessage) child.removeListener('message', onMessage);
      }
    },
    async end() {
      if (!ended) killAll();
      await end;
    },
  };
}
