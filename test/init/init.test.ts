import { copyFile, mkdir, readFile, realpath, rename, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config/load.ts';
import { simulatedHub } from '../simulators/hub.ts';
import { dialogueRow, lines, meteredMachine, repository, sqlRow, unmeteredMachine } from './repository.ts';

const configuration = '.github/cegi.yml';
const workflow = '.github/workflows/cegi.yml';
const sqlData = { 'data/sql.jsonl': lines(sqlRow) };

describe('a repository with one ONNX model and its data', () => {
  it('is written down as it is', async () => {
    const place = await repository(sqlData, { 'models/sql': 'models/sql-base' });
    const { done, problem } = await place.init({ zone: 'ESP' });
    expect(problem).toBeNull();
    expect(done).toBe(true);
    await expect(await place.read(configuration)).toMatchFileSnapshot('golden/one-model.golden.yml');
    await expect(await place.read(workflow)).toMatchFileSnapshot('golden/workflow.golden.yml');
  });

  it('writes a workflow that is one to GitHub, with no more permissions than the action needs', async () => {
    const place = await repository(
      { ...sqlData, '.gitattributes': '*.onnx filter=lfs diff=lfs merge=lfs -text\n' },
      { 'models/sql': 'models/sql-base' },
    );
    await place.git('switch', '--quiet', '--orphan', 'trunk');
    await place.git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--allow-empty', '-qm', 'begin');
    await place.init({ runner: 'self-hosted,energy' });
    const text = await place.read(workflow);
    const parsed = parseWorkflow({ name: 'cegi.yml', content: text }, new NoOperationTraceWriter());
    const template = await convertWorkflowTemplate(parsed.context, parsed.value!);
    expect(parsed.context.errors.getErrors()).toEqual([]);
    expect(template.errors ?? []).toEqual([]);
    expect(parse(text)).toMatchObject({
      on: { push: { branches: ['trunk'] }, pull_request: null },
      permissions: { contents: 'read', 'pull-requests': 'write', checks: 'write' },
      jobs: {
        cegi: {
          'runs-on': ['self-hosted', 'energy'],
          'timeout-minutes': 120,
        },
      },
    });
    const documented = parse(await readFile('docs/workflows/check.yml', 'utf8'));
    expect(parse(text).permissions).toEqual(documented.permissions);
    expect(parse(text).jobs.cegi.steps).toEqual(documented.jobs.cegi.steps);
  });

  it('stores baselines of the main branch, also when written on another', async () => {
    const place = await repository(sqlData, { 'models/sql': 'models/sql-base' });
    await place.git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--allow-empty', '-qm', 'begin');
    await place.git('switch', '--quiet', '--create', 'add-carbon-check');
    await place.init();
    expect(parse(await place.read(workflow)).on.push.branches).toEqual(['main']);
  });

  it('prints and writes nothing where it only shall show', async () => {
    const place = await repository(sqlData, { 'models/sql': 'models/sql-base' });
    const { done, files } = await place.init({ dryRun: true });
    expect(done).toBe(true);
    expect(files.map(({ path, isWritten }) => [path, isWritten])).toEqual([
      [configuration, false],
      [workflow, false],
    ]);
    expect((await place.git('status', '--porcelain', '-uall')).includes('.github')).toBe(false);
  });

  it('draws a sample of a dataset that is large', async () => {
    const place = await repository(
      { 'data/sql.jsonl': lines(sqlRow, 900) },
      { 'models/sql': 'models/sql-base' },
    );
    await place.init();
    expect(parse(await place.read(configuration)).tasks.sql).toMatchObject({ limit: 200 });
    expect(await place.read(configuration)).toContain('# 200 of 900 items');
  });

  it('leaves out a model that is cut short, with the reason', async () => {
    const place = await repository(sqlData, { 'models/sql': 'models/sql-base' });
    await writeFile(join(place.root, 'models/sql/onnx/model.onnx'), 'cut');
    const { done, problem, said } = await place.init();
    expect(done).toBe(false);
    expect(said).toContain('models/sql: models/sql/onnx/model.onnx is truncated or not an ONNX file');
    expect(problem).toContain('None of the models');
  });

  it('takes what Git LFS has not fetched for what it will be, and says to fetch it first', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
    const place = await repository(sqlData, {
      'models/sql-base': 'models/sql-base',
      'models/sql-lora': 'models/sql-lora',
    });
    for (const path of ['sql-base/onnx/model.onnx', 'sql-lora/adapter_model.safetensors'])
      await writeFile(join(place.root, 'models', path), pointer);
    const { done, next } = await place.init();
    expect(done).toBe(true);
    expect(next[0]).toMatch(/^git lfs pull/);
    const text = await place.read(configuration);
    expect(text.match(/git lfs pull/g)).toHaveLength(2);
    expect(parse(text).models[1]).toMatchObject({
      'trainable-parameters': 'models/sql-lora/adapter_model.safetensors',
    });
  });

  it('exported beside its config.json is told to be moved, not served', async () => {
    const place = await repository(sqlData, { 'models/sql': 'models/sql-base' });
    await rename(join(place.root, 'models/sql/onnx/model.onnx'), join(place.root, 'models/sql/model.onnx'));
    const { done, said } = await place.init({ yes: true });
    expect(done).toBe(false);
    expect(said).toContain(
      'models/sql: its ONNX files lie beside config.json: move them into a directory onnx/',
    );
  });

  it('uses the action that is named', async () => {
    const place = await repository(sqlData, { 'models/sql': 'models/sql-base' });
    const { next } = await place.init({ action: 'acme/cegi-action@v0' });
    expect(parse(await place.read(workflow)).jobs.cegi.steps[1]).toEqual({ uses: 'acme/cegi-action@v0' });
    expect(next.join()).not.toContain('your-org');
  });

  it('says in a subdirectory which repository it looks at, and where the files are from there', async () => {
    const place = await repository(sqlData, { 'models/sql': 'models/sql-base' });
    const { said, next } = await place.init({ directory: join(place.root, 'data') });
    expect(said.split('\n')[0]).toBe(`Repository: ${await realpath(place.root)}`);
    expect(next.at(-1)).toMatch(
      /^git add \.\.\/\.github\/cegi\.yml \.\.\/\.github\/workflows\/cegi\.yml && /,
    );
  });
});

