import { createInterface } from 'node:readline/promises';
import { UserError } from '../errors.ts';
import type { Asker } from './questions.ts';

/** Asks at a terminal, a line each. Where the input ends, or the user interrupts, the question throws. */
export function terminalAsker(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Asker & { close(): void } {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.on('SIGINT', () => ended.abort());
  lines.on('close', () => ended.abort());
  return {
    async ask(question) {
      try {
        return (await lines.question(question, { signal: ended.signal })).trim();
      } catch {
        throw new UserError('The questions were not answered; nothing was written. --yes asks none.');
      }
    },
    say: (line) => void output.write(`${line}\n`),
    close: () => lines.close(),
  };
}
