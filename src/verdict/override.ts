import type { Override } from '../measurement/result.ts';
import { commandIn } from './comment-command.ts';

/** A label on a pull request, or a comment on it, with who put it there. */
export interface Remark {
  source: Override['source'];
  /** The label's name, or the comment's whole text. */
  text: string;
  /** Login; null where GitHub does not tell. */
  by: string | null;
  /** Whether an app did it, and no person. */
  bot: boolean;
  /** ISO time. */
  at: string;
}

/** An override that somebody asks for: well written and not expired, but whether they may is not known yet. */
export interface Claim {
  override: Override;
  /** ISO time. */
  at: string;
  /** The hash, or its beginning, of the commit that it names; null where it names none. */
  commit: string | null;
}

/** A branch moved to a commit, as the repository that has the branch tells it: whoever pushes cannot choose the time. */
export interface Push {
  commit: string;
  /** ISO time. */
  at: string;
}

/** What GitHub calls those who may push. */
const mayOverride: readonly string[] = ['write', 'maintain', 'admin'];

/** No end that somebody names is later, but where `override.days` is more. */
const mostDays = 90;

/** More than anybody writes; all of it stands first in every report. */
const longestReason = 300;

const command = '/cegi-override';

/** Of a hash in full; the beginning of one can be had twice by whoever wants that. */
const wholeHash = 40;

/** Whether a label or a comment concerns overrides at all; most do not, and are not looked at further. */
export function concernsOverride({ source, text }: Pick<Remark, 'source' | 'text'>): boolean {
  return (source === 'label' ? labelReason(text) : commandIn(text, command)) !== null;
}

/**
 * The overrides that are asked for, the newest first, and a sentence for each that cannot count whoever made it.
 *
 * @param days for which an override lasts that names no end, counted from when it was given
 */
export function claimsIn(
  remarks: readonly Remark[],
  { days, now }: { days: number; now: Date },
): { claims: Claim[]; warnings: string[] } {
  const claims: Claim[] = [];
  const warnings: string[] = [];
  for (const remark of remarks.filter(concernsOverride)) {
    const claim = claimOf(remark, days, now);
    if (typeof claim === 'string') warnings.push(doesNotCount(remark, claim));
    else claims.push(claim);
  }
  return { claims: claims.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)), warnings };
}

/** Whether only the pushes of the branch tell to which commit a claim belongs. */
export const needsPushes = ({ commit }: Claim) => commit === null || commit.length < wholeHash;

/**
 * The claims that are of a commit, and a sentence for each that is not: an override excuses what whoever gave it could
 * see, and nothing that is pushed later. It is of the commit that it names in full, or else of the one that the branch was
 * at when it was given.
 *
 * @param pushes of the branch, the newest first; null where nobody tells
 */
export function claimsOn(
  commit: string,
  claims: readonly Claim[],
  pushes: readonly Push[] | null,
): { claims: Claim[]; warnings: string[] } {
  const on: Claim[] = [];
  const warnings: string[] = [];
  for (const claim of claims) {
    const why = whyNotOn(commit, claim, pushes);
    if (why === null) on.push(claim);
    else warnings.push(doesNotCount(claim.override, why));
  }
  return { claims: on, warnings };
}

function whyNotOn(commit: string, claim: Claim, pushes: readonly Push[] | null): string | null {
  const here = short(commit);
  if (claim.commit !== null && !commit.startsWith(claim.commit)) {
    return `it is of ${short(claim.commit)}, and this is ${here}.`;
  }
  if (!needsPushes(claim)) return null;
  // Of a push in the same second nobody has seen anything yet.
  const head = pushes?.find(({ at }) => Date.parse(at) < Date.parse(claim.at))?.commit;
  if (head === commit) return null;
  return head === undefined
    ? `GitHub does not tell which commit it was given on; write "${command} ${commit} reason".`
    : `it was given on ${short(head)}, and this is ${here}; give it again.`;
}

const short = (hash: string) => hash.slice(0, 7);

/**
 * The newest claim of somebody who may override; null where there is none.
 *
 * @param permissions by login, as GitHub's collaborator API has them
 */
export function overrideAmong(
  claims: readonly Claim[],
  permissions: ReadonlyMap<string, string>,
): { override: Override | null; warnings: string[] } {
  const warnings: string[] = [];
  for (const { override } of claims) {
    const permission = permissions.get(override.by) ?? 'none';
    if (mayOverride.includes(permission)) return { override, warnings };
    warnings.push(doesNotCount(override, `write access is needed, and ${override.by} has ${permission}.`));
  }
  return { override: null, warnings };
}

function claimOf({ source, text, by, bot, at }: Remark, days: number, now: Date): Claim | string {
  if (by === null || !/^[\w-]{1,100}(\[bot\])?$/.test(by)) return 'GitHub does not say who made it.';
  if (bot || by.endsWith('[bot]')) return 'only a person can override, and an app made it.';
  const given = Date.parse(at);
  const asked =
    source === 'label'
      ? { commit: null, reason: labelReason(text)!, until: null }
      : inComment(commandIn(text, command)!);
  if (typeof asked === 'string') return asked;
  const reason = oneLine(asked.reason);
  if (!/[\p{L}\p{N}]/u.test(reason)) {
    return `it names no reason; write ${source === 'label' ? '"cegi-override: reason"' : `"${command} reason"`}.`;
  }
  const latest = given + Math.max(days, mostDays) * dayMs;
  const until = new Date(Math.min(asked.until?.getTime() ?? given + days * dayMs, latest));
  if (until <= now) return `it ended on ${until.toISOString().slice(0, 10)}.`;
  return { override: { by, reason, until: until.toISOString(), source }, at, commit: asked.commit };
}

const dayMs = 86_400_000;

function inComment(line: string): { commit: string | null; reason: string; until: Date | null } | string {
  // A word of digits alone, or of letters alone, may be one of the reason, but where it is a whole hash.
  const named =
    /^(?:[0-9a-f]{40}|[0-9a-f]{64}|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,39})(?=\s|$)/i.exec(line)?.[0] ?? '';
  const said = line.slice(named.length);
  const commit = named === '' ? null : named.toLowerCase();
  // A word that shall be a date, or the last one: "wait until the vendor answers" is all reason.
  const found = /(?:^|\s)until\s+(\d\S*|\S+$)/i.exec(said);
  if (!found) return { commit, reason: said, until: null };
  const until = endOfDay(found[1]!);
  if (until === null) return 'its end is not a date; write it as in "until 2026-12-31".';
  return { commit, reason: said.replace(found[0], ' '), until };
}

/** The last moment of a day, UTC; null for what is no day. */
function endOfDay(day: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const end = new Date(`${day}T23:59:59.999Z`);
  // A 31st of February would be taken for a day of March.
  return !Number.isNaN(end.getTime()) && end.toISOString().startsWith(day) ? end : null;
}

/** What a label says after its name; null for another label. */
function labelReason(name: string): string | null {
  const found = /^\s*cegi-override\s*(?::(.*))?$/is.exec(name);
  return found ? (found[1] ?? '') : null;
}

function oneLine(text: string): string {
  return [...text.replaceAll(/\s+/gu, ' ').trim()].slice(0, longestReason).join('');
}

const doesNotCount = ({ source, by }: Pick<Remark, 'source' | 'by'>, why: string) =>
  `An override by ${source}${by === null || !/^[\w-]+(\[bot\])?$/.test(by) ? '' : ` of ${by}`} does not count: ${why}`;
