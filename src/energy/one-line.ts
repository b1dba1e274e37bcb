/**
 * Text that another program, user or device wrote, fit to stand in a message: one line without control, formatting
 * or unassigned characters, cut at `limit` characters.
 */
export function oneLine(text: string, limit = 200): string {
  // A cheap cut first: what is foreign may be of any length.
  const line = text
    .slice(0, limit * 4)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`;
}
