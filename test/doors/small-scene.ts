import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Measurement, measurementSchema } from '../../src/measurement/measurement.ts';

export interface Measured {
  status: number;
  stderr: string;
  stdout: string;
  /** As `--out` left them: there where a round failed, too. */
  records: Measurement[];
}

/** A directory with a configuration of one model, `m`, of short rounds, which `measure` measures; gone when the test ends. */
export async function smallScene(
  {
    task,
    evaluator,
    place = 'path: model',
    rounds = 2,
  }: {
    task: string;
    evaluator: string;
    place?: string;
    rounds?: number;
  },
  files: Record<string, string | Buffer>,
) {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-small-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const config = `version: 1
carbon: { intensity: { source: static, grams-per-kwh: 400 } }
energy: { accept: [measured, integrated, estimated], idle-seconds: 0 }
tasks:
  t: ${task}
models:
  - id: m
    ${place}
    task: t
    evaluator: ${evaluator}
rounds: { warm-up: 1, min: ${rounds}, max: ${rounds}, min-seconds: 0 }
baseline: { store: file, path: .cegi/baselines }
`;
  for (const [path, text] of Object.entries({ '.github/cegi.yml': config, 'model/x': 'x', ...files })) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const measure = (environment: NodeJS.ProcessEnv = {}) =>
    new Promise<Measured>((done) => {
      execFile(
        process.execPath,
        [resolve('dist/cli.js'), 'measure', 'm', '--rounds', `${rounds}`, '--out', 'records.json'],
        {
          cwd: directory,
          env: {
            ...process.env,
            CEGI_NATIVE_DIRECTORY: resolve('.'),
            CEGI_LOCK_FILE: join(directory, 'lock'),
            CUDA_VISIBLE_DEVICES: undefined,
            ...environment,
          },
          maxBuffer: 1e8,
        },
        async (error, stdout, stderr) => {
          const text = await readFile(join(directory, 'records.json'), 'utf8').catch(() => '[]');
          const status = error ? Number(error.code ?? -1) : 0;
          done({ status, stdout, stderr, records: measurementSchema.array().parse(JSON.parse(text)) });
        },
      );
    });
  return { directory, measure };
}

export const dialogues = Array.from({ length: 4 }, (_, i) => ({
  id: `d${i}`,
  dialogue: `A: number ${i} is here\nB: good`,
  summary: `number ${i} is here`,
}));
export const dialoguesFile = dialogues.map((item) => JSON.stringify(item)).join('\n');
export const summaries = '{ kind: summarization, dataset: data.jsonl, metric: rougeL }';
