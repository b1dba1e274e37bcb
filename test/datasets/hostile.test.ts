import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetFormat } from '../../src/config/config.ts';
import { UserError } from '../../src/errors.ts';
import { load } from './dataset-files.ts';

const formats: readonly (DatasetFormat | null)[] = [
  null,
  'jsonl',
  'json',
  'csv',
  'parquet',
  'coco',
  'vqav2',
  'bird',
];
const kinds = ['text-to-sql', 'summarization', 'captioning', 'vqa'] as const;
const names = ['d.json', 'd.jsonl', 'd.csv', 'd.parquet', 'd'];

/** Keys that some reader looks for, or that every object has. */
const key = fc.constantFrom(
  ...[
    'images',
    'annotations',
    'questions',
    'id',
    'file_name',
    'image_id',
    'question_id',
    'caption',
    'captions',
  ],
  ...[
    'image',
    'question',
    'answer',
    'answers',
    'answer_type',
    'dialogue',
    'summary',
    'sql',
    'SQL',
    'query',
    'db_id',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '\u001b[31m\n'],
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, 0, -1.5, 1e300, 42, '', ' ', 'x', 'd.png', '../d', '\ud800', '\u0007'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
}));
/** Mostly right: what a column should hold, and now and then what it should not. */
const mostly = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: json });
const word = mostly(fc.constantFrom('a', 'yes', 'one two'));
const row = fc.record(
  {
    ...{ dialogue: word, summary: word, sql_prompt: word, sql: word, question: word },
    ...{
      image: mostly(fc.constant('d.png')),
      captions: mostly(fc.array(word, { minLength: 1, maxLength: 3 })),
    },
    ...{ answers: mostly(fc.array(fc.record({ answer: word }), { minLength: 1, maxLength: 3 })) },
    ...{ id: mostly(fc.oneof(fc.nat(50), fc.string())), extra: json },
  },
  { requiredKeys: ['dialogue', 'summary', 'sql_prompt', 'sql', 'question', 'image', 'captions', 'answers'] },
);
const number = mostly(fc.nat(3));
const coco = fc.record({
  images: fc.array(fc.record({ id: number, file_name: mostly(fc.constant('d.png')) }), { maxLength: 3 }),
  annotations: fc.array(fc.record({ image_id: number, caption: word }), { maxLength: 4 }),
});
const vqa = fc.record({
  questions: fc.array(fc.record({ question_id: number, image_id: fc.constant(1), question: word }), {
    maxLength: 2,
  }),
  annotations: fc.array(
    fc.record({ question_id: number, answers: fc.array(fc.record({ answer: word }), { maxLength: 3 }) }),
    { maxLength: 4 },
  ),
});
const asJson = (value: unknown) => JSON.stringify(value);
const content = fc.oneof(
  fc.array(row, { maxLength: 3 }).map(asJson),
  fc.array(row, { maxLength: 3 }).map((rows) => rows.map(asJson).join('\n')),
  coco.map(asJson),
  vqa.map(asJson),
  fc
    .array(fc.array(word, { minLength: 2, maxLength: 2 }))
    .map((rows) => `dialogue,summary\n${rows.map((values) => values.map(asJson).join(',')).join('\n')}`),
  json.map(asJson),
  fc.array(json, { maxLength: 4 }).map((values) => values.map(asJson).join('\n')),
  fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '{', '}', ':', 'id', '\u0000', '\uFEFF') }),
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.concat([Buffer.from('PAR1'), bytes])),
);

describe('whatever a file holds', () => {
  it('it is rows with an id each, or one error of one line without control characters', {
    timeout: 120_000,
  }, async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.constantFrom(...formats),
        fc.constantFrom(...kinds),
        fc.constantFrom(...names),
        async (bytes, format, kind, dataset) => {
          const files = { [dataset]: bytes, 'd.png': 'x', 'a.json': bytes, '1.png': 'x' };
          const outcome = await load(files, { kind, dataset, format, annotations: 'a.json' }).then(
            ({ rows }) => rows,
            (error: unknown) => error,
          );
          if (Array.isArray(outcome)) {
            read++;
            expect(outcome.length).toBeGreaterThan(0);
            expect(new Set(outcome.map(({ id }) => id)).size).toBe(outcome.length);
          } else {
            expect(outcome).toBeInstanceOf(UserError);
            expect((outcome as Error).message).toMatch(/^\P{Cc}{1,2500}$/u);
          }
        },
      ),
      { numRuns: 600 },
    );
    expect(read).toBeGreaterThan(0);
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('id');
  });
});
