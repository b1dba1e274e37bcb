import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { automaton, type State } from '../../../src/metrics/ptb/automaton.ts';
import { lexer } from '../../../src/metrics/ptb/lexer.ts';
import { parsePattern } from '../../../src/metrics/ptb/pattern.ts';

const pattern = (source: string) => parsePattern(source, {});
const same = (text: string) => text;

function matchesWhole(source: string, text: string): boolean {
  const { start, step } = automaton([pattern(source)]);
  let state: State | undefined = start;
  for (let at = 0; at < text.length && state; at++) state = step(state, text.charCodeAt(at));
  return state?.accepts !== undefined;
}

describe('patterns', () => {
  const sources = [
    'a',
    'a?b*c+',
    '(a|bc)*',
    'a{2}b{1,3}',
    '((a|b)?c){0,2}',
    '[a-c^]+',
    '[^a-b]*a',
    String.raw`[\]a]*`,
    String.raw`\(a\)|\u0062+`,
    '(a*)*b',
    '(|a)b',
  ];
  const text = fc.array(fc.constantFrom(...'abcABC]^()')).map((characters) => characters.join(''));

  it.each(sources)('%s match what they match as regular expressions', (source) => {
    // Letters outside brackets match in either case, those within as they stand.
    const either = source.replace(/\\u0062|\[\^?(?:\\.|[^\]])*\]|[a-c]/g, (part) =>
      part === '\\u0062' ? '[bB]' : part[0] === '[' ? part : `[${part}${part.toUpperCase()}]`,
    );
    const expression = new RegExp(`^(?:${either})$`);
    fc.assert(
      fc.property(text, (characters) => {
        expect(matchesWhole(source, characters)).toBe(expression.test(characters));
      }),
      { numRuns: 300 },
    );
  });

  it.each(['(a', 'a)', '[a', '{name}', 'a{x'])('refuse %j', (source) => {
    expect(() => pattern(source)).toThrow(/of the pattern/);
  });
});

describe('lexer', () => {
  const rest = { pattern: pattern('[^~]'), token: () => null };

  it('takes the longest match, and of rules that match as much the first', () => {
    const tokens = lexer([
      { pattern: pattern('ab'), token: () => 'first' },
      { pattern: pattern('[a-z][a-z]'), token: () => 'second' },
      { pattern: pattern('abc+'), token: () => 'long' },
      rest,
    ]);
    expect(tokens('ab xy abccc')).toEqual(['first', 'second', 'long']);
  });

  it('counts what must follow for the length, and leaves it for the next token', () => {
    const tokens = lexer([
      { pattern: pattern('a+'), before: pattern('a*b'), token: (text) => `<${text}>` },
      { pattern: pattern('a+'), token: same },
      { pattern: pattern('b'), token: same },
      rest,
    ]);
    expect(tokens('aaab aaa')).toEqual(['<aaa>', 'b', 'aaa']);
  });

  it('reads again what a rule gives back', () => {
    const tokens = lexer([
      { pattern: pattern('abc'), token: (text) => text.slice(0, 1), giveBack: () => 2 },
      { pattern: pattern('[a-z]+'), token: same },
    ]);
    expect(tokens('abc')).toEqual(['a', 'bc']);
  });

  it('remembers searches in vain only as far as they are in vain', () => {
    // From every a, the search for a final b runs to the end of the run of a.
    const tokens = lexer([
      { pattern: pattern('a+b'), token: () => 'run' },
      { pattern: pattern('a'), token: same },
      rest,
    ]);
    const long = 'a'.repeat(200_000);
    expect(tokens(`${long} ${long}b`)).toEqual([...long, 'run']);
  });

  it('refuses text that no rule matches', () => {
    expect(() => lexer([{ pattern: pattern('a'), token: same }])('ab')).toThrow(/no rule matches at 1/);
  });
});
