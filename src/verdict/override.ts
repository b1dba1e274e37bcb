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
export type Claim = Override & { at: string };

/** What GitHub calls those who may push. */
const mayOverride: readonly string[] = ['write', 'maintain', 'admin'];

/** More than anybody writes; all of it stands first in every report. */
const longestReason = 300;

const command = '/cegi-override';

/** Whether a label or a comment concerns overrides at all; most do not, and are not looked at further. */
export function concernsOverride({ source, text }: Pick<Remark, 'source' | 'text'>): boolean {
  return (source === 'label' ? labelReason(text) : commandIn(text, command)) !== null;
}

/**
 * The overrides that are asked for, the newest first, and a sentence for each that cannot count whoever made it.
 *
 * @param days for which a comment lasts that names no end, counted from when it was written
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
  for (const { at: _, ...override } of claims) {
    const permission = permissions.get(override.by) ?? 'none';
    if (mayOverride.includes(permission)) return { override, warnings };
    warnings.push(doesNotCount(override, `write access is needed, and ${override.by} has ${permission}.`));
  }
  return { override: null, warnings };
}

function claimOf({ source, text, by, bot, at }: Remark, days: number, now: Date): Claim | string {
  if (by === null || !/^[\w-]{1,100}(\[bot\])?$/.test(by)) return 'GitHub does not say who made it.';
  if (bot || by.endsWith('[bot]')) return 'only a person can override, and an app made it.';
  const asked = source === 'label' ? { reason: labelReason(text)!, until: null } : inComment(text, at, days);
  if (typeof asked === 'string') return asked;
  const reason = oneLine(asked.reason);
  if (!/[\p{L}\p{N}]/u.test(reason)) {
    return `it names no reason; write ${source === 'label' ? '"cegi-override: reason"' : `"${command} reason"`}.`;
  }
  if (asked.until !== null && asked.until <= now) {
    return `it ended on ${asked.until.toISOString().slice(0, 10)}.`;
  }
  return { by, reason, until: asked.until?.toISOString() ?? null, source, at };
}

function inComment(text: string, at: string, days: number): { reason: string; until: Date } | string {
  const line = commandIn(text, command)!;
  // A word that shall be a date, or the last one: "wait until the vendor answers" is all reason.
  const found = /(?:^|\s)until\s+(\d\S*|\S+$)/i.exec(line);
  if (!found) return { reason: line, until: new Date(Date.parse(at) + days * 86_400_000) };
  const until = endOfDay(found[1]!);
  if (until === null) return 'its end is not a date; write it as in "until 2026-12-31".';
  return { reason: line.replace(found[0], ' '), until };
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
