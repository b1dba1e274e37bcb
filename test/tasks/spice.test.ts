import { describe, expect, test } from 'vitest';
import { spice } from '../../src/tasks/spice.ts';
import { fakeJava } from './fake-java.ts';

/** Reads what it is asked and writes answers as SPICE does, by a function of one question. */
const answering = (answer: string) => `import { readFileSync, writeFileSync } from 'node:fs';
const [input, option, output] = args.slice(-3);
if (option !== '-out') process.exit(2);
const asked = JSON.parse(readFileSync(input, 'utf8'));
console.log('Parsing reference captions');
const all = (f) => ({ All: { f, pr: f, re: f, tp: 1, fp: 1, fn: 1 } });
writeFileSync(output, JSON.stringify(asked.map(${answer}), null, 2));`;

const byLength =
  '({ image_id, test, refs }) => ({ image_id, scores: all(test.length / 10 + refs.length / 100) })';
const environment = (script: string) => fakeJava('CEGI_SPICE_JAR', script);
const item = (prediction: string, references = ['a dog']) => ({ references, prediction });

describe('spice', () => {
  test('gives the F1 of each item and their mean', async () => {
    const env = await environment(answering(byLength));
    const scored = await spice([item('ab'), item('abcd', ['x', 'y']), item('日本\n"')], { env });
    expect(scored.perItem).toEqual([0.21, 0.42, 0.41].map((score) => expect.closeTo(score, 12)));
    expect(scored.value).toBeCloseTo((0.21 + 0.42 + 0.41) / 3, 12);
  });

  test('scores captions that say nothing, or much too much, 0 without asking', async () => {
    const env = await environment(answering('({ image_id }) => ({ image_id, scores: all(1) })'));
    const scored = await spice([item(''), item(' '), item('word '.repeat(200_000)), item('a dog')], { env });
    expect(scored).toEqual({ value: 0.25, perItem: [0, 0, 0, 1] });
  });

  test('leaves an item out of the mean that the program gives no score', async () => {
    const env = await environment(
      answering('({ image_id }) => ({ image_id, scores: all(image_id === 1 ? NaN : 0.5) })'),
    );
    expect(await spice([item('a'), item('b'), item('c')], { env })).toEqual({
      value: 0.5,
      perItem: [0.5, null, 0.5],
    });
    await expect(
      spice([item('a')], {
        env: await environment(answering('({ image_id }) => ({ image_id, scores: all(NaN) })')),
      }),
    ).rejects.toThrow(/no score to any item/);
  });

  test('without its program says what to get and where to put it', async () => {
    await expect(spice([item('a')], { env: {} })).rejects.toThrow(
      /SPICE is a Java program.*spice-1\.0\.jar.*stanford-corenlp-3\.6\.0.*Set CEGI_SPICE_JAR/,
    );
  });

  test.each([
    [
      'fails',
      "console.error('java.lang.NoClassDefFoundError: edu/stanford'); process.exit(1)",
      /SPICE ended with exit code 1[\s\S]*NoClassDefFoundError[\s\S]*Java 8 to 14/,
    ],
    ['writes nothing', '', /ended without an answer/],
    [
      'writes no JSON',
      `import { writeFileSync } from 'node:fs'; writeFileSync(args.at(-1), '{')`,
      /is no JSON/,
    ],
    ['leaves items out', answering('() => ({ image_id: 7, scores: all(1) })'), /no answer for item 0/],
    [
      'gives a score that is none',
      answering('({ image_id }) => ({ image_id, scores: all(2) })'),
      /not what it should be/,
    ],
    [
      'answers without measure',
      `import { writeFileSync } from 'node:fs'; writeFileSync(args.at(-1), ' '.repeat(1e6))`,
      /which cannot be its scores/,
    ],
  ])('gives one error where the program %s', async (_, script, message) => {
    await expect(spice([item('a')], { env: await environment(script) })).rejects.toThrow(message);
  });

  test('ends a program that does not finish', async () => {
    const env = await environment('setInterval(() => {}, 1000);');
    await expect(spice([item('a')], { env, timeoutS: 1 })).rejects.toThrow(/SPICE did not finish within 1 s/);
  });

  test('refuses what has no score: no item, no reference', async () => {
    await expect(spice([])).rejects.toThrow(/at least one item/);
    await expect(spice([item('a', [])], { env: await environment('') })).rejects.toThrow(/no reference/);
  });
});
