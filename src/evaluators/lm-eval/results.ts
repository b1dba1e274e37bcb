import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { plainLine } from '../../processes/plain-line.ts';
import { refuseUnlessFile } from '../command/bounded-lines.ts';
import { lenientJson } from './lenient-json.ts';

/** One run of lm-evaluation-harness: what its `results_<date>.json` says, and where its samples are. */
export interface LmEvalResults {
  /** Absolute. */
  directory: string;
  /** Of the run, as its files' names have it. */
  date: string;
  /** Scores of tasks and groups: name → `metric,filter` → value. */
  results: Record<string, Record<string, unknown>>;
  /** Tasks and groups in each group; a task has none. */
  subtasks: Record<string, readonly string[]>;
  /** By task or group and metric; false where lower is better. */
  higherIsBetter: Record<string, Record<string, boolean | null>>;
  /** By task. */
  configs: Record<string, { outputType: string | null; aggregations: Record<string, string> }>;
  /** Documents that each task went through. */
  documents: Record<string, number>;
}

const maxBytes = 256 * 1024 ** 2;
/** `<output>/<model>/results_<date>.json`. */
const maxDepth = 4;
const maxEntries = 100_000;

/** Of `datetime.isoformat()`, its colons made `-`. */
const resultsName = /^results_(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(?:\.\d+)?)\.json$/;

const resultsSchema = z.object({
  results: z.record(z.string(), z.record(z.string(), z.unknown())),
  group_subtasks: z.record(z.string(), z.array(z.string())).default({}),
  higher_is_better: z.record(z.string(), z.record(z.string(), z.boolean().nullable())).default({}),
  configs: z
    .record(
      z.string(),
      z.object({
        output_type: z.string().nullish(),
        metric_list: z.array(z.looseObject({ metric: z.unknown(), aggregation: z.unknown() })).nullish(),
      }),
    )
    .default({}),
  'n-samples': z.record(z.string(), z.object({ effective: z.number() })).default({}),
});

/**
 * The runs whose files lie under a directory, oldest first, as lm-evaluation-harness 0.4.3 and later writes them
 * (`lm_eval/loggers/evaluation_tracker.py`).
 *
 * @throws UserError where there is none, or one cannot be read.
 */
export async function lmEvalResults(directory: string): Promise<LmEvalResults[]> {
  const entries = await readdir(directory, { recursive: true });
  if (entries.length > maxEntries) throw new UserError(`its output has more than ${maxEntries} files`);
  const files = entries
    .map((entry) => ({
      file: join(directory, entry),
      date: resultsName.exec(entry.split(/[/\\]/).at(-1)!)?.[1],
    }))
    .filter((found): found is { file: string; date: string } => found.date !== undefined)
    .filter(({ file }) => relative(directory, file).split(/[/\\]/).length <= maxDepth)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  if (files.length === 0) {
    throw new UserError(
      'lm-eval left no results_<date>.json: give it `--output_path {output} --log_samples`, or the directory that CEGI_OUTPUT_DIR names',
    );
  }
  return Promise.all(files.map(({ file, date }) => resultsIn(file, date)));
}

async function resultsIn(file: string, date: string): Promise<LmEvalResults> {
  const what = `results_${date}.json`;
  await refuseUnlessFile(file, { what, remedy: '', maxBytes });
  const parsed = resultsSchema.safeParse(lenientJson(await readFile(file, 'utf8')));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new UserError(
      `${what} is not what lm-eval 0.4 writes: ${plainLine(`${path.map(String).join('.')}: ${message}`, 300)}`,
    );
  }
  const { data } = parsed;
  return {
    directory: dirname(file),
    date,
    results: data.results,
    subtasks: data.group_subtasks,
    higherIsBetter: data.higher_is_better,
    configs: mapped(data.configs, ({ output_type, metric_list }) => ({
      outputType: output_type ?? null,
      aggregations: Object.fromEntries(
        (metric_list ?? []).map(({ metric, aggregation }) => [String(metric), String(aggregation)]),
      ),
    })),
    documents: mapped(data['n-samples'], ({ effective }) => effective),
  };
}

function mapped<From, To>(values: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
