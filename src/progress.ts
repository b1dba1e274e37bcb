/** Where a long run tells how far it is. */
export interface Progress {
  /** One lasting line. */
  line(text: string): void;
  /** A passing state: replaces the one before on a terminal; in a log it appears now and then. */
  state(text: string): void;
}

/** Between two passing states in a log, so that hours of work do not fill it. */
const logIntervalMs = 15_000;

/** Progress on a stream: an updated line on a terminal, plain lines elsewhere. */
export function streamProgress(
  stream: { write(text: string): unknown; isTTY?: boolean; columns?: number },
  now: () => number = Date.now,
): Progress {
  let shown = false;
  let lastStateMs = now();
  const clear = () => {
    if (shown) stream.write('\r\x1b[2K');
    shown = false;
  };
  return {
    line(text) {
      clear();
      stream.write(`${text}\n`);
    },
    state(text) {
      if (stream.isTTY) {
        clear();
        stream.write(text.slice(0, (stream.columns ?? 80) - 1));
        shown = true;
      } else if (now() - lastStateMs >= logIntervalMs) {
        lastStateMs = now();
        stream.write(`${text}\n`);
      }
    },
  };
}

/** "1 min 20 s", "45 s". */
export function inWords(durationS: number): string {
  const seconds = Math.max(0, Math.round(durationS));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
