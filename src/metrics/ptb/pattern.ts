import { type CharacterSet, complement } from './character-set.ts';

/** A regular expression without captures, anchors or look-around. */
export type Pattern =
  | { kind: 'set'; set: CharacterSet }
  | { kind: 'sequence'; parts: readonly Pattern[] }
  | { kind: 'choice'; options: readonly Pattern[] }
  | { kind: 'repeat'; part: Pattern; min: number; max: number };

// Letters beyond ASCII whose lower or upper case is within it.
const otherCases: Record<string, string> = { i: '\u0130\u0131', k: '\u212A', s: '\u017F' };

function caseless(character: string): CharacterSet {
  const lower = character.toLowerCase();
  const cases = new Set([lower, character.toUpperCase(), ...(otherCases[lower] ?? '')]);
  return [...cases].map((one) => [one.charCodeAt(0), one.charCodeAt(0)]);
}

/**
 * Reads a pattern in the usual notation: `( ) | ? * + {2,4} [a-z] [^a] \u1234`, and `{name}` for one of `named`.
 * A letter matches in either case, but in brackets only as it stands, as with JFlex's %caseless.
 *
 * @throws Error where it is none
 */
export function parsePattern(source: string, named: Readonly<Record<string, Pattern>>): Pattern {
  let at = 0;

  const fail = (what: string): never => {
    throw new Error(`${what} at ${at} of the pattern ${source}`);
  };

  const choice = (): Pattern => {
    const options = [sequence()];
    while (source[at] === '|') {
      at++;
      options.push(sequence());
    }
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  };

  const sequence = (): Pattern => {
    const parts: Pattern[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(repeated(atom()));
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  };

  const repeated = (part: Pattern): Pattern => {
    const count = /^(?:[?*+]|\{(\d+)(?:,(\d+))?\})/.exec(source.slice(at));
    if (!count) return part;
    at += count[0].length;
    const [sign, min, max = min] = count;
    if (min !== undefined) return { kind: 'repeat', part, min: Number(min), max: Number(max) };
    return { kind: 'repeat', part, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
  };

  const atom = (): Pattern => {
    const character = source[at]!;
    if (character === '(') {
      at++;
      const inner = choice();
      if (source[at] !== ')') fail('no closing parenthesis');
      at++;
      return inner;
    }
    if (character === '{') {
      const name = /^\{(\w+)\}/.exec(source.slice(at))?.[1] ?? fail('no name');
      at += name.length + 2;
      return named[name] ?? fail(`unknown name ${name}`);
    }
    if (character === '[') return { kind: 'set', set: bracketed() };
    const literal = unit();
    return { kind: 'set', set: caseless(literal) };
  };

  const bracketed = (): CharacterSet => {
    at++;
    const negated = source[at] === '^';
    if (negated) at++;
    const ranges: [number, number][] = [];
    while (source[at] !== ']') {
      if (at >= source.length) fail('no closing bracket');
      const from = unit().charCodeAt(0);
      const isRange = source[at] === '-' && source[at + 1] !== ']';
      if (isRange) at++;
      ranges.push([from, isRange ? unit().charCodeAt(0) : from]);
    }
    at++;
    return negated ? complement(ranges) : ranges;
  };

  const unit = (): string => {
    const [all, hex, escaped] =
      /^(?:\\u([0-9A-F]{4})|\\(.)|[^\\])/s.exec(source.slice(at)) ?? fail('nothing');
    at += all.length;
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (escaped === undefined) return all;
    return { n: '\n', t: '\t', r: '\r', f: '\f', '0': '\0' }[escaped] ?? escaped;
  };

  const pattern = choice();
  return at === source.length ? pattern : fail('an unexpected parenthesis');
}
