import { readFile } from 'node:fs/promises';
import { warning } from '@actions/core';
import type { Tip } from '../baseline/git-data.ts';
import { newestRuns } from '../baseline/run-index.ts';
import type { Config } from '../config/config.ts';
import { gitData } from '../github/git-data.ts';
import { manifestFile } from '../measurement/history-manifest.ts';
import type { CheckResult } from '../measurement/result.ts';
import { bundleFile } from '../native/bundle-file.ts';
import { historyPage } from '../report/history.ts';
import type { Step } from './step.ts';

/**
 * Puts badges and the page of the history on the history's branch, once a run on the default branch is recorded there.
 * What fails is a warning: the record itself is safe.
 */
export async function publishOnBranch(
  result: CheckResult,
  config: Config,
  { event, octokit }: Step,
): Promise<void> {
  if (!result.recorded || result.models.length === 0 || config.baseline.store !== 'branch' || !octokit)
    return;
  const { branch } = config.baseline;
  try {
    // Both are seldom needed, and their parts would slow down every start.
    const { badgeFiles } = await import('../report/branch-files.ts');
    const page = await readFile(bundleFile('history.html'), 'utf8');
    const { server, repository } = event;
    const files = badgeFiles(result);
    files.set(
      'index.html',
      historyPage(page, {
        manifest: manifestFile,
        repository: `${server}/${repository.owner}/${repository.name}`,
      }),
    );
    // GitHub Pages would otherwise run every file through Jekyll.
    files.set('.nojekyll', '');
    await gitData(octokit, { repository, branch }).commit(async (tip) => {
      // A branch of something else is left alone; so is what a run after this one has shown.
      if ((await tip.readFile(manifestFile)) === null || (await isOvertaken(result, tip))) return null;
      const changed = new Map<string, string>();
      for (const [path, text] of files) if ((await tip.readFile(path)) !== text) changed.set(path, text);
      return changed.size > 0 ? { message: 'Show the newest run', files: changed } : null;
    });
  } catch (error) {
    warning(`Badge and page of the branch ${branch} were not written: ${(error as Error).message}`);
  }
}

/** Whether the branch holds a run that was measured later. */
async function isOvertaken({ models }: CheckResult, tip: Tip): Promise<boolean> {
  const newest = (await newestRuns(tip, 1, () => {})).map(({ createdAt }) => Date.parse(createdAt));
  const ours = models.map(({ measurement }) => Date.parse(measurement?.createdAt ?? ''));
  return Math.max(...newest, 0) > Math.max(...ours.filter(Number.isFinite), 0);
}
