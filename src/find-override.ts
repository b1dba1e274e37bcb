import { attempts } from './github/attempts.ts';
import type { Octokit } from './github/client.ts';
import { type PullRequestPlace, permissionOf, remarksOn } from './github/overrides.ts';
import { headOf, pushesOf } from './github/pushes.ts';
import type { Override } from './measurement/result.ts';
import { claimsIn, claimsOn, concernsOverride, needsPushes, overrideAmong } from './verdict/override.ts';

/** Of more people than this nobody asks what they may. */
const mostPeople = 20;

/**
 * Who overrode the check of a commit, by a label of its pull request or a comment there. What cannot be read overrides
 * nothing.
 *
 * @param commit null for the pull request's head
 * @param days for which an override lasts that names no end
 * @param notAfter what was given later is not looked at; null for all
 */
export async function findOverride(
  octokit: Octokit,
  place: PullRequestPlace,
  {
    commit,
    days,
    now,
    notAfter = null,
  }: { commit: string | null; days: number; now: Date; notAfter?: Date | null },
  { limitMs = 60_000, retryUnitMs = octokit.endurance.retryUnitMs } = {},
): Promise<{ override: Override | null; warnings: string[] }> {
  const read = async (signal: AbortSignal) => {
    const remarks = await remarksOn(octokit, place, concernsOverride, signal);
    const inTime = remarks.filter(({ at }) => notAfter === null || new Date(at) <= notAfter);
    const made = claimsIn(inTime, { days, now });
    if (made.claims.length === 0) return { override: null, warnings: made.warnings };
    const head = await headOf(octokit, place, signal);
    const pushes = made.claims.some(needsPushes) ? await pushesOf(octokit, head, signal) : null;
    const given = claimsOn(commit ?? head.commit, made.claims, pushes);
    const people = [...new Set(given.claims.map(({ override }) => override.by))].slice(0, mostPeople);
    const permissions = new Map<string, string>();
    for (const login of people) {
      permissions.set(login, await permissionOf(octokit, place, login, signal));
    }
    const found = overrideAmong(
      given.claims.filter(({ override }) => permissions.has(override.by)),
      permissions,
    );
    const { override } = found;
    return { override, warnings: [...made.warnings, ...given.warnings, ...found.warnings] };
  };
  const outcome = await attempts(octokit.endurance, read, { limitMs, retryUnitMs });
  if ('done' in outcome) return outcome.done;
  const warning = `Whether somebody overrode this check could not be read, so nobody did: ${outcome.failure.reason}`;
  return { override: null, warnings: [warning] };
}
