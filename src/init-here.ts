import { execFile } from 'node:child_process';
import { dirname, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { resolveIntensity } from './carbon/intensity.ts';
import { checkFiles, parseConfig } from './config/load.ts';
import { quoted } from './datasets/shown.ts';
import { doctorHere } from './doctor-here.ts';
import { UserError } from './errors.ts';
import { checkArtifact } from './evaluators/artifact.ts';
import { hubAsker } from './init/ask-hub.ts';
import { configurationFile } from './init/configuration-file.ts';
import type { Findings, FoundDataset, MachineFindings } from './init/findings.ts';
import { placeName } from './init/findings.ts';
import { look, programsOnPath } from './init/look.ts';
import { type PlannedFile, plannedFile, writePlanned } from './init/planned-file.ts';
import { type Choices, isHubName, type Proposal, propose } from './init/proposal.ts';
import { type Asker, askChoices, askFor, confirm } from './init/questions.ts';
import { absolute, type RepositoryFiles, repositoryFiles } from './init/repository-files.ts';
import { foundLines, nothingToCheck, proposalLines } from './init/summary.ts';
import { workflowFile } from './init/workflow-file.ts';
import { repositoryRoot } from './local-changes.ts';
import { taskKinds } from './measurement/measurement.ts';
import type { Progress } from './progress.ts';

export interface InitHereOptions {
  /** `PATH=TASK`: models to check, and the id of a task or the path of a dataset for each. */
  model: string[];
  /** `PATH` or `PATH:KIND`: the datasets to make tasks of. */
  dataset: string[];
  /** Labels of the runner, with commas. */
  runner?: string;
  /** ISO 3166 alpha-3 country, or WORLD. */
  zone?: string;
  acceptEstimates: boolean;
  /** Takes what is guessed, and asks nothing. */
  yes: boolean;
  /** Overwrites files that are there. */
  force: boolean;
  dryRun: boolean;
  /** Does not ask the Hugging Face Hub. */
  offline: boolean;
  /** Null where nobody can be asked. */
  asker: Asker | null;
  progress: Progress;
  env?: NodeJS.ProcessEnv;
  /** What can be measured here; this machine is looked at where it is left out. */
  machine?: MachineFindings | null;
  directory?: string;
}

export interface InitResult {
  /** Whether what was asked for was done: files were written, or would be. */
  done: boolean;
  /** Why not; null where it was. */
  problem: string | null;
  files: (PlannedFile & { isWritten: boolean })[];
  findings: Findings;
  proposal: Proposal;
  /** Commands to go on with. */
  next: string[];
}

const configurationPath = '.github/cegi.yml';
const workflowPath = '.github/workflows/cegi.yml';
/** As the documentation calls the action. */
const standIn = 'your-org/cegi-action';
const usualRunner = ['self-hosted', 'gpu'];

/**
 * Looks at the repository and at the machine, asks what is not clear where somebody can be asked, and writes a
 * configuration and a workflow that the program's own reader accepts.
 *
 * @throws UserError for flags that name what is not there
 */
export async function initHere(options: InitHereOptions): Promise<InitResult> {
  const { asker: person, progress, env = process.env, yes } = options;
  const asker = yes ? null : person;
  const zone = options.zone === undefined ? null : checkedZone(options.zone);
  const runner = options.runner === undefined ? null : checkedRunner(options.runner);
  const root = await repositoryRoot(options.directory ?? process.cwd());
  const files = await repositoryFiles(root);
  const pairs = options.model.map(pairIn);
  const datasets = new Map(options.dataset.map((text) => datasetIn(text, files)));
  progress.state('Looking at the repository ...');
  const findings = await look(files, {
    checkOnnx: (path, dtype) => onnxProblem(root, path, dtype),
    askHub: hubAsker(env, { offline: options.offline }),
    datasets,
    hubIds: pairs
      .map(([place]) => place)
      .filter((place) => isHubName(place) && !isDirectory(files, place.split('/')[0]!)),
    machine: options.machine === undefined ? await machineHere(progress) : options.machine,
    defaultBranch: await defaultBranch(root),
    programs: await programsOnPath(env.PATH ?? ''),
  });
  for (const line of foundLines(findings)) progress.line(line);
  refuseUnread(datasets, findings);
  const given = choicesOf(findings, pairs, { datasets, guesses: yes });
  const choices = asker === null ? given : await askChoices(findings, given, asker);
  const proposal = propose(findings, choices);
  for (const line of proposalLines(proposal)) progress.line(line);
  const result = { findings, proposal, files: [], next: [] };
  if (!proposal.models.some(({ isLive }) => isLive))
    return { ...result, done: false, problem: nothingToCheck(findings, proposal) };
  const settings = await settingsOf(
    { zone, runner, acceptEstimates: options.acceptEstimates },
    findings,
    asker,
  );
  const configuration = configurationFile(proposal, { ...settings, machine: findings.machine });
  refuseUnreadable(configuration, root);
  const { keptIn, defaultBranch: branch } = findings;
  const action = await ownAction();
  const workflow = workflowFile({
    runner: settings.runner,
    defaultBranch: branch,
    action,
    keptIn,
  });
  const planned = [
    await plannedFile(root, configurationPath, configuration),
    await plannedFile(root, workflowPath, workflow),
  ];
  const written = await writeAsked(root, planned, { ...options, asker });
  const kept = written.filter(({ state, isWritten }) => state === 'different' && !isWritten);
  const problem =
    options.dryRun || kept.length === 0
      ? null
      : `${kept.map(({ path }) => path).join(' and ')} ${kept.length === 1 ? 'was' : 'were'} there already and kept as ${kept.length === 1 ? 'it is' : 'they are'}; --force overwrites, --dry-run shows what would be written.`;
  return {
    ...result,
    files: written,
    done: problem === null,
    problem,
    next: nextSteps(findings, action, settings.acceptEstimates),
  };
}

/** `PATH=TASK`; a path may have an = of its own. */
function pairIn(text: string): [place: string, task: string] {
  const at = text.lastIndexOf('=');
  if (at <= 0 || at === text.length - 1)
    throw new UserError(`--model ${text}: write PATH=TASK, the path of a model (or org/name) and its task.`);
  return [plainPath(text.slice(0, at)), text.slice(at + 1)];
}

/** `PATH` or `PATH:KIND`. */
function datasetIn(text: string, files: RepositoryFiles): [path: string, kind: FoundDataset['kind'] | null] {
  const kinds = taskKinds.filter((kind) => kind !== 'harness');
  const kind = kinds.find((name) => text.endsWith(`:${name}`)) ?? null;
  const path = plainPath(kind === null ? text : text.slice(0, -kind.length - 1));
  if (files.sizes.has(path)) return [path, kind];
  throw new UserError(
    `--dataset ${text}: there is no file ${path} that git tracks or does not ignore. Write a path from the root of the repository, with :KIND after it or not (${kinds.join(', ')}).`,
  );
}

function plainPath(text: string): string {
  return posix.normalize(text).replace(/\/$/, '');
}

function isDirectory(files: RepositoryFiles, path: string): boolean {
  return [...files.sizes.keys()].some((file) => file.startsWith(`${path}/`));
}

function refuseUnread(datasets: ReadonlyMap<string, FoundDataset['kind'] | null>, findings: Findings): void {
  for (const path of datasets.keys()) {
    const found = findings.datasets.find((dataset) => dataset.path === path);
    if (!found)
      throw new UserError(
        `--dataset ${path}: its columns tell of no task, or it cannot be read. Say the kind after it, as in ${path}:summarization, or rename its columns: docs/datasets.md.`,
      );
    if (found.problem !== null) throw new UserError(`--dataset ${path}: ${found.problem}.`);
  }
}

function choicesOf(
  findings: Findings,
  pairs: readonly [string, string][],
  { datasets, guesses }: { datasets: ReadonlyMap<string, unknown>; guesses: boolean },
): Choices {
  const named: Choices = {
    guesses,
    taken: new Set([...datasets.keys(), ...pairs.map(([, task]) => task)]),
    refused: new Set(),
    pairs: new Map(),
    onlyPairs: pairs.length > 0,
  };
  const { tasks, models } = propose(findings, { ...named, guesses: true });
  const ids = pairs.map(([place, wanted]): [string, string] => {
    const task = tasks.find(({ id, name }) => id === wanted || name === wanted);
    const known = quoted(tasks.map(({ id, name }) => `${id} (${name})`).join(', '), 1000) || 'none was found';
    if (!task)
      throw new UserError(`--model ${place}=${wanted}: there is no task ${wanted}. There are: ${known}.`);
    const model = models.find(({ name }) => name === place);
    const places = quoted(models.map(({ name }) => name).join(', '), 1000) || 'none was found';
    if (!model)
      throw new UserError(`--model ${place}=${wanted}: there is no model ${place}. There are: ${places}.`);
    if (!model.suited.includes(task.id) && task.because !== null && !task.isLive)
      throw new UserError(`--model ${place}=${wanted}: the task cannot be used: ${task.because}.`);
    return [place, task.id];
  });
  const taskNames = ids.flatMap(([, id]) => tasks.filter((task) => task.id === id).map(({ name }) => name));
  return { ...named, pairs: new Map(ids), taken: new Set([...named.taken, ...taskNames]) };
}

function checkedZone(zone: string): string {
  resolveIntensity({ source: 'ember', zone });
  return zone;
}

function checkedRunner(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim());
  if (labels.every((label) => /^[\w.-]{1,100}$/.test(label))) return labels;
  throw new UserError(`--runner ${text}: write the labels of a runner, with commas between them.`);
}

