import { quoted } from '../datasets/shown.ts';
import type { Findings } from './findings.ts';
import type { Choices, Proposal } from './proposal.ts';
import { propose } from './propose.ts';

/** Who answers questions, one line each. */
export interface Asker {
  /** @returns the answer without blanks around it; empty where the default is accepted */
  ask(question: string): Promise<string>;
  say(line: string): void;
}

/** A question with a default, which is asked again until its answer is one. */
export async function askFor<T>(
  asker: Asker,
  question: string,
  { standard, read }: { standard: T; read: (answer: string) => T | { problem: string } },
): Promise<T> {
  for (;;) {
    const answer = await asker.ask(question);
    if (answer === '') return standard;
    const value = read(answer);
    if (typeof value !== 'object' || value === null || !('problem' in value)) return value as T;
    asker.say(`  ${value.problem}`);
  }
}

/** Yes or no; `standard` is what Enter means. */
export function confirm(asker: Asker, question: string, standard: boolean): Promise<boolean> {
  return askFor(asker, `${question} ${standard ? '[Y/n]' : '[y/N]'} `, {
    standard,
    read: (answer) => {
      if (/^y(?:es)?$/i.test(answer)) return true;
      return /^no?$/i.test(answer) ? false : { problem: 'Please answer y or n.' };
    },
  });
}

/** One of a list by its number; `standard` is an index. */
function choose(
  asker: Asker,
  question: string,
  options: readonly string[],
  standard: number,
): Promise<number> {
  asker.say(question);
  for (const [index, option] of options.entries()) asker.say(`  ${index + 1}) ${option}`);
  return askFor(asker, `Number [${standard + 1}] `, {
    standard,
    read: (answer) => {
      const index = Number(answer) - 1;
      return Number.isInteger(index) && index >= 0 && index < options.length
        ? index
        : { problem: `Please answer with a number from 1 to ${options.length}.` };
    },
  });
}

/** Asks about what is not sure: datasets first, as the models' tasks depend on them. */
export async function askChoices(findings: Findings, given: Choices, asker: Asker): Promise<Choices> {
  const taken = new Set(given.taken);
  const refused = new Set(given.refused);
  const pairs = new Map(given.pairs);
  const now = () => propose(findings, { ...given, taken, refused, pairs });
  for (const { name, kind, because } of now().tasks.filter(({ isOpen }) => isOpen)) {
    const question = `${quoted(name)} may be for ${kind} (${because}). Evaluate on it?`;
    // What is clear is enough, where there is such.
    const isOnly = !findings.datasets.some((one) => one.kind === kind && !one.doubt && !one.problem);
    ((await confirm(asker, question, isOnly)) ? taken : refused).add(name);
  }
  const asked = new Set<string>();
  for (;;) {
    const proposal = now();
    const open = proposal.models.filter((model) => model.open !== null && !asked.has(model.name));
    // A base has the task of its fine-tunes.
    const next = open.find(({ isFineTune }) => isFineTune) ?? open[0];
    if (!next) return { ...given, taken, refused, pairs };
    asked.add(next.name);
    if (next.open === 'task') {
      const options = [...next.suited.map((id) => described(proposal, id)), 'none: leave it out'];
      const chosen = await choose(asker, `What is ${quoted(next.name)} evaluated on?`, options, 0);
      const task = next.suited[chosen];
      if (task === undefined) refused.add(next.name);
      else pairs.set(next.name, task);
      // How it runs may still be open.
      asked.delete(next.name);
      continue;
    }
    // Where something runs already, what needs more than this program waits for another day.
    const isOnly = !proposal.models.some(({ isLive }) => isLive);
    const question = `${quoted(next.name)} can be checked on ${next.entry.task}, but ${next.because}. Write it so?`;
    ((await confirm(asker, question, isOnly)) ? taken : refused).add(next.name);
  }
}

function described({ tasks }: Proposal, id: string): string {
  const { kind, name } = tasks.find((task) => task.id === id)!;
  return `${id} (${kind}, ${quoted(name)})`;
}
