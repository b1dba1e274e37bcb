import { squadTokens } from './squad.ts';

/**
 * 1 where a prediction is what most people answered, else 0: as yes/no questions are scored for PathVQA, which has one
 * answer to each, and for VQAv2, whose `multiple_choice_answer` is the most frequent of ten. Where several are the most
 * frequent, each is right. Compared without case, punctuation and articles, as SQuAD 2.0 does; "yes, it is" is not
 * "yes".
 *
 * @throws RangeError where there is no answer to compare with
 */
export function yesNoAccuracy(answers: readonly string[], prediction: string): number {
  if (answers.length === 0) throw new RangeError('yes/no accuracy needs at least one answer');
  const people = new Map<string, number>();
  for (const answer of answers.map(normalize)) people.set(answer, (people.get(answer) ?? 0) + 1);
  return people.get(normalize(prediction)) === Math.max(...people.values()) ? 1 : 0;
}

function normalize(answer: string): string {
  return squadTokens(answer).join(' ');
}
