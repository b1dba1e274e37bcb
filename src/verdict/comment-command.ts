/** Opens a block of code, also inside lists and quotes: those who give an example of the command do not give it. */
const fenceOpens = /^(?:[ \t]|>|[-+*][ \t]|\d{1,9}[.)][ \t])*(`{3,}(?=[^`]*$)|~{3,})/;
/** What HTML hides or shows as it is written, and where that ends. */
const htmlOpens = /<!--|<(pre|code|script|style|textarea|template)(?=[\s>]|$)/i;

/**
 * What the first line of a comment that starts with the command says after it, and null where no line does. Quotes, code
 * and what HTML hides are not read; where it is open how GitHub shows a line, that is not read either.
 *
 * @param command without spaces, as `/cegi-override`
 */
export function commandIn(text: string, command: string): string | null {
  let fence: string | null = null;
  let html: RegExp | null = null;
  for (const line of text.split(/\r\n|[\r\n]/)) {
    if (fence !== null) {
      if (closes(line, fence)) fence = null;
      continue;
    }
    let rest = line;
    if (html === null) {
      const said = commandOn(line, command);
      if (said !== null) return said;
      fence = fenceOpens.exec(line)?.[1] ?? null;
      if (fence !== null) continue;
    }
    // Comments and elements may end and begin again on one line.
    for (;;) {
      const found: RegExpExecArray | null = (html ?? htmlOpens).exec(rest);
      if (!found) break;
      rest = rest.slice(found.index + found[0].length);
      if (html !== null) html = null;
      else html = found[1] ? new RegExp(`</${found[1]}(?=[\\s>]|$)`, 'i') : /-->/;
    }
  }
  return null;
}

function commandOn(line: string, command: string): string | null {
  const start = /^ {0,3}(?! )/.exec(line)?.[0].length;
  if (start === undefined || !line.startsWith(command, start)) return null;
  const said = line.slice(start + command.length);
  return said === '' || /^\s/.test(said) ? said.trim() : null;
}

/** The end of a block of code has the signs of its beginning, as many or more, and no word after them. */
function closes(line: string, fence: string): boolean {
  const signs = line.replace(/^[ \t>]+/, '').trimEnd();
  return signs.length >= fence.length && signs === fence[0]!.repeat(signs.length);
}
