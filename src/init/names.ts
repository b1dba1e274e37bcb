import { posix } from 'node:path';

/** Names that say nothing of what is inside. */
const general = new Set(
  'annotations apps assets benchmark benchmarks captions config data dataset datasets dev eval evaluation examples items json main libs metadata packages projects questions rows samples services splits src test tests train training val valid validation v1 v2'.split(
    ' ',
  ),
);

/** An id for a dataset's task: its file's name, or that of the nearest directory that says something. */
export function taskName(path: string, kind: string): string {
  const stem = posix.basename(path).replace(/\.[^.]+$/, '');
  const telling = [stem, ...posix.dirname(path).split('/').reverse()].find(
    (name) => wordsIn(name).some((word) => !general.has(word) && !/^\d+$/.test(word)) && idFrom(name) !== '',
  );
  return telling === undefined ? kind : idFrom(telling);
}

/** An id made of a name that may have any characters; empty where none of them may be in one. */
export function idFrom(name: string): string {
  return name
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60)
    .replace(/[-._]+$/, '');
}

/** The same names, numbered where they are not the first of their kind. */
export function unique(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let id = name;
    for (let number = 2; taken.has(id); number += 1) id = `${name}-${number}`;
    taken.add(id);
    return id;
  });
}

/** The words of a path, in lower case. */
export function wordsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Words that are in any name of a model, or of data. */
const common = new Set([
  ...general,
  ...'adapter base checkpoint ft fine finetuned tuned gguf hf instruct large lm llm lora medium merged mini model models onnx q4 q8 fp16 fp32 small the tiny xl b m k s'.split(
    ' ',
  ),
]);

/** Whether a name has a word that is not in any name of a model, or of data. */
export function saysSomething(name: string): boolean {
  return wordsIn(name).some((word) => !common.has(word));
}

/** Words that two names have in common, and that say something. */
export function sharedWords(one: string, others: readonly string[]): string[] {
  const there = new Set(others.flatMap(wordsIn));
  const said = wordsIn(one).filter((word) => word.length > 1 && !/^\d+b?$/.test(word) && !common.has(word));
  return [...new Set(said)].filter((word) =>
    [...there].some((other) => other === word || stem(other) === stem(word)),
  );
}

/** `dialogues` and `dialogue`, `summaries` and `summarization`: the same beginning of six letters. */
function stem(word: string): string {
  return word.length > 6 ? word.slice(0, 6) : word.replace(/s$/, '');
}

/** The first of some names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const most = 6;
  const more = names.length - most;
  return more <= 0 ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${more} more`;
}
