import { posix } from 'node:path';
import type { DatasetFormat, TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { isObject } from '../datasets/jsonl.ts';
import { loadDataset } from '../datasets/load.ts';
import { readRecords } from '../datasets/read-records.ts';
import type { DataRecord } from '../datasets/records.ts';
import { quoted } from '../datasets/shown.ts';
import { UserError } from '../errors.ts';
import { lfsPointerBeginning } from '../models/lfs.ts';
import { type GuessedKind, guessKind, tellingWords } from './dataset-kind.ts';
import type { FoundDataset } from './findings.ts';
import { absolute, byDirectory, type RepositoryFiles } from './repository-files.ts';

/** Of items, as many as are evaluated in about a minute a round by a small model. */
export const usualLimit = 200;
/** A dataset that has not many more items than that is evaluated whole. */
export const mostWhole = 400;

const extension = /\.(jsonl|ndjson|json|csv|parquet)$/i;
/** Files of models, packages and trackers, which are no data. */
const noData =
  /(?:^|\/)(?:config|generation_config|preprocessor_config|processor_config|adapter_config|tokenizer[^/]*|special_tokens_map|added_tokens|vocab|package(?:-lock)?|tsconfig[^/]*|composer|trainer_state|emissions?|[^/]*\.index|[^/]*\.schema)\.(?:json|csv)$|(?:^|\/)(?:\.[^/]+|out)\//i;
const picture = /\.(?:png|jpe?g|webp|gif|bmp|tiff?|avif)$/i;
const maxCandidates = 500;
const headBytes = 64 * 1024;
/** What is larger is told from its beginning alone. */
const maxWholeBytes = 32 * 1024 * 1024;
const maxPictureDirectories = 8;
const maxUnlike = 3;
const maxColumns = 8;

interface Candidate {
  path: string;
  records: DataRecord[];
  format: DatasetFormat | null;
  isWhole: boolean;
}

/**
 * Datasets that a task could be made of, each read by the program's own reader where it is not too large.
 *
 * @param wanted these alone, with the kind that is wanted of each, or null for that which its columns tell
 */
export async function findDatasets(
  files: RepositoryFiles,
  wanted: ReadonlyMap<string, FoundDataset['kind'] | null> = new Map(),
): Promise<{ datasets: FoundDataset[]; notes: string[] }> {
  const notes: string[] = [];
  const pictures = picturesIn(files);
  const paths =
    wanted.size > 0
      ? [...wanted.keys()]
      : [...files.sizes.keys()].filter((path) => extension.test(path) && !noData.test(path));
  if (paths.length > maxCandidates) notes.push(`Only the first ${maxCandidates} data files were looked at.`);
  const answers = new Set<string>();
  const datasets: FoundDataset[] = [];
  for (const path of paths.slice(0, maxCandidates)) {
    if (!files.hasTime()) break;
    const head = (await files.beginning(path, headBytes)) ?? '';
    if (head.startsWith(lfsPointerBeginning)) {
      notes.push(
        `${quoted(path)} is a Git LFS pointer: run \`git lfs pull\`, and this again, if it is a dataset.`,
      );
      continue;
    }
    if (!wanted.has(path) && !head.startsWith('PAR1') && !tellingWords.test(head)) continue;
    const questions = isVqaQuestions(head, path);
    const annotations = questions ? await answersTo(files, path, answers) : null;
    const candidate = await candidateAt(files, path, { head, annotations });
    if (candidate === null) continue;
    const asked = wanted.get(path) ?? null;
    const guess =
      wantedKind(candidate, asked) ??
      (asked === null ? guessKind(candidate.records, candidate.format) : null);
    if (guess === null) {
      if (looksLikeChat(candidate.records))
        notes.push(
          `${quoted(path)} has rows of instructions or chats, which no task here reads; see docs/harness.md.`,
        );
      continue;
    }
    datasets.push(await examined(files, candidate, guess, { annotations, pictures }));
  }
  if (datasets.every(({ doubt, problem }) => doubt !== null || problem !== null)) {
    const others = paths.filter((path) => !datasets.some((dataset) => dataset.path === path));
    notes.push(...(await unlikeNotes(files, others)));
  }
  return withoutRepetition(
    datasets.filter(({ path }) => !answers.has(path)),
    notes,
  );
}

/** The kind that was asked for, with the columns that the readers know of it, or that were guessed of it. */
function wantedKind({ records, format }: Candidate, kind: FoundDataset['kind'] | null): GuessedKind | null {
  if (kind === null) return null;
  const guess = guessKind(records, format);
  return { kind, columns: guess?.kind === kind ? guess.columns : {}, doubt: null };
}

/** Where no dataset is sure, the columns of a few files that might be meant as one. */
async function unlikeNotes(files: RepositoryFiles, paths: readonly string[]): Promise<string[]> {
  const notes: string[] = [];
  for (const path of paths.filter((name) => !/\.json$/i.test(name)).slice(0, maxUnlike)) {
    const head = (await files.beginning(path, headBytes)) ?? '';
    const [first] = (await candidateAt(files, path, { head, annotations: null }))?.records ?? [];
    if (first === undefined || looksLikeChat([first])) continue;
    const columns = quoted(Object.keys(first.value).slice(0, maxColumns).join(', '), 200);
    notes.push(
      `${quoted(path)} has the columns ${columns}, which are of no task: rename them, or write \`columns\` (docs/datasets.md).`,
    );
  }
  return notes;
}

function looksLikeChat([first]: readonly DataRecord[]): boolean {
  const has = (name: string) => first !== undefined && Object.hasOwn(first.value, name);
  return (
    has('messages') || has('conversations') || has('instruction') || (has('prompt') && has('completion'))
  );
}

function isVqaQuestions(head: string, path: string): boolean {
  return (
    path.endsWith('.json') &&
    /^\s*\{/.test(head) &&
    /"questions"\s*:\s*\[/.test(head) &&
    /"image_id"/.test(head)
  );
}

/** The file with VQAv2's answers: of those whose beginning says so the nearest, and of these the most alike in name. */
async function answersTo(
  files: RepositoryFiles,
  questions: string,
  taken: Set<string>,
): Promise<string | null> {
  const others = [...files.sizes.keys()]
    .filter((path) => path.endsWith('.json') && path !== questions && !noData.test(path))
    .sort((a, b) => nearness(b, questions) - nearness(a, questions))
    .slice(0, 50);
  for (const path of others) {
    const head = (await files.beginning(path, headBytes)) ?? '';
    if (!/"annotations"\s*:\s*\[/.test(head) || !/"answers"/.test(head)) continue;
    taken.add(path);
    return path;
  }
  return null;
}

/** How many letters two paths begin with in common, and then how many of their words. */
function nearness(a: string, b: string): number {
  const [here, there] = [posix.dirname(a).split('/'), posix.dirname(b).split('/')];
  const common = here.findIndex((part, index) => part !== there[index]);
  const words = new Set(
    posix
      .basename(b)
      .toLowerCase()
      .split(/[\W_]+/),
  );
  const shared = posix
    .basename(a)
    .toLowerCase()
    .split(/[\W_]+/)
    .filter((word) => words.has(word)).length;
  return 100 * (common < 0 ? here.length : common) + shared;
}

async function candidateAt(
  files: RepositoryFiles,
  path: string,
  { head, annotations }: { head: string; annotations: string | null },
): Promise<Candidate | null> {
  const size = files.sizes.get(path) ?? 0;
  try {
    if (size <= maxWholeBytes) {
      const { records, format } = await readRecords(taskOf(files, { path, annotations }));
      return { path, records, format, isWhole: true };
    }
    return { path, records: recordsIn(head, path), format: null, isWhole: false };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** The first row of a file of lines, from its beginning. */
function recordsIn(head: string, path: string): DataRecord[] {
  const [line = '', second = ''] = head.split(/\r?\n/, 2);
  if (/\.csv$/i.test(path)) {
    const names = line.split(',').map((name) => name.replaceAll('"', '').trim());
    const value = Object.fromEntries(names.map((name, at) => [name, second.split(',')[at] ?? '']));
    return [{ where: `${path}:2`, number: 1, value }];
  }
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? [{ where: `${path}:1`, number: 1, value }] : [];
  } catch {
    return [];
  }
}

interface PictureDirectories {
  directories: string[];
}

function picturesIn(files: RepositoryFiles): PictureDirectories {
  const paths = [...files.sizes.keys()].filter((path) => picture.test(path));
  return { directories: [...byDirectory(paths).keys()] };
}

/** A dataset with what it needs beside its file, proven by reading it as a check would. */
async function examined(
  files: RepositoryFiles,
  { path, records, format, isWhole }: Candidate,
  { kind, columns, doubt }: GuessedKind,
  { annotations, pictures }: { annotations: string | null; pictures: PictureDirectories },
): Promise<FoundDataset> {
  const found: FoundDataset = {
    path,
    kind,
    format: null,
    annotations,
    images: null,
    databases: null,
    columns,
    metric: null,
    rows: null,
    doubt: doubt ?? doubtOfName(path),
    problem: null,
  };
  if (!isWhole) {
    found.doubt ??= 'it is too large to be read here; its kind was told from its first row';
    return found;
  }
  if (kind === 'text-to-sql') {
    const [first] = records;
    const hasContext = Object.hasOwn(first?.value ?? {}, columns.sql_context ?? 'sql_context');
    if (!hasContext) {
      found.databases = databasesNear(files, path, first?.value.db_id);
      if (found.databases === null)
        found.problem =
          'its rows have no schema (sql_context), and no SQLite databases <db_id>/<db_id>.sqlite lie in the repository: name their directory under `databases`';
    }
  }
  if (found.problem !== null) return { ...found, rows: records.length };
  const seesPictures = taskKindDetails[kind].required.includes('image');
  const nearest = [...pictures.directories].sort(
    (a, b) => nearness(`${b}/x`, path) - nearness(`${a}/x`, path),
  );
  const inDirectories = nearest.flatMap((directory) => ancestors(directory)).slice(0, maxPictureDirectories);
  const tries = seesPictures ? [null, ...new Set(inDirectories)] : [null];
  let problem: string | null = null;
  for (const images of tries) {
    try {
      const { rows, size } = await loadDataset({
        ...taskOf(files, { ...found, images }),
        limit: records.length > mostWhole ? usualLimit : null,
      });
      const answers = rows.map((row) => (Array.isArray(row.answers) ? row.answers.length : 0));
      const metric = kind === 'vqa' && Math.max(...answers) < 4 ? 'exact-match' : null;
      return { ...found, images, metric, rows: size, format: format === 'vqav2' ? format : null };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problem ??= quoted(error.message, 300);
    }
  }
  return { ...found, rows: records.length, problem };
}

/** A directory and those around it, whose pictures may be named with a part of their path; the nearest first. */
function ancestors(directory: string): string[] {
  const above = posix.dirname(directory);
  return above === '.' || above === directory ? [directory] : [directory, ...ancestors(above)];
}

function doubtOfName(path: string): string | null {
  return /(?:^|[\W_])train(?:ing)?(?:[\W_]|$)/i.test(posix.basename(path))
    ? 'its name says that models were trained on it; judge by data that they have not seen'
    : null;
}

/** The directory that holds `<db_id>/<db_id>.sqlite`, the nearest to the questions. */
function databasesNear(files: RepositoryFiles, path: string, id: unknown): string | null {
  if (typeof id !== 'string' || !/^[\w.-]+$/.test(id)) return null;
  const end = `/${id}/${id}.sqlite`;
  const found = [...files.sizes.keys()]
    .filter((file) => file.endsWith(end))
    .map((file) => file.slice(0, -end.length));
  return found.sort((a, b) => nearness(`${b}/x`, path) - nearness(`${a}/x`, path))[0] ?? null;
}

/** What the readers ask of a task, of one that is not configured yet. */
function taskOf(
  { root }: RepositoryFiles,
  {
    path,
    annotations = null,
    images = null,
    kind = 'summarization',
    columns = {},
  }: Pick<FoundDataset, 'path'> & Partial<FoundDataset>,
): TaskConfig {
  return {
    id: 'init',
    kind,
    dataset: absolute(root, path),
    datasetPath: path,
    format: null,
    images: images === null ? null : { directory: absolute(root, images), path: images },
    annotations: annotations === null ? null : { file: absolute(root, annotations), path: annotations },
    databases: null,
    filter: {},
    metric: '',
    metrics: [],
    limit: null,
    seed: 0,
    columns,
    prompt: null,
  };
}

const splits = ['test', 'validation', 'valid', 'val', 'dev', 'eval', 'train'];

/** Of the splits of one dataset the one that is held back the most; the others are named in the notes. */
function withoutRepetition(
  datasets: readonly FoundDataset[],
  notes: string[],
): { datasets: FoundDataset[]; notes: string[] } {
  const splitOf = ({ path }: FoundDataset) =>
    posix
      .basename(path)
      .toLowerCase()
      .split(/[\W_]+/)
      .find((word) => splits.includes(word)) ?? null;
  const kept = datasets.filter((dataset) => {
    const split = splitOf(dataset);
    if (split === null) return true;
    const rest = (path: string, word: string) => path.toLowerCase().replaceAll(word, '');
    const better = datasets.find((other) => {
      const its = splitOf(other);
      if (other.problem !== null || other.kind !== dataset.kind || its === null) return false;
      if (splits.indexOf(its) >= splits.indexOf(split)) return false;
      // `train_spider.json` lies beside `dev.json`.
      const isBeside = split === 'train' && posix.dirname(other.path) === posix.dirname(dataset.path);
      return isBeside || rest(other.path, its) === rest(dataset.path, split);
    });
    if (better)
      notes.push(`${quoted(dataset.path)} was left out, as ${quoted(better.path)} is its other split.`);
    return better === undefined;
  });
  return { datasets: kept, notes };
}
