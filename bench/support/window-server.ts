import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a meter said about one window of time. */
export interface MeteredWindow {
  /** Seconds of CLOCK_MONOTONIC: the moment after the window was begun, and that before it was ended. */
  startS: number;
  endS: number;
  /** Null where the meter said that it cannot tell. */
  energyJ: number | null;
  /** Half-width, of a meter that states one. */
  uncertaintyJ?: number;
}

/** A process that serves windows on its stdin and stdout, as `peers/windows.py` does. */
export interface WindowServer {
  /** Name and version of the meter. */
  meter: string;
  window(request: { delayS: number; lengthS: number }): Promise<MeteredWindow>;
  end(): void;
}

const startTimeoutMs = 120_000;
/** Beyond a window's own length: eco2AI looks through all processes and their files before it stops. */
const windowTimeoutMs = 60_000;
const keptStderrChars = 4000;

export async function startWindowServer(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<WindowServer> {
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const nextLine = linesOf(child, [command, ...args].join(' '));
  const { ready } = JSON.parse(await nextLine(startTimeoutMs)) as { ready: string };
  return {
    meter: ready,
    async window(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const answer = await nextLine((request.delayS + request.lengthS) * 1000 + windowTimeoutMs);
      return JSON.parse(answer) as MeteredWindow;
    },
    end: () => child.stdin.end(),
  };
}

/** Waits for the next line, one at a time; throws with what the process wrote to stderr where there is none. */
function linesOf(child: ChildProcess, what: string): (timeoutMs: number) => Promise<string> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptStderrChars);
  });
  const lines: string[] = [];
  let wake = () => {};
  let ended = false;
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  child.once('error', ({ message }) => {
    stderr += message;
  });
  child.once('close', () => {
    ended = true;
    wake();
  });
  return async (timeoutMs) => {
    if (lines.length === 0 && !ended) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, timeoutMs);
      });
      clearTimeout(timer);
    }
    const line = lines.shift();
    if (line !== undefined) return line;
    child.kill('SIGKILL');
    throw new Error(`${what} ${ended ? 'ended' : 'did not answer'}:\n${stderr}`);
  };
}
