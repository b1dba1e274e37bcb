import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import { type Locate, problemsError } from './problems.ts';

/** More than any configuration needs; a longer one costs time to parse. */
const maxCharacters = 1_000_000;
/** One broken line can bring an error for every line after it. */
const maxSyntaxErrors = 20;

/**
 * Reads YAML into plain data that remembers its lines.
 *
 * @throws UserError that holds every error of syntax with its line.
 */
export function readYaml(text: string, file: string): { data: unknown; locate: Locate } {
  if (text.length > maxCharacters) {
    throw new UserError(`${file} is longer than ${maxCharacters} characters, which no configuration is.`);
  }
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter,
      uniqueKeys: true,
      prettyErrors: false,
      logLevel: 'error',
    });
    const at = (offset: number) => {
      const { line, col } = lineCounter.linePos(offset);
      return { line, column: col };
    };
    if (document.errors.length > 0) {
      const lines = document.errors.slice(0, maxSyntaxErrors).map(({ message, pos }) => {
        const { line, column } = at(pos[0]);
        return `${file}:${line}:${column} not valid YAML: ${message}`;
      });
      throw new UserError(lines.join('\n'));
    }
    const locate: Locate = (path, atKey) => at(offsetOf(document, path, atKey));
    return { data: document.toJS(), locate };
  } catch (error) {
    if (error instanceof UserError) throw error;
    // Aliases without end, or nesting deeper than the stack.
    throw problemsError(file, [{ path: [], text: `not valid YAML: ${(error as Error).message}` }], () => ({
      line: 1,
      column: 1,
    }));
  }
}

/** Offset of a value or its key; of the innermost part that is there, where the path leads to nothing. */
function offsetOf(document: Document, path: Parameters<Locate>[0], atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isSeq(node)) {
      node = node.items[Number(key)];
    } else if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === key);
      if (pair && atKey && depth === path.length - 1) return startOf(pair.key) ?? offset;
      node = pair?.value;
      if (pair && startOf(node) === null) return startOf(pair.key) ?? offset;
    } else return offset;
    const start = startOf(node);
    if (start === null) return offset;
    offset = start;
  }
  return offset;
}

function startOf(node: unknown): number | null {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0] ?? null;
}
