import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { getInput } from '@actions/core';
import { UserError } from '../errors.ts';
import { mostShards, type Shard } from '../measurement/measurement.ts';
import { type Verdict, verdicts } from '../measurement/result.ts';
import { problemOfName } from './artifact-name.ts';

/** The inputs of `action.yml`, checked. */
export interface Inputs {
  /** The configuration, relative to `workingDirectory`, with `/`. */
  config: string;
  /** Null where it is empty: nothing is then asked of GitHub, and no comment is posted. */
  githubToken: string | null;
  /** Only these models; empty for all. */
  models: string[];
  /** The part of the one model's items that is measured; null for all. */
  shard: Shard | null;
  comment: boolean;
  /** Whether the check is also shown as a check run; `auto` where the token may make one. */
  checkRun: boolean | 'auto';
  /** Whether this machine is calibrated instead of a check. */
  calibrate: boolean;
  /** Verdicts that fail the step; empty where it only reports. */
  failOn: Verdict[];
  /** Name of the artifact that the measured results become; null for none. */
  artifact: string | null;
  /** How long GitHub keeps it; null for what the repository says. */
  retentionDays: number | null;
  /** Where the results that are to be reported lie, absolute; null where the run's artifacts hold them. */
  results: string | null;
  /** Names of those artifacts, with `*` for anything. */
  artifacts: string;
  /** What a release is compared with; null for the last one. */
  against: string | null;
  /** Whether a release gets the result as a file. */
  attach: boolean;
  /** Root of the checked-out repository, absolute. */
  workingDirectory: string;
  /** Where native parts are kept between runs, absolute; null for the default place. */
  nativeDirectory: string | null;
}

/** Where the configuration is, where nothing else is said. */
export const usualConfigPath = '.github/cegi.yml';

/** `pass` and `skipped` are what every healthy run says. */
const failing = verdicts.filter((verdict) => verdict !== 'pass' && verdict !== 'skipped');

/**
 * Reads the inputs of the step. GitHub checks none of them, not even that a required one is there.
 *
 * @param workspace what relative paths are relative to
 * @throws UserError naming every input that is wrong
 */
export function loadInputs(workspace = process.env.GITHUB_WORKSPACE ?? process.cwd()): Inputs {
  const problems: string[] = [];
  const workingDirectory = resolve(workspace, getInput('working-directory') || '.');
  if (!statSync(workingDirectory, { throwIfNoEntry: false })?.isDirectory()) {
    problems.push(
      `working-directory: there is no directory ${workingDirectory}; is the checkout step before this one?`,
    );
  }
  const nativeDirectory = getInput('native-directory');
  const results = getInput('results');
  const inputs: Inputs = {
    config: readConfigPath(problems),
    githubToken: getInput('github-token') || null,
    models: words(getInput('models')),
    shard: readShard(problems),
    comment: readFlag('comment', getInput('comment'), true, problems),
    checkRun: readCheckRun(problems),
    calibrate: readFlag('calibrate', getInput('calibrate'), false, problems),
    failOn: readFailOn(problems),
    artifact: readArtifact(problems),
    retentionDays: readRetention(problems),
    results: results ? resolve(workspace, results) : null,
    artifacts: getInput('artifacts') || 'cegi-*',
    against: readAgainst(problems),
    attach: readFlag('attach', getInput('attach'), false, problems),
    workingDirectory,
    nativeDirectory: nativeDirectory ? resolve(workspace, nativeDirectory) : null,
  };
  if (inputs.calibrate && inputs.models.length > 1) {
    problems.push(
      'models: a calibration is of one model; name one, or none for the first of the configuration.',
    );
  }
  if (inputs.shard && inputs.models.length !== 1) {
    problems.push('shard: the items of one model are divided; name that one in models.');
  }
  if (problems.length > 0) {
    throw new UserError(
      `The step's inputs are not right:\n${problems.map((line) => `- ${line}`).join('\n')}`,
    );
  }
  return inputs;
}

function readConfigPath(problems: string[]): string {
  const path = (getInput('config') || usualConfigPath).replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  if (/^(\/|[a-z]:)/i.test(path) || path.split('/').includes('..')) {
    problems.push(`config: "${path}" must lie inside the repository; write it relative to its root.`);
  }
  return path;
}

/** `2/4`, as the part plan writes it. */
function readShard(problems: string[]): Shard | null {
  const text = getInput('shard');
  if (text === '') return null;
  const [, index, count] = (/^([1-9]\d?)\/([1-9]\d?)$/.exec(text) ?? []).map(Number);
  if (index !== undefined && count !== undefined && index <= count && count <= mostShards)
    return { index, count };
  problems.push(`shard: "${text}" is not a part such as 2/4; take it from the matrix of the part plan.`);
  return null;
}

function readCheckRun(problems: string[]): Inputs['checkRun'] {
  const text = getInput('check-run').toLowerCase() || 'auto';
  if (!['auto', 'true', 'false'].includes(text)) {
    problems.push(`check-run: "${text}" is none of auto, true and false.`);
  }
  return text === 'auto' ? 'auto' : text === 'true';
}

/** A name that GitHub is asked for, in a path of its API. */
function readAgainst(problems: string[]): string | null {
  const ref = getInput('against');
  if (ref === '') return null;
  if (!/^(?!-)(?!.*\.\.)[\w./+-]{1,200}$/.test(ref))
    problems.push(`against: "${ref}" is not a tag or a commit.`);
  return ref;
}

function readArtifact(problems: string[]): string | null {
  const name = getInput('artifact');
  const problem = name === '' ? null : problemOfName(name);
  if (problem !== null) problems.push(`artifact: "${name}" ${problem}.`);
  return name || null;
}

/** GitHub keeps no artifact for longer, and says so itself where a repository keeps them for less. */
const longestRetentionDays = 400;

function readRetention(problems: string[]): number | null {
  const text = getInput('retention-days');
  if (text === '') return null;
  const days = Number(text);
  if (!/^\d{1,3}$/.test(text) || days < 1 || days > longestRetentionDays)
    problems.push(`retention-days: "${text}" is not a number of days from 1 to ${longestRetentionDays}.`);
  return days;
}

function readFlag(name: string, given: string, byDefault: boolean, problems: string[]): boolean {
  const text = given.toLowerCase();
  if (text === '') return byDefault;
  if (text !== 'true' && text !== 'false') problems.push(`${name}: "${given}" is neither true nor false.`);
  return text === 'true';
}

function readFailOn(problems: string[]): Verdict[] {
  const given = words(getInput('fail-on') || 'fail');
  if (given.length === 1 && given[0] === 'never') return [];
  const known: readonly string[] = failing;
  for (const word of given) {
    if (!known.includes(word)) {
      problems.push(`fail-on: "${word}" is not one of ${failing.join(', ')}, or \`never\` alone.`);
    }
  }
  return failing.filter((verdict) => given.includes(verdict));
}

/** A list as people write it into YAML: one a line, or with commas. */
function words(text: string): string[] {
  return [...new Set(text.split(/[\n,]/).map((word) => word.trim()))].filter((word) => word !== '');
}
