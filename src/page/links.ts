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
  const home =
    repository === null ? run && new URL(run.replace(/\/actions\/.*/, '')).href : trimmed(repository);
  return {
    commit:
      home !== null && commit !== null && /^[0-9a-f]{7,64}$/i.test(commit)
        ? `${home}/commit/${commit}`
        : null,
    run,
    record: records && /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.json$/.test(file) ? file : null,
  };
}

function runOf(address: string, repository: string | null): string | null {
  const base = repository ?? 'https://github.com/';
  if (!URL.canParse(address) || !URL.canParse(base)) return null;
  const [url, home] = [new URL(address), new URL(base)];
  if (!/^https?:$/.test(url.protocol) || url.origin !== home.origin) return null;
  if (url.username !== '' || url.password !== '') return null;
  const path = /^(\/.+)\/actions\/runs\/\d+(?:\/attempts\/\d+)?\/?$/.exec(url.pathname)?.[1];
  if (path === undefined || (repository === null && !/^\/[\w.-]+\/[\w.-]+$/.test(path))) return null;
  if (repository !== null && path !== trimmed(home.pathname)) return null;
  return url.origin + url.pathname;
}

const trimmed = (path: string) => path.replace(/\/+$/, '');
