import { stripVTControlCharacters } from 'node:util';

/**
 * A line that another program wrote, fit for a log and for messages: without colours, control characters and commands
 * to the runner that reads the log, and cut at `limit` characters.
 */
export function plainLine(line: string, limit = 1000): string {
  return stripVTControlCharacters(line.slice(0, limit * 4))
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .replaceAll('##[', '## [')
    .replace(/^\s*::/, ': :')
    .trim()
    .slice(0, limit);
}
