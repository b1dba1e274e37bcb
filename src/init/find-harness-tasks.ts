import { isObject } from '../datasets/jsonl.ts';
import type { FoundHarnessTask } from './findings.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { objectsInYaml } from './yaml-objects.ts';

const yamlFile = /\.ya?ml$/;
const maxBytes = 128 * 1024;
const maxFiles = 300;
const maxTasks = 20;

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
    const [data] = objectsInYaml(text);
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
