import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { plainLine } from '../processes/plain-line.ts';
import { startServedProcess } from '../processes/served-process.ts';

export interface JavaProgram {
  /** Writes a line to its stdin. */
  tell(line: string): void;
  /** The next line of its stdout. @throws UserError where it ends first, or its time is over */
  nextLine(): Promise<string>;
  /** @throws UserError where it ends in failure, or its time is over */
  finished(): Promise<void>;
  /** Ends it, and all that it started. */
  end(): Promise<void>;
}

export interface JavaProgramOptions {
  /** In errors, what the program is: "METEOR". */
  who: string;
  /** Absolute. The program runs in its directory. */
  jar: string;
  /** Most memory of its heap, as -Xmx has it. */
  memory: string;
  args: readonly string[];
  /** This process's environment: where JAVA_HOME is set, its java is run, else the one of the PATH. */
  env: NodeJS.ProcessEnv;
  timeoutS: number;
  hasInput?: boolean;
}

/** More is no answer to anything that it is asked. */
const mostWaitingLines = 1_000_000;
const longestTimerMs = 2 ** 31 - 1;

/** @throws UserError where Java cannot be started */
export async function startJavaProgram(options: JavaProgramOptions): Promise<JavaProgram> {
  const { who, jar, env, timeoutS } = options;
  let lines: string[] = [];
  let read = 0;
  let wake = () => {};
  let stopped: string | undefined;
  const stop = (why: string) => {
    stopped ??= why;
    void program.end();
  };

  const program = await startServedProcess({
    // Numbers, letters' cases and text are read as in English, whatever the machine's language.
    command: [
      env.JAVA_HOME ? path.join(env.JAVA_HOME, 'bin', 'java') : 'java',
      `-Xmx${options.memory}`,
      '-Dfile.encoding=UTF-8',
      '-Duser.language=en',
      '-Duser.country=US',
      '-jar',
      jar,
      ...options.args,
    ],
    env: {},
    passEnv: [],
    from: env,
    directory: path.dirname(jar),
    hasInput: options.hasInput ?? false,
    onLine(line, stream) {
      if (stream !== 'stdout') return;
      if (lines.length - read >= mostWaitingLines) return stop('wrote without end');
      lines.push(line);
      wake();
    },
  }).catch((error: unknown) => {
    throw error instanceof UserError ? new UserError(`${who} is a Java program: ${error.message}`) : error;
  });

  let ended: string | undefined;
  void program.ended.then((how) => {
    ended = how;
    wake();
  });
  const timer = setTimeout(
    stop,
    Math.min(timeoutS * 1000, longestTimerMs),
    `did not finish within ${timeoutS} s`,
  );
  const failure = () => new UserError(`${who} ${stopped ?? ended}.${program.lastLines()}`);

  return {
    tell: program.tell,
    async nextLine() {
      for (;;) {
        if (stopped !== undefined) throw failure();
        const line = lines[read];
        if (line !== undefined) {
          read++;
          if (read === lines.length) [lines, read] = [[], 0];
          return line;
        }
        if (ended !== undefined) throw failure();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async finished() {
      await program.ended;
      clearTimeout(timer);
      if (stopped !== undefined || !program.succeeded()) throw failure();
    },
    async end() {
      clearTimeout(timer);
      await program.end();
    },
  };
}

/**
 * The jar that a variable of the environment names, as an absolute path.
 *
 * @param getIt where to get it and what must lie beside it, for the message
 * @throws UserError where it is not set, or names no file
 */
export async function findJar({
  who,
  variable,
  getIt,
  env,
}: {
  who: string;
  variable: string;
  getIt: string;
  env: NodeJS.ProcessEnv;
}): Promise<string> {
  const named = env[variable];
  if (!named) {
    throw new UserError(
      `${who} is a Java program that must be got first. ${getIt} Set ${variable} to its path.`,
    );
  }
  const jar = path.resolve(named);
  if (
    await stat(jar).then(
      (found) => found.isFile(),
      () => false,
    )
  )
    return jar;
  throw new UserError(`${variable} names ${plainLine(jar, 300)}, which is no file. ${getIt}`);
}
