import type { CheckResult } from '../measurement/result.ts';
import { badgeJson, badgeSvg } from './badge.ts';

/** What the history's branch shows of a run to whoever comes by: a badge of the whole and one of each model. By path. */
export function badgeFiles(result: CheckResult): Map<string, string> {
  const files = new Map<string, string>();
  const add = (path: string, of: CheckResult) => {
    files.set(`${path}.json`, `${JSON.stringify(badgeJson(of), null, 2)}\n`);
    files.set(`${path}.svg`, badgeSvg(of));
  };
  add('badge', result);
  for (const model of result.models) {
    add(`badges/${fileName(model.id)}`, { ...result, models: [model], verdict: model.verdict });
  }
  return files;
}

/** Of ids that only differ in what file names do not take, the last one has the badge. */
function fileName(id: string): string {
  return (
    id
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 64) || 'model'
  );
}