interface Settings {
  zone: string;
  isZoneChosen: boolean;
  runner: readonly string[];
  acceptEstimates: boolean;
}

async function settingsOf(
  {
    zone,
    runner,
    acceptEstimates,
  }: { zone: string | null; runner: string[] | null; acceptEstimates: boolean },
  { machine }: Findings,
  asker: Asker | null,
): Promise<Settings> {
  const orProblem =
    <T>(check: (text: string) => T) =>
    (text: string) => {
      try {
        return check(text);
      } catch (error) {
        if (error instanceof UserError) return { problem: error.message };
        throw error;
      }
    };
  const usual = zone ?? 'WORLD';
  const where =
    asker === null || zone !== null
      ? usual
      : await askFor(asker, "Country of the runner's electricity, ISO 3166 alpha-3 such as ESP [WORLD] ", {
          standard: usual,
          read: orProblem(checkedZone),
        });
  const labels =
    asker === null || runner !== null
      ? (runner ?? usualRunner)
      : await askFor(asker, `Labels of the runner [${usualRunner.join(',')}] `, {
          standard: usualRunner,
          read: orProblem(checkedRunner),
        });
  const mayEstimate =
    asker !== null && !acceptEstimates && machine !== null && !machine.decides
      ? await confirm(
          asker,
          'No energy counter can be read here. Let estimates from CPU time decide, too?',
          false,
        )
      : acceptEstimates;
  return {
    zone: where,
    isZoneChosen: where !== 'WORLD' || zone !== null,
    runner: labels,
    acceptEstimates: mayEstimate,
  };
}

