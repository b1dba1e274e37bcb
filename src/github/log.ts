/**
 * Text for the log of a step. A line that begins with `::` (or holds `##[`) would be a command to the runner, and text
 * from models, datasets and file names must never be one.
 */
export function plainForRunner(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '## [');
}
