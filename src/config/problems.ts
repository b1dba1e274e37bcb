import { UserError } from '../errors.ts';

/** Keys and indices from the root of the configuration. */
export type KeyPath = readonly PropertyKey[];

export interface Problem {
  path: KeyPath;
  /** What is wrong and what is allowed, to be read after the key. */
  text: string;
  /** The key itself is at fault, not its value. */
  atKey?: boolean;
}

/** Where a key or its value begins; lines and columns count from 1. */
export type Locate = (path: KeyPath, atKey: boolean) => { line: number; column: number };

/** One error for all problems, in the order of their lines: `.github/cegi.yml:12:5 models[0].path: …`. */
export function problemsError(file: string, problems: readonly Problem[], locate: Locate): UserError {
  const lines = problems
    .map(({ path, text, atKey = false }) => ({ path, text, ...locate(path, atKey) }))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(({ path, text, line, column }) => {
      const key = inWords(path);
      return `${file}:${line}:${column} ${key}${key ? ': ' : ''}${text}`;
    });
  return new UserError([...new Set(lines)].join('\n'));
}

function inWords(path: KeyPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