describe('a fine-tune and its base', () => {
  it('are compared, with what the adapter trained and what that emitted', async () => {
    const place = await repository(sqlData, {
      'models/sql-base': 'models/sql-base',
      'models/sql-lora': 'models/sql-lora',
    });
    await place.init({ machine: unmeteredMachine });
    const text = await place.read(configuration);
    await expect(text).toMatchFileSnapshot('golden/adapter.golden.yml');
    const { models } = parseConfig(text, { file: configuration, root: place.root });
    expect(models.find(({ id }) => id === 'sql-lora')).toMatchObject({
      reference: 'sql-base',
      trainableParameters: { path: 'models/sql-lora/adapter_model.safetensors' },
      trainingEmissions: { path: 'models/sql-lora/emissions.csv' },
    });
  });

  it('whose base is not here say so beside the reference that is missing', async () => {
    const place = await repository(sqlData, { 'models/sql-lora': 'models/sql-lora' });
    await place.init();
    const text = await place.read(configuration);
    expect(text).toMatch(
      /# adapter_config\.json names sql-base, which is not here.*\n +# reference: sql-base\n/,
    );
    expect(parse(text).models[0]).not.toHaveProperty('reference');
  });

  it('are told by their packages where their directories have the same names', async () => {
    const place = await repository(
      {
        'packages/sql/data/test.jsonl': lines(sqlRow),
        'packages/talks/data/test.jsonl': lines(dialogueRow),
      },
      {
        'packages/sql/models/base': 'models/sql-base',
        'packages/sql/models/lora': 'models/sql-lora',
        'packages/talks/models/base': 'models/dialogue-base',
      },
    );
    await place.init();
    expect(parse(await place.read(configuration)).models).toMatchObject([
      { id: 'sql-base', task: 'sql' },
      { id: 'lora', task: 'sql', reference: 'sql-base' },
      { id: 'talks-base', task: 'talks' },
    ]);
    expect(await place.read(configuration)).toContain('Guessed: "talks" is in its path');
  });

  it('are found by a card whose lines end as Windows writes them', async () => {
    const place = await repository(sqlData, { 'models/a': 'models/sql-base', 'models/b': 'models/sql-base' });
    await writeFile(join(place.root, 'models/b/README.md'), '---\r\nbase_model: ../a\r\n---\r\n# b\r\n');
    await place.init();
    expect(parse(await place.read(configuration)).models[1]).toMatchObject({ id: 'b', reference: 'a' });
  });

  it('that name each other are no circle', async () => {
    const place = await repository(sqlData, { 'models/a': 'models/sql-base', 'models/b': 'models/sql-base' });
    for (const [own, other] of [
      ['a', 'b'],
      ['b', 'a'],
    ])
      await writeFile(join(place.root, `models/${own}/README.md`), `---\nbase_model: ${other}\n---\n`);
    const { done } = await place.init();
    expect(done).toBe(true);
    const { models } = parse(await place.read(configuration));
    expect(models.filter((model: object) => 'reference' in model)).toHaveLength(1);
  });
});

