import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process that answers each line on its stdin with a line of JSON on its stdout, the first one unasked. */
export interface LineProcess {
  pid: number;
  /** What its first line says under `ready`: name and version. */
  ready: string;
  ask(line: string, timeoutMs?: number): Promise<unknown>;
  end(): void;
}

/** Python packages with their own dependencies take their time. */
const defaultTimeoutMs = 120_000;
const keptStderrChars = 4000;

export async function startLineProcess(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<LineProcess> {
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const nextLine = linesOf(child, [command, ...args].join(' '));
  const { ready } = JSON.parse(await nextLine(defaultTimeoutMs)) as { ready: string };
  return {
    pid: child.pid as number,
    ready,
    async ask(line, timeoutMs = defaultTimeoutMs) {
      child.stdin.write(`${line}\n`);
      return JSON.parse(await nextLine(timeoutMs));
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
