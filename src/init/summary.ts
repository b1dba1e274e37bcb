import { quoted } from '../datasets/shown.ts';
import { type Findings, placeName } from './findings.ts';
import { listed } from './names.ts';
import type { Proposal, ProposedModel, ProposedTask } from './proposal.ts';

/** Of each sort, as many lines as are read. */
const mostLines = 15;

/** What was found, for a terminal. */
export function foundLines({ models, datasets, harnessTasks, servers, machine, notes }: Findings): string[] {
  const lines = [
    ...models.map(({ format, dtypes, place }) => {
      const onHub = place.kind === 'hub' ? ['on the Hub'] : [];
      const what = { onnx: `ONNX ${dtypes.join(', ')}`.trim(), unknown: '' }[format as string] ?? format;
      const known = [what, ...onHub].filter((word) => word !== '').join(', ');
      return `  model    ${quoted(placeName(place))} (${known})`;
    }),
  ];
  const data = datasets.map(
    ({ path, kind, rows }) =>
      `  dataset  ${quoted(path)} (${kind}${rows === null ? '' : `, ${rows} ${rows === 1 ? 'item' : 'items'}`})`,
  );
  const tasks = harnessTasks.map(
    ({ path, name }) => `  task     ${name} of lm-evaluation-harness (${quoted(path)})`,
  );
  const served = servers.map(
    ({ path, service, model }) => `  server   ${quoted(service)} (${quoted(model)}, ${quoted(path)})`,
  );
  const energy = (machine?.forecasts ?? []).map(
    ({ device, provenance }) => `  energy   ${device === 'gpu' ? 'GPU' : 'CPU'}: ${provenance}`,
  );
  const all = [lines, data, tasks, served].flatMap(shortened).concat(energy);
  return [
    ...(all.length === 0 ? ['Found nothing to check.'] : ['Found:', ...all]),
    ...notes.map((note) => `  note     ${quoted(note, 500)}`),
  ];
}

function shortened(lines: readonly string[]): string[] {
  const more = lines.length - mostLines;
  return more <= 0 ? [...lines] : [...lines.slice(0, mostLines), `           and ${more} more`];
}

/** What is written, and what is left out and why. */
export function proposalLines({ models, tasks }: Proposal): string[] {
  const live = models.filter(({ isLive }) => isLive);
  const out = [...tasks, ...models].filter(({ isLive }) => !isLive);
  return [
    ...(live.length === 0 ? [] : ['Will check:']),
    ...live.map(({ id, entry, because, needs }) => {
      const reference = entry.reference === undefined ? '' : `, compared with ${entry.reference}`;
      const notes = [because, needs].filter((note) => note !== null);
      return `  ${id} on ${entry.task}${reference}${notes.length === 0 ? '' : ` (${quoted(notes.join('; '), 500)})`}`;
    }),
    ...(out.length === 0
      ? []
      : [live.length === 0 ? 'Cannot be checked as it is:' : 'Left out, as comments:']),
    ...leftOutLines(out),
  ];
}

/** Those that are left out for one reason share a line. */
function leftOutLines(out: readonly (ProposedTask | ProposedModel)[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const one of out) {
    // What is known of a model matters where it could be taken.
    const notes = 'notes' in one && one.open !== null ? one.notes : [];
    const reason = quoted([one.because ?? '', ...notes].join('; '), 500);
    byReason.set(reason, [...(byReason.get(reason) ?? []), quoted(one.name)]);
  }
  return [...byReason].map(([reason, names]) => `  ${listed(names)}: ${reason}`);
}

/** Why there is nothing to write, and what would change that. */
export function nothingToCheck(
  { models, datasets, harnessTasks }: Findings,
  { models: proposed, tasks }: Proposal,
): string {
  if (models.length === 0 && datasets.length === 0 && harnessTasks.length === 0)
    return 'Neither a model nor a dataset was found. A check needs both: a directory with config.json, tokenizer.json and onnx/model.onnx (or a model of the Hub, a server, a harness: docs/models.md), and a file of items with reference answers (docs/datasets.md).';
  if (models.length === 0)
    return 'No model was found. A check needs one: a directory with config.json, tokenizer.json and onnx/model.onnx, or --model org/name=TASK for one of the Hugging Face Hub; docs/models.md tells of servers and harnesses.';
  if (datasets.length === 0 && harnessTasks.length === 0)
    return 'No dataset was found. A check needs items with reference answers, in JSONL, JSON, CSV or Parquet (docs/datasets.md): name a file with --dataset PATH:KIND.';
  const open = proposed.filter((model) => model.open !== null);
  const unsure = tasks.find(({ isOpen }) => isOpen);
  if (open.length === 0 && unsure)
    return `What ${quoted(unsure.name)} is for is not sure. Take it with --dataset ${quoted(unsure.name)}, or all guesses with --yes.`;
  if (open.length === 0)
    return 'None of the models that were found can be checked as it is; see above for what each needs.';
  const [first] = open;
  return first!.open === 'task'
    ? `Which model is evaluated on what is not clear. Say it with --model ${quoted(first!.name)}=${first!.suited[0]}, or let it be guessed with --yes.`
    : `The models that were found need a program that is not here. Take the proposals with --yes, or one of them with --model ${quoted(first!.name)}=${first!.entry.task}.`;
}
