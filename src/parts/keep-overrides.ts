import { warning } from '@actions/core';
import { overrideFile } from '../baseline/branch-layout.ts';
import type { Config } from '../config/config.ts';
import { findOverride } from '../find-override.ts';
import { gitData } from '../github/git-data.ts';
import { mergedPulls } from '../github/merged-pulls.ts';
import { manifestFile } from '../measurement/history-manifest.ts';
import type { CheckResult } from '../measurement/result.ts';
import { plainText } from '../report/escape.ts';
import type { Step } from './step.ts';

/**
 * Keeps on the history's branch who had overridden the pull requests that a recorded push merged: there, since a pull
 * request's own run has no business writing. Each is kept once, and what fails is a warning.
 */
export async function keepOverrides(
  result: CheckResult,
  config: Config,
  { event, octokit }: Pick<Step, 'event' | 'octokit'>,
): Promise<void> {
  const { overrideDays: days } = result.policy;
  if (event.kind !== 'push' || !result.recorded || config.baseline.store !== 'branch') return;
  if (days === null || !octokit) return;
  const { repository } = event;
  const { branch } = config.baseline;
  const kept = new Map<string, string>();
  try {
    for (const { number, headCommit: commit, mergedAt } of await mergedPulls(octokit, event)) {
      const place = { owner: repository.owner, repo: repository.name, issue: number };
      const then = new Date(mergedAt);
      const { override, warnings } = await findOverride(octokit, place, {
        commit,
        days,
        now: then,
        notAfter: then,
      });
      for (const text of warnings.slice(0, mostWarnings))
        warning(plainText(`Pull request ${number}: ${text}`));
      if (override === null) continue;
      const record = { pullRequest: number, commit, mergedAt, mergedBy: event.headCommit, override };
      kept.set(overrideFile(number), `${JSON.stringify(record, null, 2)}\n`);
    }
    if (kept.size === 0) return;
    await gitData(octokit, { repository, branch }).commit(async (tip) => {
      // Else it is somebody else's branch, or nothing was recorded there after all.
      if ((await tip.readFile(manifestFile)) === null) return null;
      const files = new Map<string, string>();
      for (const [path, text] of kept) if ((await tip.readFile(path)) === null) files.set(path, text);
      return files.size > 0 ? { message: 'Keep who overrode the check', files } : null;
    });
  } catch (error) {
    warning(
      plainText(
        `Who overrode what this push merged is not kept on the branch ${branch}: ${(error as Error).message} ` +
          'This reads pull requests (`pull-requests: read`) and writes the branch (`contents: write`).',
      ),
    );
  }
}

/** Anybody can write comments that do not count. */
const mostWarnings = 5;
