import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetFormats } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/load.ts';
import { taskKindDetails } from '../../src/config/task-kinds.ts';
import { loadDataset } from '../../src/datasets/load.ts';
import { repository } from './dataset-files.ts';

const page = readFileSync('docs/datasets.md', 'utf8');

/** Fenced blocks, with what follows the three backticks: a language, and the file that the block is. */
const blocks = [...page.matchAll(/^```(\S+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, language, file, text]) => ({
    language,
    file,
    text: text!,
  }),
);
const examples = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text);

/** What the page says its examples are about, with the pictures that they name. */
async function repositoryOfThePage(): Promise<string> {
  const files = Object.fromEntries(blocks.flatMap(({ file, text }) => (file ? [[file, text]] : [])));
  const fixtures = join(import.meta.dirname, 'fixtures');
  return repository({
    ...files,
    'data/captions.parquet': readFileSync(join(fixtures, 'captions.parquet')),
    'data/pathvqa.parquet': readFileSync(join(fixtures, 'pathvqa.parquet')),
    'data/images/dot.png': 'x',
    'data/images/sub/star.png': 'x',
    'data/images/shared.png': 'x',
    'vqa/val2014/COCO_val2014_000000000042.jpg': 'x',
  });
}

function tasksOf(example: string, root: string) {
  const names = [...example.matchAll(/^ {2}([a-z]+):/gm)].map(([, name]) => name!);
  const models = names.map(
    (name) =>
      `  - { id: m-${name}, path: models/${name}, task: ${name}, evaluator: { kind: transformers } }\n`,
  );
  const config = `version: 1\n${example}models:\n${models.join('')}`;
  return [...parseConfig(config, { file: 'cegi.yml', root }).tasks.values()];
}

describe('the page about datasets', () => {
  it.each(examples)(
    'has an example that the program accepts, and whose data it reads: %#',
    async (example) => {
      const root = await repositoryOfThePage();
      const tasks = tasksOf(example, root);
      expect(tasks.length).toBeGreaterThan(0);
      for (const task of tasks) {
        const { rows, size } = await loadDataset(task);
        expect(rows.length).toBeGreaterThan(0);
        expect(size).toBeGreaterThan(0);
      }
    },
  );

  it('has an example of each format', () => {
    expect(examples.length).toBeGreaterThan(7);
    for (const format of datasetFormats) expect(page).toMatch(new RegExp(`^### .*\`${format}\``, 'm'));
  });

  it('names every metric and every column of every kind of task', () => {
    for (const [kind, { metrics, required, optional }] of Object.entries(taskKindDetails)) {
      const names = [...required, ...optional, ...(kind === 'text-to-sql' ? [] : metrics)];
      for (const name of names) expect(page).toContain(`\`${name}\``);
    }
  });
});
