// What str.isspace() holds for white space; JavaScript's \s lacks U+001C to U+001F and U+0085 and has U+FEFF.
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const spaces = new RegExp(`${space}+`);
const start = new RegExp(`^${space}+`);
const end = new RegExp(`(?<!${space})${space}+$`);

/** Python's `text.split()`. */
export function pythonSplit(text: string): string[] {
  return text.split(spaces).filter((word) => word !== '');
}

/** Python's `text.strip()`. */
export function pythonStrip(text: string): string {
  return pythonTrimEnd(text.replace(start, ''));
}

/** Python's `text.rstrip()`. */
export function pythonTrimEnd(text: string): string {
  return text.replace(end, '');
}
