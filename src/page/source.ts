import './without-evaluation.ts';
import { z } from 'zod';
import { manifestFile, manifestSchema } from '../measurement/history-manifest.ts';
import { type RunSummary, runSummarySchema } from '../measurement/run-summary.ts';

const asOneFile = 'node dist/cli.js page --history DIR --out page.html';

const slotSchema = z.object({
  /** Address of the repository on its server; links lead nowhere else. */
  repository: z.string().nullable().default(null),
  manifest: z.string().optional(),
  runs: z.array(z.unknown()).optional(),
});

/** The history as it came, and what is wrong with it. */
export interface Source {
  repository: string | null;
  /** Whether the runs' own files lie beside the page. */
  records: boolean;
  runs: RunSummary[];
  /** A sentence each. */
  problems: string[];
}

/**
 * Reads the history from the page itself or, where the page only names a manifest, from the files that it lists. Throws
 * an error for people where there is nothing to show at all.
 */
export async function readSource(slot: string): Promise<Source> {
  const { repository, manifest, runs } = slotSchema.parse(JSON.parse(slot));
  if (runs) return { repository, records: false, ...summariesOf(runs) };
  if (location.protocol === 'file:')
    throw new Error(
      `A page opened from a file may not read the files beside it. Serve this directory over HTTP, or make one file of it: ${asOneFile}`,
    );
  const address = new URL(manifest ?? manifestFile, location.href);
  const answer = await read(address).catch((error: Error) => {
    throw new Error(
      `${error.message} The page reads the history's files from beside itself: publish the whole branch, or make one file of it: ${asOneFile}`,
    );
  });
  const listed = manifestSchema.safeParse(answer);
  if (!listed.success) throw new Error(`${address.pathname} is not a list of the history's files.`);
  const problems: string[] = [];
  const shards = await Promise.all(
    listed.data.map(async (shard) => {
      try {
        const content = await read(new URL(`../${shard}`, address));
        if (Array.isArray(content)) return content;
        problems.push(`${shard} is not a list of runs.`);
      } catch (error) {
        problems.push((error as Error).message);
      }
      return [];
    }),
  );
  const found = summariesOf(shards.flat());
  return { repository, records: true, runs: found.runs, problems: [...problems, ...found.problems] };
}

/** Whatever is not a summary of a run is left out, and counted. */
function summariesOf(list: readonly unknown[]): Pick<Source, 'runs' | 'problems'> {
  const runs: RunSummary[] = [];
  let first = '';
  for (const each of list) {
    const parsed = runSummarySchema.safeParse(each);
    if (parsed.success) runs.push(parsed.data);
    else if (first === '') first = parsed.error.issues[0]!.path.join('.') || 'the whole';
  }
  const wrong = list.length - runs.length;
  return {
    runs,
    problems:
      wrong === 0
        ? []
        : [
            `${wrong} of ${list.length} entries could not be read (of the first: ${first}), and are left out.`,
          ],
  };
}

async function read(address: URL): Promise<unknown> {
  const answer = await fetch(address, { cache: 'no-cache' }).catch(() => null);
  if (!answer?.ok)
    throw new Error(`${address.pathname} could not be read${answer ? ` (HTTP ${answer.status})` : ''}.`);
  return answer.json().catch(() => {
    throw new Error(`${address.pathname} is not JSON.`);
  });
}
