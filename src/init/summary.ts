import { quoted } from '../datasets/shown.ts';
import { type Findings, placeName } from './findings.ts';
import type { Proposal } from './proposal.ts';

/** What was found, for a terminal. */
export function foundLines({ models, datasets, harnessTasks, servers, machine, notes }: Findings): string[] {
  const lines = [
    ...models.map((model) => {
      const { format, dtypes, place } = model;
      const what =
        format === 'onnx' ? `ONNX ${dtypes.join(', ')}` : format === 'unknown' ? 'on the Hub' : format;
      const where = place.kind === 'hub' && format !== 'unknown' ? `, on the Hub` : '';
      return `  model    ${quoted(placeName(place))} (${what}${where})`;
    }),
    ...datasets.map(
      ({ path, kind, rows }) =>
        `  dataset  ${quoted(path)} (${kind}${rows === null ? '' : `, ${rows} items`})`,
    ),
    ...harnessTasks.map(({ path, name }) => `  task     ${name} of lm-evaluation-harness (${quoted(path)})`),
    ...servers.map(
      ({ path, service, model }) => `  server   ${quoted(service)} (${quoted(model)}, ${quoted(path)})`,
    ),
    ...(machine?.forecasts ?? []).map(
      ({ device, provenance }) => `  energy   ${device === 'gpu' ? 'GPU' : 'CPU'}: ${provenance}`,
    ),
  ];
  return [
    ...(lines.length === 0 ? ['Found nothing to check.'] : ['Found:', ...lines]),
    ...notes.map((note) => `  note     ${quoted(note, 500)}`),
  ];
}

/** What is written, and what is left out and why. */
export function proposalLines({ models, tasks }: Proposal): string[] {
  const live = models.filter(({ isLive }) => isLive);
  const out = [...tasks, ...models].filter(({ isLive }) => !isLive);
  return [
    ...(live.length === 0 ? [] : ['Will check:']),
    ...live.map(({ id, entry, because, needs }) => {
      const reference = entry.reference === undefined ? '' : `, compared with ${entry.reference}`;
      const notes = [...(because === null ? [] : [because]), ...(needs === null ? [] : [needs])];
      return `  ${id} on ${entry.task}${reference}${inBrackets(notes)}`;
    }),
    ...(out.length === 0 ? [] : ['Left out, as comments:']),
    ...out.map((one) => {
      const notes = 'notes' in one ? one.notes : [];
      return `  ${quoted(one.name)}: ${quoted(one.because ?? '', 500)}${inBrackets(notes)}`;
    }),
  ];
}

function inBrackets(notes: readonly string[]): string {
  return notes.length === 0 ? '' : ` (${quoted(notes.join('; '), 500)})`;
}

/** Why there is nothing to write, and what would change that. */
export function nothingToCheck(
  { models, datasets, harnessTasks }: Findings,
  { models: proposed }: Proposal,
): string {
  if (models.length === 0 && datasets.length === 0 && harnessTasks.length === 0)
    return 'Neither a model nor a dataset was found. A check needs both: a directory with config.json, tokenizer.json and onnx/model.onnx (or a model of the Hub, a server, a harness: docs/models.md), and a file of items with reference answers (docs/datasets.md).';
  if (models.length === 0)
    return 'No model was found. A check needs one: a directory with config.json, tokenizer.json and onnx/model.onnx, or --model org/name=TASK for one of the Hugging Face Hub; docs/models.md tells of servers and harnesses.';
  if (datasets.length === 0 && harnessTasks.length === 0)
    return 'No dataset was found. A check needs items with reference answers, in JSONL, JSON, CSV or Parquet (docs/datasets.md): name a file with --dataset PATH:KIND.';
  const open = proposed.filter((model) => model.open !== null);
  if (open.length === 0)
    return 'None of the models that were found can be checked as it is; see above for what each needs.';
  const [first] = open;
  return first!.open === 'task'
    ? `Which model is evaluated on what is not clear. Say it with --model ${quoted(first!.name)}=${first!.suited[0]}, or let it be guessed with --yes.`
    : `The models that were found need a program that is not here. Take the proposals with --yes, or one of them with --model ${quoted(first!.name)}=${first!.entry.task}.`;
}
