import type { DataRecord } from '../datasets/records.ts';
import { quoted } from '../datasets/shown.ts';
import { lfsPointerBeginning } from '../models/lfs.ts';
import { type GuessedKind, guessKind, tellingWords } from './dataset-kind.ts';
import { examined, pictureDirectories } from './examine-dataset.ts';
import type { FoundDataset } from './findings.ts';
import { nearness } from './nearness.ts';
import { withoutOtherSplits } from './other-splits.ts';
import { type Candidate, candidateAt } from './read-candidate.ts';
import type { RepositoryFiles } from './repository-files.ts';

const extension = /\.(jsonl|ndjson|json|csv|parquet)$/i;
/** Files of models, packages and trackers, which are no data. */
const noData =
  /(?:^|\/)(?:config|generation_config|preprocessor_config|processor_config|adapter_config|tokenizer[^/]*|special_tokens_map|added_tokens|vocab|package(?:-lock)?|tsconfig[^/]*|composer|trainer_state|emissions?|[^/]*\.index|[^/]*\.schema)\.(?:json|csv)$|(?:^|\/)(?:\.[^/]+|out)\//i;
const maxCandidates = 500;
const headBytes = 64 * 1024;
const maxUnlike = 3;
const maxColumns = 8;

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
  const pictures = pictureDirectories(files);
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
  return withoutOtherSplits(
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
