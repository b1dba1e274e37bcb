import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { changedModels } from '../../src/models/changed.ts';

const configPath = '.github/cegi.yml';
const text = `version: 1
tasks:
  sql: { kind: text-to-sql, dataset: data/sql.jsonl }
  talk: { kind: summarization, dataset: data/talk.jsonl }
models:
  - { id: base, path: models/base, task: sql }
  - { id: lora, path: models/lora, task: sql, reference: base, trainable-parameters: weights/lora.safetensors, training-emissions: models/lora/emissions.csv }
  - { id: lora-2, path: models/lora-2, task: sql, reference: lora }
  - { id: talk, path: models/talk, task: talk, training-emissions: logs/talk.csv }
`;
const parse = (source: string) => parseConfig(source, { file: configPath, root: '/repo' });
const head = parse(text);
const changes = (changedFiles: string[], base: string | null = text) =>
  changedModels({ head, base: base === null ? null : parse(base), changedFiles, configPath });

describe('a model counts as changed', () => {
  it.each([
    ['models/talk/onnx/model.onnx', 'models/talk/onnx/model.onnx changed'],
    ['models/talk', 'models/talk changed'],
    ['models/talk.dvc', 'models/talk.dvc changed'],
    ['data/talk.jsonl', 'its dataset data/talk.jsonl changed'],
    ['data/talk.jsonl.dvc', 'its dataset data/talk.jsonl changed'],
    ['logs/talk.csv', 'its training-emissions logs/talk.csv changed'],
  ])('by %s', (file, reason) => {
    expect(changes([file])).toEqual([{ id: 'talk', reasons: [reason] }]);
  });

  const served = `version: 1
tasks:
  pictures: { kind: vqa, dataset: data/q.json, annotations: data/a.json, images: pictures }
  queries: { kind: text-to-sql, dataset: data/dev.json, databases: data/databases }
models:
  - { id: hub, hub: org/name, revision: v1, task: pictures }
  - { id: harness, task: queries, evaluator: { kind: command, command: [python3, ./eval/run.py] } }
  - { id: server, task: queries, evaluator: { kind: openai, url: "http://h/v1", model: m, serve: { command: [bash, serve.sh] } } }
`;
  const servedChanges = (changedFiles: string[], before = served) =>
    changedModels({ head: parse(served), base: parse(before), changedFiles, configPath });

  it.each([
    ['data/a.json', 'hub', 'its dataset data/a.json changed'],
    ['pictures/1.png', 'hub', 'its dataset pictures changed'],
    ['eval/run.py', 'harness', 'eval/run.py, which runs it, changed'],
    ['serve.sh', 'server', 'serve.sh, which runs it, changed'],
  ])('by %s, though its files are elsewhere', (file, id, reason) => {
    expect(servedChanges([file])).toEqual([{ id, reasons: [reason] }]);
  });

  it('by databases, a revision, and what a server is asked', () => {
    expect(servedChanges(['data/databases/a/a.sqlite']).map(({ id }) => id)).toEqual(['harness', 'server']);
    expect(servedChanges([], served.replace('v1', 'v0'))).toEqual([
      { id: 'hub', reasons: ['revision: v0 → v1'] },
    ]);
    expect(servedChanges([], served.replace('bash, serve.sh', 'bash, serve.sh, --fp8'))).toEqual([
      {
        id: 'server',
        reasons: ['evaluator.serve.command: ["bash","serve.sh","--fp8"] → ["bash","serve.sh"]'],
      },
    ]);
  });

  it('by the pointer of a directory above it', () => {
    expect(changes(['models.dvc']).map(({ id }) => id)).toEqual(['base', 'lora', 'lora-2', 'talk']);
  });

  it('by the submodule that it lies in, of which git lists nothing else', () => {
    expect(changes(['models/talk']).map(({ id }) => id)).toEqual(['talk']);
    expect(changes(['models']).map(({ id }) => id)).toEqual(['base', 'lora', 'lora-2', 'talk']);
    expect(changes(['model'])).toEqual([]);
  });

  it('with one reason for many files', () => {
    expect(changes(['models/talk/a', 'models/talk/b'])[0]!.reasons).toEqual([
      '2 files of models/talk changed, the first models/talk/a',
    ]);
  });

  it('with its references, however far', () => {
    expect(changes(['models/base/config.json'])).toEqual([
      { id: 'base', reasons: ['models/base/config.json changed'] },
      { id: 'lora', reasons: ['its reference base changed'] },
      { id: 'lora-2', reasons: ['its reference lora changed'] },
    ]);
  });

  it('by its entry, saying which keys differ', () => {
    const before = text
      .replace('path: models/talk, task: talk', 'path: models/talk, task: talk, evaluator: { dtype: q8 }')
      .replace('dataset: data/talk.jsonl', 'dataset: data/talk.jsonl, limit: 5, columns: { summary: s }');
    expect(changes([], before)).toEqual([
      {
        id: 'talk',
        reasons: [
          'task.limit: 5 → not set',
          'task.columns.summary: s → not set',
          'evaluator.dtype: q8 → fp32',
        ],
      },
    ]);
  });

  it('where it is new', () => {
    const before = text.replace(/ {2}- \{ id: talk.*\n/, '');
    expect(changes([], before)).toEqual([{ id: 'talk', reasons: ['it is new'] }]);
  });

  it('where the base has no configuration', () => {
    expect(changes([], null)).toHaveLength(4);
  });
});

describe('a model does not count as changed', () => {
  it.each([
    ['models/talk-2/config.json'],
    ['models/talkative'],
    ['README.md'],
    ['models/talkXdvc'],
    [configPath],
  ])('by %s', (file) => {
    expect(changes([file])).toEqual([]);
  });

  it('by rules and comments of the configuration', () => {
    expect(changes([configPath], `# a comment\n${text}rules: { cegi: +9% }\n`)).toEqual([]);
  });
});

describe('for any change', () => {
  const file = fc
    .tuple(
      fc.constantFrom('models', 'data', 'weights', 'x'),
      fc.constantFrom('base', 'lora', 'lora-2', 'talk', 'sql.jsonl'),
      fc.constantFrom('', '/a', '.dvc', 's'),
    )
    .map(([directory, name, rest]) => `${directory}/${name}${rest}`); // prettier-ignore

  it('more changed files never make fewer changed models', () => {
    fc.assert(
      fc.property(fc.array(file), fc.array(file), (some, more) => {
        const ids = (files: string[]) => changes(files).map(({ id }) => id);
        expect(ids([...some, ...more])).toEqual(expect.arrayContaining(ids(some)));
      }),
    );
  });

  it('whatever depends on a changed model is changed, and each has a reason', () => {
    fc.assert(
      fc.property(fc.array(file), (files) => {
        const changed = changes(files);
        const ids = changed.map(({ id }) => id);
        for (const model of head.models) {
          if (model.reference && ids.includes(model.reference)) expect(ids).toContain(model.id);
        }
        expect(changed.every(({ reasons }) => reasons.length > 0)).toBe(true);
      }),
    );
  });
});
