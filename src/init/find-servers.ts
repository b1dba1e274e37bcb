import { parseAllDocuments } from 'yaml';
import { isObject } from '../datasets/jsonl.ts';
import type { FoundHarnessTask, FoundServer } from './findings.ts';
import type { RepositoryFiles } from './repository-files.ts';

const composeFile = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/;
const yamlFile = /\.ya?ml$/;
const engines = /vllm|llama\.?cpp|sglang|text-generation-inference|ollama/i;
const maxBytes = 128 * 1024;
const maxFiles = 300;
const maxTasks = 20;

/** Servers of models that compose files describe, where what they serve and the port on this machine are written there. */
export async function findServers(files: RepositoryFiles): Promise<FoundServer[]> {
  const found: FoundServer[] = [];
  for (const path of [...files.sizes.keys()].filter((name) => composeFile.test(name)).slice(0, maxFiles)) {
    for (const data of yamlIn((await files.beginning(path, maxBytes)) ?? '')) {
      for (const [service, entry] of Object.entries(isObject(data.services) ? data.services : {})) {
        if (!isObject(entry) || typeof entry.image !== 'string' || !engines.test(entry.image)) continue;
        const words = wordsOf(entry.command);
        const model =
          after(words, '--served-model-name') ?? after(words, '--model') ?? after(words, '--model-id');
        const port = portOf(entry.ports);
        if (model !== null && port !== null) found.push({ path, service, model, port });
      }
    }
  }
  return found;
}

function wordsOf(command: unknown): string[] {
  if (Array.isArray(command)) return command.map(String);
  return typeof command === 'string' ? command.split(/\s+/) : [];
}

function after(words: readonly string[], option: string): string | null {
  for (const [at, word] of words.entries()) {
    if (word === option && words[at + 1]) return words[at + 1]!;
    if (word.startsWith(`${option}=`)) return word.slice(option.length + 1);
  }
  return null;
}

/** The port of this machine in the first of a service's ports: `8000:8000`, `127.0.0.1:8000:80`, or as an object. */
function portOf(ports: unknown): number | null {
  const [first] = Array.isArray(ports) ? ports : [];
  const text = isObject(first) ? String(first.published) : String(first ?? '');
  const port = Number(/^(?:[\d.]+:)?(\d{1,5})(?::\d{1,5}(?:\/tcp)?)?$/.exec(text)?.[1]);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

/** Tasks of lm-evaluation-harness that the repository defines in YAML. */
export async function findHarnessTasks(
  files: RepositoryFiles,
): Promise<{ tasks: FoundHarnessTask[]; notes: string[] }> {
  const found: FoundHarnessTask[] = [];
  const candidates = [...files.sizes.keys()].filter(
    (name) => yamlFile.test(name) && !/(?:^|\/)\.github\//.test(name),
  );
  for (const path of candidates.slice(0, maxFiles)) {
    if (!files.hasTime()) break;
    const text = (await files.beginning(path, maxBytes)) ?? '';
    if (!/^task:/m.test(text) || !/^(?:doc_to_text|doc_to_target|dataset_path|output_type):/m.test(text))
      continue;
    const [data] = yamlIn(text);
    if (typeof data?.task !== 'string' || !/^[\w.-]{1,100}$/.test(data.task)) continue;
    found.push({ path, name: data.task, ...metricOf(data) });
  }
  return {
    tasks: found.slice(0, maxTasks),
    notes:
      found.length > maxTasks
        ? [`Only the first ${maxTasks} tasks of lm-evaluation-harness are proposed.`]
        : [],
  };
}

/** What the harness calls the first metric of a task by which more is better. */
function metricOf(data: Record<string, unknown>): Pick<FoundHarnessTask, 'metric' | 'doubt'> {
  const listed = (Array.isArray(data.metric_list) ? data.metric_list : []).filter(isObject);
  const first = listed.find(({ metric, higher_is_better }) => isPlain(metric) && higher_is_better !== false);
  const [filter] = (Array.isArray(data.filter_list) ? data.filter_list : []).filter(isObject);
  const name = isPlain(filter?.name) ? filter.name : 'none';
  if (first !== undefined) return { metric: `${first.metric as string},${name}`, doubt: null };
  const metric = data.output_type === 'multiple_choice' ? 'acc' : 'exact_match';
  return { metric: `${metric},${name}`, doubt: `it lists no metric; ${metric} is what its kind usually has` };
}

function isPlain(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value);
}

/** The objects in a YAML text; functions and other tags of its own are left as they are written. */
function yamlIn(text: string): Record<string, unknown>[] {
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent' });
    return [...documents].map((one) => one.toJS({ maxAliasCount: 10 }) as unknown).filter(isObject);
  } catch {
    return [];
  }
}
