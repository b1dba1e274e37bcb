import { describe, expect, it } from 'vitest';
import { nextBaseline } from '../src/baseline/next-baseline.ts';
import type { Config } from '../src/config/config.ts';
import { parseConfig } from '../src/config/load.ts';
import { gateRelease, type Recorded } from '../src/gate-release.ts';
import type { Baseline } from '../src/measurement/measurement.ts';
import { conclusionOf } from '../src/verdict/conclusion.ts';
import { binaryScores, simulatedMeasurement } from './simulators/measurement.ts';

const configOf = (rules: string): Config =>
  parseConfig(
    `version: 1
carbon: { intensity: { source: static, grams-per-kwh: 400 } }
tasks: { sql: { kind: text-to-sql, dataset: data.jsonl } }
models: [{ id: sql-lora, path: models/sql, task: sql }]
rules: ${rules}
baseline: { store: branch }
`,
    { file: 'cegi.yml', root: '/repository' },
  );
const energyOnly = '{ cegi: off, score: off, emissions: +5% }';
const carbon = { intensityGPerKWh: 400, source: 'a test', pue: 1 };
const commit = (digit: string) => digit.repeat(40);

/** The newest of a history of runs, each with the joules of its rounds about a centre. */
function recorded(centresJ: readonly number[], change: Partial<Baseline['measurement']> = {}): Baseline {
  return centresJ.reduce((before: Baseline | null, centreJ, i) => {
    const roundsJ = [0.995, 1, 1.005, 1, 1].map((factor) => factor * centreJ);
    const measurement = {
      ...simulatedMeasurement({ roundsJ, scores: binaryScores(80, 100) }),
      artifactDigest: `${centreJ}`.padEnd(64, 'a'),
      createdAt: `2026-01-${`${i + 1}`.padStart(2, '0')}T00:00:00.000Z`,
      ...change,
    };
    return nextBaseline(measurement, carbon, before);
  }, null)!;
}
const known = (...baselines: Baseline[]): Recorded =>
  new Map(baselines.length > 0 ? [['sql-lora', baselines]] : []);
const steady = Array(12).fill(100);

function gate(head: Recorded, last: Recorded, rules = energyOnly, tag: string | null = 'v1.0.0') {
  const result = gateRelease({
    config: configOf(rules),
    runs: { head, last },
    last: tag,
    context: {
      event: 'release',
      repository: 'octo/models',
      headCommit: commit('b'),
      baseCommit: commit('a'),
      runUrl: null,
    },
  });
  return { result, model: result.models[0]!, conclusion: conclusionOf(result) };
}

describe('a release', () => {
  it('that needs more than the last one fails, by what is recorded', () => {
    const { model, conclusion } = gate(known(recorded([...steady, 130])), known(recorded(steady)));
    expect(model.reason).toMatch(/^Energy rose 30\.0 % .*: fail\.$/);
    expect(model.comparison).toMatchObject({
      mode: 'stored',
      why: 'a release is judged by what is recorded',
    });
    expect(conclusion).toBe('failure');
  });

  it('that needs less is an improvement', () => {
    const { model, conclusion } = gate(known(recorded([...steady, 70])), known(recorded(steady)));
    expect(model.reason).toMatch(/an improvement/);
    expect(conclusion).toBe('success');
  });

  it('whose model was not measured since is as good as the last one', () => {
    const same = recorded(steady);
    const { model, conclusion } = gate(known(same), known(same));
    expect(model).toMatchObject({ verdict: 'pass', reason: 'Nothing of it was measured anew since v1.0.0.' });
    expect(conclusion).toBe('success');
  });

  it('is held to its budget, with or without an earlier one', () => {
    const tight = '{ cegi: off, score: off, emissions: off, budget: { grams-per-1000-items: 0.05 } }';
    const same = recorded(steady);
    expect(gate(known(same), known(same), tight).conclusion).toBe('failure');
    expect(gate(known(same), known(), tight, null).conclusion).toBe('failure');
  });

  it('without an earlier one is not compared', () => {
    const { model } = gate(known(recorded(steady)), known(), energyOnly, null);
    expect(model).toMatchObject({
      verdict: 'no-baseline',
      reason: expect.stringContaining('no earlier release'),
    });
  });

  it('is compared on a machine that measured both', () => {
    const other = { ...simulatedMeasurement().hardware, fingerprint: 'f'.repeat(16), cpu: 'Another CPU' };
    const elsewhere = recorded([500], { hardware: other });
    const { model } = gate(known(elsewhere, recorded([...steady, 130])), known(recorded(steady)));
    expect(model.verdict).toBe('fail');
    expect(model.measurement!.hardware.cpu).toBe('Simulated CPU');
    const nowhere = gate(known(elsewhere), known(recorded(steady)));
    expect(nowhere.model).toMatchObject({
      verdict: 'no-baseline',
      reason: expect.stringContaining('Nothing is recorded of it at v1.0.0 on this hardware'),
    });
  });

  it('of a model that was never measured is not let through', () => {
    const { result, conclusion } = gate(known(), known(recorded(steady)));
    expect(result.error).toContain('sql-lora: Nothing is recorded of it up to bbbbbbbbbbbb');
    expect(conclusion).toBe('failure');
  });
});
