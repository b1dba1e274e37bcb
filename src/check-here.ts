import { resolve } from 'node:path';
import { check } from './check.ts';
import { thisHost } from './host.ts';
import { commitHere, localChanges, repositoryRoot } from './local-changes.ts';
import type { CheckResult } from './measurement/result.ts';
import type { Progress } from './progress.ts';
import { writeReports, writeResult } from './publish.ts';
import { storeHere } from './store-here.ts';

export interface CheckHereOptions {
  config: string;
  base?: string;
  all?: boolean;
  model: string[];
  record: boolean;
  out: string;
  progress: Progress;
  signal: AbortSignal;
}

/** The check at a terminal: this working tree against a base in its own history, baselines in files. */
export async function checkHere(options: CheckHereOptions): Promise<CheckResult> {
  const { progress } = options;
  const out = resolve(options.out);
  const root = await repositoryRoot(process.cwd());
  const changes = options.all ? null : await localChanges(root, options.base ?? null);
  progress.line(
    changes
      ? `Compared with ${changes.baseCommit.slice(0, 12)}, uncommitted changes included.`
      : 'Every model is checked.',
  );
  const result = await check({
    root,
    configPath: options.config,
    changes,
    only: options.model,
    record: options.record,
    keeps: true,
    shard: null,
    openStore: (config) => storeHere(config, progress),
    host: thisHost(progress, { root }),
    context: {
      event: 'terminal',
      repository: null,
      pullRequest: null,
      headCommit: await commitHere(root),
      runUrl: null,
    },
    progress,
    signal: options.signal,
    onResult: async (soFar) => {
      await writeResult(soFar, out);
    },
  });
  await writeReports(result, out, '');
  return result;
}
