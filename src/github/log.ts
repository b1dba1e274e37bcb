/** What .NET takes for white space, and the runner takes off a line's start; and what nobody sees there. */
const lineStart = /^([\s\u0085\p{Default_Ignorable_Code_Point}]*):(?=:)/gmu;
/** Sequences that colour a terminal or set its title. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be removed
const terminalSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;
/** Control characters but for line ends and tabs, and what turns the direction of text. */
const unseen = /[^\P{Cc}\n\r\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text for the log of a step. A line that begins with `::` (or holds `##[`) would be a command to the runner, and text
 * from models, datasets and file names must never be one; nor may it steer a terminal.
 */
export function plainForRunner(text: string): string {
  return text
    .replace(terminalSequence, '')
    .replace(unseen, '')
    .replace(lineStart, '$1: ')
    .replaceAll('##[', '## [');
}
