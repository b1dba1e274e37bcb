import { createInterface, type Interface } from 'node:readline/promises';
import { UserError } from '../errors.ts';
import type { Asker } from './questions.ts';

/** Asks at a terminal, a line each. Where the input ends, or the user interrupts, the question throws. */
export function terminalAsker(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Asker & { close(): void } {
  const ended = new AbortController();
  let lines: Interface | null = null;
  // Before the first question the terminal is not taken over, so that an interruption ends the program as it always does.
  const opened = () => {
    const created = createInterface({ input, output });
    created.on('SIGINT', () => ended.abort());
    created.on('close', () => ended.abort());
    return created;
  };
  return {
    async ask(question) {
      lines ??= opened();
      try {
        return (await lines.question(question, { signal: ended.signal })).trim();
      } catch {
        throw new UserError('The questions were not answered; nothing was written. --yes asks none.');
      }
    },
    say: (line) => void output.write(`${line}\n`),
    close: () => lines?.close(),
  };
}
