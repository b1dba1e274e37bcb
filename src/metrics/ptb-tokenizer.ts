import { ptbRules } from './ptb/grammar.ts';
import { lexer } from './ptb/lexer.ts';
import { pythonTrimEnd } from './python-whitespace.ts';

const dropped = new Set(["''", "'", '``', '`', '.', '?', '!', ',', ':', '-', '--', '...', ';']);

let tokens: ((text: string) => string[]) | undefined;

/**
 * A caption as pycocoevalcap 1.2 hands it to its metrics: the tokens of Stanford CoreNLP 3.4.1's PTBTokenizer
 * (`-preserveLines -lowerCase`) without most punctuation, with spaces between. Of the package's 17 punctuation tokens,
 * those for brackets are never met in lower case and stay: "-lrb-".
 *
 * Takes a caption alone. In the package's one file of all captions, the first words of the next one may tell how an
 * abbreviation at the end of a caption is read, and a line end of another kind than \n shifts all later captions;
 * here it is a space.
 */
export function ptbTokenize(caption: string): string {
  tokens ??= lexer(ptbRules());
  const line = caption.replace(/[\n\r\v\f\u2028\u2029]/g, ' ');
  const tokenized = tokens(`${line}\n`).map(lowerCase).join(' ');
  return pythonTrimEnd(tokenized)
    .split(' ')
    .filter((token) => !dropped.has(token))
    .join(' ');
}

/** As Java does it: whether a sigma ends its word is told by all of the token, across digits, hyphens and underscores. */
function lowerCase(token: string): string {
  if (!token.includes('Σ')) return token.toLowerCase();
  const lowerSigmas = (word: string) =>
    word.replace(/Σ/g, (_, at: number) =>
      /\p{Cased}/u.test(word.slice(0, at)) && !/\p{Cased}/u.test(word.slice(at + 1)) ? 'ς' : 'σ',
    );
  return token.replace(/[^!?@&/:\p{Script=Han}]+/gu, lowerSigmas).toLowerCase();
}
