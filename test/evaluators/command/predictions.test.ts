import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { boundedLines } from '../../../src/evaluators/command/bounded-lines.ts';
import { readPredictions } from '../../../src/evaluators/command/predictions.ts';
import { lenientJson } from '../../../src/evaluators/lm-eval/lenient-json.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

async function fileOf(content: string | Uint8Array) {
  const file = join(await temporaryDirectory('cegi-predictions'), 'predictions.jsonl');
  await writeFile(file, content);
  return file;
}

describe('predictions', () => {
  it('of any texts are read as they were written', async () => {
    const file = await fileOf('');
    const text = fc.string({ unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(text.filter(Boolean), { minLength: 1 }), text, async (ids, answer) => {
        const lines = ids.map((id, index) => JSON.stringify({ id, text: answer + index, other: null }));
        await writeFile(file, lines.join('\n'));
        const { predictions } = await readPredictions(file, null);
        expect(predictions.map(({ id, text }) => [id, text])).toEqual(
          ids.map((id, index) => [id, answer + index]),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('of any JSON, or of any bytes, are predictions or a UserError that names the line', async () => {
    const file = await fileOf('');
    const line = fc.oneof(
      fc.json(),
      fc
        .record({ id: fc.anything(), text: fc.anything(), scores: fc.anything() })
        .map((value) => JSON.stringify(value)),
    );
    const content = fc.oneof(
      fc.array(line).map((lines) => Buffer.from(lines.join('\n'))),
      fc.uint8Array({ maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(content, async (bytes) => {
        await writeFile(file, bytes);
        await readPredictions(file, [{ id: 'a', prompt: '' }]).then(
          ({ predictions }) => expect(predictions).toHaveLength(1),
          (error) => {
            expect(error).toBeInstanceOf(UserError);
            expect(error.message).toMatch(/^its predictions(, line \d+)?: /);
          },
        );
      }),
      { numRuns: 200 },
    );
  });

  it('count nothing for an item that failed', async () => {
    const file = await fileOf(
      '{"id": "a", "failure": "no", "text": "x", "scores": {"m": 1}, "generated_tokens": 3}',
    );
    const { predictions } = await readPredictions(file, null);
    expect(predictions).toEqual([{ id: 'a', text: '', generatedTokens: 3, failure: 'no' }]);
  });
});

describe('lines', () => {
  const limits = { what: 'it', remedy: '', maxBytes: 1e9, maxLineBytes: 1e6 };

  it('of any length and end are those of the text, with their numbers', async () => {
    const file = await fileOf('');
    const line = fc.oneof(
      fc.string(),
      fc.integer({ min: 65_530, max: 65_540 }).map((length) => 'x'.repeat(length)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line.map((text) => text.replaceAll('\n', ' '))), async (lines) => {
        await writeFile(file, lines.join('\n'));
        const read: [number, string][] = [];
        for await (const { number, bytes } of boundedLines(file, limits))
          read.push([number, bytes.toString()]);
        expect(read).toEqual(
          lines
            .map((text, index) => [index + 1, text])
            .filter(([, text]) => /[^ \t\n\v\f\r]/.test(`${text}`)),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('JSON as Python writes it', () => {
  it('is what it is where it is JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(lenientJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['[NaN, -Infinity, Infinity, 1]', [null, null, null, 1]],
    ['{"NaN": NaN, "a\\"Infinity": "NaN"}', { NaN: null, 'a"Infinity': 'NaN' }],
    ['[NaN', undefined],
    ['', undefined],
  ])('has null for what is no number: %s', (text, value) => {
    expect(lenientJson(text)).toEqual(value);
  });
});
