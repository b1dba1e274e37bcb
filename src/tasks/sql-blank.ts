/**
 * Where the first statement of an SQL text begins: past comments, semicolons and what SQLite takes for white space.
 * The text's length where there is no statement.
 */
export function afterBlank(sql: string): number {
  let at = 0;
  while (at < sql.length) {
    if (sql.startsWith('--', at)) at = past(sql, '\n', at);
    else if (sql.startsWith('/*', at)) at = past(sql, '*/', at + 2);
    else if (/[ \t\n\f\r;]/.test(sql[at]!)) at++;
    else break;
  }
  return at;
}

function past(sql: string, end: string, from: number): number {
  const at = sql.indexOf(end, from);
  return at < 0 ? sql.length : at + end.length;
}
