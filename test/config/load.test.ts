import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { jsonSchema } from '../../src/config/json-schema.ts';
import { parseConfig } from '../../src/config/load.ts';
import { configSchema } from '../../src/config/schema.ts';
import { UserError } from '../../src/errors.ts';
import { broken, brokenProblems, complete } from './examples.ts';

const parse = (text: string) => parseConfig(text, { file: '.github/cegi.yml', root: '/repo' });
const problems = (text: string): string => {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('the configuration was accepted');
};
const withRules = (rules: string) => `${complete.replace(/^rules:.*$/m, '')}rules: ${rules}\n`;

describe('a configuration', () => {
  it('is read with its paths resolved', () => {
    const config = parse(complete);
    expect(config.models[0]).toMatchObject({
      source: { kind: 'directory', directory: '/repo/models/sql-lora', path: 'models/sql-lora' },
      reference: 'sql-base',
      evaluator: { dtype: 'q8', batch: 16, maxNewTokens: 64 },
      trainableParameters: { kind: 'file', file: '/repo/models/sql-lora/adapter_model.safetensors' },
      trainingEmissions: { kind: 'file', path: 'models/sql-lora/emissions.csv' },
    });
    expect(config.rules).toEqual({
      cegiPercent: 5,
      emissionsPercent: 5,
      scorePoints: -1,
      budgetGPer1000Items: 4,
    });
    expect(config.carbon).toEqual({ intensity: { source: 'ember', zone: 'ESP' }, pue: 1.2 });
  });

  it('needs only a version, a task and a model; everything else has a default', () => {
    const config = parse(
      'version: 1\ntasks: { t: { kind: summarization, dataset: d.jsonl } }\nmodels: [{ id: m, path: ./m/, task: t }]',
    );
    expect(config).toMatchObject({
      carbon: { intensity: { source: 'ember', zone: 'WORLD' }, pue: 1 },
      energy: {
        counters: 'auto',
        accept: ['measured', 'integrated'],
        idleS: 5,
        estimate: null,
        prometheus: null,
      },
      gain: 'relative',
      rules: { cegiPercent: 5, emissionsPercent: 5, scorePoints: -1, budgetGPer1000Items: null },
      rounds: { warmUp: 1, min: 5, max: 30 },
      compare: 'auto',
      onInconclusive: 'neutral',
      override: { days: 14 },
      baseline: { store: 'cache', branch: 'cegi-data', directory: '/repo/.cegi/baselines' },
    });
    expect(config.models[0]).toMatchObject({
      source: { kind: 'directory', path: 'm' },
      evaluator: {
        kind: 'transformers',
        dtype: 'fp32',
        device: 'auto',
        batch: 8,
        maxNewTokens: 64,
        decoding: 'until-end',
        threads: null,
        chatTemplate: 'auto',
        timeoutS: 600,
      },
    });
    expect(config.tasks.get('t')).toMatchObject({ metric: 'rougeL', limit: null });
  });

  it('of a served model, with what serves it', () => {
    const config = parse(`version: 1
tasks: { t: { kind: summarization, dataset: d.jsonl } }
models:
  - id: served
    hub: org/name
    revision: 0123456789abcdef0123456789abcdef01234567
    task: t
    evaluator:
      kind: openai
      url: http://127.0.0.1:8000/v1/
      model: name
      extra-body: { chat_template_kwargs: { enable_thinking: false } }
      serve: { command: [vllm, serve, org/name], env: { VLLM_X: "1" }, pass-env: [HF_TOKEN] }
`);
    expect(config.models[0]).toMatchObject({
      source: { kind: 'hub', repository: 'org/name', revision: '0123456789abcdef0123456789abcdef01234567' },
      evaluator: {
        kind: 'openai',
        url: 'http://127.0.0.1:8000/v1',
        model: 'name',
        api: 'chat',
        device: 'gpu',
        concurrency: 8,
        attempts: 4,
        extraBody: { chat_template_kwargs: { enable_thinking: false } },
        serve: {
          command: ['vllm', 'serve', 'org/name'],
          health: '/health',
          startTimeoutS: 600,
          env: { VLLM_X: '1' },
          passEnv: ['HF_TOKEN'],
        },
      },
    });
  });

  it('of a harness needs no data, and a metric by name', () => {
    const config = parse(`version: 1
tasks: { t: { kind: harness, metric: "acc,none" } }
models: [{ id: m, task: t, evaluator: { kind: command, command: [python3, eval.py], output: lm-eval, device: cpu } }]
`);
    expect(config.tasks.get('t')).toMatchObject({ dataset: '', metric: 'acc,none', metrics: ['acc,none'] });
    expect(config.models[0]).toMatchObject({
      source: { kind: 'unknown' },
      evaluator: { kind: 'command', command: ['python3', 'eval.py'], lifetime: 'once', device: 'cpu' },
    });
  });

  it('computes the metrics of a kind that cost little, and others where they are asked for', () => {
    const metricsOf = (more: string) =>
      parse(`version: 1
tasks: { t: { kind: text-to-sql, dataset: d.jsonl${more} } }
models: [{ id: m, path: m, task: t }]
`).tasks.get('t')!.metrics;
    expect(metricsOf('')).toEqual(['execution-accuracy', 'exact-match']);
    expect(metricsOf(', metrics: [r-ves]')).toEqual(['execution-accuracy', 'exact-match', 'r-ves']);
    expect(metricsOf(', metric: ves')).toEqual(['ves', 'execution-accuracy', 'exact-match']);
  });

  it('reports every problem at once, each with line, column, key, what is wrong and what is allowed', () => {
    expect(problems(broken)).toBe(brokenProblems);
  });

  it.each([
    ['', 'version: is missing'],
    ['a: [1', '1:6 not valid YAML'],
    ['version: 1\nversion: 1\n', '2:1 not valid YAML: Map keys must be unique'],
    ['a: &a [*b]', 'not valid YAML'],
    ['['.repeat(50_000), 'not valid YAML'],
    ['x'.repeat(1_000_001), 'longer than'],
  ])('is refused with a line where it is not YAML for one: %#', (text, message) => {
    expect(problems(text)).toContain(message);
  });

  it('finds a circle of references however long, once', () => {
    const model = (id: string, reference: string) =>
      `{ id: ${id}, path: ${id}, task: t, reference: ${reference} }`;
    const text = `version: 1
tasks: { t: { kind: summarization, dataset: d.jsonl } }
models: [${model('x', 'a')}, ${model('a', 'b')}, ${model('b', 'c')}, ${model('c', 'a')}, ${model('self', 'self')}]`;
    const lines = problems(text).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('a → b → c → a');
    expect(lines[1]).toContain('self → self');
  });
});

