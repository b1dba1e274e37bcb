import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { EvaluationItem } from '../../../src/evaluators/evaluator.ts';
import { readLmEval } from '../../../src/evaluators/lm-eval/lm-eval.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const fixtures = 'test/evaluators/fixtures/lm-eval';
const date = '2026-01-02T03-04-05.678901';
const results = `sql-lora/results_${date}.json`;
const samplesOf = (task: string) => `sql-lora/samples_${task}_${date}.jsonl`;

/** What lm-eval left, to be changed. */
async function copyOf(name: 'documents' | 'items') {
  const directory = await temporaryDirectory('cegi-lm-eval');
  await cp(join(fixtures, name), directory, { recursive: true });
  return directory;
}

/** What lm-eval left, of one task alone. */
async function onlyTask(task: string) {
  const directory = await copyOf('documents');
  await edit(directory, results, (text) => {
    const { results: all, ...rest } = JSON.parse(text);
    return JSON.stringify({ ...rest, group_subtasks: {}, results: { [task]: all[task] } });
  });
  return directory;
}

async function edit(directory: string, name: string, change: (text: string) => string) {
  const file = join(directory, name);
  await writeFile(file, change(await readFile(file, 'utf8')));
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function read(directory: string, items: readonly EvaluationItem[] | null = null) {
  const told: string[] = [];
  const pass = await readLmEval(directory, items, (line) => told.push(line));
  return { ...pass, told };
}

async function itemsAsked(): Promise<EvaluationItem[]> {
  const { prompts } = JSON.parse(await readFile('fixtures/expected-tokens/sql-lora.json', 'utf8'));
  return prompts.slice(0, 16).map(({ id, prompt }: EvaluationItem) => ({ id, prompt }));
}

describe("lm-eval's own documents", () => {
  it('are items named by task, position and content', async () => {
    const { predictions } = await read(join(fixtures, 'documents'));
    expect(predictions).toHaveLength(4 * 16);
    expect(predictions[0]).toMatchObject({
      id: expect.stringMatching(/^fixture_sql\/0\/[0-9a-f]{12}$/),
      text: "SELECT name FROM customers WHERE city = 'Toronto' OR points > 5;",
      generatedTokens: null,
    });
    expect(new Set(predictions.map(({ id }) => id)).size).toBe(predictions.length);
  });

  it('have the scores of all tasks and groups, told by their names', async () => {
    const { reportedScores } = await read(join(fixtures, 'documents'));
    const written = JSON.parse(await readFile(join(fixtures, 'documents', results), 'utf8')).results;
    expect(reportedScores).toEqual({
      'fixture_sql/exact_match,strict': written.fixture_sql['exact_match,strict'],
      'fixture_sql/exact_match,lowercase': 0,
      'fixture_sql/bleu,strict': written.fixture_sql['bleu,strict'] / 100,
      'fixture_sql/bleu,lowercase': written.fixture_sql['bleu,lowercase'] / 100,
      'fixture_choice_sql/acc,none': 1,
      'fixture_choice_sql/acc_norm,none': 1,
      'fixture_choice_dialogue/acc,none': 0,
      'fixture_choice_dialogue/acc_norm,none': 1,
      'fixture_choice/acc,none': 0.5,
    });
  });

  it('have shares whose mean is each score that is a mean, the group of two tasks included', async () => {
    const { predictions, reportedScores = {} } = await read(join(fixtures, 'documents'));
    const checked = Object.entries(reportedScores).map(([metric, score]) => {
      const shares = predictions.flatMap(({ scores }) => scores?.[metric] ?? []);
      if (shares.length > 0) expect(mean(shares)).toBeCloseTo(score, 12);
      return [metric, shares.length];
    });
    expect(Object.fromEntries(checked)).toMatchObject({
      'fixture_sql/exact_match,strict': 16,
      'fixture_choice/acc,none': 32,
      'fixture_sql/bleu,strict': 0,
    });
  });

  it('of one task have its metrics by their plain names', async () => {
    const { reportedScores, predictions } = await read(await onlyTask('fixture_sql'));
    expect(reportedScores).toHaveProperty('exact_match,strict', 0.875);
    expect(predictions[0]!.scores).toEqual({ 'exact_match,strict': 0, 'exact_match,lowercase': 0 });
  });

  it('have no score where lower is better, and say so', async () => {
    const { reportedScores, predictions, told } = await read(await onlyTask('fixture_perplexity'));
    expect(reportedScores).toEqual({});
    expect(predictions[0]!.scores).toBeUndefined();
    expect(told).toEqual(["lm-eval's word_perplexity,none: left out, as lower is better"]);
  });

  it('have no share in a score that is not their mean', async () => {
    const directory = await onlyTask('fixture_sql');
    await edit(directory, results, (text) =>
      text.replace('"exact_match,strict":0.875', '"exact_match,strict":0.5'),
    );
    const { reportedScores, predictions } = await read(directory);
    expect(reportedScores).toHaveProperty('exact_match,strict', 0.5);
    expect(predictions[0]!.scores).toEqual({ 'exact_match,lowercase': 0 });
  });

  it('are read where a task was run and not scored', async () => {
    expect((await read(join(fixtures, 'items'))).reportedScores).toEqual({});
  });

  it('change their id with their content', async () => {
    const directory = await onlyTask('fixture_sql');
    const before = (await read(directory)).predictions[0]!.id;
    await edit(directory, samplesOf('fixture_sql'), (text) =>
      text.replaceAll(/"doc_hash": "...../g, '"doc_hash": "00000'),
    );
    expect((await read(directory)).predictions[0]!.id).not.toBe(before);
  });

  it('are in their order, however the processes of a run wrote them', async () => {
    const directory = await onlyTask('fixture_sql');
    const before = await read(directory);
    await edit(
      directory,
      samplesOf('fixture_sql'),
      (text) => `${text.trim().split('\n').toReversed().join('\n')}\n`,
    );
    expect((await read(directory)).predictions.map(({ id }) => id)).toEqual(
      before.predictions.map(({ id }) => id),
    );
  });

  it('may have numbers that JSON does not know', async () => {
    const directory = await onlyTask('fixture_sql');
    await edit(directory, results, (text) =>
      text.replace('"exact_match,strict":0.875', '"exact_match,strict":NaN'),
    );
    await edit(directory, samplesOf('fixture_sql'), (text) =>
      text.replace('"exact_match": 0.0', '"exact_match": -Infinity'),
    );
    const { reportedScores } = await read(directory);
    expect(reportedScores).not.toHaveProperty('exact_match,strict');
    expect(reportedScores).toHaveProperty('exact_match,lowercase', 0);
  });

  it('of several runs in one pass are read together', async () => {
    const directory = await copyOf('documents');
    const later = await copyOf('items');
    await rename(join(later, 'sql-lora'), join(directory, 'again'));
    const { predictions } = await read(directory);
    expect(predictions).toHaveLength(5 * 16);
  });
});

describe('the answers of lm-eval to items', () => {
  it('are those of the documents with their ids, where the task reads the items', async () => {
    const items = await itemsAsked();
    const { predictions, told } = await read(join(fixtures, 'items'), items);
    expect(predictions.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(predictions[0]).toEqual({
      id: 'sql-001',
      text: "SELECT name FROM customers WHERE city = 'Toronto' OR points > 5;",
      generatedTokens: null,
    });
    expect(predictions.filter(({ failure }) => failure)).toEqual([]);
    expect(told).toContain("lm-eval's documents are the items of their column id");
  });

  it('are those of its own documents of these ids, after the first filter', async () => {
    const items = (await itemsAsked()).toReversed();
    const { predictions, told } = await read(await onlyTask('fixture_sql'), items);
    expect(predictions.at(-1)!.text).toContain('SELECT name FROM customers');
    expect(told).toContain("lm-eval's filter strict is scored, the first of 2");
  });

  it('go by position where documents have other ids, or none', async () => {
    const items = (await itemsAsked()).map(({ prompt }, index) => ({ id: `mine ${index}`, prompt }));
    const { predictions, told } = await read(join(fixtures, 'items'), items);
    expect(predictions[0]).toMatchObject({ id: 'mine 0', text: expect.stringContaining('Toronto') });
    expect(told.join()).toContain('document 0 is taken for the first item');
  });

  it('fail alone where documents are missing', async () => {
    const items = [...(await itemsAsked()), { id: 'more', prompt: '' }];
    const { predictions } = await read(join(fixtures, 'items'), items);
    expect(predictions.filter(({ failure }) => failure)).toEqual([
      { id: 'more', text: '', generatedTokens: null, failure: 'the harness gave no answer' },
    ]);
  });

  it('are refused where it ran more than was asked', async () => {
    const items = (await itemsAsked()).slice(1);
    await expect(read(join(fixtures, 'items'), items)).rejects.toThrow(
      'it answered "sql-001", which it was not asked',
    );
  });

  it('are refused where it ran several tasks, or one that writes nothing', async () => {
    const items = await itemsAsked();
    await expect(read(join(fixtures, 'documents'), items)).rejects.toThrow(
      'lm-eval ran 4 tasks (fixture_sql, ',
    );
    await expect(read(await onlyTask('fixture_choice_sql'), items)).rejects.toThrow(
      "lm-eval's task fixture_choice_sql is of type multiple_choice, which writes no text to score",
    );
  });
});

describe('what lm-eval left is refused', () => {
  it.each<[string, (directory: string) => Promise<unknown>, string]>([
    [
      'without results',
      (directory) => rm(join(directory, results)),
      'left no results_<date>.json: give it `--output_path',
    ],
    [
      'without samples',
      (directory) => rm(join(directory, samplesOf('fixture_sql'))),
      'run lm-eval with `--log_samples`',
    ],
    [
      'with results cut off',
      (directory) => edit(directory, results, (text) => text.slice(0, 500)),
      'is not what lm-eval 0.4 writes',
    ],
    [
      'with results of another shape',
      (directory) => edit(directory, results, () => '{"results": []}'),
      'is not what lm-eval 0.4 writes: results',
    ],
    [
      'with samples cut off between lines',
      (directory) =>
        edit(directory, samplesOf('fixture_sql'), (text) => text.split('\n').slice(0, 9).join('\n')),
      'it has 9 documents of 16',
    ],
    [
      'with samples cut off within a line',
      (directory) => edit(directory, samplesOf('fixture_sql'), (text) => text.slice(0, -100)),
      ', line 32: it is not a sample of lm-eval',
    ],
    [
      'with samples of a version that does not name filters',
      (directory) =>
        edit(directory, samplesOf('fixture_sql'), (text) => text.replaceAll('"filter"', '"filtre"')),
      'line 1: filter is missing, as before lm-eval 0.4.7',
    ],
    [
      'with one document twice',
      (directory) => edit(directory, samplesOf('fixture_sql'), (text) => `${text.split('\n')[0]}\n${text}`),
      'document 0 is there twice for filter strict',
    ],
    [
      'where a task ran twice',
      (directory) => cp(join(directory, 'sql-lora'), join(directory, 'again'), { recursive: true }),
      'lm-eval ran task fixture_sql more than once',
    ],
    [
      'with a link for samples',
      async (directory) => {
        const file = join(directory, samplesOf('fixture_sql'));
        await rename(file, join(directory, 'elsewhere'));
        const { symlink } = await import('node:fs/promises');
        await symlink(join(directory, 'elsewhere'), file);
      },
      'it is a symbolic link',
    ],
  ])('%s', async (_, spoil, message) => {
    const directory = await copyOf('documents');
    await spoil(directory);
    const error = await read(directory).catch((reason) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(message);
  });

  it('where there is nothing', async () => {
    const directory = await temporaryDirectory('cegi-lm-eval');
    await mkdir(join(directory, 'deep'));
    expect(await readdir(directory)).toEqual(['deep']);
    await expect(read(directory)).rejects.toThrow('lm-eval left no results_<date>.json');
  });
});
