const pattern = (source: string) => new RegExp(source, 'iuy');

/** Tokens longer than one character, in the order in which they are tried. `\w` of Python knows every script. */
const patterns = [
  pattern('--[^\\r\\n]*(?:\\r\\n|\\r|\\n)?'),
  pattern('%s'),
  pattern('(?<=\\.)[A-ZÀ-Ü][\\p{L}\\p{N}_]*'),
  pattern('-?\\p{Nd}+(?:\\.\\p{Nd}+)?E-?\\p{Nd}+'),
  pattern('(?<![\\p{L}\\p{N}_\\])])\\[[^\\]\\[]+\\]'),
  pattern('[\\p{L}\\p{N}_][\\p{L}\\p{N}_$#]*'),
  pattern('[+/%^&|][+/@#%^&|-]*'),
];

/**
 * Parts an SQL text as the Python package sqlparse (0.6.1) does, as far as it matters for where words are: quoted text,
 * comments and words are a token each; what is left are operators, and single characters. What SQLite refuses in any
 * case, such as placeholders, is parted anyhow.
 */
export function* sqlTokens(sql: string): Generator<string> {
  const lastCommentEnd = sql.lastIndexOf('*/');
  for (let at = 0; at < sql.length; ) {
    const inComment = sql.startsWith('/*', at) && at + 2 <= lastCommentEnd;
    const end = inComment
      ? sql.indexOf('*/', at + 2) + 2
      : (quotedEnd(sql, at) ?? patternEnd(sql, at) ?? at + 1);
    yield sql.slice(at, end);
    at = end;
  }
}

function patternEnd(sql: string, at: number): number | undefined {
  for (const regex of patterns) {
    regex.lastIndex = at;
    if (regex.test(sql)) return regex.lastIndex;
  }
  return undefined;
}

/**
 * The end of a quoted text that begins here. A quote in it is doubled, or behind a backslash where it is ' or "; but
 * where the text would then have no end, its last quote is its end.
 */
function quotedEnd(sql: string, at: number): number | undefined {
  const quote = sql[at]!;
  if (!'\'"`´'.includes(quote)) return undefined;
  const backslash = quote === "'" || quote === '"';
  let last: number | undefined;
  for (let i = at + 1; i < sql.length; i++) {
    if (backslash && sql[i] === '\\' && sql[i + 1] === quote) {
      last = i + 2;
      i++;
    } else if (sql[i] === quote) {
      if (sql[i + 1] !== quote) return i + 1;
      last = i + 1;
      i++;
    }
  }
  return last;
}
