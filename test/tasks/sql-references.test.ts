import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { textToSqlTask } from '../../src/tasks/text-to-sql.ts';
import { goldenCase } from '../metrics/golden/sql/cases.ts';
import { writeSqliteFile } from './sqlite-file.ts';
import { predictions, taskConfig } from './task-config.ts';

interface EndToEnd {
  databases: Record<string, string[]>;
  queries: [
    database: string,
    gold: string,
    predicted: string,
    executionAccuracy: number,
    testSuite: number,
  ][];
}

it('scores predictions on folders of databases as BIRD and Spider score them', {
  timeout: 120_000,
}, async () => {
  const { databases, queries } = goldenCase<EndToEnd>('end-to-end');
  expect(queries.length).toBeGreaterThan(1_000);
  const directory = mkdtempSync(join(tmpdir(), 'databases-'));
  for (const [name, scripts] of Object.entries(databases)) {
    for (const [i, script] of scripts.entries()) {
      writeSqliteFile(join(directory, name, i === 0 ? `${name}.sqlite` : `${name}-${i}.sqlite`), script);
    }
  }
  const metrics = ['execution-accuracy', 'test-suite-accuracy'];
  const config = taskConfig('text-to-sql', { metrics, databases: { directory, path: 'databases' } });
  const rows = queries.map(([name, gold], i) => ({
    id: String(i),
    sql_prompt: 'Which?',
    sql: gold,
    db_id: name,
  }));
  const task = await textToSqlTask(config, rows);
  onTestFinished(() => task.close());
  const { scores, leftOut } = await task.score(
    predictions(Object.fromEntries(queries.map(([, , predicted], i) => [i, predicted]))),
  );
  expect(leftOut).toEqual([]);
  for (const [i, metric] of metrics.entries()) {
    const expected = queries.map((query) => query[3 + i] as number);
    expect(expected.filter((score) => score === 1).length).toBeGreaterThan(500);
    const { perItem } = scores.find((score) => score.metric === metric)!;
    const wrong = queries.filter((_, item) => perItem[item] !== expected[item]);
    expect(wrong).toEqual([]);
  }
});
