import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { lines, repository, sqlRow } from './repository.ts';

const page = await readFile('docs/init.md', 'utf8');
const withBlock = (text: string, language: string, content: string) =>
  text.replace(
    new RegExp(`(\`\`\`${language}\\n)[\\s\\S]*?(\`\`\`)`),
    (_, start, end) => `${start}${content.trimEnd()}\n${end}`,
  );

it('the page shows what init says and writes', async () => {
  const place = await repository(
    {
      'data/sql.jsonl': lines(sqlRow),
      'data/news.jsonl': lines((id) => ({ document: `News of ${id}.`, summary: 'News.' })),
    },
    { 'models/sql-base': 'models/sql-base', 'models/sql-lora': 'models/sql-lora' },
  );
  const { said } = await place.init();
  const written = await place.read('.github/cegi.yml');
  const made = withBlock(withBlock(page, 'text', said), 'yaml', written);
  expect(made).toContain(said);
  expect(made).toContain(written.trimEnd());
  await expect(made).toMatchFileSnapshot('../../docs/init.md');
});

it('the page has every flag, and no other', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['src/cli.ts', 'init', '--help']);
  const flagsIn = (text: string) => [...new Set(text.match(/--[a-z][a-z-]+/g))].sort();
  const options = stdout.slice(stdout.indexOf('Options:')).match(/^ {2}.*--[a-z-]+/gm)!;
  const table = page.slice(page.indexOf('## Flags'), page.indexOf('## What it looks at')).match(/^\| `.*/gm)!;
  const documented = table.map((row) => row.split('|')[1]!).join();
  expect(flagsIn(documented)).toEqual(flagsIn(options.join()).filter((flag) => flag !== '--help'));
});
