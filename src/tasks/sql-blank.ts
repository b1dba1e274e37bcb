/** Where a text goes on past comments and what SQLite takes for white space; its length where nothing follows. */
export function afterBlank(sql: string, from = 0): number {
  let at = from;
  while (at < sql.length) {
    if (sql.startsWith('--', at)) at = past(sql, '\n', at);
    else if (sql.startsWith('/*', at)) at = past(sql, '*/', at + 2);
    else if (' \t\n\f\r'.includes(sql[at]!)) at++;
    else break;
  }
  return at;
}

/** Where the next statement of a text begins, past empty ones; the text's length where there is none. */
export function nextStatement(sql: string, from = 0): number {
  let at = afterBlank(sql, from);
  while (sql[at] === ';') at = afterBlank(sql, at + 1);
  return at;
}

function past(sql: string, end: string, from: number): number {
  const at = sql.indexOf(end, from);
  return at < 0 ? sql.length : at + end.length;
}
