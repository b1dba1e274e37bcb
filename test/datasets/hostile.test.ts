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
const content = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  fc.array(json, { maxLength: 4 }).map((values) => values.map((value) => JSON.stringify(value)).join('\n')),
  fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '{', '}', ':', 'id', '\u0000', '\uFEFF') }),
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.concat([Buffer.from('PAR1'), bytes])),
);

describe('whatever a file holds', () => {
  it('it is rows with an id each, or one error of one line without control characters', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.constantFrom(...formats),
        fc.constantFrom(...kinds),
        fc.constantFrom(...names),
        async (bytes, format, kind, dataset) => {
          const files = { [dataset]: bytes, 'd.png': 'x', 'a.json': bytes };
          const outcome = await load(files, { kind, dataset, format, annotations: 'a.json' }).then(
            ({ rows }) => rows,
            (error: unknown) => error,
          );
          if (Array.isArray(outcome)) {
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
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('id');
  });
});
