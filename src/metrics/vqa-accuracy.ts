import { normalizeVqaAnswer, trimVqaAnswer } from './vqa-answer.ts';

/** One person's answer, with whatever else its record holds (VQAv2: `answer_id`, `answer_confidence`). */
export interface VqaAnswer {
  answer: string;
  [field: string]: unknown;
}

const answersForFullScore = 3;

/**
 * The accuracy of an answer by VQAv2's rule, as vqaEval.py (GT-Vision-Lab/VQA at a013f00, under Python 3) computes it:
 * for each person, min(1, matches / 3) among the *other* people's answers, and the mean of these. From 0 to 1.
 *
 * Answers are normalised only where people disagree; where all say the same, the prediction must too, to the letter.
 * Leaving one out leaves out every record equal to it: give records their `answer_id`, or bare texts, which are taken
 * for different people's.
 *
 * @throws RangeError where there is no answer to compare with
 */
export function vqaAccuracy(answers: readonly (string | VqaAnswer)[], prediction: string): number {
  if (answers.length === 0) throw new RangeError('VQA accuracy needs at least one answer of a person');
  const given = answers.map((record) => trimVqaAnswer(typeof record === 'string' ? record : record.answer));
  const agree = given.every((answer) => answer === given[0]);
  const compared = agree ? given : given.map(normalizeVqaAnswer);
  const predicted = agree ? trimVqaAnswer(prediction) : normalizeVqaAnswer(trimVqaAnswer(prediction));

  const equalRecords = new Map<string, number>();
  const keys = answers.map((record, i) => recordKey(record, compared[i]!, i));
  for (const key of keys) equalRecords.set(key, (equalRecords.get(key) ?? 0) + 1);

  const matches = compared.filter((answer) => answer === predicted).length;
  let sum = 0;
  compared.forEach((answer, i) => {
    const leftOut = answer === predicted ? equalRecords.get(keys[i]!)! : 0;
    sum += Math.min(1, (matches - leftOut) / answersForFullScore);
  });
  return sum / compared.length;
}

function recordKey(record: string | VqaAnswer, answer: string, index: number): string {
  if (typeof record === 'string') return String(index);
  const fields = Object.entries({ ...record, answer }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(fields);
}
