import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { policyInForce } from '../../src/verdict/policy.ts';

const configured = (more: string) =>
  parseConfig(
    `version: 1
tasks: { sql: { kind: text-to-sql, dataset: sql.jsonl } }
models: [{ id: sql, path: models/sql, task: sql }]
${more}`,
    { file: '.github/cegi.yml', root: '/repository' },
  );

describe('the policy in force', () => {
  it("is the base's where the head loosens its rules, and both are shown", () => {
    const head = configured('rules: { emissions: +500%, cegi: off }');
    const base = configured('rules: { emissions: +5% }');
    const { config, shown, warnings } = policyInForce(head, base);
    expect(config.rules).toEqual(base.rules);
    expect(shown).toEqual({
      from: 'base',
      inForce: base.rules,
      proposed: head.rules,
      onInconclusive: 'neutral',
      overrideDays: 14,
    });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['energy: { accept: [estimated] }', 'energy.accept', '["estimated"]'],
    ['carbon: { intensity: { source: static, grams-per-kwh: 1 } }', 'carbon.intensity.gramsPerKWh', '1'],
    ['rounds: { min: 2, max: 2 }', 'rounds.max', '2'],
    ['gain: points', 'gain', '"points"'],
    ['compare: stored', 'compare', '"stored"'],
    ['on-inconclusive: pass', 'on-inconclusive', '"pass"'],
    ['override: { days: 365 }', 'override.days', '365'],
    ['override: off', 'override', '"off"'],
    ['baseline: { store: file, path: mine }', 'baseline.store', '"file"'],
  ])("is the base's where the head sets %s, and the head is told", (more, key, value) => {
    const base = configured('');
    const { config, shown, warnings } = policyInForce(configured(more), base);
    const gate = [
      'energy',
      'carbon',
      'rounds',
      'gain',
      'compare',
      'onInconclusive',
      'override',
      'baseline',
    ] as const;
    for (const part of gate) expect(config[part]).toEqual(base[part]);
    expect(shown).toMatchObject({ onInconclusive: base.onInconclusive, overrideDays: 14 });
    expect(shown.proposed).toBeNull();
    expect(warnings.join('\n')).toContain(`${key} to ${value}`);
  });

  it("is the base's where the head names other metrics, and both are shown", () => {
    const head = configured('rules: { score: { exact-match: -50pt } }');
    const base = configured('rules: { score: { exact-match: -1pt, execution-accuracy: -1pt } }');
    const { config, shown } = policyInForce(head, base);
    expect(config.rules.scorePoints).toEqual({ 'exact-match': -1, 'execution-accuracy': -1 });
    expect(shown.proposed?.scorePoints).toEqual({ 'exact-match': -50 });
  });

  it("keeps the head's models and tasks: they are what is judged", () => {
    const head = configured('').models;
    const base = parseConfig(
      'version: 1\ntasks: { t: { kind: summarization, dataset: d.jsonl } }\nmodels: [{ id: m, path: m, task: t }]\n',
      { file: '.github/cegi.yml', root: '/repository' },
    );
    expect(policyInForce(configured(''), base).config.models).toEqual(head);
  });

  it('lets nothing be overridden where the base forbids it, whatever the head asks', () => {
    const { shown } = policyInForce(configured('override: { days: 30 }'), configured('override: off'));
    expect(shown.overrideDays).toBeNull();
  });

  it("is the head's where the base has none", () => {
    const head = configured('rules: { emissions: +7% }\non-inconclusive: fail');
    expect(policyInForce(head, null)).toEqual({
      config: head,
      shown: {
        from: 'head',
        inForce: head.rules,
        proposed: null,
        onInconclusive: 'fail',
        overrideDays: 14,
      },
      warnings: [],
    });
  });
});