describe('a Prometheus server', () => {
  const withServer = (text: string) =>
    complete.replace('counters: auto,', `counters: auto, prometheus: ${text},`);
  const serverOf = (text: string) => parse(withServer(text)).energy.prometheus;

  it('is none where none is named', () => {
    expect(parse(complete).energy.prometheus).toBeNull();
  });

  it('needs only its address', () => {
    expect(serverOf('{ url: "https://prometheus.example/team/" }')).toEqual({
      url: 'https://prometheus.example/team',
      match: {},
      metric: null,
      timeoutS: 10,
    });
  });

  it('is read with the labels, the metric and the patience that are asked for', () => {
    expect(
      serverOf(
        '{ url: "http://p:9090", match: { gpu: "0", Hostname: [a, b] }, metric: pdu_watts, unit: W, domain: wall, timeout-seconds: 30 }',
      ),
    ).toEqual({
      url: 'http://p:9090',
      match: { gpu: '0', Hostname: ['a', 'b'] },
      metric: { name: 'pdu_watts', unit: 'W', domain: 'wall' },
      timeoutS: 30,
    });
  });

  it('takes a metric for the whole board where nothing else is said', () => {
    expect(serverOf('{ url: "http://p", metric: x, unit: µJ }')?.metric?.domain).toBe('board');
  });

  it.each([
    ['{}', 'energy.prometheus.url: is missing; write text'],
    [
      '{ url: p:9090 }',
      'energy.prometheus.url: is not an address; write one that starts with http:// or https://',
    ],
    ['{ url: "ftp://p" }', 'energy.prometheus.url: is not an address'],
    ['{ url: "http://p/?a=b" }', 'energy.prometheus.url: has a query or a fragment; write the address alone'],
    [
      '{ url: "http://p", metric: x }',
      'energy.prometheus.unit: is missing; write the unit of x: J, mJ, µJ, uJ, W',
    ],
    ['{ url: "http://p", unit: J }', 'energy.prometheus.unit: says something of `metric`, which is missing'],
    [
      '{ url: "http://p", metric: "a{b}", unit: J }',
      'energy.prometheus.metric: "a{b}" is not the name of a metric',
    ],
    [
      '{ url: "http://p", match: { gpu: 0 } }',
      'energy.prometheus.match.gpu: 0 is not allowed; write the value of a label in quotes',
    ],
    [
      '{ url: "http://p", match: { gpu: [] } }',
      'energy.prometheus.match.gpu: is an empty list; write at least one entry',
    ],
    ['{ url: "http://p", match: { a-b: x } }', '"a-b" is not the name of a label'],
    ['{ url: "http://p", labels: {} }', 'energy.prometheus.labels: unknown key; allowed: url, match'],
  ])('%s is refused', (text, message) => {
    expect(problems(withServer(text))).toContain(message);
  });

  it('is refused with a password in its address, which is not repeated', () => {
    const text = problems(withServer('{ url: "https://me:hunter2@p" }'));
    expect(text).toContain('energy.prometheus.url: holds a user or password');
    expect(text).toContain('CEGI_PROMETHEUS_TOKEN');
    expect(text).not.toContain('hunter2');
  });
});