/** What this program wrote and cannot read is its own defect. */
function refuseUnreadable(text: string, root: string): void {
  try {
    const config = parseConfig(text, { file: configurationPath, root });
    checkFiles(
      config,
      config.models.map(({ id }) => id),
    );
  } catch (error) {
    throw new Error(`the configuration that was made is not valid: ${(error as Error).message}\n${text}`);
  }
}

async function writeAsked(
  root: string,
  planned: readonly PlannedFile[],
  { dryRun, force, asker, progress }: Pick<InitHereOptions, 'dryRun' | 'force' | 'asker' | 'progress'>,
): Promise<InitResult['files']> {
  const files: InitResult['files'] = [];
  for (const file of planned) {
    const { path, state, added, removed } = file;
    const change = `${path} is there already, and would change: ${added} lines added, ${removed} removed.`;
    if (state === 'different' && (!force || dryRun)) progress.line(change);
    const mayOverwrite =
      state !== 'different' ||
      force ||
      (!dryRun && asker !== null && (await confirm(asker, `Overwrite ${path}?`, false)));
    const isWritten = !dryRun && state !== 'same' && mayOverwrite;
    if (isWritten) await writePlanned(root, file);
    if (!dryRun && (isWritten || state === 'same'))
      progress.line(isWritten ? `Wrote ${path}.` : `${path} is as it would be written.`);
    files.push({ ...file, isWritten });
  }
  return files;
}

