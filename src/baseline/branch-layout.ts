import type { Measurement } from '../measurement/measurement.ts';
import { type BaselineKey, hashOf } from './store.ts';

/** What the branch is, for whoever comes across it. */
export const readme = `# Measurements of the CEGI carbon check

The check keeps here what models were measured to need, run after run. It writes this branch by itself; nothing is ever merged from or into it.

| path | content |
| --- | --- |
| \`runs/<year>/<month>/<run>-<model>.<key>.json\` | a run's baseline as it was measured; never changed again |
| \`baselines/<model>.<key>.json\` | the newest baseline under a key: model, task, dataset and hardware |
| \`commits/<xx>/<commit>.json\` | the files of a commit's runs |
| \`index/manifest.json\` | the files that list all runs in short, the oldest first |
| \`calibrations/<hardware>.json\` | what a machine measures where nothing changes |
| \`overrides/<pull request>.json\` | who let a pull request pass that is merged, and why |

Deleting a file of \`baselines/\` makes the check forget that baseline; the next run on the default branch stores another.
`;

/** Of all characters of a key's hash, those that stand in names: 64 bits. */
const keyCharacters = 16;

/** The file of a run, by the time at which it was measured. */
export function runFile(key: BaselineKey, run: string, { createdAt }: Measurement): string {
  const [year, month] = new Date(createdAt).toISOString().split('-') as [string, string];
  return `runs/${year}/${month}/${plain(run)}-${readable(key.model)}.${keyOf(key)}.json`;
}

/** What `runFile` writes into a name; null for any other. */
export function partsOfRunFile(file: string): { year: number; month: number; key: string } | null {
  const match = /^runs\/(\d{4})\/(\d{2})\/[\w.-]+\.([0-9a-f]{16})\.json$/.exec(file);
  return match && { year: Number(match[1]), month: Number(match[2]), key: match[3]! };
}

export function baselineFile(key: BaselineKey): string {
  const name = readable(key.model);
  // Windows has no files of these names.
  const safe = /^(con|prn|aux|nul|com\d|lpt\d)$/.test(name) ? `model-${name}` : name;
  return `baselines/${safe}.${keyOf(key)}.json`;
}

/** Null for what is no commit's hash. */
export function commitFile(commit: string | null): string | null {
  return commit && /^[0-9a-f]{40,64}$/.test(commit) ? `commits/${commit.slice(0, 2)}/${commit}.json` : null;
}

export function calibrationFile(fingerprint: string): string {
  return `calibrations/${plain(fingerprint)}.json`;
}

export const overrideFile = (pullRequest: number) => `overrides/${pullRequest}.json`;

export function keyOf(key: BaselineKey): string {
  return hashOf(key).slice(0, keyCharacters);
}

/** For people the model's id, as far as every file system takes it; what tells models apart is the key. */
function readable(model: string): string {
  const name = model.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return name.slice(0, 48).replace(/^-|-$/g, '') || 'model';
}

function plain(text: string): string {
  return text.replace(/[^\w-]+/g, '-').slice(0, 100);
}
