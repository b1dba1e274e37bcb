import { execFile } from 'node:child_process';

/** Lists of names, of which a repository may have very many. */
const maxOutputBytes = 256 * 1024 * 1024;
/** A promisor clone fetches what it lacks, and that can hang. */
const usualTimeoutMs = 60_000;

export type GitAnswer = { ok: true; output: string } | { ok: false; message: string };

/** Runs a command of git, which asks nobody for anything. */
export function runGit(
  directory: string,
  args: string[],
  { env = {}, timeoutMs = usualTimeoutMs }: { env?: NodeJS.ProcessEnv; timeoutMs?: number } = {},
): Promise<GitAnswer> {
  return new Promise((resolve) => {
    execFile(
      'git',
      args,
      {
        cwd: directory,
        timeout: timeoutMs,
        maxBuffer: maxOutputBytes,
        encoding: 'utf8',
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C', ...env },
      },
      (error, output, errors) => {
        if (!error) resolve({ ok: true, output });
        else
          resolve({ ok: false, message: `git ${command(args)} failed (${errors.trim() || error.message})` });
      },
    );
  });
}

/** Of a command's arguments the first that is no option, nor an option's value. */
function command(args: readonly string[]): string | undefined {
  return args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c');
}
