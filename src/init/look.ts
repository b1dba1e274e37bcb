import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { hubNamePattern } from '../config/hub-name.ts';
import type { AskHub } from './ask-hub.ts';
import { findDatasets } from './find-datasets.ts';
import { findHarnessTasks } from './find-harness-tasks.ts';
import { findHubIds, type HubMention } from './find-hub-ids.ts';
import { type CheckOnnx, findModels } from './find-models.ts';
import { findServers } from './find-servers.ts';
import {
  type Findings,
  type ForeignProgram,
  type FoundDataset,
  type FoundModel,
  foreignPrograms,
} from './findings.ts';
import type { RepositoryFiles } from './repository-files.ts';

export interface LookOptions {
  checkOnnx: CheckOnnx;
  askHub: AskHub;
  /** Datasets that were named, with the kind that was said of each; all that are found where there are none. */
  datasets?: ReadonlyMap<string, FoundDataset['kind'] | null>;
  /** Models that were named, by path or name on the Hub. */
  named?: readonly string[];
  machine: Findings['machine'];
  defaultBranch: string;
  programs: ForeignProgram[];
}

/** Of models on the Hub, as many as are asked for. */
const maxAsked = 12;

/** What a repository holds that a check could be made of. */
export async function look(files: RepositoryFiles, options: LookOptions): Promise<Findings> {
  const [here, data, servers, harness] = [
    await findModels(files, options.checkOnnx),
    await findDatasets(files, options.datasets),
    await findServers(files),
    await findHarnessTasks(files),
  ];
  const mentions = [
    ...(options.named ?? [])
      .filter((name) => hubNamePattern.test(name) && !files.isDirectory(name.split('/')[0]!))
      .map((repository) => ({ repository, where: null })),
    ...basesOf(here.models),
    // What a server here serves is checked as that server's.
    ...(await findHubIds(files)).filter(
      ({ repository }) => !servers.found.some(({ serves }) => serves === repository),
    ),
  ];
  // What cannot be evaluated on anything need not be known.
  const isUseful = data.datasets.length > 0 || harness.tasks.length > 0;
  const hub = await hubModels(mentions, isUseful ? options.askHub : unasked);
  const leftOut = files.leftOut();
  return {
    models: [...here.models, ...hub.models],
    datasets: data.datasets,
    harnessTasks: harness.tasks,
    servers: servers.found,
    programs: options.programs,
    machine: options.machine,
    keptIn: {
      lfs: await keepsInLfs(files),
      dvc: [...files.sizes.keys()].some((path) => path.endsWith('.dvc')),
    },
    defaultBranch: options.defaultBranch,
    notes: [
      ...(leftOut === null ? [] : [`Not all of the repository was looked at: ${leftOut}.`]),
      ...here.notes,
      ...data.notes,
      ...servers.notes,
      ...harness.notes,
      ...hub.notes,
    ],
  };
}

const unasked: AskHub = async () => ({ commit: null, dtypes: [], seesPictures: false, problem: null });

/** Bases that adapters and model cards name, and that may be on the Hub. */
function basesOf(models: readonly FoundModel[]): HubMention[] {
  return models.flatMap(({ base, place }) =>
    base !== null && hubNamePattern.test(base.name) && place.kind === 'path'
      ? [{ repository: base.name, where: `${place.path}/${base.saidIn}` }]
      : [],
  );
}

async function hubModels(
  mentions: readonly HubMention[],
  askHub: AskHub,
): Promise<{ models: FoundModel[]; notes: string[] }> {
  const first = new Map<string, HubMention>();
  for (const mention of mentions) if (!first.has(mention.repository)) first.set(mention.repository, mention);
  const asked = [...first.values()].slice(0, maxAsked);
  const models: FoundModel[] = [];
  const notes =
    first.size > maxAsked ? [`Only the first ${maxAsked} of ${first.size} models of the Hub are shown.`] : [];
  for (const { repository, where } of asked) {
    const { commit, dtypes, seesPictures, problem } = await askHub(repository);
    models.push({
      place: { kind: 'hub', repository, revision: commit },
      format: dtypes.length > 0 ? 'onnx' : commit === null ? 'unknown' : 'safetensors',
      seesPictures,
      dtypes,
      problem: commit === null ? null : problem,
      isUnfetched: false,
      base: null,
      trainableParameters: null,
      allParameters: null,
      trainingEmissions: null,
      chats: /instruct|chat|-it\b/i.test(repository),
      rank: null,
      namedIn: where,
      notes: commit === null && problem !== null ? [problem] : [],
    });
  }
  return { models, notes };
}

async function keepsInLfs(files: RepositoryFiles): Promise<boolean> {
  for (const path of files.sizes.keys())
    if (/(?:^|\/)\.gitattributes$/.test(path))
      if (/\bfilter=lfs\b/.test((await files.beginning(path, 64 * 1024)) ?? '')) return true;
  return false;
}

/** Those of the foreign programs that can be started here. */
export async function programsOnPath(path: string): Promise<ForeignProgram[]> {
  const found = await Promise.all(
    foreignPrograms.map(async (program) => {
      const places = path.split(delimiter).filter((directory) => directory !== '');
      const there = places.map((directory) => access(join(directory, program), constants.X_OK));
      return Promise.any(there).then(
        () => true,
        () => false,
      );
    }),
  );
  return foreignPrograms.filter((_, index) => found[index]);
}