describe('a list of models', () => {
  it.each([
    [0, 'models: is an empty list; write at least one entry'],
    [501, 'models: has too many entries; write at most 500'],
  ])('of %i is refused', (size, message) => {
    const models = Array.from({ length: size }, (_, index) => `{ id: m${index}, path: m, task: t }`);
    expect(
      problems(
        `version: 1\ntasks: { t: { kind: summarization, dataset: d } }\nmodels: [${models.join(', ')}]`,
      ),
    ).toContain(message);
  });
});

describe('a quantity', () => {
  it.each([
    ['+5%', 5],
    ['5%', 5],
    ['+5 %', 5],
    ['0.5%', 0.5],
    ['off', null],
  ])('%s is the rule %s', (text, value) => {
    expect(parse(withRules(`{ cegi: ${text} }`)).rules.cegiPercent).toBe(value);
  });

  it.each([
    ['-1pt', -1],
    ['-0.5 pt', -0.5],
    ['−1 pt', -1],
    ['off', null],
  ])('%s is the loss %s', (text, value) => {
    expect(parse(withRules(`{ score: ${text} }`)).rules.scorePoints).toBe(value);
  });

  it.each(['5', '"5"', '5pt', '-5%', '1e3%', '5%%', '[]', 'true'])('%s is no percentage', (text) => {
    expect(problems(withRules(`{ cegi: ${text} }`))).toMatch(/rules\.cegi: .*such as \+5%, or off/);
  });

  it.each(['-1', '1pt', '+1pt', '-1%'])('%s is no loss of score', (text) => {
    expect(problems(withRules(`{ score: ${text} }`))).toMatch(/rules\.score: .*such as -1pt, or off/);
  });

  it.each([
    ['cegi', '"-5%"'],
    ['emissions', '"−5 %"'],
    ['score', '+1pt'],
  ])('that asks every change to improve is refused in so many words: %s: %s', (rule, text) => {
    expect(problems(withRules(`{ ${rule}: ${text} }`))).toMatch(
      /would ask every change for a (fall|rise); write the (rise|loss) of .*, or off$/,
    );
  });

  it.each(['cegi: 0%', 'emissions: +0.0 %', 'score: 0pt', 'score: -0pt', 'score: { exact-match: 0pt }'])(
    'that allows nothing is refused, as noise alone would go beyond it: %s',
    (text) => {
      expect(problems(withRules(`{ ${text} }`))).toMatch(/: a tolerance of 0 can never be shown to hold/);
    },
  );

  it('of training emissions is in grams', () => {
    const withEmissions = (text: string) =>
      parse(complete.replace('models/sql-lora/emissions.csv', text)).models[0]!.trainingEmissions;
    expect(withEmissions('25 g')).toEqual({ kind: 'grams', emissionsG: 25 });
    expect(withEmissions('1.5kg')).toEqual({ kind: 'grams', emissionsG: 1500 });
  });
});

describe('rules on several scores', () => {
  const scoreOf = (text: string) => parse(withRules(`{ score: ${text} }`)).rules.scorePoints;

  it('are one a metric', () => {
    expect(scoreOf('{ execution-accuracy: -1pt, exact-match: -2.5pt }')).toEqual({
      'execution-accuracy': -1,
      'exact-match': -2.5,
    });
  });

  it('leave out what is off', () => {
    expect(scoreOf('{ execution-accuracy: off, exact-match: -2pt }')).toEqual({ 'exact-match': -2 });
    expect(scoreOf('{ execution-accuracy: off }')).toBeNull();
  });

  it('may be on a metric that is asked for', () => {
    const text = withRules('{ score: { ves: -1pt } }').replace('metric:', 'metrics: [ves], metric:');
    expect(parse(text).rules.scorePoints).toEqual({ ves: -1 });
  });

  it.each([
    ['{}', 'rules.score: names no metric; write -1pt, off, or { rougeL: -1pt }'],
    [
      '{ exact-macth: -1pt }',
      'rules.score.exact-macth: no task computes "exact-macth"; computed are: execution-accuracy, exact-match. Did you mean exact-match?',
    ],
    [
      '{ ves: -1pt }',
      'rules.score.ves: "ves" is computed only where it is asked for; write it into tasks.sql.metrics too',
    ],
    [
      '{ exact-match: 1pt }',
      'rules.score.exact-match: "1pt": write the loss of score that is allowed with its unit, such as -1pt, or off',
    ],
    ['{ exact-match: -1 }', 'rules.score.exact-match: -1 has no unit; write the loss of score'],
    ['{ __proto__: -1pt }', 'rules.score.__proto__: no task computes "__proto__"'],
  ])('%s are refused', (text, message) => {
    expect(problems(withRules(`{ score: ${text} }`))).toContain(message);
  });
});

