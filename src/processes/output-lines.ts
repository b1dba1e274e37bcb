import { plainLine } from './plain-line.ts';

/** Longest unfinished line that is kept. */
const keptChars = 8_000;

export interface OutputLines {
  /** Takes what a process wrote, cut anywhere. */
  write(text: string): void;
  /** The line that has not ended yet, as it looks now; empty where there is none. */
  unfinished(): string;
}

/** Cuts what a process writes into plain lines, without the empty ones. */
export function outputLines(onLine: (line: string) => void): OutputLines {
  let rest = '';
  return {
    write(text) {
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(-keptChars);
      for (const line of lines.map(lastState)) if (line !== '') onLine(line);
    },
    unfinished: () => lastState(rest),
  };
}

/** What a progress bar, which draws over itself, shows last. */
function lastState(line: string): string {
  return plainLine(line.replace(/\r+$/, '').split('\r').at(-1) ?? '');
}
