import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { checkFiles, parseConfig } from './config/load.ts';
import { doctorHere } from './doctor-here.ts';
import { UserError } from './errors.ts';
import { checkArtifact } from './evaluators/artifact.ts';
import { checkedAction, ownAction, workflowThatUses } from './init/action-name.ts';
import { hubAsker } from './init/ask-hub.ts';
import { configurationFile } from './init/configuration-file.ts';
import type { MachineFindings } from './init/findings.ts';
import { choicesOf, namedDatasets, namedModels, refuseUnread } from './init/flags.ts';
import { defaultBranch } from './init/git.ts';
import type { InitResult } from './init/init-result.ts';
import { look, programsOnPath } from './init/look.ts';
import { nextSteps } from './init/next-steps.ts';
import { plannedFile } from './init/planned-file.ts';
import { propose } from './init/propose.ts';
import { type Asker, askChoices } from './init/questions.ts';
import { absolute, repositoryFiles } from './init/repository-files.ts';
import { checkedRunner, checkedZone, settingsOf } from './init/settings.ts';
import { foundLines, nothingToCheck, proposalLines } from './init/summary.ts';
import { workflowFile } from './init/workflow-file.ts';
import { writeFiles } from './init/write-files.ts';
import { repositoryRoot } from './local-changes.ts';
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
  /** `owner/name@version`: what the workflow's step uses. */
  action?: string;
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

const configurationPath = '.github/cegi.yml';
const workflowPath = '.github/workflows/cegi.yml';

/**
 * Looks at the repository and at the machine, asks what is not clear where somebody can be asked, and writes a
 * configuration and a workflow that the program's own reader accepts.
 *
 * @throws UserError for flags that name what is not there, and for files that cannot be written
 */
export async function initHere(options: InitHereOptions): Promise<InitResult> {
  const { progress, env = process.env, directory = process.cwd() } = options;
  const asker = options.yes ? null : options.asker;
  const said = {
    zone: options.zone === undefined ? null : checkedZone(options.zone),
    runner: options.runner === undefined ? null : checkedRunner(options.runner),
    acceptEstimates: options.acceptEstimates,
  };
  const action =
    options.action === undefined
      ? await ownAction(dirname(fileURLToPath(import.meta.url)), packageJson.version)
      : checkedAction(options.action);
  const root = await repositoryRoot(directory);
  if (root !== resolve(directory)) progress.line(`Repository: ${root}`);
  const files = await repositoryFiles(root);
  const models = namedModels(options.model);
  const datasets = namedDatasets(options.dataset, files);
  progress.state('Looking at the repository ...');
  const findings = await look(files, {
    checkOnnx: (path, dtype) => onnxProblem(root, path, dtype),
    askHub: hubAsker(env, { offline: options.offline }),
    datasets,
    named: models.map(([place]) => place),
    machine: options.machine === undefined ? await machineHere(progress) : options.machine,
    defaultBranch: await defaultBranch(root),
    programs: await programsOnPath(env.PATH ?? ''),
  });
  const { machine } = findings;
  for (const line of foundLines(findings)) progress.line(line);
  refuseUnread(datasets, findings);
  const given = choicesOf(findings, { models, datasets, guesses: options.yes });
  const choices = asker === null ? given : await askChoices(findings, given, asker);
  const proposal = propose(findings, choices);
  for (const line of proposalLines(proposal)) progress.line(line);
  if (!proposal.models.some(({ isLive }) => isLive)) {
    const problem = nothingToCheck(findings, proposal);
    return { done: false, problem, files: [], findings, proposal, next: [] };
  }
  const other = await workflowThatUses(action, files);
  const isAnother = other !== null && other !== workflowPath;
  if (isAnother) progress.line(`${other} uses the action already, so no second workflow is written.`);
  const settings = await settingsOf(said, { machine, needsRunner: !isAnother, asker });
  const configuration = configurationFile(proposal, { ...settings, machine });
  refuseUnreadable(configuration, root);
  const workflow = workflowFile({ ...findings, action, runner: settings.runner });
  const planned = [
    await plannedFile(root, configurationPath, configuration),
    ...(isAnother ? [] : [await plannedFile(root, workflowPath, workflow)]),
  ];
  const say = (line: string) => progress.line(line);
  const written = await writeFiles(root, planned, { ...options, asker, say });
  const kept = written.filter(({ state, isWritten }) => state === 'different' && !isWritten);
  const problem = options.dryRun || kept.length === 0 ? null : keptFiles(kept.map(({ path }) => path));
  const next = nextSteps({
    root,
    directory: resolve(directory),
    program: resolve(process.argv[1] ?? 'dist/cli.js'),
    files: written,
    proposal,
    machine,
    settings,
    action: written.some(
      ({ path, state, isWritten }) => path === workflowPath && (isWritten || state === 'new'),
    )
      ? action
      : null,
  });
  return { done: problem === null, problem, files: written, findings, proposal, next };
}

function keptFiles(paths: readonly string[]): string {
  const were = paths.length === 1 ? 'was there already and kept as it is' : 'were there already and kept';
  return `${paths.join(' and ')} ${were}; --force overwrites, --dry-run shows what would be written.`;
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
