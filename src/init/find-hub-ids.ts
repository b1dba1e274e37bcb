import { posix } from 'node:path';
import type { RepositoryFiles } from './repository-files.ts';

export interface HubMention {
  /** `org/name`. */
  repository: string;
  /** `src/app.py:12`; null where no file names it. */
  where: string | null;
}

const readable =
  /(?:\.(?:py|ipynb|ts|tsx|js|mjs|cjs|jsx|ya?ml|json|toml|cfg|ini|sh|rs|go|java|kt|rb)|(?:^|\/)(?:Dockerfile|Makefile)[^/]*)$/;
/** What programs write, not people. */
const generated =
  /(?:^|\/)(?:package-lock\.json|tokenizer[^/]*\.json|vocab\.json|[^/]*\.index\.json|[^/]*\.min\.js)$/;
/** A name that ends like one of a file is one. */
const fileLike =
  /\.(?:py|js|ts|json|ya?ml|toml|txt|md|csv|jsonl|parquet|onnx|gguf|safetensors|bin|pt|pth|png|jpg|sh|git)$/i;
/** Where models are named that are not what the repository is for; these are looked at last. */
const aside = /(?:^|\/)(?:tests?|examples?|docs?|notebooks?|benchmarks?|scripts)\//i;
const maxBytes = 128 * 1024;
const maxFiles = 3_000;
const maxMentions = 50;

const name = '([A-Za-z0-9][\\w.-]{0,95}\\/[A-Za-z0-9][\\w.-]{0,95})(?![\\w./-])';
/** The places in which a name of this shape is one of a model on the Hub. */
const mentions = [
  `from_pretrained\\(\\s{0,40}["']${name}["']`,
  `pipeline\\(\\s{0,40}["'][\\w-]{1,60}["']\\s{0,40},\\s{0,40}(?:model\\s{0,4}=\\s{0,4})?["']${name}["']`,
  `\\b(?:model|model_id|model_name|model_name_or_path|pretrained_model_name_or_path|base_model|base_model_name_or_path|hub|hub_id|repo_id|hf_model)["']?[ \\t]{0,8}[:=][ \\t]{0,8}["']?${name}`,
  `\\bpretrained=${name}`,
  `--model(?:-path|_name_or_path)?[ =]["']?${name}`,
  `\\bvllm["', ]{1,6}serve["', ]{1,6}${name}`,
].map((pattern) => new RegExp(pattern, 'g'));

/** Names of models on the Hugging Face Hub in a text of code or configuration, with the line of each. */
export function hubIdsIn(text: string): { repository: string; line: number }[] {
  const found = new Map<string, number>();
  for (const pattern of mentions)
    for (const match of text.matchAll(pattern)) {
      const repository = match[1]!;
      if (fileLike.test(repository) || repository.includes('..')) continue;
      found.set(repository, Math.min(found.get(repository) ?? Number.POSITIVE_INFINITY, match.index));
    }
  return [...found]
    .sort(([, a], [, b]) => a - b)
    .map(([repository, at]) => ({ repository, line: text.slice(0, at).split('\n').length }));
}

/** Models of the Hub that code and configuration name, each with the first place that does. */
export async function findHubIds(files: RepositoryFiles): Promise<HubMention[]> {
  const found = new Map<string, HubMention>();
  const candidates = [...files.sizes.keys()]
    .filter((path) => readable.test(path) && !generated.test(path))
    .sort((a, b) => Number(aside.test(a)) - Number(aside.test(b)));
  for (const path of candidates.slice(0, maxFiles)) {
    if (found.size >= maxMentions || !files.hasTime()) break;
    const text = await files.beginning(path, maxBytes);
    for (const { repository, line } of hubIdsIn(text ?? '')) {
      // A directory of the repository can look like a name on the Hub.
      if (found.has(repository) || isHere(files, posix.dirname(path), repository)) continue;
      found.set(repository, { repository, where: `${path}:${line}` });
    }
  }
  return [...found.values()].slice(0, maxMentions);
}

/** What directories of models are usually called, also where git has none of their files. */
const local = /^(?:checkpoints?|ckpts?|data|datasets|models?|outputs?|results|runs|tmp|weights)\//i;

function isHere(files: RepositoryFiles, from: string, repository: string): boolean {
  if (local.test(repository)) return true;
  const [owner] = repository.split('/');
  return ['.', from].some((directory) => files.isDirectory(posix.join(directory, owner!)));
}
