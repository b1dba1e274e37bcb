import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from './errors.ts';
import { manifestFile, manifestSchema } from './measurement/history-manifest.ts';
import { type RunSummary, runSummarySchema } from './measurement/run-summary.ts';
import { bundleFile } from './native/bundle-file.ts';
import { historyPage } from './report/history.ts';

const whatItIs =
  'a directory with index/manifest.json, such as a checkout of the branch that holds the history';

/**
 * Writes the page of a history as one file with its runs in it, and returns how many those are. Every file that is
 * missing or damaged is an error that names it.
 */
export async function pageHere(options: {
  history: string;
  out: string;
  repository?: string | undefined;
  /** The built page, where it does not lie beside the program. */
  builtPage?: string;
}): Promise<number> {
  if (options.repository !== undefined && !/^https?:\/\/[^\s/]+\/[^\s/]+\/[^\s/]+$/.test(options.repository))
    throw new UserError(
      `--repository ${options.repository} is not the address of a repository, such as https://github.com/owner/name`,
    );
  const manifest = await read(
    join(options.history, manifestFile),
    manifestSchema,
    `--history wants ${whatItIs}; ${options.history} is not one`,
  );
  const shards = await Promise.all(
    manifest.map((file) =>
      read(join(options.history, file), z.array(runSummarySchema), `${manifestFile} lists it`),
    ),
  );
  const runs: RunSummary[] = shards.flat();
  const builtPage = options.builtPage ?? bundleFile('history.html');
  const page = historyPage(await readFile(builtPage, 'utf8'), {
    runs,
    repository: options.repository ?? null,
  });
  try {
    await mkdir(dirname(options.out), { recursive: true });
    await writeFile(options.out, page);
  } catch (error) {
    throw new UserError(`${options.out} could not be written: ${(error as Error).message}`);
  }
  return runs.length;
}

async function read<T>(file: string, schema: z.ZodType<T>, context: string): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UserError(`${file} could not be read: ${error.message}. ${context}`);
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is not JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new UserError(
    `${file} is not what a history of this version holds: ${issue.path.join('.') || 'the whole'}: ${issue.message}`,
  );
}
