import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/measurement/result.ts';
import { checkRunText } from '../../src/report/check-run.ts';
import { hostileStrings } from './hostile-strings.ts';
import { cases, failing, model, result, saying } from './result-factory.ts';

const weights = 'models/sql-lora/adapter_model.safetensors';
const changed = (phrases: string[], given: Parameters<typeof model>[0] = {}) => ({
  ...failing('sql'),
  ...given,
  changes: phrases,
});
const paths = (of: CheckResult, files: string[]) =>
  checkRunText(of, files).annotations.map(({ path }) => path);

describe('the text of a check run', () => {
  it('is the headline, and what the comment says but for its marker and chart', () => {
    const { title, summary } = checkRunText(cases.regression!(), []);
    expect(title).toBe('Carbon regression');
    expect(summary).toMatch(/^## CEGI: Carbon regression\n\n1 of 2 checked models breaks a rule/);
    expect(summary).toContain('Rounds of the head');
    expect(summary).not.toContain('mermaid');
  });

  it('says first who overrode it, and mentions nobody', () => {
    const { title, summary } = checkRunText(cases.overridden!(), []);
    expect(title).toBe('Carbon regression (overridden)');
    expect(summary).toMatch(
      /^## .*\n\n\*\*Overridden by &#64;&#8203;mona:\*\* the new tokenizer is worth it/,
    );
    expect(summary).not.toMatch(/@/);
  });

  it.each([
    ['a hundred models', cases['hundred-models']!()],
    [
      'a thousand failing models',
      result({ models: Array.from({ length: 1000 }, (_, i) => failing(`m${i}`)) }),
    ],
    [
      'reasons of signs of several bytes',
      result({
        models: Array.from({ length: 90 }, (_, i) => ({ ...failing(`m${i}`), reason: '漢'.repeat(600) })),
      }),
    ],
    [
      'a thousand rules',
      result({
        models: [failing()],
        policy: {
          ...result().policy,
          inForce: {
            ...result().policy.inForce,
            scorePoints: Object.fromEntries(
              Array.from({ length: 1000 }, (_, i) => [`${'x'.repeat(500)}${i}`, -1]),
            ),
          },
        },
      }),
    ],
  ])('is within what GitHub takes, of %s', (_, of) => {
    const { summary, annotations } = checkRunText(of, [weights]);
    expect(summary.length).toBeLessThanOrEqual(65_535);
    expect(summary).toContain('❌ fail');
    expect(annotations.length).toBeLessThanOrEqual(50);
  });
});

describe('the annotations of a check run', () => {
  it('stand at the changed files that a model changed by', () => {
    const of = result({
      models: [failing('sql-lora'), model({ id: 'sum-lora', changes: ['README.md changed'] })],
    });
    expect(checkRunText(of, [weights, 'README.md', 'models/sql-lora2/x']).annotations).toEqual([
      {
        path: weights,
        level: 'error',
        title: 'sql-lora: regression',
        message: "Beyond what is allowed: CEGI and emissions. The check run's summary has the figures.",
      },
    ]);
  });

  it.each([
    ['2 files of models/sql changed, the first models/sql/a', ['models/sql/a', 'models/sql/b']],
    ['a.py, which runs it, changed', ['a.py']],
    ['its dataset data/sql.jsonl changed', ['data/sql.jsonl']],
    ['its dataset data changed', ['data/sql.jsonl', 'data/x.png']],
    ['its trainable-parameters models/sql/b changed', ['models/sql/b']],
    ['evaluator.dtype: q8 → q4', []],
    ['it is new', []],
  ])('are found by what is said of a change: %s', (phrase, expected) => {
    const files = ['a.py', 'data/sql.jsonl', 'data/x.png', 'models/sql/a', 'models/sql/b', 'q8', 'new.txt'];
    expect(paths(result({ models: [changed([phrase])] }), files)).toEqual(expected);
  });

  it('stand at no file that the pull request does not change', () => {
    const of = result({ models: [changed(['/etc/passwd changed', '../x changed', 'models/sql changed'])] });
    expect(paths(of, ['docs/a.md'])).toEqual([]);
  });

  it('are the same for a second run that measured other figures', () => {
    const of = cases.regression!();
    const [first, ...others] = of.models;
    const rules = first!.rules.map((rule) => ({ ...rule, reason: `${rule.reason} Measured again.` }));
    const again = { ...of, models: [{ ...first!, rules, reason: 'Another.' }, ...others] };
    expect(checkRunText(again, [weights]).annotations).toEqual(checkRunText(of, [weights]).annotations);
  });

  it('are as serious as the verdict, and no error where it is overridden', () => {
    const level = (name: string) =>
      checkRunText(cases[name]!(), [weights]).annotations.map((one) => one.level);
    expect(level('regression')).toEqual(['error']);
    expect(level('inconclusive')).toEqual(['warning']);
    expect(level('inconclusive-fails')).toEqual(['error']);
    expect(level('incomparable')).toEqual(['warning']);
    expect(level('improvement')).toEqual(['notice']);
    expect(level('unchanged')).toEqual([]);
    expect(level('overridden')).toEqual(['warning']);
  });

  it('are fifty at most, those that fail first, and every model before the second file of any', () => {
    const files = ['a', 'b'].flatMap((name) => Array.from({ length: 60 }, (_, i) => `${name}/${i}`));
    const better = { ...cases.improvement!().models[0]!, id: 'better', changes: ['60 files of b changed'] };
    const worse = changed(['60 files of a changed']);
    const worst = changed(['60 files of b changed']);
    expect(paths(result({ models: [better, worse, worst] }), files)).toEqual(
      Array.from({ length: 25 }, (_, i) => [`a/${i}`, `b/${i}`]).flat(),
    );
  });

  it.each(Object.entries(hostileStrings))('are plain lines, whatever a model is called: %s', (_, text) => {
    const { title, annotations } = checkRunText({ ...saying(text), override: null }, [text, weights]);
    for (const line of [title, ...annotations.flatMap((one) => [one.title, one.message])]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
      expect(line).not.toMatch(/[\x00-\x1f\x7f\u2028\u2029\u202e]/);
    }
    for (const { path } of annotations) expect([text, weights]).toContain(path);
  });

  it('never name what is not among the changed files', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (phrase, files) => {
        for (const path of paths(result({ models: [changed([phrase])] }), files)) {
          expect(files).toContain(path);
        }
      }),
    );
  });
});
