import { z } from 'zod';
import { UserError } from '../errors.ts';
import { isObject } from './jsonl.ts';
import type { DataRecord } from './records.ts';
import { shown } from './shown.ts';

const id = z.union([z.int(), z.string()]);
const questionsSchema = z.object({
  questions: z.array(z.object({ question_id: id, image_id: id, question: z.string() })).min(1),
});
const annotationsSchema = z.object({
  annotations: z.array(
    z.object({
      question_id: id,
      answer_type: z.string().optional(),
      answers: z.array(z.object({ answer: z.string() })).min(1),
    }),
  ),
});

/** Whether JSON looks like VQAv2's questions. */
export function isVqaV2(data: unknown): boolean {
  if (!isObject(data) || !Array.isArray(data.questions)) return false;
  const [question] = data.questions as unknown[];
  return isObject(question) && Object.hasOwn(question, 'question_id') && Object.hasOwn(question, 'image_id');
}

/**
 * Records of VQAv2's questions with their answers from its second file. Pictures are named by their number alone.
 * Source: visualqa.org, "VQA Input Questions Format" and "VQA Annotation Format".
 *
 * @throws UserError where a file is of another form, or a question has no answers.
 */
export function vqaV2Records(
  questions: { data: unknown; path: string },
  annotations: { data: unknown; path: string },
): DataRecord[] {
  const asked = parsed(questionsSchema, questions, 'questions');
  const answered = parsed(annotationsSchema, annotations, 'annotations');
  const byQuestion = new Map(answered.annotations.map((one) => [String(one.question_id), one]));
  return asked.questions.map(({ question_id, image_id, question }, index) => {
    const where = `${questions.path}, question ${index + 1}`;
    const annotation = byQuestion.get(String(question_id));
    if (!annotation)
      throw new UserError(`${where}: ${annotations.path} has no answers to ${shown(question_id)}`);
    const answers = annotation.answers.map(({ answer }) => answer);
    const value = {
      id: question_id,
      image: { number: image_id },
      question,
      answers,
      answer_type: annotation.answer_type,
    };
    return { where, number: index + 1, value };
  });
}

function parsed<T>(schema: z.ZodType<T>, { data, path }: { data: unknown; path: string }, what: string): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = issue!.path.length === 0 ? '' : `${issue!.path.join('.')}: `;
  throw new UserError(`${path} is no file of VQAv2's ${what}: ${at}${issue!.message}`);
}
