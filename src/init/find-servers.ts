import { hubNamePattern } from '../config/hub-name.ts';
import { isObject } from '../datasets/jsonl.ts';
import { quoted } from '../datasets/shown.ts';
import type { FoundServer } from './findings.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { objectsInYaml } from './yaml-objects.ts';

const composeFile = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/;
const engines = /vllm|llama\.?cpp|sglang|text-generation-inference|ollama/i;
const maxBytes = 128 * 1024;
const maxFiles = 300;

/** Servers of models that compose files describe, where what they serve and the port on this machine are written there. */
export async function findServers(
  files: RepositoryFiles,
): Promise<{ found: FoundServer[]; notes: string[] }> {
  const found: FoundServer[] = [];
  const notes: string[] = [];
  for (const path of [...files.sizes.keys()].filter((name) => composeFile.test(name)).slice(0, maxFiles)) {
    for (const data of objectsInYaml((await files.beginning(path, maxBytes)) ?? '')) {
      for (const [service, entry] of Object.entries(isObject(data.services) ? data.services : {})) {
        if (!isObject(entry) || typeof entry.image !== 'string' || !engines.test(entry.image)) continue;
        const words = wordsOf(entry.command);
        const serves = after(words, '--model', '--model-id', '--model-path', '-m') ?? positional(words);
        const model = after(words, '--served-model-name', '--alias', '-a') ?? nameOf(serves);
        const port = portOf(entry.ports);
        if (model !== null && port !== null) found.push({ path, service, model, serves, port });
        else
          notes.push(
            `The server ${quoted(service)} of ${quoted(path)} was left out: which ${model === null ? 'name its model has' : 'port of this machine it has'} is not written there.`,
          );
      }
    }
  }
  return { found, notes };
}

function wordsOf(command: unknown): string[] {
  if (Array.isArray(command)) return command.map(String);
  return typeof command === 'string' ? command.split(/\s+/).filter((word) => word !== '') : [];
}

/** The value of the first of these options that a command has; of a variable with a default, that. */
function after(words: readonly string[], ...options: readonly string[]): string | null {
  for (const option of options)
    for (const [at, word] of words.entries()) {
      if (word === option && words[at + 1]) return plain(words[at + 1]!);
      if (word.startsWith(`${option}=`)) return plain(word.slice(option.length + 1));
    }
  return null;
}

/** vLLM takes its model without an option, too. */
function positional(words: readonly string[]): string | null {
  const [first = ''] = words[0] === 'serve' ? words.slice(1) : words;
  return hubNamePattern.test(first) ? first : null;
}

/** A model on the Hub is called by its name there; of a file, engines make different names. */
function nameOf(serves: string | null): string | null {
  return serves !== null && hubNamePattern.test(serves) ? serves : null;
}

function plain(word: string): string | null {
  const text = word.replace(/^\$\{\w+:?-([^${}]+)\}$/, '$1');
  return text === '' || text.includes('$') ? null : text;
}

/** The port of this machine in the first of a service's ports: `8000:8000`, `127.0.0.1:8000:80`, or as an object. */
function portOf(ports: unknown): number | null {
  const [first] = Array.isArray(ports) ? ports : [];
  const text = String((isObject(first) ? first.published : first) ?? '').replace(/\$\{\w+:?-(\d+)\}/g, '$1');
  const port = Number(/^(?:[\d.]+:)?(\d{1,5})(?::\d{1,5}(?:\/tcp)?)?$/.exec(text)?.[1]);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}
