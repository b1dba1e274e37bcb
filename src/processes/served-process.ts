import { spawn } from 'node:child_process';
import { UserError } from '../errors.ts';
import { childEnvironment } from './environment.ts';
import { plainLine } from './plain-line.ts';
import { describeEnd, lastLines } from './process-end.ts';
import { endGroup, guardGroup, killGroup } from './process-group.ts';

export interface ServedProcessOptions {
  command: readonly [string, ...string[]];
  /** Set beside what a child process may see of `from`. */
  env: NodeJS.ProcessEnv;
  /** Names of further variables of `from` that it may see. */
  passEnv: readonly string[];
  /** This process's environment. */
  from: NodeJS.ProcessEnv;
  /** Each line that the process writes, to stdout or stderr, without control characters. */
  onLine?: (line: string) => void;
}

export interface ServedProcess {
  /** Of the process, and of the group that it leads. */
  pid: number;
  /** Resolves when it has ended, with how: "ended with exit code 1". */
  ended: Promise<string>;
  /** The line that it wrote last, progress bars included; empty before the first. */
  lastLine(): string;
  /** The last lines that it wrote, as the end of a message; empty where there are none. */
  lastLines(): string;
  /** Ends the process and all that it started: first by SIGTERM, then, after some seconds, by SIGKILL. */
  end(): Promise<void>;
}

const keptChars = 8_000;
/** A runner that cancels a job gives 7.5 s in all. */
const graceMs = 3_000;
/** After its end, for the lines that are still on their way. */
const drainMs = 200;

/**
 * Starts a program that is not of this project, without a shell, as the leader of a process group of its own. Nothing
 * of it outlives this process.
 *
 * @throws UserError where it cannot be started.
 */
export async function startServedProcess(options: ServedProcessOptions): Promise<ServedProcess> {
  const [program, ...args] = options.command;
  const child = spawn(program, args, {
    env: childEnvironment(options.from, options),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const unfinished = new Map<string, string>();
  for (const stream of [child.stdout, child.stderr]) {
    const name = stream === child.stdout ? 'stdout' : 'stderr';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const lines = ((unfinished.get(name) ?? '') + text).split('\n');
      unfinished.set(name, (lines.pop() ?? '').slice(-keptChars));
      for (const line of lines.map(lastState)) {
        if (line === '') continue;
        output = `${output}${line}\n`.slice(-keptChars);
        options.onLine?.(line);
      }
    });
  }

  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      // What it started goes with it: the server is all of them.
      if (child.pid !== undefined) killGroup(child.pid);
      const tell = () => resolve(describeEnd(code, signal, output));
      // What escaped the group may hold the pipes open for ever.
      const timer = setTimeout(tell, drainMs);
      child.once('close', () => {
        clearTimeout(timer);
        tell();
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(new UserError(whyNotStarted(program, error))),
    );
  });
  const pid = child.pid as number;
  const unguard = guardGroup(pid);
  void ended.then(unguard);

  const currentLine = () =>
    [...unfinished.values()]
      .map(lastState)
      .filter((line) => line !== '')
      .at(-1) ?? '';
  return {
    pid,
    ended,
    lastLine: () => currentLine() || (output.trimEnd().split('\n').at(-1) ?? ''),
    lastLines: () => lastLines(`${output}${currentLine()}\n`),
    async end() {
      await endGroup(pid, graceMs);
      await ended;
    },
  };
}

/** What a progress bar, which draws over itself, shows last. */
function lastState(line: string): string {
  return plainLine(line.replace(/\r+$/, '').split('\r').at(-1) ?? '');
}

function whyNotStarted(program: string, error: NodeJS.ErrnoException): string {
  const name = plainLine(program, 200);
  switch (error.code) {
    case 'ENOENT':
      return `there is no program "${name}": install it, or write its absolute path.`;
    case 'EACCES':
      return `"${name}" may not be run: make it executable.`;
    default:
      return `"${name}" could not be started (${error.code ?? plainLine(error.message, 200)}).`;
  }
}
