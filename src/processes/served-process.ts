import { spawn } from 'node:child_process';
import { UserError } from '../errors.ts';
import { childEnvironment } from './environment.ts';
import { outputLines } from './output-lines.ts';
import { plainLine } from './plain-line.ts';
import { describeEnd, lastLines } from './process-end.ts';
import { endedChildrenCpuTimeS, endGroup, groupCpuTimes, guardGroup, killGroup } from './process-group.ts';

export interface ServedProcessOptions {
  command: readonly [string, ...string[]];
  /** Set beside what a child process may see of `from`. */
  env: NodeJS.ProcessEnv;
  /** Names of further variables of `from` that it may see. */
  passEnv: readonly string[];
  /** This process's environment. */
  from: NodeJS.ProcessEnv;
  /** Each line that the process writes, without control characters. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Absolute directory that it runs in; this process's own where it is left out. */
  directory?: string;
  /** Whether it is told lines on its stdin, which is empty otherwise. */
  hasInput?: boolean;
}

export interface ServedProcess {
  /** Of the process, and of the group that it leads. */
  pid: number;
  /** Resolves when it has ended, with how: "ended with exit code 1". */
  ended: Promise<string>;
  /** Whether it has ended by itself, with exit code 0. */
  succeeded(): boolean;
  /**
   * Once it has ended: CPU seconds, user and system, of the process and of what it started and waited for. Null where
   * that is not known: elsewhere than on Linux, or where it left processes behind. Children of this process that end
   * in the meantime are counted along.
   */
  cpuTimeS(): number | null;
  /** Writes a line to its stdin. */
  tell(line: string): void;
  /** The line that it wrote last, progress bars included; empty before the first. */
  lastLine(): string;
  /** The last lines that it wrote, as the end of a message; empty where there are none. */
  lastLines(): string;
  /** Ends the process and all that it started: first by SIGTERM, then, after some seconds, by SIGKILL. */
  end(): Promise<void>;
}

/** Servers write much while they go down, after the line that says why. */
const keptChars = 64_000;
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
  const cpuTimeBeforeS = endedChildrenCpuTimeS();
  const child = spawn(program, args, {
    env: childEnvironment(options.from, options),
    cwd: options.directory,
    detached: true,
    stdio: [options.hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  // A process that does not read is known by its end, or by the time that it takes.
  child.stdin?.on('error', () => undefined);
  let output = '';
  const streams = (['stdout', 'stderr'] as const).map((stream) => {
    const lines = outputLines((line) => {
      output = `${output}${line}\n`.slice(-keptChars);
      options.onLine?.(line, stream);
    });
    child[stream]?.setEncoding('utf8').on('data', lines.write);
    return lines;
  });

  let hasEnded = false;
  let succeeded = false;
  let cpuTimeS: number | null = null;
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const ended = exit.then(async ({ code, signal }) => {
    const cpuTimeAfterS = endedChildrenCpuTimeS();
    const pid = child.pid as number;
    const isAllWaitedFor = (await groupCpuTimes(pid)) === null;
    // What it started goes with it.
    killGroup(pid);
    hasEnded = true;
    succeeded = code === 0;
    if (isAllWaitedFor && cpuTimeBeforeS !== null && cpuTimeAfterS !== null) {
      cpuTimeS = cpuTimeAfterS - cpuTimeBeforeS;
    }
    // What escaped the group may hold the pipes open for ever.
    let timer: NodeJS.Timeout | undefined;
    const drained = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drainMs);
    });
    await Promise.race([closed, drained]);
    clearTimeout(timer);
    return describeEnd(code, signal, output);
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
    streams
      .map((lines) => lines.unfinished())
      .filter((line) => line !== '')
      .at(-1) ?? '';
  return {
    pid,
    ended,
    succeeded: () => succeeded,
    cpuTimeS: () => cpuTimeS,
    tell(line) {
      child.stdin?.write(`${line}\n`);
    },
    lastLine: () => currentLine() || (output.trimEnd().split('\n').at(-1) ?? ''),
    lastLines: () => lastLines(`${output}${currentLine()}\n`),
    async end() {
      // The number of a process that is gone may be another's by now.
      if (!hasEnded) await endGroup(pid, graceMs);
      await ended;
    },
  };
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
