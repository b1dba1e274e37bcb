import type { CharacterSet } from './character-set.ts';
import type { Pattern } from './pattern.ts';

/** Several patterns as one deterministic automaton, whose states are made when they are first needed. */
export interface Automaton {
  start: State;
  step(state: State, codeUnit: number): State | undefined;
}

export interface State {
  index: number;
  /** The first of the patterns that ends here. */
  accepts: number | undefined;
}

interface InnerState extends State {
  nodes: readonly number[];
  /** By character class; null is a dead end, undefined is not known yet. */
  next: (InnerState | null | undefined)[];
}

/** A node of Thompson's nondeterministic automaton: all of `empty` at once, or `target` on a character of `set`. */
interface Node {
  empty: number[];
  set?: CharacterSet;
  target?: number;
  accepts?: number;
}

export function automaton(patterns: readonly Pattern[]): Automaton {
  const nodes: Node[] = [{ empty: [] }];
  patterns.forEach((pattern, index) => {
    const end = nodes.push({ empty: [], accepts: index }) - 1;
    nodes[0]!.empty.push(addNodes(nodes, pattern, end));
  });
  const { classOfUnit, classesOfSet } = characterClasses(nodes.flatMap(({ set }) => (set ? [set] : [])));

  const states = new Map<string, InnerState>();
  const stateOf = (entries: Iterable<number>): InnerState => {
    const reached = new Set<number>();
    const open = [...entries];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (reached.has(node)) continue;
      reached.add(node);
      open.push(...nodes[node]!.empty);
    }
    const lasting = [...reached].filter((node) => nodes[node]!.empty.length === 0).sort((a, b) => a - b);
    const key = lasting.join();
    let state = states.get(key);
    if (!state) {
      const accepted = lasting.flatMap((node) => nodes[node]!.accepts ?? []);
      const accepts = accepted.length > 0 ? Math.min(...accepted) : undefined;
      state = { index: states.size, accepts, nodes: lasting, next: [] };
      states.set(key, state);
    }
    return state;
  };

  const nextOf = (state: InnerState, characterClass: number): InnerState | null => {
    const targets = state.nodes.flatMap((node) => {
      const { set, target } = nodes[node]!;
      return set && classesOfSet.get(set)!.has(characterClass) ? [target!] : [];
    });
    return targets.length > 0 ? stateOf(targets) : null;
  };

  return {
    start: stateOf([0]),
    step(from, codeUnit) {
      const state = from as InnerState;
      const characterClass = classOfUnit[codeUnit]!;
      let next = state.next[characterClass];
      if (next === undefined) {
        next = nextOf(state, characterClass);
        state.next[characterClass] = next;
      }
      return next ?? undefined;
    },
  };
}

/** Adds the nodes of a pattern that goes on at the node `end`, and returns where they begin. */
function addNodes(nodes: Node[], pattern: Pattern, end: number): number {
  switch (pattern.kind) {
    case 'set':
      return nodes.push({ empty: [], set: pattern.set, target: end }) - 1;
    case 'sequence':
      return pattern.parts.reduceRight((next, part) => addNodes(nodes, part, next), end);
    case 'choice':
      return nodes.push({ empty: pattern.options.map((option) => addNodes(nodes, option, end)) }) - 1;
    case 'repeat': {
      const { part, min, max } = pattern;
      let begin = end;
      if (max === Number.POSITIVE_INFINITY) {
        const loop = nodes.push({ empty: [end] }) - 1;
        nodes[loop]!.empty.push(addNodes(nodes, part, loop));
        begin = loop;
      } else {
        for (let i = min; i < max; i++)
          begin = nodes.push({ empty: [end, addNodes(nodes, part, begin)] }) - 1;
      }
      for (let i = 0; i < min; i++) begin = addNodes(nodes, part, begin);
      return begin;
    }
  }
}

/** Characters that are in the same ones of the sets need no telling apart. */
function characterClasses(sets: readonly CharacterSet[]): {
  classOfUnit: Uint16Array;
  classesOfSet: Map<CharacterSet, Set<number>>;
} {
  const classOfUnit = new Uint16Array(0x10000);
  let classes = 1;
  const distinct = new Set(sets);
  for (const set of distinct) {
    const partInSet = new Map<number, number>();
    const seen = new Uint8Array(0x10000);
    for (const [from, to] of set) {
      for (let unit = from; unit <= to; unit++) {
        if (seen[unit]) continue;
        seen[unit] = 1;
        const whole = classOfUnit[unit]!;
        let part = partInSet.get(whole);
        if (part === undefined) {
          part = classes++;
          partInSet.set(whole, part);
        }
        classOfUnit[unit] = part;
      }
    }
  }
  const classesOfSet = new Map<CharacterSet, Set<number>>();
  for (const set of distinct) {
    const inSet = new Set<number>();
    for (const [from, to] of set) for (let unit = from; unit <= to; unit++) inSet.add(classOfUnit[unit]!);
    classesOfSet.set(set, inSet);
  }
  return { classOfUnit, classesOfSet };
}