describe('a model that sees pictures', () => {
  it('is evaluated on captions, with the directory of the pictures', async () => {
    const place = await repository(
      {},
      {
        'models/vision': 'models/vision-base',
        'data/annotations.json': 'data/captioning/annotations.json',
        'data/png': 'data/captioning/images',
      },
    );
    await place.init();
    expect(parse(await place.read(configuration))).toMatchObject({
      tasks: {
        captioning: {
          kind: 'captioning',
          dataset: 'data/annotations.json',
          images: 'data/png',
          metric: 'cider',
        },
      },
      models: [{ id: 'vision', task: 'captioning', evaluator: { kind: 'transformers', dtype: 'fp32' } }],
    });
  });

  it('finds the answers to questions in the second file of VQAv2', async () => {
    const place = await repository({}, { 'models/vision': 'models/vision-base', data: 'data' });
    const { problem } = await place.init({ model: ['models/vision=vqa'] });
    expect(problem).toBeNull();
    const { tasks, models } = parse(await place.read(configuration));
    expect(tasks).toEqual({
      vqa: {
        kind: 'vqa',
        dataset: 'data/vqa/questions.json',
        format: 'vqav2',
        annotations: 'data/vqa/annotations.json',
        images: 'data/captioning/images',
        metric: 'vqa-accuracy',
      },
    });
    expect(models).toMatchObject([{ id: 'vision', task: 'vqa' }]);
  });
});

