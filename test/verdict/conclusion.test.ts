import { describe, expect, it } from 'vitest';
import { onInconclusive, type Verdict } from '../../src/measurement/result.ts';
import { conclusionOf } from '../../src/verdict/conclusion.ts';
import { model, result, rule } from '../report/result-factory.ts';

const checked = (verdicts: Verdict[], on: (typeof onInconclusive)[number] = 'neutral') => {
  const models = verdicts.map((verdict, index) => model({ id: `m${index}`, verdict, rules: [] }));
  const { policy } = result();
  return result({ models, policy: { ...policy, onInconclusive: on } });
};

describe('what a check comes to', () => {
  it.each([
    ['pass', 'success'],
    ['fail', 'failure'],
    ['inconclusive', 'neutral'],
    ['incomparable', 'neutral'],
    ['no-baseline', 'neutral'],
    ['skipped', 'success'],
  ] as const)('%s is %s', (verdict, conclusion) => {
    expect(conclusionOf(checked([verdict]))).toBe(conclusion);
  });

  it.each([
    ['neutral', 'neutral'],
    ['fail', 'failure'],
    ['pass', 'success'],
  ] as const)('an inconclusive check under on-inconclusive: %s is %s', (on, conclusion) => {
    expect(conclusionOf(checked(['inconclusive'], on))).toBe(conclusion);
    expect(conclusionOf(checked(['pass', 'inconclusive'], on))).toBe(conclusion);
  });

  it('is success where nothing was measured', () => {
    expect(conclusionOf(result())).toBe('success');
  });

  it.each(onInconclusive)(
    'is failure where a model fails beside an undecided one, on-inconclusive: %s',
    (on) => {
      expect(conclusionOf(checked(['inconclusive', 'fail'], on))).toBe('failure');
    },
  );

  it.each(['incomparable', 'no-baseline'] as const)(
    'does not let an undecided model hide behind one that is %s',
    (verdict) => {
      const both = checked([verdict, 'inconclusive'], 'fail');
      expect({ ...both, verdict }).toMatchObject({ verdict });
      expect(conclusionOf({ ...both, verdict })).toBe('failure');
      expect(conclusionOf({ ...checked([verdict, 'inconclusive'], 'pass'), verdict })).toBe('neutral');
    },
  );

  it('does not let an undecided rule hide behind one that could not be compared', () => {
    const of = model({
      verdict: 'incomparable',
      rules: [
        rule('emissions', 'incomparable', null, 5),
        rule('score', 'inconclusive', { value: -1, low: -2, high: 0 }, -1),
      ],
    });
    const { policy } = result();
    expect(conclusionOf(result({ models: [of], policy: { ...policy, onInconclusive: 'fail' } }))).toBe(
      'failure',
    );
    expect(conclusionOf(result({ models: [of] }))).toBe('neutral');
  });

  it('is failure where the check ended early, whatever was decided before', () => {
    expect(conclusionOf({ ...checked(['pass']), error: 'the check was cancelled' })).toBe('failure');
    expect(conclusionOf(result({ error: 'no model could be read' }))).toBe('failure');
  });

  it('is neutral in place of failure where somebody overrode it, and nothing else changes', () => {
    const override = {
      by: 'mona',
      reason: 'known',
      until: '2026-03-23T08:00:00.000Z',
      source: 'label',
    } as const;
    expect(conclusionOf({ ...checked(['fail']), override })).toBe('neutral');
    expect(conclusionOf({ ...checked(['inconclusive'], 'fail'), override })).toBe('neutral');
    expect(conclusionOf({ ...checked(['pass']), override })).toBe('success');
    expect(conclusionOf({ ...checked(['inconclusive'], 'pass'), override })).toBe('success');
  });

  it('is failure where it ended early, whoever overrode it', () => {
    const override = {
      by: 'mona',
      reason: 'known',
      until: '2026-03-23T08:00:00.000Z',
      source: 'label',
    } as const;
    const error = 'the server is gone';
    expect(conclusionOf({ ...checked(['fail']), error, override })).toBe('failure');
    expect(conclusionOf({ ...checked(['pass']), error, override })).toBe('failure');
  });
});
