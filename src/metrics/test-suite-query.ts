import { sqlTokens } from './sql-tokens.ts';

/** A predicted and a gold query as Spider's test suites run them. */
export interface TestSuiteQueries {
  gold: string;
  predicted: string;
  /** Whether the order of rows counts. */
  ordered: boolean;
}

/**
 * Prepares two queries as Spider's evaluation does: of the prediction, `value` becomes 1 wherever it stands, even inside
 * a name; of both, `> =`, `< =` and `! =` lose their space, text behind the first statement is dropped, every DISTINCT is
 * removed, and the current year of MySQL becomes 2020. The order of rows counts where the gold query has "order by",
 * with one space, anywhere.
 *
 * Source: taoyds/test-suite-sql-eval at e97acc5, `evaluate` and `eval_exec_match`, with `keep_distinct` and `plug_value`
 * off.
 */
export function testSuiteQueries(gold: string, predicted: string): TestSuiteQueries {
  const wanted = withoutDistinct(withJoinedOperators(gold));
  const found = withoutDistinct(withJoinedOperators(predicted.replaceAll('value', '1')));
  return {
    gold: withYear(wanted),
    predicted: withYear(found),
    ordered: wanted.toLowerCase().includes('order by'),
  };
}

function withJoinedOperators(sql: string): string {
  return sql.replaceAll('> =', '>=').replaceAll('< =', '<=').replaceAll('! =', '!=');
}

/**
 * The first statement, and what on its line is blank, without DISTINCTs. As for sqlparse, a semicolon inside parentheses
 * ends no statement.
 */
function withoutDistinct(sql: string): string {
  let kept = '';
  let depth = 0;
  let ended = false;
  for (const token of sqlTokens(sql)) {
    if (ended && !/^(?:[^\S\r\n]|--)/.test(token)) break;
    const word = token.toLowerCase();
    if (word !== 'distinct') kept += token;
    if (word === '(') depth++;
    else if (word === ')' || word === 'end') depth--;
    else if (word === ';' && depth <= 0) ended = true;
  }
  return kept;
}

function withYear(sql: string): string {
  return sql.replace(/YEAR\s*\(\s*CURDATE\s*\(\s*\)\s*\)\s*/gi, '2020');
}
