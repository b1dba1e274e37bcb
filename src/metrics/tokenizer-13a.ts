import { pythonSplit, pythonTrimEnd } from './python-whitespace.ts';

/** Punctuation that always stands alone: all of ASCII's but the apostrophe, comma, dash and full stop. */
const alone = /([{-~[-` -&(-+:-@/])/g;
const afterNoDigit = /([^0-9])([.,])/gu;
const beforeNoDigit = /([.,])([^0-9])/gu;
const dashAfterDigit = /([0-9])(-)/g;

/** Tokens of a text as mteval-v13a.pl and sacrebleu 2.6.0's `13a` cut it, case kept. */
export function tokenize13a(text: string): string[] {
  let line = pythonTrimEnd(text)
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  line = ` ${line} `
    .replace(alone, ' $1 ')
    .replace(afterNoDigit, '$1 $2 ')
    .replace(beforeNoDigit, ' $1 $2')
    .replace(dashAfterDigit, '$1 $2 ');
  return pythonSplit(line);
}
