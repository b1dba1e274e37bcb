import { type Compacted, compact } from './baseline/compact.ts';
import { UserError } from './errors.ts';
import { githubClient } from './github/client.ts';
import { gitData } from './github/git-data.ts';
import type { Progress } from './progress.ts';

export interface CompactHereOptions {
  /** `owner/name`. */
  repository: string;
  branch: string;
  keepRuns: number;
  keepDays: number;
  env: NodeJS.ProcessEnv;
  progress: Progress;
}

/**
 * Drops old runs from a history's branch, with the token in the environment.
 *
 * @throws UserError where an option is not right, no token is there, or the branch cannot be replaced
 */
export async function compactHere(options: CompactHereOptions): Promise<Compacted> {
  const { branch, keepRuns, keepDays, env, progress } = options;
  const [, owner, name] = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(options.repository) ?? [];
  if (!owner || !name)
    throw new UserError(`--repository ${options.repository} is not of the form owner/name.`);
  if (!(Number.isInteger(keepRuns) && keepRuns >= 1)) {
    throw new UserError('--keep-runs must be a whole number of at least 1.');
  }
  if (!(keepDays >= 0)) throw new UserError('--keep-days must be a number of at least 0.');
  const token = env.GITHUB_TOKEN ?? env.GH_TOKEN;
  if (!token) {
    throw new UserError(
      'There is no token: set GITHUB_TOKEN to one that may write contents of the repository.',
    );
  }
  const octokit = githubClient({ token, apiUrl: env.GITHUB_API_URL ?? 'https://api.github.com' });
  const git = gitData(octokit, { repository: { owner, name }, branch });
  const warn = (message: string) => progress.line(`warning: ${message}`);
  return compact(git, { keepRuns, keepDays }, { now: new Date(), warn });
}