describe('what the head is compared with, and what an undecided check does', () => {
  it.each(['auto', 'side-by-side', 'stored'])('compare: %s', (compare) => {
    expect(parse(`${complete}compare: ${compare}\n`).compare).toBe(compare);
  });

  it.each(['neutral', 'fail', 'pass'])('on-inconclusive: %s', (onInconclusive) => {
    expect(parse(`${complete}on-inconclusive: ${onInconclusive}\n`).onInconclusive).toBe(onInconclusive);
  });
});

describe('what may be overridden', () => {
  it.each([
    ['off', 'off'],
    ['{}', { days: 14 }],
    ['{ days: 3 }', { days: 3 }],
    ['{ days: 0.5 }', { days: 0.5 }],
  ])('override: %s', (written, expected) => {
    expect(parse(`${complete}override: ${written}\n`).override).toEqual(expected);
  });

  it.each([
    ['14', /override: 14 is not allowed; write \{ days: 14 \}, or off/],
    ['never', /override: "never" is not allowed; write \{ days: 14 \}, or off/],
    ['{ days: 0 }', /override\.days: 0 is too small/],
    ['{ days: 1000 }', /override\.days: 1000 is too large; write at most 366/],
    ['{ days: 14d }', /override\.days: "14d" is not a number/],
  ])('override: %s is refused', (written, message) => {
    expect(problems(`${complete}override: ${written}\n`)).toMatch(message);
  });
});

describe('a path', () => {
  it.each([
    '/etc/passwd',
    '../x',
    'a/../../x',
    'C:/x',
    String.raw`a\b`,
    '.git/config',
    '.GIT',
    '""',
    '"a\\0b"',
  ])('%s is refused', (path) => {
    expect(problems(complete.replace('data/sql.jsonl', path))).toContain('tasks.sql.dataset: ');
  });

  it('never leads out of the repository, whatever it is made of', () => {
    const part = fc.constantFrom('..', '.', 'a', '', '...', '.git');
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        try {
          const { dataset } = parse(complete.replace('data/sql.jsonl', `"${parts.join('/')}"`)).tasks.get(
            'sql',
          )!;
          expect(`${dataset}/`.startsWith('/repo/')).toBe(true);
          expect(dataset).not.toMatch(/\/\.\.(\/|$)|^\/repo\/\.git(\/|$)/);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

describe('hostile text', () => {
  it('is a configuration or a UserError, never another error', () => {
    const token = fc.constantFrom(
      'version: 1',
      '\n',
      '  ',
      'models:',
      'tasks:',
      '- ',
      '&a',
      '*a',
      '{',
      '}',
      '[',
      ']',
      '? ',
      '__proto__: 1',
      'constructor:',
      '!!binary x',
      '"',
      "'",
      '|',
      'evaluator: null',
      'x: y',
      '<<: *a',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        expect(() => parse(tokens.join(''))).toThrow(UserError);
      }),
    );
  });
});

describe('the JSON Schema', () => {
  it('accepts a configuration as people write it, and refuses an unknown key', () => {
    const schema = z.fromJSONSchema(jsonSchema() as z.core.JSONSchema.JSONSchema);
    expect(schema.safeParse(parseYaml(complete)).error).toBeUndefined();
    expect(schema.safeParse(parseYaml(complete.replace('dtype:', 'dtipe:'))).success).toBe(false);
    expect(schema.safeParse(parseYaml(withRules('{ score: { exact-match: -1pt } }'))).success).toBe(true);
    expect(schema.safeParse(parseYaml(withRules('{ score: -1 }'))).success).toBe(false);
  });

  it('describes every key of a configuration, for editors', () => {
    const schema = jsonSchema() as { properties: Record<string, object>; required: string[] };
    expect(Object.keys(schema.properties)).toEqual(Object.keys(configSchema.shape));
    expect(schema.required).toEqual(['version', 'tasks', 'models']);
    const undescribed: string[] = [];
    const walk = (node: unknown, name: string): void => {
      const { properties } = (node ?? {}) as { properties?: Record<string, { description?: string }> };
      for (const [key, value] of Object.entries(properties ?? {})) {
        if (!value.description && !('const' in value)) undescribed.push(`${name}.${key}`);
        walk(value, `${name}.${key}`);
      }
    };
    walk(schema, '');
    expect(undescribed).toEqual(['.tasks', '.models'].filter((key) => undescribed.includes(key)));
  });
});
