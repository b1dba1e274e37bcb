import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandConfig, ModelSource } from '../../../src/config/config.ts';
import { commandEvaluator } from '../../../src/evaluators/command/command.ts';
import type { Evaluator } from '../../../src/evaluators/evaluator.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

export interface Harness {
  evaluator: Evaluator;
  /** What the evaluator told its log. */
  told: string[];
  directory: string;
  /** Ids of the processes that the harness wrote down. */
  pids(): number[];
}

/** In a harness: its files, and what it is asked. */
const prelude = `
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
const { CEGI_ITEMS, CEGI_SETTINGS, CEGI_PREDICTIONS, CEGI_SCORES, CEGI_OUTPUT_DIR } = process.env;
const note = (pid) => appendFileSync('pids', pid + '\\n');
note(process.pid);
const settings = JSON.parse(readFileSync(CEGI_SETTINGS, 'utf8'));
const itemsIn = (file) => readFileSync(file, 'utf8').split('\\n').filter(Boolean).map((line) => JSON.parse(line));
const answer = (answers, file = CEGI_PREDICTIONS) =>
  writeFileSync(file, answers.map((each) => JSON.stringify(each) + '\\n').join(''));
`;

/** A harness whose script is this, in JavaScript. */
export async function harness(
  script: string,
  {
    source = { kind: 'unknown' },
    command,
    ...settings
  }: Partial<CommandConfig> & { source?: ModelSource } = {},
): Promise<Harness> {
  const directory = await temporaryDirectory('cegi-command-test');
  const file = join(directory, 'harness.mjs');
  await writeFile(file, prelude + script);
  await writeFile(join(directory, 'pids'), '');
  const told: string[] = [];
  const evaluator = commandEvaluator({
    id: 'mine',
    source,
    directory,
    env: process.env,
    log: (line) => told.push(line),
    settings: {
      kind: 'command',
      command: command ?? [process.execPath, file],
      output: 'predictions',
      lifetime: 'once',
      device: 'cpu',
      dtype: null,
      startTimeoutS: 60,
      env: {},
      passEnv: [],
      maxNewTokens: 16,
      decoding: 'until-end',
      timeoutS: 60,
      ...settings,
    },
  });
  return {
    evaluator,
    told,
    directory,
    pids: () => readFileSync(join(directory, 'pids'), 'utf8').split('\n').filter(Boolean).map(Number),
  };
}

/** What a harness that only echoes prompts would say. */
export const echo = `answer(itemsIn(CEGI_ITEMS).map(({ id, prompt }) => ({ id, text: prompt })));`;
