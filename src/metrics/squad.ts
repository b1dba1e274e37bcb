import { pythonSplit } from './python-whitespace.ts';
import { tokenF1 } from './token-f1.ts';

const punctuation = /[!-/:-@[-`{-~]/g;
/** Whole words, where a word is what Python's \w holds for one: letters and numbers of any script, and the underscore. */
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/** Words of an answer without case, punctuation and articles, as SQuAD's official evaluation compares them. */
export function squadTokens(answer: string): string[] {
  return pythonSplit(answer.toLowerCase().replace(punctuation, '').replace(articles, ' '));
}

/** 1 where an answer is one of the references by SQuAD 2.0's rules, else 0. @param references at least one */
export function squadExactMatch(answer: string, references: readonly string[]): number {
  const given = squadTokens(answer).join(' ');
  return references.some((reference) => squadTokens(reference).join(' ') === given) ? 1 : 0;
}

/** The best F1 of an answer's words over the references, by SQuAD 2.0's rules. @param references at least one */
export function squadF1(answer: string, references: readonly string[]): number {
  const given = squadTokens(answer);
  return Math.max(...references.map((reference) => tokenF1(given, squadTokens(reference))));
}