describe('several models and datasets', () => {
  const fixtures = { models: 'models', data: 'data' };

  it('are paired by words in their names; what is not clear is left as a comment with the reason', async () => {
    const place = await repository({}, fixtures);
    await place.init();
    const text = await place.read(configuration);
    await expect(text).toMatchFileSnapshot('golden/several.golden.yml');
    const pairs = parse(text).models.map(({ id, task }: { id: string; task: string }) => [id, task]);
    expect(pairs).toEqual([
      ['dialogue-base', 'dialogue-summarization'],
      ['dialogue-lora', 'dialogue-summarization'],
      ['sql-base', 'text-to-sql'],
      ['sql-lora', 'text-to-sql'],
      ['sql-verbose', 'text-to-sql'],
    ]);
  });

  it('are guessed throughout where that was asked for', async () => {
    const place = await repository({}, fixtures);
    await place.init({ yes: true });
    expect(parse(await place.read(configuration)).models).toHaveLength(7);
  });

  it('leaves out what was not named, but for the base that the named one is compared with', async () => {
    const place = await repository({}, fixtures);
    await place.init({ model: ['models/vision-lora=captioning'] });
    expect(parse(await place.read(configuration)).models).toMatchObject([
      { id: 'vision-base', task: 'captioning' },
      { id: 'vision-lora', task: 'captioning', reference: 'vision-base' },
    ]);
  });

  it.each([
    [
      'a model that is not there',
      { model: ['models/nowhere=text-to-sql'] },
      /models\/nowhere.*There are: models\/dialogue-base/,
    ],
    [
      'a task that is not there',
      { model: ['models/sql-lora=nothing'] },
      /no task nothing.*text-to-sql \(data/,
    ],
    ['half a pair', { model: ['models/sql-lora'] }, /PATH=TASK/],
    ['a dataset that is not there', { dataset: ['nowhere.jsonl'] }, /no file nowhere\.jsonl/],
    ['a dataset of no task', { dataset: ['models/sql-lora/config.json'] }, /:summarization.*docs\/datasets/],
    [
      'a dataset of another kind',
      { dataset: ['data/text-to-sql/test.jsonl:summarization'] },
      /no column dialogue/,
    ],
    ['a zone that is none', { zone: 'XX' }, /"XX".*ESP/],
    ['a label that is none', { runner: 'a b' }, /labels of a runner/],
    ['an action that is none', { action: 'cegi-action' }, /owner\/name@version/],
  ])('%s is one clear error, and nothing is written', async (_, options, message) => {
    const place = await repository({}, fixtures);
    await expect(place.init(options)).rejects.toThrow(message);
    expect((await place.git('status', '--porcelain', '-uall')).includes('.github')).toBe(false);
  });
});

describe('datasets', () => {
  const model = { 'models/m': 'models/sql-base' };
  const tasksOf = async (files: Record<string, string>, options = {}) => {
    const place = await repository(files, model);
    const { problem, said } = await place.init(options);
    const text = problem === null ? await place.read(configuration) : null;
    return { tasks: text === null ? null : parse(text).tasks, text, problem, said };
  };

  it.each([
    ['csv', 'id,dialogue,summary\n1,"a, b",c\n'],
    ['json', JSON.stringify({ data: [dialogueRow(1), dialogueRow(2)] })],
    ['jsonl', lines(dialogueRow)],
  ])('in %s are told by their columns', async (extension, text) => {
    const { tasks } = await tasksOf({ [`data/talks.${extension}`]: text, 'data/notes.csv': 'a,b\n1,2\n' });
    expect(tasks).toEqual({
      talks: { kind: 'summarization', dataset: `data/talks.${extension}`, metric: 'rougeL' },
    });
  });

  it('in Parquet are told by their columns', async () => {
    const parquet = await readFile(resolve('test/datasets/fixtures/captions.parquet'));
    const place = await repository(
      { 'data/captions.parquet': parquet },
      { 'models/v': 'models/vision-base' },
    );
    const { findings } = await place.init({ dryRun: true });
    expect(findings.datasets).toMatchObject([{ path: 'data/captions.parquet', kind: 'captioning' }]);
  });

  it('of Spider and BIRD need the folder of their databases, which is found by its layout', async () => {
    const rows = JSON.stringify([
      { db_id: 'dogs', question: 'How many?', query: 'SELECT count(*) FROM dogs' },
    ]);
    const without = await tasksOf({ 'spider/dev.json': rows });
    expect(without.problem).not.toBeNull();
    expect(without.said).toContain('name their directory under `databases`');
    const { tasks } = await tasksOf({ 'spider/dev.json': rows, 'spider/database/dogs/dogs.sqlite': 'x' });
    expect(tasks).toEqual({
      spider: {
        kind: 'text-to-sql',
        dataset: 'spider/dev.json',
        databases: 'spider/database',
        metric: 'execution-accuracy',
      },
    });
  });

  it('whose databases are not all there are left out, with the row', async () => {
    const rows = ['dogs', 'cats'].map((id) => ({ db_id: id, question: 'How many?', query: 'SELECT 1' }));
    const { said } = await tasksOf({
      'spider/dev.json': JSON.stringify(rows),
      'spider/database/dogs/dogs.sqlite': 'x',
    });
    expect(said).toMatch(/spider\/dev\.json, row 2: there is no database cats in spider\/database/);
  });

  it('whose columns only look like those of a task are taken when they are named, or all guesses are', async () => {
    const files = { 'data/news.jsonl': '{"document": "Long.", "summary": "Short."}\n' };
    const unsure = await tasksOf(files);
    expect(unsure.problem).toMatch(/not sure.*--dataset data\/news\.jsonl.*--yes/);
    expect(unsure.said).toContain('document as dialogue');
    const columns = { dialogue: 'document' };
    for (const options of [{ yes: true }, { dataset: ['data/news.jsonl'] }])
      expect((await tasksOf(files, options)).tasks).toMatchObject({
        news: { kind: 'summarization', columns },
      });
  });

  it('that a model was trained on are not judged by unasked, and of splits the test is taken', async () => {
    const onlyTrain = await tasksOf({ 'data/talks-train.jsonl': lines(dialogueRow) });
    expect(onlyTrain.said).toContain('models were trained on it');
    const { tasks } = await tasksOf({
      'talks/train.jsonl': lines(dialogueRow),
      'talks/val.jsonl': lines(dialogueRow),
      'talks/test.jsonl': lines(dialogueRow),
    });
    expect(tasks).toMatchObject({ talks: { dataset: 'talks/test.jsonl' } });
    const spider = await tasksOf({
      'spider/dev.jsonl': lines(sqlRow),
      'spider/train_others.jsonl': lines(sqlRow),
    });
    expect(spider.text).not.toContain('train_others');
    expect(spider.said).toContain('train_others.jsonl was left out, as spider/dev.jsonl is its other split');
  });

  it('whose columns are of no task are named with them, where nothing else is there', async () => {
    const { problem, said } = await tasksOf({ 'data/eval.csv': 'id,talk,gold\n1,a,b\n' });
    expect(problem).toMatch(/^No dataset was found/);
    expect(said).toContain('data/eval.csv has the columns id, talk, gold, which are of no task');
  });

  it('with a row that is broken are left out, with its line', async () => {
    const { problem, said } = await tasksOf({
      'data/talks.jsonl': `${lines(dialogueRow)}{"dialogue": "x"}\n`,
    });
    expect(problem).not.toBeNull();
    expect(said).toContain('data/talks.jsonl:6: there is no column summary');
  });

  it('that git ignores, or that lie behind a link, are not looked at', async () => {
    const place = await repository(
      { '.gitignore': 'secret/\n', 'secret/talks.jsonl': lines(dialogueRow) },
      model,
    );
    const other = await repository({ 'talks.jsonl': lines(dialogueRow) });
    await symlink(other.root, join(place.root, 'linked'));
    await symlink(join(other.root, 'talks.jsonl'), join(place.root, 'talks.jsonl'));
    const { findings } = await place.init();
    expect(findings.datasets).toEqual([]);
  });

  it('behind a directory that became a link after git had it are not looked at either', async () => {
    const place = await repository({ 'data/talks.jsonl': lines(dialogueRow) }, model);
    await place.git('add', '--all');
    await place.git('mv', 'data', 'moved');
    await place.git('rm', '--quiet', '-r', '--cached', 'moved');
    await place.git(
      'update-index',
      '--add',
      '--cacheinfo',
      `100644,${(await place.git('hash-object', '-w', 'moved/talks.jsonl')).trim()},data/talks.jsonl`,
    );
    await symlink('moved', join(place.root, 'data'));
    const { findings } = await place.init({ dryRun: true });
    expect(findings.datasets.map(({ path }) => path)).toEqual(['moved/talks.jsonl']);
  });
});

describe('models of the Hub', () => {
  const files = {
    'data/talks.jsonl': lines(dialogueRow),
    'app.py': 'import x\nmodel = AutoModel.from_pretrained("fixtures/dialogue")\n',
  };

  it('that have ONNX files are pinned to the commit that they are at', async () => {
    const hub = await simulatedHub({
      repository: 'fixtures/dialogue',
      directory: 'fixtures/models/dialogue-base',
    });
    onTestFinished(() => hub.close());
    const place = await repository(files);
    const env = { PATH: '', HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(place.root, '.git/hub') };
    const { problem } = await place.init({ offline: false, env });
    expect(problem).toBeNull();
    expect(parse(await place.read(configuration)).models).toEqual([
      {
        id: 'dialogue',
        hub: 'fixtures/dialogue',
        revision: hub.commit,
        task: 'talks',
        evaluator: { kind: 'transformers', dtype: 'fp32', 'max-new-tokens': 128 },
      },
    ]);
    expect(hub.requests.filter(({ line }) => line.includes('/resolve/'))).toEqual([]);
  });

  it('that have none, or are not there, are left out with what they need', async () => {
    const hub = await simulatedHub({ repository: 'fixtures/dialogue', files: { 'model.safetensors': 'x' } });
    onTestFinished(() => hub.close());
    const place = await repository({ ...files, 'b.py': 'from_pretrained("fixtures/nothing")\n' });
    const env = { PATH: '', HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(place.root, '.git/hub') };
    const { done, said, findings } = await place.init({ offline: false, env });
    expect(done).toBe(false);
    expect(said).toMatch(/fixtures\/dialogue: it needs vLLM on the runner/);
    expect(findings.models[1]!.notes.join()).toMatch(/does not exist|there is no fixtures\/nothing/);
  });

  it('are not asked for where that is not wanted, and then written only when named', async () => {
    const place = await repository(files);
    const { done, said } = await place.init();
    expect(done).toBe(false);
    expect(said).toContain('fixtures/dialogue');
    const named = await place.init({ model: ['onnx-community/tiny=talks'] });
    expect(named.problem).toBeNull();
    expect(parse(await place.read(configuration)).models).toMatchObject([
      { hub: 'onnx-community/tiny', evaluator: { kind: 'transformers' } },
    ]);
    expect(await place.read(configuration)).toContain('# Write a commit as `revision`');
  });
});

describe('models that others run', () => {
  const tiny = {
    'models/tiny/config.json': '{"architectures": ["LlamaForCausalLM"]}',
    'models/tiny/model.safetensors': 'x',
  };
  const harnessTask = `task: arithmetic
dataset_path: json
output_type: generate_until
doc_to_text: "{{q}}"
process: !function own.process
metric_list:
  - metric: exact_match
    higher_is_better: true
`;

  it('are proposed with a server, and written once that is there or asked for', async () => {
    const place = await repository({ ...sqlData, ...tiny, 'q4.gguf': 'GGUF' });
    const { done, problem } = await place.init();
    expect(done).toBe(false);
    expect(problem).toContain('--yes');
    await place.init({ yes: true });
    await expect(await place.read(configuration)).toMatchFileSnapshot('golden/served.golden.yml');
    const bin = join(place.root, '.git/bin');
    await mkdir(bin);
    await writeFile(join(bin, 'vllm'), '#!/bin/sh\n', { mode: 0o755 });
    const { proposal } = await place.init({ env: { PATH: bin }, dryRun: true });
    expect(proposal.models.map(({ id, isLive }) => [id, isLive])).toEqual([
      ['tiny', true],
      ['q4', false],
    ]);
  });

  it('run in lm-evaluation-harness where the repository defines its tasks', async () => {
    const place = await repository({ ...tiny, 'evals/arithmetic.yaml': harnessTask });
    await place.init({ yes: true });
    expect(parse(await place.read(configuration))).toMatchObject({
      tasks: { arithmetic: { kind: 'harness', metric: 'exact_match,none' } },
      models: [
        {
          path: 'models/tiny',
          evaluator: {
            kind: 'command',
            output: 'lm-eval',
            command: expect.arrayContaining(['--include_path', 'evals', '--tasks', 'arithmetic']),
          },
        },
      ],
    });
  });

  it('are found in a compose file', async () => {
    const compose = `services:
  llm:
    image: vllm/vllm-openai:v0.11.0
    command: ["--model", "org/name", "--served-model-name", "talker"]
    ports: ["127.0.0.1:8001:8000"]
  db: { image: postgres }
`;
    const place = await repository({ 'data/talks.jsonl': lines(dialogueRow), 'docker-compose.yml': compose });
    await place.init({ yes: true });
    const { models } = parse(await place.read(configuration));
    expect(models[0]).toMatchObject({
      id: 'talker',
      task: 'talks',
      evaluator: { kind: 'openai', url: 'http://127.0.0.1:8001/v1', model: 'talker' },
    });
  });

  it('in a compose file are not started a second time, nor at a port that is taken', async () => {
    const compose = `services:
  vllm:
    image: vllm/vllm-openai:v0.11.0
    command: --model \${MODEL:-org/name} --port 8000
    ports: ["\${PORT:-8000}:8000"]
  llama:
    image: ghcr.io/ggml-org/llama.cpp:server
    command: -m /models/q4.gguf
    ports: ["8080:8080"]
`;
    const place = await repository({
      'data/talks.jsonl': lines(dialogueRow),
      'docker-compose.yml': compose,
      'app.py': 'model = "org/name"\n',
      'q4.gguf': 'GGUF',
    });
    const { said } = await place.init({ yes: true });
    const { models } = parse(await place.read(configuration));
    expect(models).toMatchObject([
      { path: 'q4.gguf', evaluator: { url: 'http://127.0.0.1:8001/v1' } },
      { id: 'name', evaluator: { url: 'http://127.0.0.1:8000/v1', model: 'org/name' } },
    ]);
    expect(models[0].evaluator.serve.command.slice(-2)).toEqual(['--port', '8001']);
    expect(said).toContain('The server llama of docker-compose.yml was left out: which name its model has');
  });

  it('as adapters are asked as their bases are, at the same commit', async () => {
    const hub = await simulatedHub({
      repository: 'fixtures/talk-instruct',
      files: { 'model.safetensors': 'x' },
    });
    onTestFinished(() => hub.close());
    const place = await repository({ 'data/talks.jsonl': lines(dialogueRow) });
    await mkdir(join(place.root, 'lora'));
    await copyFile(
      'fixtures/models/dialogue-lora/adapter_model.safetensors',
      join(place.root, 'lora/adapter_model.safetensors'),
    );
    await writeFile(
      join(place.root, 'lora/adapter_config.json'),
      JSON.stringify({ base_model_name_or_path: 'fixtures/talk-instruct', peft_type: 'LORA', r: 12 }),
    );
    const env = { PATH: '', HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(place.root, '.git/hub') };
    await place.init({ offline: false, env, yes: true });
    const { models } = parse(await place.read(configuration));
    expect(models).toMatchObject([
      { id: 'lora', reference: 'talk-instruct', evaluator: { api: 'chat' } },
      { id: 'talk-instruct', revision: hub.commit, evaluator: { api: 'chat' } },
    ]);
    for (const { evaluator } of models)
      expect(evaluator.serve.command.join(' ')).toContain(`fixtures/talk-instruct --revision ${hub.commit}`);
    expect(models[0].evaluator.serve.command.join(' ')).toContain('--max-lora-rank 16');
  });

  it('with an encoder of their own are left out', async () => {
    const place = await repository(sqlData, { 'models/t5': 'models/sql-base' });
    await writeFile(join(place.root, 'models/t5/onnx/encoder_model.onnx'), 'x');
    const { said } = await place.init();
    expect(said).toContain('only decoder-only models are run here');
  });
});

describe('what is there already', () => {
  it('an empty repository says what a check needs', async () => {
    const place = await repository();
    const { done, problem } = await place.init();
    expect(done).toBe(false);
    expect(problem).toMatch(
      /^Neither a model nor a dataset was found\..*onnx\/model\.onnx.*docs\/datasets\.md/,
    );
  });

  it.each([
    ['a model alone', {}, { models: 'models/sql-base' }, /^No dataset was found.*--dataset/],
    ['a dataset alone', sqlData, {}, /^No model was found.*--model/],
  ])('%s says what is missing', async (_, files, fixtures, message) => {
    const place = await repository(files as Record<string, string>, fixtures as Record<string, string>);
    expect((await place.init()).problem).toMatch(message);
  });

  it('a directory without git is refused', async () => {
    const place = await repository();
    await expect(place.init({ directory: resolve('/') })).rejects.toThrow(/no git repository/);
  });

  it('a configuration is kept as it is, and the other file is written', async () => {
    const place = await repository(
      { ...sqlData, [configuration]: '# mine\n' },
      { 'models/sql': 'models/sql-base' },
    );
    const { done, problem, said } = await place.init();
    expect(done).toBe(false);
    expect(problem).toMatch(/cegi\.yml was there already and kept as it is; --force/);
    expect(said).toMatch(/cegi\.yml is there already, and would change: \d\d lines added, 1 removed/);
    expect(await place.read(configuration)).toBe('# mine\n');
    expect(await place.read(workflow)).toContain('runs-on');
    expect((await place.init({ yes: true })).done).toBe(false);
    expect((await place.init({ force: true })).done).toBe(true);
    expect(parse(await place.read(configuration)).version).toBe(1);
    const again = await place.init();
    expect(again.files.map(({ state, isWritten }) => [state, isWritten])).toEqual([
      ['same', false],
      ['same', false],
    ]);
    expect(again.done).toBe(true);
  });

  it.each(['acme/cegi-action@v0', 'acme/cegi-action/measure@0123'])(
    'a workflow that uses %s gets no second one beside it',
    async (used) => {
      const other = '.github/workflows/carbon.yml';
      const place = await repository(
        { ...sqlData, [other]: `jobs: { a: { steps: [\n  { uses: x },\n] } }\n#\n  - uses: ${used}\n` },
        { 'models/sql': 'models/sql-base' },
      );
      const { done, said, files, next } = await place.init();
      expect(done).toBe(true);
      expect(said).toContain(`${other} uses the action already`);
      expect(files.map(({ path }) => path)).toEqual([configuration]);
      expect(next.join()).not.toContain('runner');
    },
  );

  it('what cannot be written is an error, no defect', async () => {
    const place = await repository({ ...sqlData, '.github': 'a file' }, { 'models/sql': 'models/sql-base' });
    await expect(place.init()).rejects.toThrow(/^\.github\/cegi\.yml cannot be written: /);
  });

  it('a link in their place is not written through', async () => {
    const place = await repository({ ...sqlData, 'other.yml': 'x' }, { 'models/sql': 'models/sql-base' });
    await mkdir(join(place.root, '.github'));
    await symlink('../other.yml', join(place.root, configuration));
    await expect(place.init({ force: true })).rejects.toThrow(/link/);
    expect(await place.read('other.yml')).toBe('x');
  });
});

describe('the machine', () => {
  it('that has no counter is told so, and estimates decide only where that is asked for', async () => {
    const place = await repository(sqlData, { 'models/sql': 'models/sql-base' });
    const { next } = await place.init({ machine: unmeteredMachine });
    expect(next.join('\n')).toContain('doctor');
    expect(await place.read(configuration)).toContain('No counter can be read here');
    await place.init({ machine: unmeteredMachine, acceptEstimates: true, force: true });
    expect(parse(await place.read(configuration)).energy.accept).toEqual([
      'measured',
      'integrated',
      'estimated',
    ]);
    expect((await place.init({ machine: meteredMachine, dryRun: true })).next.join('\n')).not.toContain(
      'doctor',
    );
  });
});
