import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { markdownTable } from 'markdown-table';
import type { Bench, Row } from './support/row.ts';

/** `npm run bench -- NAME`: runs bench/NAME.ts, prints its table, and writes out/bench/NAME.json. */
const here = import.meta.dirname;
const names = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => path.basename(file, '.ts'))
  .sort();

const open = async (name: string): Promise<Bench> => await import(path.join(here, `${name}.ts`));

const name = process.argv[2];
if (name === undefined || !names.includes(name)) {
  console.log('npm run bench -- NAME, where NAME is one of');
  for (const each of names) console.log(`  ${each.padEnd(12)} ${(await open(each)).about}`);
  process.exit(name === undefined ? 0 : 1);
}

const rows = await (await open(name)).run();
const directory = path.join(here, '..', 'out', 'bench');
mkdirSync(directory, { recursive: true });
writeFileSync(path.join(directory, `${name}.json`), `${JSON.stringify(rows, null, 2)}\n`);
console.log(table(rows));
if (rows.some(({ ok }) => !ok)) process.exitCode = 1;

function table(rows: Row[]): string {
  const figure = (value: number | null, unit = '') =>
    value === null ? '' : `${Number(value.toPrecision(4))} ${unit}`;
  return markdownTable(
    [
      ['', 'value', 'peer', 'its value', 'ratio', 'goal', 'ok'],
      ...rows.map((row) => [
        row.name,
        figure(row.value, row.unit),
        row.peer ?? '',
        figure(row.peerValue, row.unit),
        figure(row.ratio),
        row.goal ?? '',
        row.ok ? 'yes' : 'NO',
      ]),
    ],
    { align: ['l', 'r', 'l', 'r', 'r', 'l', 'l'] },
  );
}
