import { Document, isCollection, type Node, type Pair, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { quoted } from '../datasets/shown.ts';
import type { MachineFindings } from './findings.ts';
import type { Proposal, ProposedModel, ProposedTask } from './proposal.ts';

export interface ConfigurationSettings {
  /** ISO 3166 alpha-3 country, or WORLD. */
  zone: string;
  /** Whether the user chose the zone. */
  isZoneChosen: boolean;
  /** Whether estimates may decide. */
  acceptEstimates: boolean;
  machine: MachineFindings | null;
}

/**
 * The text of a `cegi.yml`: what is sure as keys, the rest as comments with the reason. Values are written by the YAML
 * library, and names in comments are of one line without control characters, whatever they were.
 */
export function configurationFile(proposal: Proposal, settings: ConfigurationSettings): string {
  const { zone, isZoneChosen, acceptEstimates, machine } = settings;
  const tasks = proposal.tasks.filter(({ isLive }) => isLive);
  const models = proposal.models.filter(({ isLive }) => isLive);
  const document = new Document({
    version: 1,
    carbon: { intensity: { source: 'ember', zone }, pue: 1 },
    energy: { accept: ['measured', 'integrated', ...(acceptEstimates ? ['estimated'] : [])] },
    tasks: Object.fromEntries(tasks.map(({ id, entry }) => [id, entry])),
    models: models.map(({ entry }) => entry),
    rules: { cegi: '+5%', emissions: '+5%', score: '-1pt' },
  });
  document.commentBefore = comment([
    'Which models are checked, on what, and by which rules. All keys: docs/configuration.md of the action.',
  ]);
  inFlow(document, ['carbon', 'intensity'], ['energy', 'accept'], ['rules']);
  beforeKey(
    document,
    ['carbon', 'intensity'],
    [
      isZoneChosen
        ? "The grid's annual average."
        : "The world's average: write the ISO 3166 code of the runner's country, such as ESP.",
    ],
  );
  beforeKey(
    document,
    ['carbon', 'pue'],
    ["Power usage effectiveness of the data centre; 1 adds nothing to the machine's own energy."],
  );
  beforeKey(document, ['energy', 'accept'], acceptComment(acceptEstimates, machine));
  beforeKey(
    document,
    ['rules'],
    [
      'How much worse a change may be: the defaults. `calibrate` says how small a change your runner can tell.',
    ],
  );
  for (const task of tasks) {
    inFlow(document, ['tasks', task.id, 'columns']);
    beforeKey(document, ['tasks', task.id], taskComment(task));
  }
  for (const [index, model] of models.entries()) {
    const at = ['models', index];
    evaluatorInFlow(document, at);
    const node = document.getIn(at, true) as YAMLMap;
    node.commentBefore = comment([
      ...(model.because === null ? [] : [`Guessed: ${model.because}.`]),
      ...model.notes.map(sentence),
    ]);
    if (model.maybe.length > 0) node.comment = comment(model.maybe.flatMap(maybeLines));
  }
  afterAll(document.get('tasks') as YAMLMap, proposal.tasks.filter(({ isLive }) => !isLive).map(leftOutTask));
  afterAll(
    document.get('models') as YAMLSeq,
    proposal.models.filter(({ isLive }) => !isLive).map(leftOutModel),
  );
  spaced(document);
  return document.toString(layout);
}

const layout = { lineWidth: 0, flowCollectionPadding: true } as const;

function acceptComment(acceptEstimates: boolean, machine: MachineFindings | null): string[] {
  const lines =
    machine === null
      ? []
      : machine.forecasts.map(({ device, provenance, counters }) =>
          counters.length === 0
            ? `Here, for a model on the ${device === 'gpu' ? 'GPU' : 'CPU'}: ${provenance}.`
            : `Here, for a model on the ${device === 'gpu' ? 'GPU' : 'CPU'}: ${provenance} by ${counters.slice(0, 4).join(', ')}.`,
        );
  if (acceptEstimates) return [...lines, 'Estimates from CPU time decide too, where no counter can be read.'];
  return machine === null || machine.decides
    ? lines
    : [
        ...lines,
        'No counter can be read here, so a check here decides nothing: see `doctor`, or add `estimated`.',
      ];
}

function taskComment({ because, rows, entry, name, kind }: ProposedTask): string[] {
  const of = kind === 'harness' ? [`Defined in ${quoted(name)}.`] : [];
  const counted =
    rows === null || entry.limit === undefined
      ? []
      : [`${entry.limit} of ${rows} items, always the same ones.`];
  return [...of, ...(because === null ? [] : [`Guessed: ${because}.`]), ...counted];
}

function maybeLines({ key, value, because }: ProposedModel['maybe'][number]): string[] {
  return [
    sentence(because),
    ...stringify({ [key]: value }, layout)
      .trimEnd()
      .split('\n'),
  ];
}

function leftOutTask({ id, entry, because }: ProposedTask): string[] {
  return [`Left out: ${because ?? ''}.`, ...yamlLines({ [id]: entry })];
}

function leftOutModel({ entry, because, notes }: ProposedModel): string[] {
  return [`Left out: ${because ?? ''}.`, ...notes.map(sentence), ...yamlLines([entry])];
}

function yamlLines(value: unknown): string[] {
  const document = new Document(value);
  if (Array.isArray(value)) evaluatorInFlow(document, [0]);
  return document.toString(layout).trimEnd().split('\n');
}

function sentence(text: string): string {
  const end = /[.!?`]$/.test(text) ? '' : '.';
  // Names of files keep their letters.
  return `${text.replace(/^[a-z]+(?=[ ,:])/, (word) => word[0]!.toUpperCase() + word.slice(1))}${end}`;
}

/** Lines as a comment has them: nothing in one can end it, or hide what stands in it. */
function comment(lines: readonly string[]): string | null {
  if (lines.length === 0) return null;
  return lines
    .map((line) => ` ${line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')}`.trimEnd())
    .join('\n');
}

/** A short evaluator on one line; of a long one its lists. */
function evaluatorInFlow(document: Document, at: (string | number)[]): void {
  const evaluator = [...at, 'evaluator'];
  const isLong = document.hasIn([...evaluator, 'serve']) || document.hasIn([...evaluator, 'command']);
  if (!isLong) inFlow(document, evaluator);
  else
    inFlow(
      document,
      [...evaluator, 'pass-env'],
      [...evaluator, 'command'],
      [...evaluator, 'serve', 'command'],
    );
}

function inFlow(document: Document, ...paths: (string | number)[][]): void {
  for (const path of paths) {
    const node = document.getIn(path, true);
    if (isCollection(node)) node.flow = true;
  }
}

function beforeKey(document: Document, path: (string | number)[], lines: readonly string[]): void {
  const key = keyOf(document, path);
  if (key) key.commentBefore = comment(lines);
}

function keyOf(document: Document, path: (string | number)[]): Node | null {
  const map = document.getIn(path.slice(0, -1), true) as YAMLMap<Node, Node> | undefined;
  const pair = map?.items.find(({ key }: Pair<Node, Node>) => String(key) === path.at(-1));
  return pair?.key ?? null;
}

function afterAll(collection: YAMLMap | YAMLSeq, blocks: readonly string[][]): void {
  if (blocks.length > 0) collection.comment = comment(blocks.flatMap((lines) => ['', ...lines]).slice(1));
}

/** An empty line before each section but the first two. */
function spaced(document: Document): void {
  for (const { key } of (document.contents as unknown as YAMLMap<Node, Node>).items.slice(1))
    key.spaceBefore = true;
}
