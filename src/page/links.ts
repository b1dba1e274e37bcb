import type { RunSummary } from '../measurement/run-summary.ts';

/** Where a run can be looked up. Null is what is not known, or was not where it belongs. */
export interface Links {
  commit: string | null;
  run: string | null;
  record: string | null;
}

/**
 * Links of a run, made only of what has the form it should have. `repository` is the address of the repository on its
 * server: nothing outside it is linked; where it is not known, nothing outside github.com. `records` says whether the
 * runs' own files lie beside the page.
 */
export function linksOf(
  { commit, runUrl, file }: RunSummary,
  { repository, records }: { repository: string | null; records: boolean },
): Links {
  const run = runUrl === null ? null : runOf(runUrl, repository);
  const home = repository === null ? (run?.replace(/\/actions\/runs\/.*/, '') ?? null) : homeOf(repository);
  return {
    commit:
      home !== null && commit !== null && /^[0-9a-f]{7,64}$/i.test(commit)
        ? `${home}/commit/${commit}`
        : null,
    run,
    record: records && /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.json$/.test(file) ? file : null,
  };
}

function homeOf(repository: string): string | null {
  if (!URL.canParse(repository)) return null;
  const { protocol, origin, pathname } = new URL(repository);
  return /^https?:$/.test(protocol) ? trimmed(origin + pathname) : null;
}

function runOf(address: string, repository: string | null): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname, username, password } = new URL(address);
  const home = /^(.+)\/actions\/runs\/\d+(?:\/attempts\/\d+)?\/?$/.exec(origin + pathname)?.[1];
  if (home === undefined || username !== '' || password !== '') return null;
  const known =
    repository === null
      ? /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/.test(home)
      : home === homeOf(repository);
  return known ? origin + pathname : null;
}

const trimmed = (path: string) => path.replace(/\/+$/, '');
