import { posix } from 'node:path';
import { taskKindDetails } from '../config/task-kinds.ts';
import { loadDataset } from '../datasets/load.ts';
import { quoted } from '../datasets/shown.ts';
import { UserError } from '../errors.ts';
import type { GuessedKind } from './dataset-kind.ts';
import type { FoundDataset } from './findings.ts';
import { nearness } from './nearness.ts';
import { type Candidate, taskOf } from './read-candidate.ts';
import { byDirectory, type RepositoryFiles } from './repository-files.ts';
import { mostWhole, usualLimit } from './sample-size.ts';

const picture = /\.(?:png|jpe?g|webp|gif|bmp|tiff?|avif)$/i;
const maxPictureDirectories = 8;

/** Directories that hold pictures. */
export function pictureDirectories(files: RepositoryFiles): string[] {
  return [...byDirectory([...files.sizes.keys()].filter((path) => picture.test(path))).keys()];
}

/** A dataset with what it needs beside its file, proven by reading it as a check would. */
export async function examined(
  files: RepositoryFiles,
  { path, records, format, isWhole }: Candidate,
  { kind, columns, doubt }: GuessedKind,
  { annotations, pictures }: { annotations: string | null; pictures: readonly string[] },
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
      const missing = records.find(({ value: { db_id: id } }) => !hasDatabase(files, found.databases, id));
      if (found.databases === null)
        found.problem =
          'its rows have no schema (sql_context), and no SQLite databases <db_id>/<db_id>.sqlite lie in the repository: name their directory under `databases`';
      else if (missing)
        found.problem = `${quoted(missing.where)}: there is no database ${quoted(String(missing.value.db_id))} in ${quoted(found.databases)}`;
    }
  }
  if (found.problem !== null) return { ...found, rows: records.length };
  const seesPictures = taskKindDetails[kind].required.includes('image');
  const nearest = [...pictures].sort((a, b) => nearness(`${b}/x`, path) - nearness(`${a}/x`, path));
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

function hasDatabase({ sizes }: RepositoryFiles, directory: string | null, id: unknown): boolean {
  return sizes.has(`${directory}/${id}/${id}.sqlite`);
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
