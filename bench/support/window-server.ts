import { startLineProcess } from './line-process.ts';

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

/** Beyond a window's own length: eco2AI looks through all processes and their files before it stops. */
const windowTimeoutMs = 60_000;

export async function startWindowServer(...how: Parameters<typeof startLineProcess>): Promise<WindowServer> {
  const process = await startLineProcess(...how);
  return {
    meter: process.ready,
    async window(request) {
      const timeoutMs = (request.delayS + request.lengthS) * 1000 + windowTimeoutMs;
      return (await process.ask(JSON.stringify(request), timeoutMs)) as MeteredWindow;
    },
    end: process.end,
  };
}
