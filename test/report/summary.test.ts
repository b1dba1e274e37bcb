import { describe, expect, it } from 'vitest';
import type { CheckResult, RuleVerdict } from '../../src/measurement/result.ts';
import { annotations, terminalSummary } from '../../src/report/summary.ts';
import { hostileStrings } from './hostile-strings.ts';
import { cases, model, result, rule, saying } from './result-factory.ts';

const levels = (of: CheckResult) => annotations(of).map(({ level }) => level);

describe('annotations', () => {
  it('mark a regression as an error, what was not decided as a warning, an improvement as a notice', () => {
    expect(levels(cases.regression!())).toEqual(['error']);
    expect(levels(cases.inconclusive!())).toEqual(['warning']);
    expect(levels(cases.incomparable!())).toEqual(['warning']);
    expect(levels(cases.improvement!())).toEqual(['notice']);
    expect(levels(cases['no-baseline']!())).toEqual([]);
  });

  it('say why a check ended early', () => {
    expect(annotations(cases.partial!())[0]).toMatchObject({
      level: 'error',
      title: 'The check ended early',
    });
  });

  it('do not call an improvement what noise may explain', () => {
    const [improved] = cases.improvement!().models;
    const rules = improved!.rules.map((rule) => ({ ...rule, improved: false }));
    expect(annotations(result({ models: [{ ...improved!, rules }] }))).toEqual([]);
  });

  it('do not call an improvement what may not decide', () => {
    const [improved] = cases.improvement!().models;
    const rules = improved!.rules.map((rule) => ({ ...rule, verdict: 'incomparable' as const }));
    const models = [{ ...improved!, rules, verdict: 'incomparable' as const }];
    expect(annotations(result({ models })).map(({ title }) => title)).toEqual(['sql-lora: not comparable']);
  });

  it('tell a score that improved beside another that got worse', () => {
    expect(annotations(cases['several-scores']!()).map(({ title }) => title)).toEqual([
      'sql-lora: regression',
      'sql-lora: improved (score execution-accuracy)',
    ]);
  });

  it.each([
    ['neutral', 'warning'],
    ['fail', 'error'],
    ['pass', 'notice'],
  ] as const)('weigh what is inconclusive as on-inconclusive: %s does', (onInconclusive, level) => {
    const undecided = cases.inconclusive!();
    const policy = { ...undecided.policy, onInconclusive };
    expect(levels({ ...undecided, policy })).toEqual([level]);
  });

  it('say what would decide what is inconclusive', () => {
    expect(annotations(cases.inconclusive!())[0]!.message).toMatch(/inconclusive\. No number of rounds/);
  });

  it('call a loss of gain for the same energy what it is', () => {
    const cegi = rule('cegi', 'fail', { value: 22, low: 6, high: 41 }, 5);
    const energy = rule('emissions', 'pass', { value: 0, low: -0.5, high: 0.5 }, 5);
    const title = (rules: RuleVerdict[]) =>
      terminalSummary(result({ models: [model({ verdict: 'fail', rules })] })).split('\n')[0];
    expect(title([cegi, energy])).toBe('CEGI: Carbon efficiency regression');
    expect(title([cegi, { ...energy, verdict: 'fail' }])).toBe('CEGI: Carbon regression');
  });

  it('call a budget that is broken no regression', () => {
    const budget = rule('budget', 'fail', { value: 5, low: 4.9, high: 5.1 }, 4);
    const broken = result({ models: [model({ verdict: 'fail', rules: [budget] })] });
    expect(annotations(broken)[0]!.title).toBe('sql-lora: over budget');
    expect(terminalSummary(broken)).toMatch(
      /^CEGI: Over the carbon budget\n.*1k items emit 5 g, and the budget is 4 g/,
    );
  });
});

describe('the summary at a terminal', () => {
  it.each(Object.entries(hostileStrings).filter(([, text]) => text.trim() !== ''))(
    'stays as many lines, without a control character, around text that %s',
    (_, text) => {
      // An address is linked only where it is one.
      const of = (said: string) => terminalSummary({ ...saying(said), runUrl: null });
      expect(of(text).split('\n')).toHaveLength(of('word').split('\n').length);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey
      expect(of(text)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    },
  );
});
