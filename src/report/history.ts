import type { RunSummary } from '../measurement/run-summary.ts';

/** Where a history's page finds its runs: in itself, or in the files that a manifest beside it lists. */
export type HistorySource = ({ runs: readonly RunSummary[] } | { manifest: string }) & {
  /** Address of the repository on its server, such as `https://github.com/owner/name`; links lead nowhere else. */
  repository?: string | null;
};

const slot = /(<script type="application\/json" id="runs">)[^<]*(<\/script>)/;

/**
 * The page of a history, made of the built one (`history.html`) by telling it where its runs are. Throws where the
 * built page has no place for that.
 */
export function historyPage(builtPage: string, source: HistorySource): string {
  if (!slot.test(builtPage)) throw new Error('the built page of the history has no place for its runs');
  // Inside a script only `<` could end it or open a comment; in JSON it stands in strings alone.
  const json = JSON.stringify(source).replaceAll('<', '\\u003c');
  return builtPage.replace(slot, (_, start: string, end: string) => start + json + end);
}
