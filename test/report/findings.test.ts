import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../src/report/findings.ts';
import { cases, model, rule } from './result-factory.ts';

describe('what is to be said of a model', () => {
  it('is a sentence a rule, what decided first, and nothing twice', () => {
    const { beyond, findings } = findingsOf(cases['several-scores']!().models[0]!);
    expect(beyond).toBe('');
    expect(findings.map(({ verdict, notable }) => [verdict, notable])).toEqual([
      ['fail', true],
      ['pass', true],
      ['pass', false],
    ]);
  });

  it('is its reason where that says more than its rules', () => {
    const passed = rule('score', 'pass', { value: 0, low: 0, high: 0 }, -1, {
      reason: 'The score is the same.',
    });
    const reason = 'The measurement ended early: killed The score is the same.';
    const { beyond } = findingsOf(model({ verdict: 'incomparable', reason, rules: [passed] }));
    expect(beyond).toBe('The measurement ended early: killed');
  });

  it('is said once where several rules say the same', () => {
    const reason = 'The energy is estimated: not judged.';
    const rules = (['cegi', 'emissions', 'budget'] as const).map((name) =>
      rule(name, 'incomparable', null, 5, { reason }),
    );
    const { findings } = findingsOf(model({ verdict: 'incomparable', reason, rules }));
    expect(findings).toHaveLength(1);
  });

  it('keeps what would decide a rule to those that are open', () => {
    const advice = 'Measure more.';
    const of = (verdict: 'pass' | 'inconclusive') =>
      findingsOf(model({ rules: [rule('emissions', verdict, null, 5, { advice })] })).findings[0]!.advice;
    expect(of('inconclusive')).toBe(advice);
    expect(of('pass')).toBeNull();
  });

  it('is its reason where no rule says anything', () => {
    const silent = rule('emissions', 'pass', null, 5, { reason: '' });
    expect(findingsOf(model({ reason: 'No rule is on.', rules: [] })).beyond).toBe('No rule is on.');
    expect(findingsOf(model({ reason: 'No rule is on.', rules: [silent] })).beyond).toBe('No rule is on.');
  });
});