function nextSteps({ machine }: Findings, action: string, acceptEstimates: boolean): string[] {
  const started = process.argv[1] ?? 'dist/cli.js';
  const nearby = relative(process.cwd(), started);
  const program = `node ${nearby === '' || nearby.startsWith('..') ? started : nearby}`;
  return [
    ...(action.startsWith(standIn)
      ? [`in ${workflowPath}, write your copy of this action for ${action}`]
      : []),
    `${program} check --all    # try it here`,
    ...(machine !== null && !machine.decides && !acceptEstimates
      ? [`${program} doctor         # no counter that may decide can be read here: what would mend that`]
      : []),
    `git add ${configurationPath} ${workflowPath} && git commit -m "Check the carbon of model changes"`,
  ];
}

async function machineHere(progress: Progress): Promise<MachineFindings | null> {
  try {
    const { forecasts } = await doctorHere({ progress });
    const usual = forecasts.filter(({ provenance }) => provenance !== 'unavailable');
    return {
      forecasts: usual.map(({ device, provenance, counters, decides }) => ({
        device,
        provenance,
        counters,
        decides,
      })),
      decides: usual.some(({ provenance }) => provenance === 'measured' || provenance === 'integrated'),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    progress.line(`The machine's energy counters could not be looked at: ${error.message}`);
    return null;
  }
}

async function onnxProblem(root: string, path: string, dtype: Parameters<typeof checkArtifact>[0]['dtype']) {
  try {
    await checkArtifact({ id: path, directory: absolute(root, path), dtype });
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.replace(`Model "${path}": `, '').replaceAll(`${root}/`, '').replace(/\.$/, '');
  }
}

/** The branch that pushes go to which store baselines. */
async function defaultBranch(root: string): Promise<string> {
  const remote = await git(root, 'symbolic-ref', '--short', 'refs/remotes/origin/HEAD');
  const here = await git(root, 'symbolic-ref', '--short', 'HEAD');
  const named = (remote?.replace(/^origin\//, '') || here) ?? 'main';
  return /^[\w./-]{1,200}$/.test(named) ? named : 'main';
}

/** Where this program is a checkout of a repository on GitHub, that is the action; else its documentation's stand-in. */
async function ownAction(): Promise<string> {
  const version = `v${packageJson.version.split('.')[0]}`;
  const directory = dirname(fileURLToPath(import.meta.url));
  const top = await git(directory, 'rev-parse', '--show-toplevel');
  // A copy inside of another repository is not that repository's.
  const isOwn = top !== null && relative(top, directory).split(/[\\/]/).length === 1;
  const url = isOwn ? await git(directory, 'remote', 'get-url', 'origin') : null;
  const name = /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url ?? '')?.[1];
  return `${name ?? standIn}@${version}`;
}

async function git(directory: string, ...args: string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)('git', args, { cwd: directory })).stdout.trim();
  } catch {
    return null;
  }
}

/** Names of what was found, for those who read JSON. */
export function initJson({ done, problem, files, findings, proposal, next }: InitResult) {
  return {
    done,
    problem,
    files: files.map(({ path, state, isWritten, text }) => ({ path, state, written: isWritten, text })),
    models: proposal.models.map(({ id, name, isLive, because, entry }) => ({
      id,
      name,
      written: isLive,
      because,
      entry,
    })),
    tasks: proposal.tasks.map(({ id, name, kind, isLive, because, entry }) => ({
      id,
      name,
      kind,
      written: isLive,
      because,
      entry,
    })),
    found: {
      models: findings.models.map(({ place }) => placeName(place)),
      machine: findings.machine,
      notes: findings.notes,
    },
    next,
  };
}
