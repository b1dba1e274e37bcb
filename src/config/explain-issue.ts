import type { z } from 'zod';
import { nearest } from './nearest.ts';
import type { Problem } from './problems.ts';

/** What a key's value, or a list's entries, are called where the key does not say. */
const nouns: Record<string, string> = {
  accept: 'provenance',
  compare: 'kind of comparison',
  'on-inconclusive': 'outcome',
};

const typeNames: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  array: 'a list',
  tuple: 'a list',
};

/** What to say of an issue for which the schema has no words of its own; zod's `error` callback. */
export function explainIssue(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_value':
      return notAllowed(input, nounOf(issue.path ?? []), issue.values.map(String));
    case 'invalid_type': {
      const wanted = typeNames[issue.expected] ?? issue.expected;
      return input === undefined ? `is missing; write ${wanted}` : `${shown(input)} is not ${wanted}`;
    }
    case 'invalid_union': {
      const { discriminator, options } = issue as { discriminator?: string; options?: unknown[] };
      if (!discriminator || !options) return undefined;
      const given = (input as Record<string, unknown> | undefined)?.[discriminator];
      // A kind that may be left out is among its own options.
      const names = options.filter((option) => option !== undefined).map(String);
      return notAllowed(given, discriminator, names);
    }
    case 'too_small':
      if (issue.origin === 'array') return 'is an empty list; write at least one entry';
      if (issue.origin === 'string') return 'is empty';
      return `${shown(input)} is too small; write ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array') return `has too many entries; write at most ${issue.maximum}`;
      return `${shown(input)} is too large; write at most ${issue.maximum}`;
    default:
      return undefined;
  }
}

/** `"fp23" is not a dtype; allowed: fp32, fp16. Did you mean fp32?` */
export function notAllowed(value: unknown, noun: string, allowed: readonly string[]): string {
  const list = `allowed: ${allowed.join(', ')}`;
  if (value === undefined) return `is missing; ${list}`;
  const guess = typeof value === 'string' ? nearest(value, allowed) : null;
  return `${shown(value)} is not ${withArticle(noun)}; ${list}${guess ? `. Did you mean ${guess}?` : ''}`;
}

/** One problem for each thing that is wrong. */
export function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ');
    return issue.keys.map((key) => {
      const guess = nearest(key, known);
      const text = `unknown key; allowed: ${issue.message}${guess ? `. Did you mean ${guess}?` : ''}`;
      return { path: [...issue.path, key], text, atKey: true };
    });
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ path: issue.path, text: message, atKey: true }));
  }
  if (issue.code === 'invalid_union') {
    // Of the kind of value that was written, what is wrong inside it says more than that it is of no other kind.
    const inside = issue.errors.find((issues) => issues.every(({ path }) => path.length > 0));
    if (inside?.length) {
      return inside.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }));
    }
  }
  return [{ path: issue.path, text: issue.message }];
}

function nounOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  if (typeof last === 'string') return nouns[last] ?? last;
  return nouns[String(path.at(-2))] ?? 'value';
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
