import type { CheckResult } from '../measurement/result.ts';
import { type BadgeJson, badgeJson, badgeSvgOf } from './badge.ts';

/**
 * What the history's branch shows of a run to whoever comes by: a badge of the whole and one of each model, with the day
 * of the measurement on its face, so that one that is stale says so. By path.
 */
export function badgeFiles(result: CheckResult): Map<string, string> {
  const files = new Map<string, string>();
  const add = (path: string, of: CheckResult) => {
    const badge = dated(badgeJson(of), result.createdAt);
    files.set(`${path}.json`, `${JSON.stringify(badge, null, 2)}\n`);
    files.set(`${path}.svg`, badgeSvgOf(badge));
  };
  add('badge', result);
  for (const model of result.models) {
    add(`badges/${fileName(model.id)}`, { ...result, models: [model], verdict: model.verdict });
  }
  return files;
}

function dated(badge: BadgeJson, createdAt: string): BadgeJson {
  return { ...badge, message: `${badge.message} · ${createdAt.slice(0, 10)}` };
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
