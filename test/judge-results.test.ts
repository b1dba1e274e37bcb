import { describe, expect, it } from 'vitest';
import { nextBaseline } from '../src/baseline/next-baseline.ts';
import type { BaselineStore } from '../src/baseline/store.ts';
import type { Collected } from '../src/collect-results.ts';
import { parseConfig } from '../src/config/load.ts';
import { judgeResults } from '../src/judge-results.ts';
import type { Baseline, Measurement } from '../src/measurement/measurement.ts';
import type { ModelResult } from '../src/measurement/result.ts';
import type { Plan } from '../src/plan.ts';
import { conclusionOf } from '../src/verdict/conclusion.ts';
import { policyInForce } from '../src/verdict/policy.ts';
import { model } from './report/result-factory.ts';
import { binaryScores, simulatedMeasurement } from './simulators/measurement.ts';

const carbon = { intensityGPerKWh: 400, source: 'a test', pue: 1 };
const rounds = [0.99, 1, 1.01, 1, 1, 0.995, 1.005, 1];
const scores = binaryScores(80, 100);

/** Rounds about a centre, as an honest run of the configuration below leaves them. */
function measured(centreJ: number, change: Partial<Measurement> = {}): Measurement {
  const record = simulatedMeasurement({ roundsJ: rounds.map((factor) => factor * centreJ), scores });
  const settings = { ...record.task.settings, decoding: 'until-end' };
  return { ...record, task: { ...record.task, settings }, ...change };
}
const stored = Array.from({ length: 12 }).reduce(
  (before: Baseline | null) => nextBaseline(measured(100), carbon, before),
  null,
);

function plan(more = ''): Plan {
  const config = parseConfig(
    `version: 1
carbon: { intensity: { source: static, grams-per-kwh: 400 } }
tasks: { sql: { kind: text-to-sql, dataset: data.jsonl } }
models: [{ id: sql-lora, path: models/sql, task: sql, evaluator: { max-new-tokens: 64 }${more.startsWith('shards') ? `, ${more}` : ''} }]
rules: { cegi: off, score: off, emissions: +5% }
${more.startsWith('shards') ? '' : more}
`,
    { file: 'cegi.yml', root: '/repository' },
  );
  const changed = [{ id: 'sql-lora', reasons: ['its weights changed'] }];
  return {
    head: config,
    base: config,
    warnings: [],
    changed,
    config,
    policy: policyInForce(config, config).shown,
  };
}

const saved: string[] = [];
const store: BaselineStore = {
  find: async ({ hardwareFingerprint, datasetDigest }) =>
    hardwareFingerprint === measured(1).hardware.fingerprint &&
    datasetDigest === measured(1).task.datasetDigest
      ? stored
      : null,
  async save(records) {
    saved.push(...records.map(({ key }) => key.model));
    return true;
  },
  findCalibration: async () => null,
  saveCalibration: async () => true,
  explainMissing: async () => 'What is stored was measured with other hardware.',
} as BaselineStore;

const judged = (results: ModelResult[], { record = false, more = '', problems = [] as string[] } = {}) => {
  const models: Collected['models'] = new Map();
  for (const one of results) models.set(one.id, [...(models.get(one.id) ?? []), one]);
  return judgeResults(
    { models, results: [], problems },
    {
      plan: plan(more),
      store,
      record,
      context: {
        event: 'pull_request',
        repository: 'o/r',
        pullRequest: 1,
        headCommit: 'a'.repeat(40),
        baseCommit: null,
        runUrl: null,
      },
    },
  );
};
const claim = (measurement: Measurement | null, more: Partial<ModelResult> = {}) =>
  model({
    id: 'sql-lora',
    verdict: 'pass',
    reason: 'All is well.',
    measurement,
    baselineMeasurement: null,
    referenceMeasurement: null,
    comparison: null,
    reference: null,
    ...more,
  });
const beside = {
  mode: 'side-by-side' as const,
  why: null,
  rounds: { head: 8, baseline: 8 },
  looks: { used: 1, planned: 1 },
  betweenRuns: null,
};

it('what a run says of itself is judged by the store and the rules', async () => {
  const result = await judged([claim(measured(150))]);
  expect(result).toMatchObject({ verdict: 'fail', error: null, recorded: false });
  expect(conclusionOf(result)).toBe('failure');
});

describe('a result that says too little, or of something else, is an error, and never green', () => {
  const other = measured(90);
  it.each<[string, ModelResult[], RegExp, string?]>([
    ['nothing measured', [claim(null)], /Nothing was measured/],
    ['no result', [], /No result of it came/],
    ['another model', [claim({ ...other, model: 'other' })], /of another model \(other\)/],
    ['another task', [claim({ ...other, task: { ...other.task, id: 'easy' } })], /of another task \(easy\)/],
    [
      'another metric',
      [claim({ ...other, task: { ...other.task, metric: 'exact-match' } })],
      /of another metric/,
    ],
    [
      'another length of answers',
      [
        claim({
          ...other,
          task: { ...other.task, settings: { ...other.task.settings, 'max-new-tokens': 1 } },
        }),
      ],
      /another max-new-tokens \(1\)/,
    ],
    [
      'ten times the items in a round',
      [
        claim({
          ...other,
          task: { ...other.task, items: 1000 },
          rounds: other.rounds.map((round) => ({ ...round, items: 1000 })),
        }),
      ],
      /of 1000 items, and says of 100/,
    ],
    [
      'a base of its own',
      [claim(other, { baselineMeasurement: measured(100), comparison: beside })],
      /side by side with a base of its own/,
      'compare: stored',
    ],
    [
      'no base beside it',
      [claim(other)],
      /was to be measured side by side with the base/,
      'compare: side-by-side',
    ],
    [
      'one shard of two',
      [claim({ ...other, task: { ...other.task, shard: { index: 1, count: 2 } } })],
      /Shard 2 of 2 is missing/,
      'shards: 2',
    ],
    [
      'all in one piece',
      [claim(other)],
      /was measured in one piece, and the configuration divides it into 2 shards/,
      'shards: 2',
    ],
    [
      'shards that nobody asked for',
      [
        claim({ ...other, task: { ...other.task, shard: { index: 1, count: 1 } } }),
        claim({ ...other, task: { ...other.task, shard: { index: 2, count: 2 } } }),
      ],
      /divides it into one piece/,
    ],
  ])('%s', async (_, results, error, more = '') => {
    const result = await judged(results, { more });
    expect(result.error).toMatch(error);
    expect(result.status).toBe('partial');
    expect(conclusionOf(result)).toBe('failure');
    // Neither may its own figures be shown.
    expect(JSON.stringify(result.models)).not.toContain('41200');
  });

  it('what could not be read at all', async () => {
    const result = await judged([claim(measured(100))], { problems: ['b/result.json is not JSON'] });
    expect(result.error).toBe('b/result.json is not JSON');
    expect(conclusionOf(result)).toBe('failure');
  });
});

it('hardware of which nothing is stored has no baseline, with what the store knows of it', async () => {
  const elsewhere = measured(100);
  elsewhere.hardware.fingerprint = 'f'.repeat(16);
  const result = await judged([claim(elsewhere)]);
  expect(result.models[0]).toMatchObject({
    verdict: 'no-baseline',
    reason: expect.stringContaining('with other hardware'),
  });
});

it('only what is recorded is stored', async () => {
  await judged([claim(measured(100))]);
  expect(saved).toEqual([]);
  expect(await judged([claim(measured(100))], { record: true })).toMatchObject({ recorded: true });
  expect(saved).toEqual(['sql-lora']);
});
