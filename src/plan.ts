import type { Config } from './config/config.ts';
import { parseConfig } from './config/load.ts';
import { UserError } from './errors.ts';
import type { Changes } from './github/changes.ts';
import type { CheckResult } from './measurement/result.ts';
import { type ChangedModel, changedModels } from './models/changed.ts';
import { modelOf, readConfiguration } from './read-configuration.ts';
import { policyInForce } from './verdict/policy.ts';

export interface PlanOptions {
  /** Root of the repository, absolute. */
  root: string;
  /** Configuration, relative to the root. */
  configPath: string;
  /** Null where there is nothing to compare with: every model then counts as changed. */
  changes: Changes | null;
  /** Only these models; empty for all. */
  only: readonly string[];
  /** Whether measurements become the baselines of later checks. */
  record: boolean;
  /** The head's configuration, where it is not in the working tree. */
  headText?: string;
}

/** Which models are checked, and by whose rules. */
export interface Plan {
  /** The working tree's configuration, as it is written. */
  head: Config;
  /** The same with the rules, and all else that decides, that are in force. */
  config: Config;
  /** Null where the base has none that can be read. */
  base: Config | null;
  policy: CheckResult['policy'];
  /** What a reader of any model's verdict should know. */
  warnings: string[];
  changed: ChangedModel[];
}

/** @throws UserError where the configuration cannot be read, is not valid, or lacks a model of `only`. */
export async function planCheck(options: PlanOptions): Promise<Plan> {
  const { root, configPath, record, headText } = options;
  const head =
    headText === undefined
      ? await readConfiguration(root, configPath)
      : parseConfig(headText, { file: configPath, root });
  const { base, warnings } = await readBase(options);
  // What is on the default branch has been accepted, its rules with it.
  const { config, shown, warnings: loosened } = policyInForce(head, record ? null : base);
  return {
    head,
    config,
    base,
    policy: shown,
    warnings: [...warnings, ...loosened, ...unpinned(head)],
    changed: selectModels(options, head, base),
  };
}

/** Models that can change without a change to the repository. */
function unpinned({ models }: Config): string[] {
  return models.flatMap(({ id, source }) =>
    source.kind === 'hub' && !/^[0-9a-f]{40}$/.test(source.revision ?? '')
      ? [
          `${id} takes ${source.revision ?? 'the newest revision'} of ${source.repository}, which can change unseen: pin revision to a commit.`,
        ]
      : [],
  );
}

/** The base's configuration; null where it has none that can be read. */
async function readBase({ root, configPath, changes }: PlanOptions) {
  const text = changes && (await changes.fileAtBase(configPath));
  if (!text) return { base: null, warnings: [] };
  try {
    return { base: parseConfig(text, { file: configPath, root }), warnings: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const warning = `${configPath} at the base is not valid, so this change's own rules judged.`;
    return { base: null, warnings: [warning] };
  }
}

function selectModels(options: PlanOptions, head: Config, base: Config | null): ChangedModel[] {
  const { changes, only, configPath } = options;
  for (const id of only) modelOf(head, id);
  const everyModel = (reason: string) => head.models.map(({ id }) => ({ id, reasons: [reason] }));
  const changed = !changes
    ? everyModel('every model is checked')
    : changes.incomplete
      ? everyModel(`the list of changed files is not whole: ${changes.incomplete}`)
      : changedModels({ head, base, changedFiles: changes.changedFiles, configPath });
  return only.length === 0 ? changed : changed.filter(({ id }) => only.includes(id));
}
