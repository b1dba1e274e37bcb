/**
 * Shows that the tokenizer's rules and CoreNLP's PTBLexer match the same texts, by the same rules: all pairs of states
 * that the two automata can be in at once, on every UTF-16 code unit but the line ends that captions cannot hold.
 * (Not shown so: how a match is cut in two where a rule looks ahead, and what token it becomes.)
 *
 *     node compare.ts lexer.json     after DumpLexer.java
 */
import { readFileSync } from 'node:fs';
import { automaton, type State } from '../../../../../src/metrics/ptb/automaton.ts';
import { ptbRules } from '../../../../../src/metrics/ptb/grammar.ts';

const theirs: {
  lexicalState: number;
  cmap: number[];
  action: number[];
  rowmap: number[];
  trans: number[];
  attribute: number[];
  lexstate: number[];
} = JSON.parse(readFileSync(process.argv[2]!, 'utf8'));
const ours = automaton(
  ptbRules().map(({ pattern, before }) =>
    before ? { kind: 'sequence', parts: [pattern, before] } : pattern,
  ),
);

const dead = -1;
const mostStates = 2 ** 16;
const stepTheirs = (state: number, unit: number) =>
  state === dead ? dead : theirs.trans[theirs.rowmap[state]! + theirs.cmap[unit]!]!;
const actionOf = (state: number) =>
  state !== dead && theirs.attribute[state]! & 1 ? theirs.action[state] : undefined;

const lineEnds = new Set(['\r', '\v', '\f', '\u2028', '\u2029']);
const units = Array.from({ length: 0x10000 }, (_, unit) => unit).filter(
  (unit) => !lineEnds.has(String.fromCharCode(unit)),
);

const actionOfRule = new Map<number, number>();
const seen = new Set<number>();
const open: { our: State | undefined; their: number; text: string }[] = [
  { our: ours.start, their: theirs.lexstate[theirs.lexicalState]!, text: '' },
];
let differences = 0;
for (let pair = open.pop(); pair; pair = open.pop()) {
  for (const unit of units) {
    const our = pair.our && ours.step(pair.our, unit);
    const their = stepTheirs(pair.their, unit);
    if (!our && their === dead) continue;
    const key = (our ? our.index + 1 : 0) * mostStates + their + 1;
    if (seen.has(key)) continue;
    seen.add(key);
    const text = pair.text + String.fromCharCode(unit);
    const [rule, action] = [our?.accepts, actionOf(their)];
    if (rule !== undefined && action !== undefined && !actionOfRule.has(rule)) actionOfRule.set(rule, action);
    if (action !== (rule === undefined ? undefined : actionOfRule.get(rule))) {
      differences++;
      console.log(`${JSON.stringify(text)}: rule ${rule}, their action ${action}`);
    }
    open.push({ our, their, text });
  }
}
console.log(`${seen.size} pairs of states, ${differences} differences`);
process.exitCode = differences === 0 ? 0 : 1;
