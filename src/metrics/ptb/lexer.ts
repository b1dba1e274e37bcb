import { type Automaton, automaton, type State } from './automaton.ts';
import type { Pattern } from './pattern.ts';

export interface Rule {
  pattern: Pattern;
  /** What must follow the token; it counts for the length of the match, but is not part of the token. */
  before?: Pattern;
  /** The token that matched text becomes, or null where it becomes none. */
  token: (matched: string) => string | null;
  /** How much of the matched text, at its end, is read again for the next token. */
  giveBack?: (matched: string) => number;
}

/**
 * A scanner as JFlex makes it: at each place the rule with the longest match makes the token, the first of them where
 * several match as much. Text must be such that some rule matches everywhere.
 *
 * Takes linear time: where a search went beyond its longest match in vain, no later search goes on from the same state
 * at the same place (Reps 1998, "Maximal-munch" tokenization in linear time).
 */
export function lexer(rules: readonly Rule[]): (text: string) => string[] {
  const whole = automaton(
    rules.map(({ pattern, before }) => (before ? { kind: 'sequence', parts: [pattern, before] } : pattern)),
  );
  const heads = rules.map(({ pattern, before }) => (before ? automaton([pattern]) : undefined));
  const tails = rules.map(({ before }) => (before ? automaton([before]) : undefined));

  return (text) => {
    const tokens: string[] = [];
    const inVain = new Set<number>();
    let start = 0;
    while (start < text.length) {
      const { rule, end } = longestMatch(whole, text, start, inVain);
      const { token, giveBack } = rules[rule]!;
      const head = heads[rule];
      const matched = text.slice(start, head ? headEnd(head, tails[rule]!, text, start, end) : end);
      const length = matched.length - (giveBack?.(matched) ?? 0);
      const made = token(matched);
      if (made !== null) tokens.push(made);
      start += length;
    }
    return tokens;
  };
}

// Shorter searches in vain are cheaper to repeat than to remember.
const longOverrun = 64;
const mostStates = 2 ** 16;

function longestMatch(
  whole: Automaton,
  text: string,
  start: number,
  inVain: Set<number>,
): { rule: number; end: number } {
  let rule: number | undefined;
  let end = start;
  let state: State | undefined = whole.start;
  const overrun: number[] = [];
  for (let at = start; at < text.length; at++) {
    state = whole.step(state, text.charCodeAt(at));
    if (!state || (inVain.size > 0 && inVain.has(at * mostStates + state.index))) break;
    if (state.accepts === undefined) overrun.push(at * mostStates + state.index);
    else {
      rule = state.accepts;
      end = at + 1;
      overrun.length = 0;
    }
  }
  if (overrun.length > longOverrun) for (const searched of overrun) inVain.add(searched);
  if (rule === undefined) throw new Error(`no rule matches at ${start}`);
  return { rule, end };
}

/** The longest part of the match that is the token, when the rest is what must follow it. */
function headEnd(head: Automaton, tail: Automaton, text: string, start: number, end: number): number {
  const ends: number[] = [];
  let state: State | undefined = head.start;
  for (let at = start; at < end; at++) {
    state = head.step(state, text.charCodeAt(at));
    if (!state) break;
    if (state.accepts !== undefined) ends.push(at + 1);
  }
  const found = ends.findLast((middle) => matches(tail, text, middle, end));
  if (found === undefined) throw new Error(`no token ends between ${start} and ${end}`);
  return found;
}

function matches(pattern: Automaton, text: string, start: number, end: number): boolean {
  let state: State | undefined = pattern.start;
  for (let at = start; at < end && state; at++) state = pattern.step(state, text.charCodeAt(at));
  return state?.accepts !== undefined;
}
