import { attempts } from './github/attempts.ts';
import type { Octokit } from './github/client.ts';
import { type PullRequestPlace, permissionOf, remarksOn } from './github/overrides.ts';
import type { Override } from './measurement/result.ts';
import { claimsIn, concernsOverride, overrideAmong } from './verdict/override.ts';

/** Of more people than this nobody asks what they may. */
const mostPeople = 20;

/**
 * Who overrode the check of a pull request, by a label or a comment. What cannot be read overrides nothing.
 *
 * @param days for which a comment lasts that names no end
 */
export async function findOverride(
  octokit: Octokit,
  place: PullRequestPlace,
  { days, now }: { days: number; now: Date },
  { limitMs = 60_000, retryUnitMs = octokit.endurance.retryUnitMs } = {},
): Promise<{ override: Override | null; warnings: string[] }> {
  const read = async (signal: AbortSignal) => {
    const { claims, warnings } = claimsIn(await remarksOn(octokit, place, concernsOverride, signal), {
      days,
      now,
    });
    const people = [...new Set(claims.map(({ by }) => by))].slice(0, mostPeople);
    const permissions = new Map<string, string>();
    for (const login of people) {
      permissions.set(login, await permissionOf(octokit, place, login, signal));
    }
    const found = overrideAmong(
      claims.filter(({ by }) => permissions.has(by)),
      permissions,
    );
    return { override: found.override, warnings: [...warnings, ...found.warnings] };
  };
  const outcome = await attempts(octokit.endurance, read, { limitMs, retryUnitMs });
  if ('done' in outcome) return outcome.done;
  const warning = `Whether somebody overrode this check could not be read, so nobody did: ${outcome.failure.reason}`;
  return { override: null, warnings: [warning] };
}
