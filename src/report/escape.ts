// What has no width, steers the direction of text, or is a control, a private or an unassigned character; and the
// Braille blank, which looks like nothing but is a letter.
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\u2800]/gu;
// Sequences that colour a terminal or set its title: without their first byte the rest would stay as litter.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be removed
const terminalSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;
/** More marks than this on one letter serve to cover the lines around it. */
const stackedMarks = /(\p{M}{3})\p{M}+/gu;

const longest = 600;

/**
 * One line of visible text from a source that is not trusted: no control, bidirectional or zero-width characters,
 * blanks collapsed, cut at `limit` characters. Safe in a terminal and in JSON; not yet in Markdown or HTML.
 */
export function plainText(text: string, limit = longest): string {
  const line = text
    // A cheap cut first: an error may carry megabytes.
    .slice(0, limit * 8)
    .replace(terminalSequence, '')
    .replace(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .replace(invisible, '')
    .replace(stackedMarks, '$1')
    .replace(/ +/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= limit
    ? line
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** Text for HTML, between tags or in a quoted attribute. */
export function htmlText(text: string, limit?: number): string {
  return plainText(text, limit).replace(/[&<>"'`]/g, entity);
}

// GitHub looks for mentions, references, commits and addresses after it has decoded entities, so these need something
// between their characters. A blank would show; this does not, and plainText() leaves none of it in what comes in.
const breaker = '\u200b';
/** Linked wherever they stand, in code as well. */
const addresses = [
  [/@/g, `@${breaker}`],
  [/:(?=\/\/)/g, `:${breaker}`],
  [/(www)\./gi, `$1${breaker}.`],
  [/(mailto|xmpp):/gi, `$1${breaker}:`],
] as const;
/** Linked, or replaced by pictures and formulae, in prose. */
const references = [
  [/#(?=\d)/g, `#${breaker}`],
  [/(GH|GHSA|CVE)-/gi, `$1${breaker}-`],
  // Shorter than the seven digits from which on GitHub looks for a commit.
  [/[0-9a-f]{6}(?=[0-9a-f])/gi, `$&${breaker}`],
  // Not in a time of day, which reads like one.
  [/(?<!\d):(?=[\w+-]+:)/g, `:${breaker}`],
  [/\$/g, `$$${breaker}`],
] as const;
/** What opens or closes anything inside a line of GitHub's Markdown … */
const punctuation = /[&<>|\\`*_[\]~$#@]/g;
/** … and what begins a list, a rule, an underline or a delimiter row at its start. */
const blockStart = /^(?:[-+](?=[-+ ]|$)|[=:])/;
const ordinal = /^(\d{1,9})([.)])(?= |$)/;

/**
 * Text for GitHub's Markdown: in a paragraph, a list item, a table's cell or an HTML element. It reads as `text` does,
 * but mentions nobody, links to nothing, opens no tag, and breaks no table.
 */
export function markdownText(text: string, limit?: number): string {
  return escapeMarkdown(plainText(text, limit), [...addresses, ...references]);
}

/** A name (of a model, a file, a setting) for GitHub's Markdown, set as code. */
export function markdownCode(text: string, limit = 100): string {
  return `<code>${escapeMarkdown(plainText(text, limit), addresses) || '(empty)'}</code>`;
}

function escapeMarkdown(line: string, links: readonly (readonly [RegExp, string])[]): string {
  return links
    .reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line)
    .replace(punctuation, entity)
    .replace(blockStart, entity)
    .replace(ordinal, (_, digits: string, mark: string) => digits + entity(mark))
    .replaceAll(breaker, '&#8203;');
}

/** An address that may stand in a link: absolute, http or https, without what ends a link; null for any other. */
export function linkAddress(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  if (url.username || url.password) return null;
  return url.href.replace(
    /[^\w\-.~:/?#@!$&+,;=%]/g,
    (c) => `%${c.codePointAt(0)!.toString(16).padStart(2, '0')}`,
  );
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
