import { fork, type Serializable } from 'node:child_process';
import { UserError } from '../errors.ts';

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

/** What a child process may see of this one's environment: what finds libraries and devices, and no secret. */
const passedOn =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_.*|TZ|LD_LIBRARY_PATH|DYLD_.*|CUDA_.*|NVIDIA_.*|OMP_.*|ORT_.*|VK_.*|XDG_.*|SYSTEMROOT|WINDIR|PATHEXT|USERPROFILE|LOCALAPPDATA)$/i;

const keptStderrChars = 8_000;
const shownLines = 10;
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
  const inherited = Object.entries(process.env).filter(([name]) => passedOn.test(name));
  const child = fork(script, [], {
    env: { ...Object.fromEntries(inherited), ...env },
    execArgv: [],
    detached: true,
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

  const killGroup = () => {
    try {
      if (process.platform === 'win32') child.kill('SIGKILL');
      else if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nothing of the group is left.
    }
  };
  process.once('exit', killGroup);

  let ended = false;
  const end = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`));
    // What the process itself started goes with it, and with that the last holder of its stderr.
    child.once('exit', killGroup);
    child.once('close', (code, signal) => resolve(describeEnd(code, signal, stderr)));
  }).then((how) => {
    ended = true;
    process.removeListener('exit', killGroup);
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
          killGroup();
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
      if (!ended) killGroup();
      await end;
    },
  };
}

/** 128 + a signal's number is how a shell, or a runtime, reports that signal. */
const [killed, aborted] = [137, 134];

function describeEnd(code: number | null, signal: string | null, stderr: string): string {
  const outOfHeap = /JavaScript heap out of memory|std::bad_alloc/.test(stderr);
  const end = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  if (signal === 'SIGKILL' || code === killed) return `${end} (usually the system, out of memory)`;
  if (outOfHeap) return `ran out of memory and ${end}`;
  if (signal === 'SIGABRT' || code === aborted) return `${end} (it aborted itself, often out of memory)`;
  return end;
}

const stackFrame = /^\s+at \S/;

/** What the process wrote last, without stacks: they would push out the line that says what happened. */
function lastLines(stderr: string): string {
  const lines = stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !stackFrame.test(line))
    .slice(-shownLines);
  return lines.length === 0 ? '' : ` Its last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
